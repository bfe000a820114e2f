//! A shared unit: who uses it, at which versions, and how differently they call it.

use milepost_core::{SharedUnit, Switched};

use super::{COLUMNS, Source, evidence, field, heading, more, title};
use crate::line::{Line, Page};
use crate::numbers::{self, Unit, many};
use crate::paint::FAINT;

/// Sets of inputs that are shown.
const SETS: usize = 8;

/// The page of the shared unit with this source, or of the only one that ends so.
pub(super) fn pages(source: Source<'_>, id: &str) -> Vec<Page> {
    let units = &source.snapshot.units;
    let exact: Vec<&SharedUnit> = units.iter().filter(|unit| unit.source == id).collect();
    let ends = |unit: &&SharedUnit| {
        unit.owned && unit.source.strip_suffix(id).is_some_and(|rest| rest.ends_with('/'))
    };
    let found = if exact.is_empty() && !id.is_empty() {
        let near: Vec<&SharedUnit> = units.iter().filter(ends).collect();
        if near.len() == 1 { near } else { Vec::new() }
    } else {
        exact
    };
    found.into_iter().map(|unit| page(source, unit)).collect()
}

fn page(source: Source<'_>, unit: &SharedUnit) -> Page {
    let mut page = Page::default();
    let whose = if unit.owned { "the organisation's" } else { "the public's" };
    let what = format!("shared unit: {}, {whose}", unit.kind.name());
    page.push(title(&unit.source, &what));
    page.push(field("used by", many(count(unit.consumers), "repository", "repositories")));
    let versions: Vec<String> =
        unit.versions.iter().map(|(version, count)| format!("{version} ({count})")).collect();
    page.push(field("versions", versions.join(", ")));
    let standard = source.snapshot.standards.iter().filter(|it| it.units.contains(&unit.source));
    let steps: Vec<&str> = standard.map(|standard| standard.name.as_str()).collect();
    if !steps.is_empty() {
        page.push(field("standard of", steps.join(", ")));
    }
    if let Some(line) = &unit.defined {
        page.push(heading("Defined at"));
        evidence::lines(source, 4, std::slice::from_ref(line), &mut page);
    }
    for switched in &unit.switched {
        sets(source, unit, switched, &mut page);
    }
    page
}

/// How differently it is called: one unit with many switches hides variety.
fn sets(source: Source<'_>, unit: &SharedUnit, switched: &Switched, page: &mut Page) {
    let effective =
        numbers::bounds(milepost_core::Bounds::exactly(switched.effective), Unit::Number);
    let name = if switched.unit == unit.source { "It" } else { switched.unit.as_str() };
    let calls: u32 = switched.sets.values().sum();
    page.push(heading(&format!("{name} is switched in {effective} ways in effect")));
    let says = format!(
        "What {} set of the inputs that switch something on or off.",
        many(count(calls), "deployable", "deployables")
    );
    page.prose(4, COLUMNS, &says);
    let mut sets: Vec<(&String, &u32)> = switched.sets.iter().collect();
    sets.sort_by_key(|(set, count)| (std::cmp::Reverse(**count), (*set).clone()));
    let shown = source.shown(SETS);
    for (set, count) in sets.iter().take(shown) {
        page.push(Line::indented(4).text(format!("{count:>4}  ")).styled(FAINT, set.as_str()));
    }
    page.extend(more(sets.len(), shown));
}

fn count(number: u32) -> usize {
    usize::try_from(number).unwrap_or(usize::MAX)
}
