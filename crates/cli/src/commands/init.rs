//! `milepost init`: a first configuration file, which declares what a scan inferred.

use std::fs::OpenOptions;
use std::io::{ErrorKind, Write};
use std::path::Path;

use anyhow::{Context as _, bail};
use milepost_core::Snapshot;

use crate::args::{Args, Format, Init, Scan};
use crate::commands::scan;
use crate::config::{Config, FILE, declared, first, weight};
use crate::exit::Exit;

pub(crate) fn run(args: &Args, init: &Init, out: &mut dyn Write) -> anyhow::Result<Exit> {
    let file = args.config.as_deref().unwrap_or(Path::new(FILE));
    if !init.force && file.exists() {
        bail!(there_is_one(file));
    }
    let asked = Scan {
        targets: init.targets.clone(),
        worktree: init.worktree,
        format: Format::Text,
    };
    // What an older file declares is not inferred: it is not read.
    let snapshot = scan::snapshot_with(args, &asked, &Config::default())?;
    write(file, init.force, &first(&snapshot))?;
    tell(file, args.config.is_some(), &snapshot, out)?;
    Ok(scan::exit(&snapshot))
}

fn write(file: &Path, force: bool, text: &str) -> anyhow::Result<()> {
    let mut options = OpenOptions::new();
    if force {
        options.write(true).create(true).truncate(true);
    } else {
        options.write(true).create_new(true);
    }
    let written = options
        .open(file)
        .and_then(|mut file| file.write_all(text.as_bytes()));
    match written {
        Err(error) if error.kind() == ErrorKind::AlreadyExists => bail!(there_is_one(file)),
        written => written.with_context(|| format!("cannot write {}", file.display())),
    }
}

fn there_is_one(file: &Path) -> String {
    format!("{} exists; --force replaces it", file.display())
}

/// Says what was written, and what to do next.
fn tell(file: &Path, named: bool, snapshot: &Snapshot, out: &mut dyn Write) -> anyhow::Result<()> {
    let shown = file.display();
    let (organisation, repositories) = (&snapshot.organisation, snapshot.repositories.len());
    let deployables = snapshot.counted().count();
    writeln!(
        out,
        "Wrote {shown} for {organisation}, from {repositories} repositories and {deployables} deployables."
    )?;
    let declared: Vec<_> = declared(snapshot).collect();
    if declared.is_empty() {
        writeln!(
            out,
            "\nNo step has a standard yet: everybody goes their own way."
        )?;
    } else {
        writeln!(out, "\nDeclared as standard, because it is what most use:")?;
    }
    let width = |text: &str| text.chars().count();
    let name_width = declared
        .iter()
        .map(|(standard, _)| width(&standard.name))
        .max();
    let unit_width = declared.iter().map(|(_, unit)| width(unit)).max();
    let (name_width, unit_width) = (name_width.unwrap_or(0), unit_width.unwrap_or(0));
    for (standard, unit) in &declared {
        let (name, weight) = (&standard.name, weight(standard));
        writeln!(out, "  {name:name_width$}  {unit:unit_width$}  {weight}")?;
    }
    let scan = if named {
        format!("milepost scan --config {shown}")
    } else {
        "milepost scan".to_owned()
    };
    writeln!(out, "\nNext")?;
    writeln!(
        out,
        "  1  Read the file and correct it: what it declares holds until you change it."
    )?;
    writeln!(out, "  2  Say who runs the platform, under [platform].")?;
    writeln!(out, "  3  Run `{scan}` with the same targets.")?;
    Ok(())
}
