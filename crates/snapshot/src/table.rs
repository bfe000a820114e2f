//! A trend as a table: a row for each number at each instant.

use milepost_core::{Bounds, Moment, Share, Trend};

/// What can go wrong while a table is written.
#[derive(Debug, thiserror::Error)]
#[error("the table cannot be written")]
pub struct TableError;

const HEAD: &[&str] = &["name", "at", "kind", "id", "lo", "hi", "yes", "no", "unknown"];

/// A trend as comma-separated values: the name of the instant, the instant, what sort of number it
/// is (`size`, `stage`, `path`, `step`, `measure`), its id, its bounds, and the census behind it
/// where there is one. A number that is unknown has no bounds, and the code of why as `unknown`.
///
/// # Errors
/// Never for a trend that milepost made.
pub fn write_table(trend: &Trend) -> Result<String, TableError> {
    let mut writer = csv::Writer::from_writer(Vec::new());
    writer.write_record(HEAD).map_err(|_| TableError)?;
    for moment in &trend.points {
        for row in rows(moment) {
            writer.write_record(row).map_err(|_| TableError)?;
        }
    }
    let bytes = writer.into_inner().map_err(|_| TableError)?;
    String::from_utf8(bytes).map_err(|_| TableError)
}

fn rows(moment: &Moment) -> Vec<[String; 9]> {
    let row = |kind: &str, id: &str, value: Option<Bounds>, share: Option<Share>, why: String| {
        let (lo, hi) = value
            .map_or_else(Default::default, |value| (value.lo.to_string(), value.hi.to_string()));
        let (yes, no, unknown) = share.map_or_else(
            || (String::new(), String::new(), why),
            |share| (share.yes.to_string(), share.no.to_string(), share.unknown.to_string()),
        );
        let (name, at) = (moment.name.clone(), moment.at.to_string());
        [name, at, kind.to_owned(), id.to_owned(), lo, hi, yes, no, unknown]
    };
    let number = |value: u32| Some(Bounds::exactly(f64::from(value)));
    let plain = |kind, id, value| row(kind, id, value, None, String::new());
    let share = |kind, id, share: Share| row(kind, id, share.bounds(), Some(share), String::new());
    let mut rows = vec![
        plain("size", "repositories", number(moment.repositories)),
        plain("size", "deployables", number(moment.deployables)),
    ];
    for (model, (lo, hi)) in &moment.stages {
        let bounds = Bounds { lo: f64::from(*lo), hi: f64::from(*hi) };
        rows.push(plain("stage", model, Some(bounds)));
    }
    rows.push(share("path", "on", moment.on_path));
    rows.push(plain("path", "coverage", moment.coverage));
    rows.extend(moment.steps.iter().map(|(step, census)| share("step", step, *census)));
    rows.extend(moment.measures.iter().map(|(id, value)| {
        let why = value.unknown.map(|code| code.code().to_owned()).unwrap_or_default();
        row("measure", id, value.value, None, why)
    }));
    rows
}
