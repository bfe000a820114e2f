//! Who wrote the lines that infrastructure files have now: each line is its author's with whose
//! change its text came, on the way back. Unlike `git blame` this needs no alignment of texts, and a
//! line that moved inside its file stays its author's.

use std::collections::{BTreeMap, BTreeSet};

use milepost_core::Lines;
use milepost_git::{Difference, Walk};

use super::known::{Count, Known};
use super::texts::Texts;

/// Removed files of one change among which a renamed one is looked for.
const GONE: usize = 1_000;

/// Lines whose author is still looked for, of one file.
struct File {
    /// The path it has now.
    now: String,
    /// How often each line is still looked for.
    open: Vec<Count>,
    left: u32,
    lines: u32,
    authors: BTreeMap<u32, u32>,
}

/// The files whose authors are looked for, by the path they had at the commit looked at.
#[derive(Default)]
pub(super) struct Authors {
    open: BTreeMap<String, File>,
    done: Vec<File>,
    /// Folders above the open files.
    folders: BTreeSet<String>,
}

/// Who wrote the lines of a file, and how many lines nobody is known for.
pub(super) struct Written {
    pub(super) authors: Vec<Lines>,
    pub(super) orphans: u32,
}

impl Authors {
    /// Looks for the authors of a file with these lines, too.
    pub(super) fn add(&mut self, path: &str, open: &[Count]) {
        let lines = open.iter().map(|it| it.times).sum();
        let (now, open, authors) = (path.to_owned(), open.to_vec(), BTreeMap::new());
        let file = File { now, open, left: lines, lines, authors };
        self.open.insert(path.to_owned(), file);
        self.add_folders(path);
    }

    fn add_folders(&mut self, path: &str) {
        let ends = path.match_indices('/').map(|(at, _)| at);
        self.folders.extend(ends.filter_map(|at| path.get(..at)).map(str::to_owned));
    }

    /// Whether every line has an author.
    pub(super) fn is_done(&self) -> bool {
        self.open.is_empty()
    }

    /// Whether a change is one of a file whose authors are looked for.
    pub(super) fn concerns(&self, changed: &[Difference]) -> bool {
        changed.iter().any(|it| self.open.contains_key(&it.path))
    }

    /// Folders in which something is looked for.
    pub(super) fn folders(&self) -> &BTreeSet<String> {
        &self.folders
    }

    /// Takes a change into account that `by` wrote; nobody is the author of what a machine wrote or
    /// what came from elsewhere.
    pub(super) fn take(
        &mut self,
        (walk, texts, known): (&Walk<'_>, &mut Texts, &mut Known),
        changed: &[Difference],
        by: Option<u32>,
    ) {
        let gone = gone(changed);
        for difference in changed {
            let Some(mut file) = self.open.remove(&difference.path) else { continue };
            let before = difference.before.is_none().then(|| renamed(difference, &gone));
            let moved = before.flatten();
            let old_blob = difference.before.or_else(|| moved.and_then(|it| it.before));
            let blobs = (old_blob, difference.after);
            let come = known.come(blobs, || texts.both(walk, &difference.path, blobs));
            file.give(&come, by);
            if file.left == 0 || old_blob.is_none() {
                self.done.push(file);
                continue;
            }
            let path = moved.map_or(&difference.path, |it| &it.path).clone();
            self.add_folders(&path);
            self.open.insert(path, file);
        }
    }

    /// What was found, by the paths of now.
    pub(super) fn finish(self) -> BTreeMap<String, Written> {
        let files = self.open.into_values().chain(self.done);
        files.map(|file| (file.now.clone(), file.finish())).collect()
    }
}

impl File {
    /// Gives `by` the open lines among those that came.
    fn give(&mut self, come: &[Count], by: Option<u32>) {
        let mut given = 0;
        for count in come {
            let place = self.open.binary_search_by_key(&count.line, |it| it.line);
            let Some(open) = place.ok().and_then(|place| self.open.get_mut(place)) else {
                continue;
            };
            let taken = count.times.min(open.times);
            open.times -= taken;
            given += taken;
        }
        self.left -= given;
        if let Some(by) = by.filter(|_| given > 0) {
            *self.authors.entry(by).or_default() += given;
        }
    }

    fn finish(self) -> Written {
        let known: u32 = self.authors.values().sum();
        let authors = self.authors.into_iter().map(|(by, lines)| Lines { by, lines }).collect();
        Written { authors, orphans: self.lines.saturating_sub(known) }
    }
}

/// Files that a change removes, as far as it is asked what became of them.
pub(super) fn gone(changed: &[Difference]) -> Vec<&Difference> {
    changed.iter().filter(|it| it.after.is_none()).take(GONE).collect()
}

/// The file that a new one was, when it only got another name in the same change.
pub(super) fn renamed<'d>(new: &Difference, gone: &[&'d Difference]) -> Option<&'d Difference> {
    let same_name = |it: &&&Difference| name(&it.path) == name(&new.path);
    let same = gone.iter().find(|it| it.before == new.after);
    same.or_else(|| gone.iter().find(same_name)).copied()
}

fn name(path: &str) -> &str {
    path.rsplit('/').next().unwrap_or(path)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::history::known::{come, counted};

    #[test]
    fn a_line_is_its_authors_with_whose_change_it_came() {
        let mut authors = Authors::default();
        authors.add("a/b.tf", &counted("one\ntwo\n\nthree\n"));
        assert!(authors.folders().contains("a"));
        let mut file = authors.open.remove("a/b.tf").unwrap();
        let give = |file: &mut File, old, new, by| file.give(&come(old, new), by);
        give(&mut file, "one\nthree\n", "one\ntwo\nthree\n", Some(7));
        give(&mut file, "", "one\n", Some(3));
        give(&mut file, "", "three\n", None);
        assert_eq!(file.left, 0);
        let written = file.finish();
        assert_eq!(written.authors, [Lines { by: 3, lines: 1 }, Lines { by: 7, lines: 1 }]);
        assert_eq!(written.orphans, 1);
    }
}
