//! What the history of a repository tells: changes of its default branch, by people without names.

use jiff::Timestamp;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Release, is_zero};

/// Files in one change from which on it is taken for an import of work done elsewhere (trap T34).
pub const IMPORT_FILES: u32 = 500;

/// What the line of first parents tells that ends with the commit a repository was read at. A
/// function of that commit: people are numbers, which mean the same in all repositories of one
/// snapshot and nothing outside of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct History {
    /// How the line begins; absent where the clone or the walk ends before it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub birth: Option<Birth>,
    /// `changes` are all there were since this instant; later than the window of measures where
    /// the clone ends (trap T37).
    #[schemars(with = "String")]
    pub since: Timestamp,
    /// Paths that matter and that a change touched or that have known authors, sorted.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub paths: Vec<HistoryPath>,
    /// Folders that hold such paths now and that something changed in, sorted by path.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub folders: Vec<HistoryFolder>,
    /// What it began with, where that was after `since`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub beginning: Option<Beginning>,
    /// Changes of the default branch, the newest first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub changes: Vec<Change>,
    /// Tags since then that read as versions, the oldest first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub tags: Vec<Release>,
}

/// How a repository, or a folder of one, begins.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Birth {
    /// When its first commit was made.
    #[schemars(with = "String")]
    pub at: Timestamp,
    /// When that was first written, where it was not then.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<String>")]
    pub authored: Option<Timestamp>,
    /// How many files came with it.
    pub files: u32,
}

/// The infrastructure files a repository began with, and what they were like: each as it first was,
/// of those that people brought in its first 30 days. Lines are told by what they say without the
/// name of the repository, versions and numbers; each counts once, and blank ones do not.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Beginning {
    /// The files that are long enough to be compared, by their place in `paths`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub files: Vec<u32>,
    /// How many lines they have together.
    pub lines: u32,
    /// Repositories that began before and whose files of the same names, as they were then, have at
    /// least half of their lines in common with these: the ten oldest and ten of the most alike; the most
    /// alike first, and the oldest of those that are just as much.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub like: Vec<Like>,
}

/// How much like the files of an older repository some files are.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Like {
    /// The older repository.
    pub repository: String,
    /// How many of the files it had.
    pub files: u32,
    /// Lines that both have; of long files they are worked out from some of them.
    pub lines: u32,
    /// Lines that either has in these files; what the older one has in others does not count.
    pub of: u32,
    /// The file with most lines in common, by its place in `paths`.
    pub file: u32,
    /// Where the older repository has it.
    pub theirs: String,
}

/// A path that matters for how things get to run.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct HistoryPath {
    /// The path, as it is or was.
    pub path: String,
    /// What it is for.
    pub role: PathRole,
    /// Who wrote the lines it has now, with how many each; only of infrastructure.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub authors: Vec<Lines>,
    /// Lines it has now whose author is not known: older than what was walked, or imported.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub orphans: u32,
}

/// What a path that matters is for.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "kebab-case")]
pub enum PathRole {
    /// It builds, deploys, runs, guards or describes something (rubric 0.5, infra paths).
    Infrastructure,
    /// People read it.
    Document,
    /// It says which versions of others' work are used.
    Dependencies,
}

/// Lines of one file that one person wrote.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Lines {
    /// The person.
    pub by: u32,
    /// How many lines.
    pub lines: u32,
}

/// A folder that holds paths that matter.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct HistoryFolder {
    /// Its path; never the root.
    pub path: String,
    /// How it begins, when that was after `since`; what only moved is as old as it was.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub birth: Option<Birth>,
}

/// One commit of the default branch: a merge, or a commit of its own.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[expect(clippy::struct_excessive_bools, reason = "each is seen by itself")]
pub struct Change {
    /// The first digits of the commit.
    pub commit: String,
    /// When it came to the branch.
    #[schemars(with = "String")]
    pub at: Timestamp,
    /// When the first of what it brings was written, where that was before.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<String>")]
    pub authored: Option<Timestamp>,
    /// The people who wrote it, co-authors too, whoever merged it (traps T32, T36); empty when only
    /// bots did.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub by: Vec<u32>,
    /// Whether a bot wrote it, with people as its co-authors at most (trap T33).
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub bot: bool,
    /// Whether somebody of the platform team wrote or merged it, as the configuration names them.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub platform: bool,
    /// How it came to the branch.
    pub way: ChangeWay,
    /// What its message says of it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub mark: Option<ChangeMark>,
    /// Whether it brings history that was written elsewhere, or reformats what is there (traps T34,
    /// T38).
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub mass: bool,
    /// How many files it changes.
    pub files: u32,
    /// Whether pages are all it changes.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub pages_only: bool,
    /// What it does to paths that matter, by their place in `paths`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub touches: Vec<Touch>,
    /// Folders it changes something in, by their place in `folders`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub folders: Vec<u32>,
    /// The number of its shape, which changes of other repositories in this snapshot have too.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub shape: Option<u32>,
}

/// How a change came to the branch (trap T31).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum ChangeWay {
    /// Pushed, or rebased: one commit, as it was written.
    Commit,
    /// Merged with the commits it is made of.
    Merge,
    /// Squashed into one commit, which hides when the first was written.
    Squash,
}

/// What the message of a change says of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum ChangeMark {
    /// It takes back an earlier change.
    Revert,
    /// It repairs something in a hurry.
    Hotfix,
}

/// What a change does to one path that matters.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Touch {
    /// The place of the path in `paths`.
    pub path: u32,
    /// What became of the file.
    #[serde(default, skip_serializing_if = "Touched::is_changed")]
    pub how: Touched,
    /// Words of a document, lines of another file, that came or went; 0 where that is not looked at
    /// or nothing but their order changed.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub size: u32,
    /// Versions that it sets anew.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub bumps: Vec<Bump>,
    /// Types of resources and sources of modules of others that the change declares more of than
    /// before, sorted; only of Terraform.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub adds: Vec<String>,
}

/// What became of a file.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Touched {
    /// It was there and is.
    #[default]
    Changed,
    /// It was not there before.
    Added,
    /// It is there no longer.
    Removed,
}

impl Touched {
    #[expect(clippy::trivially_copy_pass_by_ref, reason = "serde hands over a reference")]
    fn is_changed(&self) -> bool {
        *self == Self::Changed
    }
}

/// A version of something run, set to another one.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Bump {
    /// What it is the version of: the name of an image, or the keys that lead to it joined by dots.
    pub of: String,
    /// The version before.
    pub from: String,
    /// The version after.
    pub to: String,
}

impl Bump {
    /// Whether it goes back to an older version; `None` where the two do not compare.
    pub fn is_back(&self) -> Option<bool> {
        Some(numbers(&self.to)? < numbers(&self.from)?)
    }
}

/// The numbers of a version, with anything but numbers in front or behind.
fn numbers(version: &str) -> Option<Vec<u64>> {
    let start = version.find(|c: char| c.is_ascii_digit())?;
    let dated = version.get(start..)?.split(['.', '-', '+', '_']);
    let numbers: Vec<u64> = dated.map_while(|part| part.parse().ok()).collect();
    (!numbers.is_empty()).then_some(numbers)
}

impl History {
    /// Whether every change since `instant` is in it.
    pub fn reaches(&self, instant: Timestamp) -> bool {
        self.birth.is_some() || self.since <= instant
    }

    /// The path at a place of the table.
    pub fn path(&self, place: u32) -> Option<&HistoryPath> {
        self.paths.get(usize::try_from(place).ok()?)
    }

    /// The folder at a place of the table.
    pub fn folder(&self, place: u32) -> Option<&HistoryFolder> {
        self.folders.get(usize::try_from(place).ok()?)
    }
}

impl Birth {
    /// When it really began: when it was first written.
    pub fn began(&self) -> Timestamp {
        self.authored.unwrap_or(self.at).min(self.at)
    }

    /// Whether it came as a whole from somewhere else (trap T34).
    pub fn is_import(&self) -> bool {
        self.files > IMPORT_FILES
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn bump(from: &str, to: &str) -> Option<bool> {
        Bump { of: "billing".to_owned(), from: from.to_owned(), to: to.to_owned() }.is_back()
    }

    #[test]
    fn a_version_goes_back_when_its_numbers_do() {
        assert_eq!(bump("v1.10.0", "v1.9.9"), Some(true));
        assert_eq!(bump("1.2.3", "1.2.4"), Some(false));
        assert_eq!(bump("2025-03-01.17.abcdef0", "2025-02-27.3.0fedcba"), Some(true));
        assert_eq!(bump("main", "1.0.0"), None);
    }
}
