//! Symbolic links, followed inside their own tree and never out of it.

use milepost_core::place;

use crate::limits;

/// The path a link at `path` with content `target` points to, inside the tree; `None` when it
/// leaves the tree.
pub(crate) fn resolve(path: &str, target: &str) -> Option<String> {
    if target.starts_with('/') || target.contains('\0') || target.len() > limits::PATH_BYTES {
        return None;
    }
    let folder = path.rsplit_once('/').map_or("", |(folder, _)| folder);
    place::resolve(folder, target)
}

#[cfg(test)]
mod tests {
    use super::resolve;

    #[test]
    fn a_link_stays_inside_its_tree() {
        assert_eq!(resolve("a/values-dev.yaml", "values.yaml").as_deref(), Some("a/values.yaml"));
        assert_eq!(resolve("a/b/c", "../../d").as_deref(), Some("d"));
        assert_eq!(resolve("a/b", "../../d"), None);
        assert_eq!(resolve("a/b", "/etc/passwd"), None);
    }
}
