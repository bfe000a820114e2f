//! Modules of the same repository, as paths from its root.

use milepost_core::Pin;

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
    let (source, pin) = match resolve(folder, &written.replace('\\', "/")) {
        Some(path) => (format!("./{path}"), Pin::Local),
        None => (written.to_owned(), Pin::None),
    };
    Source { identity: source, version: None, pin }
}

fn resolve(folder: &str, path: &str) -> Option<String> {
    let path = path.split('?').next().unwrap_or(path);
    let mut segments: Vec<&str> = folder.split('/').filter(|s| !s.is_empty()).collect();
    for segment in path.split('/') {
        match segment {
            "" | "." => {}
            ".." => {
                segments.pop()?;
            }
            name => segments.push(name),
        }
    }
    Some(segments.join("/"))
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
