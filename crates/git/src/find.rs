//! The repositories at or below the paths a user names.

use std::path::{Path, PathBuf};

use walkdir::WalkDir;

use crate::Identity;

/// A repository that was found, not yet opened.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Found {
    /// Who its place says it is; a remote may know better.
    pub place: Identity,
    /// The folder to open.
    pub path: PathBuf,
    /// What the system says when the folder cannot even be listed, so that nobody knows whether it
    /// holds a repository.
    pub refused: Option<String>,
}

/// Why a target holds nothing to scan.
#[derive(Debug, thiserror::Error)]
pub enum FindError {
    /// There is nothing at the path.
    #[error("{}: no such file or folder", .0.display())]
    Missing(PathBuf),
    /// There is nothing at the path, and it reads as an address.
    #[error(
        "{}: an address; expected a folder of clones, or an account on GitHub as in `github:acme`",
        .0.display()
    )]
    Address(PathBuf),
    /// The path is not a folder.
    #[error("{}: not a folder; expected a git repository or a folder that holds some", .0.display())]
    NotAFolder(PathBuf),
    /// The folder cannot be listed.
    #[error("{}: {why}", .path.display())]
    Refused {
        /// The folder.
        path: PathBuf,
        /// What the system says.
        why: std::io::Error,
    },
    /// The folder holds no repository at any depth.
    #[error("{}: no git repository in it, at any depth", .0.display())]
    Nothing(PathBuf),
}

/// Why nothing is at a path.
fn missing(target: &Path) -> FindError {
    let text = target.to_string_lossy();
    let address = text.contains("://") || text.starts_with("git@");
    let target = target.to_owned();
    if address { FindError::Address(target) } else { FindError::Missing(target) }
}

/// Finds the repositories at or below `target`, sorted by who they are. A folder inside a
/// repository is not looked into, and links are not followed. With `bare_folders`, a target that
/// holds no repository counts as one itself: plain files, without history.
///
/// # Errors
/// When the target does not exist, is not a folder, or holds no repository. A folder below it that
/// cannot be listed is returned as one that refused.
pub fn find(target: &Path, bare_folders: bool) -> Result<Vec<Found>, FindError> {
    let shown = target.to_owned();
    let asked = target.canonicalize().map_err(|_| missing(&shown))?;
    if !asked.is_dir() {
        return Err(FindError::NotAFolder(shown));
    }
    let mut found = Vec::new();
    let mut walk = WalkDir::new(&asked).sort_by_file_name().into_iter();
    while let Some(entry) = walk.next() {
        match entry {
            Ok(entry) if entry.file_type().is_dir() && is_repository(entry.path()) => {
                found.push(at(entry.path(), &asked));
                walk.skip_current_dir();
            }
            Ok(_) => {}
            Err(error) if error.depth() == 0 => {
                return Err(FindError::Refused { path: shown, why: error.into() });
            }
            Err(error) => {
                let refused = Some(error.to_string());
                found.push(Found { refused, ..at(error.path().unwrap_or(&asked), &asked) });
            }
        }
    }
    if found.is_empty() && bare_folders {
        found.push(at(&asked, &asked));
    }
    if found.is_empty() {
        return Err(FindError::Nothing(shown));
    }
    found.sort();
    Ok(found)
}

impl Found {
    /// About how much there is to read, in bytes; 0 where that cannot be told beforehand.
    pub fn weight(&self) -> u64 {
        let packs = ["objects/pack", ".git/objects/pack"].map(|packs| self.path.join(packs));
        let files = packs.iter().filter_map(|packs| std::fs::read_dir(packs).ok()).flatten();
        files.filter_map(|file| Some(file.ok()?.metadata().ok()?.len())).sum()
    }
}

fn at(path: &Path, asked: &Path) -> Found {
    let relative = path.strip_prefix(asked).unwrap_or(path);
    Found { place: Identity::of_place(relative, asked), path: path.to_owned(), refused: None }
}

/// Whether a folder is a repository: it has a `.git`, or is a git folder itself.
fn is_repository(folder: &Path) -> bool {
    folder.join(".git").exists()
        || folder.join("HEAD").is_file()
            && folder.join("objects").is_dir()
            && folder.join("refs").is_dir()
}
