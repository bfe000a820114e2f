//! `milepost diff`: what changed between two instants, what caused it, and which commits did it.

mod causes;
mod sides;
mod through;

use std::io::Write;

use milepost_core::Snapshot;
use milepost_diff::{Diff, Note};
use milepost_score::Rulebook;

use self::causes::{Causes, pinned};
use self::sides::Sides;
use super::scan;
use crate::args::{self, Args, DiffFormat, FailOn, Targets};
use crate::config::Config;
use crate::exit::Exit;
use crate::scanner::Scanner;

pub(crate) fn run(args: &Args, asked: &args::Diff, out: &mut dyn Write) -> anyhow::Result<Exit> {
    let config = Config::read(args.config.as_deref())?;
    let targets = Targets { paths: asked.paths.clone(), ..Targets::default() };
    let wanted = sides::want_clones(asked);
    let scanner = wanted.then(|| Scanner::new(args, &config, &targets, true)).transpose();
    // What is neither a date nor a file is more likely mistyped than a tag of clones elsewhere.
    let undated = || sides::undated(asked, &config);
    let scanner = scanner.map_err(|error| undated().map_or(error, sides::no_side))?;
    let sides = sides::of(asked, scanner.as_ref())?;
    let diff = between(scanner.as_ref(), &sides, asked.through)?;
    if let Some(scanner) = &scanner {
        scanner.remember();
    }
    let rules = Rulebook::shipped(&config.settings)?;
    let text = match asked.format {
        DiffFormat::Json => milepost_diff::write(&diff)?,
        DiffFormat::Text => milepost_report::diff(&diff, &rules, scan::columns()),
        DiffFormat::Markdown => milepost_report::diff_markdown(&diff, &rules),
    };
    out.write_all(text.as_bytes())?;
    let complete = match scan::exit(&sides.from) {
        Exit::Done => scan::exit(&sides.to),
        incomplete => incomplete,
    };
    Ok(gate(&diff, &asked.fail_on).unwrap_or(complete))
}

/// What changed from one side to the other, and which commits did it where there are clones.
fn between(scanner: Option<&Scanner<'_>>, sides: &Sides, through: bool) -> anyhow::Result<Diff> {
    let mut diff = milepost_diff::diff(&sides.from, &sides.to);
    diff.notes.splice(0..0, sides.notes.iter().cloned());
    if let Some(scanner) = scanner {
        let (ends, settings) = ((&sides.from, &sides.to), pinned(scanner, &sides.to));
        let causes = Causes::new(scanner, &settings, ends);
        causes.find(&mut diff)?;
        if through {
            diff.through = Some(through::detours(scanner, &settings, &causes, ends)?);
        }
    }
    Ok(diff)
}

/// What changed since a snapshot that was kept, which is computed anew where other rules made it
/// and its commits are there.
pub(super) fn since(
    scanner: &Scanner<'_>,
    mut from: Snapshot,
    to: &Snapshot,
) -> anyhow::Result<Diff> {
    let anew = sides::computed_anew(&mut from, &scanner.digest(), scanner)?;
    let notes = if anew { vec![Note::ComputedAnew { first: true }] } else { Vec::new() };
    between(Some(scanner), &Sides { from, to: to.clone(), notes }, false)
}

/// Whether something happened that must not, which is said on standard error.
pub(super) fn gate(diff: &Diff, fail_on: &[FailOn]) -> Option<Exit> {
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
