//! `milepost history`: the organisation at every end of a quarter, a month or a week.

use std::collections::{BTreeMap, BTreeSet};
use std::io::Write;

use anyhow::bail;
use jiff::Timestamp;
use milepost_core::{Moment, Rules, Snapshot, Trend, Value};
use milepost_score::{Hindsight, Point};

use super::scan;
use crate::args::{Args, History, Targets, TrendFormat};
use crate::config::Config;
use crate::exit::Exit;
use crate::scanner::{Depth, Scanner};

/// What the last instant is called when it is the present.
const NOW: &str = "now";

pub(crate) fn run(args: &Args, history: &History, out: &mut dyn Write) -> anyhow::Result<Exit> {
    let config = Config::read(args.config.as_deref())?;
    let targets = Targets { paths: history.paths.clone(), ..Targets::default() };
    let scanner = Scanner::new(args, &config, &targets, true)?;
    let shown = instants(&scanner, history, &config)?;
    let mut seen = look(&scanner, &shown)?;
    scanner.remember();
    // Before the first commit there is nothing to show.
    seen.retain(|seen| seen.moment.repositories > 0);
    let Some(last) = seen.last() else {
        bail!("no repository had a commit yet at any of the instants asked for");
    };
    let exit = last.exit;
    let trend = Trend {
        format: Trend::FORMAT,
        organisation: last.organisation.clone(),
        rules: last.rules.clone(),
        points: seen.into_iter().map(|seen| seen.moment).collect(),
    };
    match history.format {
        TrendFormat::Json => out.write_all(milepost_snapshot::write_trend(&trend)?.as_bytes())?,
        TrendFormat::Csv => out.write_all(milepost_snapshot::write_table(&trend)?.as_bytes())?,
        TrendFormat::Text => {
            let (rules, columns) = (scanner.rules(), scan::columns());
            let text = milepost_report::trend(&trend, rules, columns, history.all);
            out.write_all(text.as_bytes())?;
        }
    }
    Ok(exit)
}

/// What is kept of one snapshot.
struct Seen {
    organisation: String,
    rules: Rules,
    exit: Exit,
    moment: Moment,
}

impl Seen {
    fn of(name: &str, snapshot: &Snapshot) -> Self {
        Self {
            organisation: snapshot.organisation.clone(),
            rules: snapshot.rules.clone(),
            exit: scan::exit(snapshot),
            moment: Moment::of(name.to_owned(), snapshot),
        }
    }

    /// Adds what only instants before it tell.
    fn add(&mut self, told: Hindsight) {
        for measure in told.measures {
            let value = Value { value: measure.value, unknown: measure.unknown };
            self.moment.measures.insert(measure.id, value);
        }
        let stages = told.assessments.into_iter();
        self.moment.stages.extend(stages.map(|it| (it.model, (it.lo, it.hi))));
    }
}

/// Every instant that is shown, beside what was before it.
fn look(
    scanner: &Scanner<'_>,
    shown: &BTreeMap<Option<Timestamp>, String>,
) -> anyhow::Result<Vec<Seen>> {
    let settings = scanner.settings();
    let see = |at: Option<Timestamp>, it: Snapshot| {
        (shown.get(&at).map(|name| Seen::of(name, &it)), Point::of(&it, &settings))
    };
    let mut all: BTreeSet<Timestamp> = shown.keys().flatten().copied().collect();
    all.extend(shown.keys().flatten().flat_map(|at| scanner.looks(*at)));
    let present = shown.contains_key(&None).then_some(None);
    let all: Vec<Option<Timestamp>> = all.into_iter().map(Some).chain(present).collect();
    let seen = scanner.scan_each(&all, (&settings, Depth::Whole), see)?;
    let (seen, points): (Vec<Option<Seen>>, Vec<Point>) = seen.into_iter().unzip();
    let told = seen.into_iter().zip(scanner.look_back_from(&points)?);
    Ok(told
        .filter_map(|(seen, told)| {
            let mut seen = seen?;
            seen.add(told);
            Some(seen)
        })
        .collect())
}

/// The ends of all periods asked for, and the end of the time asked for, with their names; the
/// present is `None`.
fn instants(
    scanner: &Scanner<'_>,
    history: &History,
    config: &Config,
) -> anyhow::Result<BTreeMap<Option<Timestamp>, String>> {
    let since = scanner.expected_instant(&history.since)?;
    let until = history.until.as_deref().map(|text| scanner.expected_instant(text)).transpose()?;
    let end = until.unwrap_or(scanner.present());
    if end < since {
        bail!("{} is later than {}", history.since, history.until.as_deref().unwrap_or(NOW));
    }
    let ends = config.calendar.ends(history.every.into(), since, end).into_iter();
    let mut instants: BTreeMap<_, _> = ends.map(|(name, at)| (Some(at), name)).collect();
    let last = || history.until.clone().unwrap_or_else(|| NOW.to_owned());
    instants.entry(until).or_insert_with(last);
    Ok(instants)
}
