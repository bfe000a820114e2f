//! What two states of a text differ in, by their lines and words, wherever these stand.

use std::collections::BTreeMap;
use std::sync::Arc;

use milepost_git::{Blob, Walk};

use super::lookup::Lookup;

/// Texts as they were last seen, by path: the walk goes back, so the older state of one step is the
/// newer of the next, and one step is looked at twice.
#[derive(Default)]
pub(super) struct Texts {
    last: Lookup<String, [Seen; 2]>,
}

/// A text that was read; nothing where it is no text, or too long.
type Seen = Option<(Blob, Arc<str>)>;

impl Texts {
    /// The text of a file before and after a change.
    pub(super) fn both(
        &mut self,
        walk: &Walk<'_>,
        path: &str,
        (before, after): (Option<Blob>, Option<Blob>),
    ) -> (Option<Arc<str>>, Option<Arc<str>>) {
        let kept = self.last.remove(path).unwrap_or_default();
        let read = |blob: Option<Blob>| -> Seen {
            let blob = blob?;
            let known = kept.iter().flatten().find(|(known, _)| *known == blob);
            let text = known.map(|(_, text)| text.clone());
            Some((blob, text.or_else(|| walk.text(blob).map(Arc::from))?))
        };
        let (old, new) = (read(before), read(after));
        let text = |seen: &Seen| seen.as_ref().map(|(_, text)| text.clone());
        let both = (text(&old), text(&new));
        self.last.insert(path.to_owned(), [old, new]);
        both
    }
}

/// Two texts without the lines that both begin with and those that both end with: what is left is
/// little, mostly.
pub(super) fn middles<'t>(old: &'t str, new: &'t str) -> (&'t str, &'t str) {
    let ends = |text: &str, at: usize| at == 0 || text.as_bytes().get(at - 1) == Some(&b'\n');
    let same = common(old.as_bytes().chunks(CHUNK), new.as_bytes().chunks(CHUNK));
    let same = same + after(old, same).zip(after(new, same)).take_while(|(a, b)| a == b).count();
    let start = (0..=same).rev().find(|at| ends(old, *at)).unwrap_or_default();
    let (old, new) = (old.get(start..).unwrap_or(old), new.get(start..).unwrap_or(new));
    let same = common(old.as_bytes().rchunks(CHUNK), new.as_bytes().rchunks(CHUNK));
    let (old_rest, new_rest) = (before(old, same), before(new, same));
    let same = same + old_rest.zip(new_rest).take_while(|(a, b)| a == b).count();
    let at_start = |text: &str, end: usize| ends(text, text.len() - end);
    let end = (0..=same).rev().find(|it| at_start(old, *it) && at_start(new, *it));
    let end = end.unwrap_or_default();
    let cut = |text: &'t str| text.get(..text.len() - end).unwrap_or(text);
    (cut(old), cut(new))
}

/// Bytes compared at once.
const CHUNK: usize = 64;

/// How many bytes the whole chunks have that both begin with.
fn common<'t>(old: impl Iterator<Item = &'t [u8]>, new: impl Iterator<Item = &'t [u8]>) -> usize {
    old.zip(new).take_while(|(a, b)| a.len() == CHUNK && a == b).count() * CHUNK
}

fn after(text: &str, start: usize) -> impl Iterator<Item = &u8> {
    text.as_bytes().get(start..).unwrap_or_default().iter()
}

/// Backwards, without so many bytes of the end.
fn before(text: &str, end: usize) -> impl Iterator<Item = &u8> {
    text.as_bytes().get(..text.len() - end).unwrap_or_default().iter().rev()
}

/// Lines, or words, that only one of two texts has, as often as it has them more.
pub(super) struct Differing<'t> {
    pub(super) gone: Vec<&'t str>,
    pub(super) come: Vec<&'t str>,
}

impl<'t> Differing<'t> {
    pub(super) fn lines(old: &'t str, new: &'t str) -> Self {
        let (old, new) = middles(old, new);
        let lines = |text: &'t str| text.lines().map(str::trim).filter(|line| !line.is_empty());
        Self::of(lines(old), lines(new))
    }

    pub(super) fn words(old: &'t str, new: &'t str) -> Self {
        let (old, new) = middles(old, new);
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
    fn what_both_texts_begin_and_end_with_is_cut_by_whole_lines() {
        assert_eq!(middles("a\nbc\nd\n", "a\nbd\nd\n"), ("bc\n", "bd\n"));
        assert_eq!(middles("a\n", "a\na\n"), ("", "a\n"));
        assert_eq!(middles("x é", "x è"), ("x é", "x è"));
        assert_eq!(middles("", "a"), ("", "a"));
        assert_eq!(middles("same\n", "same\n"), ("", ""));
    }

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
