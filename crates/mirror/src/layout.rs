//! The few files that make a folder a bare repository and say whose copy it is. They are written
//! here and not by git: that would be three processes for each repository, each of which can be
//! killed with a lock in its hand.

use std::fs;
use std::io::{self, Write as _};
use std::path::Path;

use crate::FetchError;

/// The default branch of what has none.
const BRANCH: &str = "main";

/// What may stand in no name of a branch.
const NOT_IN_BRANCHES: [&str; 4] = ["..", "//", "@{", "/."];

/// Makes a folder that is there an empty repository, but for its description.
pub(crate) fn begin(path: &Path) -> io::Result<()> {
    fs::create_dir(path.join("objects"))?;
    fs::create_dir(path.join("refs"))
}

/// Says in a copy where its origin is and which branch is the default one. Whether the content of
/// files is left out is up to the origin; that it may be is written down before it can be.
pub(crate) fn describe(path: &Path, url: &str, branch: Option<&str>) -> Result<(), FetchError> {
    if !is_on_one_line(url) {
        return Err(FetchError::Refused(format!("{url:?}: not an address to fetch from")));
    }
    let branch = branch.unwrap_or(BRANCH);
    if !is_branch(branch) {
        return Err(FetchError::Refused(format!("{branch:?}: not the name of a branch")));
    }
    let url = url.replace('\\', "\\\\").replace('"', "\\\"");
    let config = format!(
        "[core]\n\trepositoryformatversion = 1\n\tbare = true\n[remote \"origin\"]\n\turl = \
         \"{url}\"\n\tpromisor = true\n\tpartialclonefilter = blob:none\n"
    );
    let head = format!("ref: refs/heads/{branch}\n");
    let written = write(path, "config", &config).and_then(|()| write(path, "HEAD", &head));
    written.map_err(|error| FetchError::from(&error))
}

/// Writes a file whole or not at all, unless it says so already.
pub(crate) fn write(folder: &Path, name: &str, text: &str) -> io::Result<()> {
    let path = folder.join(name);
    if fs::read(&path).is_ok_and(|known| known == text.as_bytes()) {
        return Ok(());
    }
    let mut file = tempfile::NamedTempFile::new_in(folder)?;
    file.write_all(text.as_bytes())?;
    file.persist(path).map_err(|error| error.error)?;
    Ok(())
}

fn is_on_one_line(text: &str) -> bool {
    !text.is_empty() && !text.chars().any(char::is_control)
}

/// Whether git takes a name as that of a branch.
fn is_branch(name: &str) -> bool {
    let known = |it: char| !it.is_control() && !it.is_whitespace() && !"~^:?*[\\".contains(it);
    let begins = !name.starts_with(['-', '/', '.']);
    let ends = !name.ends_with(['/', '.']) && !name.ends_with(".lock");
    let inside = !NOT_IN_BRANCHES.iter().any(|part| name.contains(part));
    is_on_one_line(name) && name.chars().all(known) && begins && ends && inside
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_that_would_say_more_than_a_branch_is_refused() {
        for name in ["main", "release/1.2", "wörk", "a.b"] {
            assert!(is_branch(name), "{name}");
        }
        for name in ["", "a\nb", "a b", "../x", "a..b", "-x", "a/.b", "a.lock", "a@{1}", "a/"] {
            assert!(!is_branch(name), "{name:?}");
        }
    }

    #[test]
    fn an_address_cannot_end_its_line() {
        let folder = tempfile::tempdir().unwrap();
        let told = |url| describe(folder.path(), url, None);
        assert!(matches!(told("https://h/a\n[core]\n\tx = y"), Err(FetchError::Refused(_))));
        told("https://h/\"a\\b").unwrap();
        let config = fs::read_to_string(folder.path().join("config")).unwrap();
        assert!(config.contains("url = \"https://h/\\\"a\\\\b\"\n"), "{config}");
    }
}
