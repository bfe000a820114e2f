//! What two states of a text differ in, by their lines and words, wherever these stand.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use milepost_git::{Blob, Walk};

/// Texts as they were last seen, by path: the walk goes back, so the older state of one step is the
/// newer of the next.
#[derive(Default)]
pub(super) struct Texts {
    last: HashMap<String, (Blob, Option<Arc<str>>)>,
}

impl Texts {
    /// The text of a file after and before a change.
    pub(super) fn both(
        &mut self,
        walk: &Walk<'_>,
        path: &str,
        (before, after): (Option<Blob>, Option<Blob>),
    ) -> (Option<Arc<str>>, Option<Arc<str>>) {
        let read = |blob: Blob| walk.text(blob).map(Arc::from);
        let kept = self.last.remove(path);
        let new = after.and_then(|blob| match kept {
            Some((known, text)) if known == blob => text,
            _ => read(blob),
        });
        let old = before.and_then(read);
        if let Some(blob) = before {
            self.last.insert(path.to_owned(), (blob, old.clone()));
        }
        (old, new)
    }
}

/// Lines, or words, that only one of two texts has, as often as it has them more.
pub(super) struct Differing<'t> {
    pub(super) gone: Vec<&'t str>,
    pub(super) come: Vec<&'t str>,
}

impl<'t> Differing<'t> {
    pub(super) fn lines(old: &'t str, new: &'t str) -> Self {
        let lines = |text: &'t str| text.lines().map(str::trim).filter(|line| !line.is_empty());
        Self::of(lines(old), lines(new))
    }

    pub(super) fn words(old: &'t str, new: &'t str) -> Self {
        Self::of(old.split_whitespace(), new.split_whitespace())
    }

    fn of(old: impl Iterator<Item = &'t str>, new: impl Iterator<Item = &'t str>) -> Self {
        let mut counts: BTreeMap<&str, i64> = BTreeMap::new();
        for part in old {
            *counts.entry(part).or_default() -= 1;
        }
        for part in new {
            *counts.entry(part).or_default() += 1;
        }
        let (mut gone, mut come) = (Vec::new(), Vec::new());
        for (part, count) in counts {
            let times = usize::try_from(count.unsigned_abs()).unwrap_or(usize::MAX);
            let side = if count < 0 { &mut gone } else { &mut come };
            side.extend(std::iter::repeat_n(part, times));
        }
        Self { gone, come }
    }

    /// How much differs: what was replaced counts once.
    pub(super) fn size(&self) -> u32 {
        u32::try_from(self.gone.len().max(self.come.len())).unwrap_or(u32::MAX)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_only_moved_does_not_differ() {
        let differing = Differing::lines("a\nb\n", "b\n\n  a\n");
        assert_eq!(differing.size(), 0);
        let differing = Differing::lines("a\na\nb\n", "a\nc\nd\n");
        assert_eq!((differing.gone, differing.come), (vec!["a", "b"], vec!["c", "d"]));
    }

    #[test]
    fn a_replaced_word_counts_once() {
        assert_eq!(Differing::words("one two three", "one 2 three").size(), 1);
        assert_eq!(Differing::words("", "one two").size(), 2);
    }
}
