//! What an account holds, copied, and what is still to be had of it.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use jiff::Timestamp;
use milepost_core::{Hosted, Roll};
use milepost_git::{Found, Identity};
use milepost_mirror::{Copied, Mirror, Outcome, Remote, Spared, SystemGit};

/// What an account holds, copied.
pub(crate) struct Reached {
    /// The repositories.
    pub(crate) found: Vec<Found>,
    /// What was listed.
    pub(crate) roll: Roll,
    /// What the host says of each repository, by its id.
    pub(crate) hosted: BTreeMap<String, Hosted>,
    /// Why the copy of a repository is not what the host has, by its id.
    pub(crate) stale: BTreeMap<String, String>,
    /// What became of each copy.
    pub(crate) copied: Vec<Copied>,
    /// How many calls of the API that took.
    pub(crate) calls: u64,
    pub(super) mirror: Mirror<SystemGit>,
    pub(super) remotes: Vec<Remote>,
    pub(super) folder: PathBuf,
    pub(super) offline: bool,
}

impl Reached {
    /// Fetches content that copies lack. Says whether anything came.
    pub(crate) fn bring(&self, lacking: &[(PathBuf, BTreeSet<String>)]) -> bool {
        if self.offline || lacking.is_empty() {
            return false;
        }
        let failed = self.mirror.bring(lacking);
        given_up(&self.mirror);
        for (path, error) in &failed {
            anstream::eprintln!("milepost: {}: {error}", self.called(path));
        }
        failed.len() < lacking.len()
    }

    /// Copies repositories that were not copied at once, and hands over where each is, by its id.
    pub(crate) fn fetch(
        &mut self,
        names: &BTreeSet<String>,
    ) -> anyhow::Result<Vec<(String, Found)>> {
        let wanted = self.remotes.iter().filter(|remote| names.contains(&remote.name));
        let wanted: Vec<Remote> = wanted.cloned().collect();
        let copied = if self.offline {
            self.mirror.kept(&wanted)
        } else {
            self.mirror.update(&wanted, &Spared::All, Timestamp::now(), &|_| ())?
        };
        let place = |copied: &Copied| (copied.name.clone(), found(copied, &self.folder));
        let places = copied.iter().map(place).collect();
        self.stale.extend(copied.iter().filter_map(stale));
        self.copied.extend(copied);
        Ok(places)
    }

    /// Whether everything is there and as the host has it.
    pub(crate) fn is_complete(&self) -> bool {
        let failed = |copied: &Copied| matches!(copied.outcome, Outcome::Failed(_));
        !self.roll.is_short() && !self.copied.iter().any(failed)
    }

    /// Whether a copy is one of these.
    pub(crate) fn holds(&self, path: &Path) -> bool {
        self.copied.iter().any(|copied| copied.path.as_deref() == Some(path))
    }

    fn called(&self, path: &Path) -> &str {
        let known = self.copied.iter().find(|copied| copied.path.as_deref() == Some(path));
        known.map_or("a copy", |copied| copied.name.as_str())
    }
}

/// A copy as a repository to be scanned; one that could not be made says why.
pub(super) fn found(copied: &Copied, folder: &Path) -> Found {
    let (owner, name) = copied.name.split_once('/').unwrap_or(("", &copied.name));
    let place = Identity { owner: owner.to_owned(), name: name.to_owned(), host: None };
    match (&copied.path, &copied.outcome) {
        (Some(path), _) => Found { place, path: path.clone(), refused: None },
        (None, outcome) => {
            let why = match outcome {
                Outcome::Failed(error) => error.to_string(),
                Outcome::Unchanged | Outcome::Updated | Outcome::New => "no copy".to_owned(),
            };
            Found { place, path: folder.join(&copied.name), refused: Some(why) }
        }
    }
}

pub(super) fn stale(copied: &Copied) -> Option<(String, String)> {
    match (&copied.path, &copied.outcome) {
        (Some(_), Outcome::Failed(error)) => Some((copied.name.clone(), error.to_string())),
        _ => None,
    }
}

/// Says once that the host is taken for gone, and why what was copied is not complete then.
pub(super) fn given_up(mirror: &Mirror<SystemGit>) -> Option<String> {
    mirror.just_gave_up().then(|| {
        let why = "nothing came through any more from the host of the repositories";
        anstream::eprintln!("milepost: {why}: what is left is tried once each");
        why.to_owned()
    })
}
