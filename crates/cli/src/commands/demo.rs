//! `milepost demo`: a made-up organisation, scanned as any other.

use std::fs;
use std::io::Write;
use std::path::Path;

use anyhow::{Context as _, bail};
use milepost_organisation::{Form, Organisation};

use crate::args::{Args, Demo, Paths, Scan, Targets};
use crate::commands::scan;
use crate::config::Config;
use crate::exit::Exit;

pub(crate) fn run(args: &Args, demo: &Demo, out: &mut dyn Write) -> anyhow::Result<Exit> {
    let organisation = milepost_organisation::demo()?;
    if let Some(folder) = &demo.keep {
        make_room(folder)?;
    }
    introduce(&organisation, out)?;
    let exit = if let Some(folder) = &demo.keep {
        show(&organisation, folder, Form::Worktree, (args, out))?
    } else {
        let folder = tempfile::tempdir().context("a temporary folder")?;
        show(&organisation, folder.path(), Form::Bare, (args, out))?
    };
    conclude(demo, out)?;
    Ok(exit)
}

fn introduce(organisation: &Organisation, out: &mut dyn Write) -> anyhow::Result<()> {
    let repositories = organisation.history().repositories.len();
    writeln!(
        out,
        "A made-up shop of {repositories} repositories, built on this machine and scanned as it lies:\n"
    )?;
    Ok(())
}

/// What is kept must not mix with what lies there already.
fn make_room(folder: &Path) -> anyhow::Result<()> {
    let shown = folder.display();
    fs::create_dir_all(folder).with_context(|| shown.to_string())?;
    let mut lying = fs::read_dir(folder).with_context(|| shown.to_string())?;
    if lying.next().is_some() {
        bail!("{shown}: not empty; expected an empty folder, or none");
    }
    Ok(())
}

/// Builds it, and scans it with no configuration: the one that lies here is about another.
fn show(
    organisation: &Organisation,
    folder: &Path,
    form: Form,
    (args, out): (&Args, &mut dyn Write),
) -> anyhow::Result<Exit> {
    organisation.build(folder, form).context("the made-up organisation")?;
    let paths = Paths { paths: vec![folder.to_owned()], ..Paths::default() };
    let targets = Targets { paths, ..Targets::default() };
    let scan = Scan { targets, ..Scan::default() };
    scan::show(args, &scan, &Config::default(), out)
}

fn conclude(demo: &Demo, out: &mut dyn Write) -> anyhow::Result<()> {
    match &demo.keep {
        Some(folder) => writeln!(out, "\nThe repositories are in {}.", folder.display())?,
        None => writeln!(out)?,
    }
    writeln!(out, "Now your own: milepost scan <a folder that holds your clones>")?;
    Ok(())
}
