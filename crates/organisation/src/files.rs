//! Files as they lie in the folder of an organisation.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use walkdir::WalkDir;

use crate::Error;

/// Files by their path below the folder, with `/` between segments.
pub type Files = BTreeMap<String, Vec<u8>>;

/// Every file below `folder`.
///
/// # Errors
/// When the folder or a file in it cannot be read.
pub fn of_folder(folder: &Path) -> Result<Files, Error> {
    let mut files = Files::new();
    for entry in WalkDir::new(folder).sort_by_file_name() {
        let entry = entry.map_err(|error| {
            let path = error.path().unwrap_or(folder).to_owned();
            let source = error.into();
            Error::File { path, source }
        })?;
        if !entry.file_type().is_file() {
            continue;
        }
        let content = fs::read(entry.path()).map_err(|source| {
            let path = entry.path().to_owned();
            Error::File { path, source }
        })?;
        files.insert(below(entry.path(), folder), content);
    }
    Ok(files)
}

fn below(path: &Path, folder: &Path) -> String {
    let relative = path.strip_prefix(folder).unwrap_or(path);
    relative.to_string_lossy().replace('\\', "/")
}

/// The folders directly below the root that hold files.
pub(crate) fn folders(files: &Files) -> BTreeSet<&str> {
    files.keys().filter_map(|path| Some(path.split_once('/')?.0)).collect()
}

/// The files of one folder, by their paths below it, under the names they have in git.
pub(crate) fn of_repository<'a>(files: &'a Files, folder: &str) -> BTreeMap<String, &'a [u8]> {
    files
        .iter()
        .filter_map(|(path, content)| {
            let inside = path.strip_prefix(folder)?.strip_prefix('/')?;
            Some((restored(inside), content.as_slice()))
        })
        .collect()
}

/// `_gitignore` back to `.gitignore`, at any depth.
fn restored(path: &str) -> String {
    let segments: Vec<String> = path
        .split('/')
        .map(|segment| match segment.strip_prefix("_git") {
            Some(rest) => format!(".git{rest}"),
            None => segment.to_owned(),
        })
        .collect();
    segments.join("/")
}

#[cfg(test)]
mod tests {
    use super::restored;

    #[test]
    fn names_that_would_act_on_the_outer_repository_are_restored() {
        assert_eq!(restored("a/_gitignore"), "a/.gitignore");
        assert_eq!(restored("_gitattributes"), ".gitattributes");
        assert_eq!(restored("docs/_index.md"), "docs/_index.md");
    }
}
