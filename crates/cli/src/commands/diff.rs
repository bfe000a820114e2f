//! `milepost diff`: what changed between two snapshots.

use std::io::Write;

use milepost_core::Snapshot;
use milepost_diff::Diff;
use milepost_score::Rulebook;

use super::{explain, scan};
use crate::args::{self, Args, DiffFormat, FailOn, Moment};
use crate::config::Config;
use crate::exit::Exit;

pub(crate) fn run(args: &Args, asked: &args::Diff, out: &mut dyn Write) -> anyhow::Result<Exit> {
    let config = Config::read(args.config.as_deref())?;
    let (from, to) = (snapshot(&asked.from)?, snapshot(&asked.to)?);
    let diff = milepost_diff::diff(&from, &to);
    let rules = Rulebook::shipped(&config.settings)?;
    let text = match asked.format {
        DiffFormat::Json => milepost_diff::write(&diff)?,
        DiffFormat::Text => milepost_report::diff(&diff, &rules, scan::columns()),
        DiffFormat::Markdown => milepost_report::diff_markdown(&diff, &rules),
    };
    out.write_all(text.as_bytes())?;
    let complete = match scan::exit(&from) {
        Exit::Done => scan::exit(&to),
        incomplete => incomplete,
    };
    Ok(gate(&diff, &asked.fail_on).unwrap_or(complete))
}

fn snapshot(moment: &Moment) -> anyhow::Result<Snapshot> {
    match moment {
        Moment::File(file) => explain::read(file),
    }
}

/// Whether something happened that must not, which is said on standard error.
fn gate(diff: &Diff, fail_on: &[FailOn]) -> Option<Exit> {
    let mut failed: Vec<String> = fail_on.iter().filter_map(|what| failure(diff, *what)).collect();
    failed.dedup();
    for what in &failed {
        anstream::eprintln!("milepost: gate not met: {what}");
    }
    (!failed.is_empty()).then_some(Exit::GateNotMet)
}

fn failure(diff: &Diff, what: FailOn) -> Option<String> {
    match what {
        FailOn::Regression => {
            let lost = diff.regressions().count();
            let first = diff.regressions().next()?;
            let more = if lost > 1 { format!(", and {} more", lost - 1) } else { String::new() };
            Some(format!("{} lost {}{more}", first.0.id, first.1.name))
        }
        FailOn::StageDrop => {
            let stage = diff.stages.iter().find(|stage| stage.dropped())?;
            let (before, after) = (stage.before.lo, stage.after.lo);
            Some(format!("stage {after} is certain by {}, it was {before}", stage.model))
        }
        FailOn::CoverageDrop(most) => diff.coverage.on.fell_by_more_than(most).then(|| {
            let points = |hundredths: i64| format!("{}.{:02}", hundredths / 100, hundredths % 100);
            let fell = points(-diff.coverage.on.change.points.lo);
            format!("the coverage fell by {fell} points, {} are allowed", points(most.into()))
        }),
    }
}
