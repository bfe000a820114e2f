//! The shape of a change: the same in every repository in which somebody made the same change.

use milepost_core::PathRole;

use super::texts::Differing;

/// Lines of a change beyond which it has no shape: it is not one that many repositories get.
const LINES: usize = 200;

/// What a change does to paths that matter, while it is put together.
#[derive(Default)]
pub(super) struct Shape {
    parts: Vec<String>,
    lines: usize,
}

impl Shape {
    /// Adds what a change does to one path; `name` is that of the repository, which each has its own.
    pub(super) fn add(
        &mut self,
        (path, role): (&str, PathRole),
        lines: &Differing<'_>,
        name: &str,
    ) {
        if role == PathRole::Dependencies {
            return;
        }
        self.lines += lines.gone.len() + lines.come.len();
        if self.lines > LINES {
            return;
        }
        let side = |lines: &[&str]| lines.join("\n").replace(name, "");
        self.parts.push(format!("{path}\n-{}\n+{}", side(&lines.gone), side(&lines.come)));
    }

    /// The shape, if it has one.
    pub(super) fn finish(mut self) -> Option<String> {
        if self.parts.is_empty() || self.lines == 0 || self.lines > LINES {
            return None;
        }
        self.parts.sort();
        Some(blake3::hash(self.parts.join("\n\n").as_bytes()).to_hex()[..24].to_owned())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shape(path: &str, old: &str, new: &str, name: &str) -> Option<String> {
        let mut shape = Shape::default();
        let differing = Differing::lines(old, new);
        shape.add((path, PathRole::Infrastructure), &differing, name);
        shape.finish()
    }

    #[test]
    fn the_same_change_has_the_same_shape_in_another_repository() {
        let a = shape(".ci.yml", "app: a\nversion: 1\n", "app: a\nversion: 2\n", "a");
        let b = shape(".ci.yml", "app: b\nx: y\nversion: 1\n", "x: y\napp: b\nversion: 2\n", "b");
        assert!(a.is_some() && a == b);
        assert_ne!(a, shape(".ci.yml", "version: 1\n", "version: 3\n", "c"));
        assert_eq!(shape(".ci.yml", "a", "a", "c"), None);
    }
}
