//! The two snapshots that are compared: read from files, taken from the store, or computed from git.

use std::path::{Path, PathBuf};

use anyhow::{Context as _, bail};
use milepost_core::Snapshot;
use milepost_diff::Note;
use milepost_forge::Address;

use crate::args;
use crate::commands::{explain, snapshots};
use crate::config::Config;
use crate::scanner::Scanner;
use crate::when;

/// One side, as it is named on the command line.
enum Side {
    /// The file of a snapshot.
    File(PathBuf),
    /// The newest snapshot that was kept.
    Last,
    /// The organisation as it is.
    Now,
    /// The organisation as it was.
    Past(String),
}

impl Side {
    fn read(text: &str) -> Self {
        match text {
            "last" => Self::Last,
            "now" => Self::Now,
            text if Path::new(text).is_file() => Self::File(text.into()),
            text => Self::Past(text.to_owned()),
        }
    }

    fn is_kept(&self) -> bool {
        matches!(self, Self::File(_) | Self::Last)
    }
}

/// The two snapshots, judged by the same rules where that can be done.
pub(super) struct Sides {
    pub(super) from: Snapshot,
    pub(super) to: Snapshot,
    /// What was done to make them comparable.
    pub(super) notes: Vec<Note>,
}

/// Whether clones are needed, or were named, so that commits can be looked for.
pub(super) fn want_clones(asked: &args::Diff) -> bool {
    let kept = [&asked.from, &asked.to].iter().all(|text| Side::read(text).is_kept());
    !kept || !asked.paths.paths.is_empty()
}

/// What was typed for a side that can only be a tag, if anything; where there are no clones, it is
/// nothing.
pub(super) fn undated<'a>(asked: &'a args::Diff, config: &Config) -> Option<&'a str> {
    let mut typed = [asked.from.as_str(), asked.to.as_str()].into_iter();
    typed.find(|text| match Side::read(text) {
        Side::Past(text) => when::dated(&text, config.calendar).is_none(),
        Side::File(_) | Side::Last | Side::Now => false,
    })
}

/// Why a text names no side.
pub(super) fn no_side(text: &str) -> anyhow::Error {
    if Path::new(text).is_dir() || Address::is_meant(text) {
        return anyhow::anyhow!(
            "{text:?} is a target and no instant: expected FROM and TO before it, like `milepost diff 2026-Q1 now {text}`"
        );
    }
    anyhow::anyhow!("{text:?}: expected `now`, `last`, the file of a snapshot, {}", when::EXPECTED)
}

/// Both sides. A snapshot that other rules made is computed anew from the commits it was made
/// from, where all of them are in the clones.
pub(super) fn of(asked: &args::Diff, scanner: Option<&Scanner<'_>>) -> anyhow::Result<Sides> {
    let sides = [Side::read(&asked.from), Side::read(&asked.to)];
    let read = |side: &Side| snapshot(side, asked, scanner);
    let (mut from, mut to) = (read(&sides[0])?, read(&sides[1])?);
    let mut notes = Vec::new();
    if let Some(scanner) = scanner.filter(|_| from.rules.digest != to.rules.digest) {
        let rules = scanner.digest();
        if sides[0].is_kept() && computed_anew(&mut from, &rules, scanner)? {
            notes.push(Note::ComputedAnew { first: true });
        }
        if sides[1].is_kept() && computed_anew(&mut to, &rules, scanner)? {
            notes.push(Note::ComputedAnew { first: false });
        }
    }
    Ok(Sides { from, to, notes })
}

fn snapshot(
    side: &Side,
    asked: &args::Diff,
    scanner: Option<&Scanner<'_>>,
) -> anyhow::Result<Snapshot> {
    let scanner = || scanner.context("no clones to compute it from");
    match side {
        Side::File(file) => explain::read(file),
        Side::Last => snapshots::last(asked.store.as_deref()),
        Side::Now => scanner()?.scan_at(None),
        Side::Past(text) => {
            let scanner = scanner()?;
            let Some(at) = scanner.instant(text)? else {
                return Err(no_side(text));
            };
            let snapshot = scanner.scan_at(Some(at))?;
            if snapshot.repositories.is_empty() {
                bail!("no repository had a commit yet at {at}");
            }
            Ok(snapshot)
        }
    }
}

/// Replaces a snapshot that other rules made by one of the same commits; says whether it could.
pub(super) fn computed_anew(
    snapshot: &mut Snapshot,
    rules: &str,
    scanner: &Scanner<'_>,
) -> anyhow::Result<bool> {
    if snapshot.rules.digest == rules {
        return Ok(false);
    }
    let anew = scanner.scan_at(Some(snapshot.at))?;
    let commits = |snapshot: &Snapshot| -> Vec<(String, Option<String>)> {
        let repositories = snapshot.repositories.iter();
        repositories.map(|it| (it.id.clone(), it.commit.clone())).collect()
    };
    let same = commits(&anew) == commits(snapshot);
    if same {
        *snapshot = anew;
    }
    Ok(same)
}
