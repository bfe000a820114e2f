//! `milepost explain`: why, of a single thing.

use std::io::Write;
use std::path::Path;

use anyhow::Context as _;
use milepost_core::Snapshot;
use milepost_report::Question;
use milepost_score::Rulebook;

use super::scan;
use crate::args::{Args, Explain};
use crate::config::Config;
use crate::exit::Exit;
use crate::scanner::Scanner;

pub(crate) fn run(args: &Args, explain: &Explain, out: &mut dyn Write) -> anyhow::Result<Exit> {
    let config = Config::read(args.config.as_deref())?;
    let snapshot = snapshot(args, explain, &config)?;
    let rules = Rulebook::shipped(&config.settings)?;
    let question = Question { id: &explain.id, all: explain.all };
    let Some(text) = milepost_report::explain(&snapshot, &rules, &question) else {
        let known = milepost_report::known_ids(&snapshot, &rules);
        return Err(unknown("nothing here", &explain.id, &known));
    };
    out.write_all(text.as_bytes())?;
    Ok(scan::exit(&snapshot))
}

/// Names that are listed when none of them is near the one asked for.
const FEW: usize = 40;

/// One line that says what was not found, and the nearest names that are known.
pub(super) fn unknown(what: &str, asked: &str, known: &[String]) -> anyhow::Error {
    let nearest = milepost_report::nearest(asked, known);
    if nearest.is_empty() && known.len() <= FEW {
        anyhow::anyhow!("{what} is called `{asked}`; there are {}", known.join(", "))
    } else if nearest.is_empty() {
        anyhow::anyhow!("{what} is called `{asked}`")
    } else {
        anyhow::anyhow!("{what} is called `{asked}`; nearest: {}", nearest.join(", "))
    }
}

/// Reads the file of a snapshot.
pub(super) fn read(file: &Path) -> anyhow::Result<Snapshot> {
    let text =
        std::fs::read_to_string(file).with_context(|| format!("cannot read {}", file.display()))?;
    milepost_snapshot::read(&text).with_context(|| file.display().to_string())
}

fn snapshot(args: &Args, explain: &Explain, config: &Config) -> anyhow::Result<Snapshot> {
    if let Some(file) = &explain.snapshot {
        return read(file);
    }
    let scanner = Scanner::new(args, config, &explain.targets, false)?;
    let snapshot = scanner.scan()?;
    scanner.remember();
    Ok(snapshot)
}
