//! Modules of the same repository, as paths from its root.

use milepost_core::{Pin, place};

use super::{Source, dynamic, is_computed};

/// Whether a source is a path relative to the file's folder.
pub(super) fn is_local(written: &str) -> bool {
    matches!(written, "." | "..")
        || ["./", "../", ".\\", "..\\"].iter().any(|start| written.starts_with(start))
}

/// A path that leaves the repository is kept as written, and belongs to no known commit.
pub(super) fn read(written: &str, folder: &str) -> Source {
    if is_computed(written) {
        return dynamic(written);
    }
    let path = written.split('?').next().unwrap_or(written).replace('\\', "/");
    let (source, pin) = match place::resolve(folder, &path) {
        Some(path) => (format!("./{path}"), Pin::Local),
        None => (written.to_owned(), Pin::None),
    };
    Source { identity: source, version: None, pin }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_is_told_from_the_root_of_the_repository() {
        for (written, source, pin) in [
            ("../../modules/vpc", "./modules/vpc", Pin::Local),
            ("../../modules//vpc", "./modules/vpc", Pin::Local),
            ("..\\dev", "./live/dev", Pin::Local),
            ("../../", "./", Pin::Local),
            ("../../../other/vpc", "../../../other/vpc", Pin::None),
            ("./${var.name}", "./${var.name}", Pin::Dynamic),
        ] {
            let read = read(written, "live/prod");
            assert_eq!((read.identity.as_str(), read.pin), (source, pin), "{written}");
        }
    }
}
