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
}

/// Why a target holds nothing to scan.
#[derive(Debug, thiserror::Error)]
pub enum FindError {
    /// There is nothing at the path.
    #[error("{}: no such file or folder", .0.display())]
    Missing(PathBuf),
    /// The path is not a folder.
    #[error("{}: not a folder; expected a git repository or a folder that holds some", .0.display())]
    NotAFolder(PathBuf),
    /// The folder holds no repository at any depth.
    #[error("{}: no git repository in it, at any depth", .0.display())]
    Nothing(PathBuf),
    /// A folder on the way cannot be listed.
    #[error("{}: {source}", .path.display())]
    Unreadable {
        /// The folder.
        path: PathBuf,
        /// What the system says.
        source: std::io::Error,
    },
}

/// Finds the repositories at or below `target`, sorted by who they are. A folder inside a
/// repository is not looked into, and links are not followed. With `bare_folders`, a target that
/// holds no repository counts as one itself: plain files, without history.
///
/// # Errors
/// When the target does not exist, is not a folder, or holds no repository. Folders below it that
/// cannot be listed are returned beside what was found.
pub fn find(target: &Path, bare_folders: bool) -> Result<(Vec<Found>, Vec<FindError>), FindError> {
    let shown = target.to_owned();
    let asked = target
        .canonicalize()
        .map_err(|_| FindError::Missing(shown.clone()))?;
    if !asked.is_dir() {
        return Err(FindError::NotAFolder(shown));
    }
    let (mut found, mut unreadable) = (Vec::new(), Vec::new());
    let mut walk = WalkDir::new(&asked).sort_by_file_name().into_iter();
    while let Some(entry) = walk.next() {
        match entry {
            Ok(entry) if entry.file_type().is_dir() && is_repository(entry.path()) => {
                found.push(repository(entry.path(), &asked));
                walk.skip_current_dir();
            }
            Ok(_) => {}
            Err(error) => unreadable.push(FindError::Unreadable {
                path: error.path().unwrap_or(&asked).to_owned(),
                source: error.into(),
            }),
        }
    }
    if found.is_empty() && bare_folders {
        found.push(repository(&asked, &asked));
    }
    if found.is_empty() {
        return Err(unreadable.pop().unwrap_or(FindError::Nothing(shown)));
    }
    found.sort();
    Ok((found, unreadable))
}

fn repository(path: &Path, asked: &Path) -> Found {
    let relative = path.strip_prefix(asked).unwrap_or(path);
    Found {
        place: Identity::of_place(relative, asked),
        path: path.to_owned(),
    }
}

/// Whether a folder is a repository: it has a `.git`, or is a git folder itself.
fn is_repository(folder: &Path) -> bool {
    folder.join(".git").exists()
        || folder.join("HEAD").is_file()
            && folder.join("objects").is_dir()
            && folder.join("refs").is_dir()
}
