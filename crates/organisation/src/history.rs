//! How the files of an organisation came to be: `history.toml`.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;
use serde::Deserialize;

use crate::Error;
use crate::files::{self, Files};

/// How the files of an organisation came to be. A repository that has a folder and is not named
/// gets one commit that holds everything.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct History {
    /// Who makes a commit that does not say so.
    by: String,
    /// When a repository that is not named was made.
    at: Timestamp,
    /// The remote of a repository that names none; `<name>` stands for its name.
    remote: Option<String>,
    /// People, by a short name: the full name. Their address is `<short name>@example.com`, unless
    /// one stands behind the name, in angle brackets.
    people: BTreeMap<String, String>,
    /// The repositories, in order of their names once read.
    #[serde(default, rename = "repository")]
    pub repositories: Vec<RepositoryPlan>,
}

/// How one repository came to be.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RepositoryPlan {
    /// Its name, and that of its folder.
    pub name: String,
    /// The folder its files lie in, when that is not its name.
    pub folder: Option<String>,
    /// The address written as the remote `origin`; empty for none.
    pub remote: Option<String>,
    /// The default branch; `main` unless it says otherwise.
    pub branch: Option<String>,
    /// Where `HEAD` points, when that is not the default branch.
    pub head: Option<Head>,
    /// Whether it has no commit at all.
    #[serde(default)]
    pub empty: bool,
    /// Its commits, oldest first; without one, everything comes in one.
    #[serde(default, rename = "commit")]
    pub commits: Vec<Commit>,
}

/// Where `HEAD` points, when that is not the default branch.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Head {
    /// At the newest commit, on no branch.
    Detached,
    /// At a branch that does not exist.
    Missing,
}

/// One commit. With nothing said of paths, it brings every file of the folder.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Commit {
    /// When it was made.
    pub at: Timestamp,
    /// Who made it, by short name.
    pub by: Option<String>,
    /// When it was written, where that was before it was made.
    pub authored: Option<Timestamp>,
    /// Whether a website committed it in the name of who made it.
    #[serde(default)]
    pub website: bool,
    /// Commits of a branch that it merges, the oldest first; the branch left at the commit before.
    #[serde(default)]
    pub merges: Vec<Merged>,
    /// Its message.
    pub says: Option<String>,
    /// Patterns of paths that appear, or change, to what lies in the folder.
    #[serde(default)]
    pub adds: Vec<String>,
    /// Patterns of paths that disappear.
    #[serde(default)]
    pub removes: Vec<String>,
    /// Paths with the text they have at this commit, which is not what lies in the folder.
    #[serde(default)]
    pub writes: BTreeMap<String, String>,
    /// Symbolic links, with what they point to.
    #[serde(default)]
    pub links: BTreeMap<String, String>,
    /// Submodules, with the commit they are held at.
    #[serde(default)]
    pub submodules: BTreeMap<String, String>,
    /// The tag put on it.
    pub tag: Option<String>,
}

/// A commit of a branch that is merged. Its files are those of the merge.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Merged {
    /// When it was made.
    pub at: Timestamp,
    /// Who made it, by short name.
    pub by: Option<String>,
}

impl Commit {
    /// Whether it says nothing of paths.
    pub(crate) fn brings_everything(&self) -> bool {
        let patterns = self.adds.is_empty() && self.removes.is_empty();
        let special = self.links.is_empty() && self.submodules.is_empty();
        patterns && special && self.writes.is_empty()
    }
}

impl History {
    /// Reads the history that goes with `files`.
    pub(crate) fn read(text: &str, files: &Files) -> Result<Self, Error> {
        let mut history: Self = toml::from_str(text)?;
        let named: BTreeSet<String> = history
            .repositories
            .iter()
            .map(|plan| plan.folder.as_ref().unwrap_or(&plan.name).clone())
            .collect();
        let unnamed = files::folders(files).into_iter().filter(|folder| !named.contains(*folder));
        history.repositories.extend(
            unnamed.map(|folder| RepositoryPlan {
                name: folder.to_owned(),
                ..RepositoryPlan::default()
            }),
        );
        history.repositories.sort_by(|a, b| a.name.cmp(&b.name));
        let at = history.at;
        for plan in &mut history.repositories {
            if plan.commits.is_empty() && !plan.empty {
                plan.commits.push(everything(at));
            }
        }
        Ok(history)
    }

    /// The name and address of somebody, or of who makes a commit that does not say so.
    pub(crate) fn author(&self, by: Option<&String>) -> Result<(&str, String), Error> {
        let short = by.unwrap_or(&self.by);
        let name = self.people.get(short).ok_or_else(|| Error::Nobody { person: short.clone() })?;
        Ok(match name.strip_suffix('>').and_then(|whole| whole.split_once('<')) {
            Some((name, address)) => (name.trim_end(), address.to_owned()),
            None => (name, format!("{short}@example.com")),
        })
    }

    /// The address of a repository's remote, if it has one.
    pub(crate) fn remote(&self, plan: &RepositoryPlan) -> Option<String> {
        let address = plan.remote.as_ref().or(self.remote.as_ref())?;
        (!address.is_empty()).then(|| address.replace("<name>", &plan.name))
    }
}

fn everything(at: Timestamp) -> Commit {
    Commit {
        at,
        by: None,
        authored: None,
        website: false,
        merges: Vec::new(),
        says: None,
        adds: Vec::new(),
        removes: Vec::new(),
        writes: BTreeMap::new(),
        links: BTreeMap::new(),
        submodules: BTreeMap::new(),
        tag: None,
    }
}
