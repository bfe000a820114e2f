//! What two states of a folder differ in, reading only the folders that do.
//!
//! A walk goes from newer states to older ones, so the older state of one step is the newer of the
//! next: each folder is kept as it was last seen, and read once.

use std::cmp::Ordering;
use std::collections::{BTreeMap, BTreeSet};

use git2::{Odb, Oid};

use crate::limits;

/// The mode of a folder in a tree.
const FOLDER: u32 = 0o040_000;

/// The mode of another repository in a tree.
const SUBMODULE: u32 = 0o160_000;

/// The content of a file, wherever it lies.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Blob(pub(crate) Oid);

/// A file that is not the same before and after.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Difference {
    /// Its path.
    pub path: String,
    /// What it held before; `None` when it was not there.
    pub before: Option<Blob>,
    /// What it holds after; `None` when it is gone.
    pub after: Option<Blob>,
}

/// Which folders are compared.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Scope<'s> {
    /// All.
    Everything,
    /// The root and these.
    Folders(&'s BTreeSet<String>),
    /// None at all.
    Nothing,
}

/// One name in one folder, as stored.
struct Name<'t> {
    mode: u32,
    bytes: &'t [u8],
    id: Oid,
}

impl Name<'_> {
    fn is_folder(&self) -> bool {
        self.mode == FOLDER
    }
}

/// Folders as they were last seen, by path.
#[derive(Default)]
pub(crate) struct Comparing {
    seen: BTreeMap<String, (Oid, Vec<u8>)>,
}

/// What two trees differ in.
#[derive(Default)]
pub(crate) struct Compared {
    pub(crate) changed: Vec<Difference>,
    /// Folders that are only in the newer one.
    pub(crate) appeared: Vec<String>,
}

/// One comparison.
struct Pass<'p, 'r> {
    odb: &'p Odb<'r>,
    scope: Scope<'p>,
    found: Compared,
}

impl Comparing {
    /// What the tree `after` differs in from the tree `before`, in the order of folders.
    pub(crate) fn compare(
        &mut self,
        odb: &Odb<'_>,
        (before, after): (Option<Oid>, Option<Oid>),
        scope: Scope<'_>,
    ) -> Compared {
        let mut pass = Pass { odb, scope, found: Compared::default() };
        if matches!(scope, Scope::Nothing) {
            return pass.found;
        }
        self.folder(&mut pass, "", (before, after), 0);
        pass.found
    }

    /// Forgets what was seen: the next comparison is of other folders.
    pub(crate) fn forget(&mut self) {
        self.seen.clear();
    }

    fn folder(
        &mut self,
        pass: &mut Pass<'_, '_>,
        path: &str,
        (before, after): (Option<Oid>, Option<Oid>),
        depth: usize,
    ) {
        if before == after
            || depth > limits::DEPTH
            || pass.found.changed.len() >= limits::DIFFERENCES
        {
            return;
        }
        let kept = self.seen.remove(path).filter(|(id, _)| Some(*id) == after);
        let new = kept.map_or_else(|| read(pass.odb, after), |(_, data)| data);
        let old = read(pass.odb, before);
        let (olds, news) = (names(&old), names(&new));
        let mut pairs = Vec::new();
        pair(&olds, &news, |a, b| {
            if a.map(|it| (it.id, it.mode)) != b.map(|it| (it.id, it.mode)) {
                pairs.push((
                    a.map(|it| it.bytes),
                    a.map(shown),
                    b.map(|it| it.bytes),
                    b.map(shown),
                ));
            }
        });
        for (old_name, a, new_name, b) in pairs {
            let Some(name) = old_name.or(new_name) else { continue };
            let name = String::from_utf8_lossy(name);
            let path = if path.is_empty() { name.into_owned() } else { format!("{path}/{name}") };
            self.one(pass, path, (a, b), depth);
        }
        if let Some(id) = before {
            self.seen.insert(path.to_owned(), (id, old));
        }
    }

    fn one(
        &mut self,
        pass: &mut Pass<'_, '_>,
        path: String,
        (before, after): (Option<Held>, Option<Held>),
        depth: usize,
    ) {
        let folder = |it: Option<Held>| it.filter(|it| it.is_folder).map(|it| it.id);
        let file = |it: Option<Held>| it.filter(|it| !it.is_folder).map(|it| Blob(it.id));
        let folders = (folder(before), folder(after));
        let inside = match pass.scope {
            Scope::Everything => true,
            Scope::Folders(folders) => folders.contains(&path),
            Scope::Nothing => false,
        };
        if folders.0.is_none() && folders.1.is_some() {
            pass.found.appeared.push(path.clone());
        }
        if folders != (None, None) && inside {
            self.folder(pass, &path, folders, depth + 1);
        }
        let (before, after) = (file(before), file(after));
        if before != after && pass.found.changed.len() < limits::DIFFERENCES {
            pass.found.changed.push(Difference { path, before, after });
        }
    }
}

/// What a name holds.
#[derive(Clone, Copy)]
struct Held {
    is_folder: bool,
    id: Oid,
}

fn shown(name: &Name<'_>) -> Held {
    Held { is_folder: name.is_folder(), id: name.id }
}

fn read(odb: &Odb<'_>, tree: Option<Oid>) -> Vec<u8> {
    let object = tree.and_then(|id| odb.read(id).ok());
    object.map(|object| object.data().to_vec()).unwrap_or_default()
}

/// The names in a tree as it is stored: a mode in octal, a blank, a name, a zero, twenty bytes.
/// What comes after something that is not such a name is left out.
fn names(mut data: &[u8]) -> Vec<Name<'_>> {
    let mut names = Vec::new();
    while let Some((name, rest)) = first(data) {
        if name.mode != SUBMODULE {
            names.push(name);
        }
        data = rest;
    }
    names
}

fn first(data: &[u8]) -> Option<(Name<'_>, &[u8])> {
    let blank = data.iter().position(|byte| *byte == b' ')?;
    let (mode, rest) = (data.get(..blank)?, data.get(blank + 1..)?);
    let zero = rest.iter().position(|byte| *byte == 0)?;
    let (name, rest) = (rest.get(..zero)?, rest.get(zero + 1..)?);
    let mode = u32::from_str_radix(std::str::from_utf8(mode).ok()?, 8).ok()?;
    let id = Oid::from_bytes(rest.get(..20)?).ok()?;
    Some((Name { mode, bytes: name, id }, rest.get(20..)?))
}

/// Hands over every name of either side with the one of the other side, if there is one; both are
/// in the order of git, in which a folder stands where its name with a `/` would.
fn pair<'n, 't>(
    olds: &'n [Name<'t>],
    news: &'n [Name<'t>],
    mut take: impl FnMut(Option<&'n Name<'t>>, Option<&'n Name<'t>>),
) {
    let (mut olds, mut news) = (olds.iter().peekable(), news.iter().peekable());
    loop {
        match (olds.peek(), news.peek()) {
            (None, None) => return,
            (Some(_), None) => take(olds.next(), None),
            (None, Some(_)) => take(None, news.next()),
            (Some(a), Some(b)) => match order(a, b) {
                Ordering::Less => take(olds.next(), None),
                Ordering::Greater => take(None, news.next()),
                Ordering::Equal => take(olds.next(), news.next()),
            },
        }
    }
}

fn order(a: &Name<'_>, b: &Name<'_>) -> Ordering {
    let end = |it: &Name<'_>| it.is_folder().then_some(b'/');
    a.bytes.iter().copied().chain(end(a)).cmp(b.bytes.iter().copied().chain(end(b)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tree(names: &[(&str, &str, u8)]) -> Vec<u8> {
        let mut data = Vec::new();
        for (mode, name, id) in names {
            data.extend(format!("{mode} {name}\0").bytes());
            data.extend([*id; 20]);
        }
        data
    }

    #[test]
    fn names_of_either_side_meet_in_the_order_of_git() {
        let old = tree(&[("100644", "a-b", 1), ("40000", "a", 2), ("100644", "c", 3)]);
        let new = tree(&[("40000", "a", 4), ("100644", "b", 5), ("100644", "c", 3)]);
        let (old, new) = (names(&old), names(&new));
        let mut met = Vec::new();
        pair(&old, &new, |a, b| met.push([a, b].map(|it| it.map(|it| it.bytes))));
        let expected: Vec<[Option<&[u8]>; 2]> = vec![
            [Some(b"a-b"), None],
            [Some(b"a"), Some(b"a")],
            [None, Some(b"b")],
            [Some(b"c"), Some(b"c")],
        ];
        assert_eq!(met, expected);
    }

    #[test]
    fn a_tree_that_ends_early_gives_what_came_before() {
        let mut data = tree(&[("100644", "a", 1), ("100644", "b", 2)]);
        data.truncate(data.len() - 3);
        assert_eq!(names(&data).len(), 1);
        assert!(names(b"no tree at all").is_empty());
    }
}
