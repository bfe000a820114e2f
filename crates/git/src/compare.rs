//! What two states of a folder differ in, reading only the folders that do.
//!
//! A walk goes from newer states to older ones, so the older state of one step is the newer of the
//! next: each folder is kept as it was last seen, and read once.

use std::cmp::Ordering;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use git2::{Odb, Oid};

use crate::limits;

/// The mode of a folder in a tree.
const FOLDER: u32 = 0o040_000;

/// The mode of another repository in a tree.
const SUBMODULE: u32 = 0o160_000;

/// The content of a file, wherever it lies.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
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

    fn held(&self) -> (Oid, u32) {
        (self.id, self.mode)
    }
}

/// Folders as they were last seen, by path.
#[derive(Default)]
pub(crate) struct Comparing {
    seen: BTreeMap<String, (Oid, Vec<u8>)>,
    /// What two states of a folder differ in, whatever its path; `None` where nobody will ask again.
    known: Option<BTreeMap<States, Arc<[Differing]>>>,
}

/// A folder before and after, where it was there.
type States = (Option<Oid>, Option<Oid>);

/// A name in a folder that does not hold the same before and after.
struct Differing {
    name: Box<str>,
    before: Option<Held>,
    after: Option<Held>,
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
    /// Keeps what it finds for walks to come.
    pub(crate) fn keep(&mut self) {
        self.known.get_or_insert_default();
    }

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
        for differing in self.names(pass.odb, path, (before, after)).iter() {
            let name = &differing.name;
            let path = if path.is_empty() { name.to_string() } else { format!("{path}/{name}") };
            self.one(pass, path, (differing.before, differing.after), depth);
        }
    }

    /// The names that two states of the folder at `path` differ in.
    fn names(&mut self, odb: &Odb<'_>, path: &str, states: States) -> Arc<[Differing]> {
        if let Some(known) = self.known.as_ref().and_then(|known| known.get(&states)) {
            return known.clone();
        }
        let (before, after) = states;
        let kept = self.seen.remove(path).filter(|(id, _)| Some(*id) == after);
        let new = kept.map_or_else(|| read(odb, after), |(_, data)| data);
        let old = read(odb, before);
        let found: Arc<[Differing]> = differing(&old, &new).into();
        if let Some(id) = before {
            self.seen.insert(path.to_owned(), (id, old));
        }
        if let Some(known) = &mut self.known {
            known.insert(states, found.clone());
        }
        found
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

/// The names that two folders differ in; both are in the order of git, in which a folder stands
/// where its name with a `/` would. What comes after something that is no name is left out.
fn differing(mut old: &[u8], mut new: &[u8]) -> Vec<Differing> {
    let mut found = Vec::new();
    loop {
        // Most of what two states hold is the same.
        while let Some(length) = whole(old).filter(|same| new.starts_with(same)).map(<[u8]>::len) {
            old = old.get(length..).unwrap_or_default();
            new = new.get(length..).unwrap_or_default();
        }
        let (a, b) = (first(old), first(new));
        let order = match (&a, &b) {
            (None, None) => return found,
            (Some(_), None) => Ordering::Less,
            (None, Some(_)) => Ordering::Greater,
            (Some((a, _)), Some((b, _))) => order(a, b),
        };
        let a = a.filter(|_| order.is_le()).map(|(name, rest)| (name, old = rest).0);
        let b = b.filter(|_| order.is_ge()).map(|(name, rest)| (name, new = rest).0);
        let same = a.as_ref().map(Name::held) == b.as_ref().map(Name::held);
        if let Some(name) = a.as_ref().or(b.as_ref()).filter(|_| !same) {
            let name = String::from_utf8_lossy(name.bytes).into();
            found.push(Differing {
                name,
                before: a.as_ref().map(shown),
                after: b.as_ref().map(shown),
            });
        }
    }
}

fn shown(name: &Name<'_>) -> Held {
    Held { is_folder: name.is_folder(), id: name.id }
}

fn read(odb: &Odb<'_>, tree: Option<Oid>) -> Vec<u8> {
    let object = tree.and_then(|id| odb.read(id).ok());
    object.map(|object| object.data().to_vec()).unwrap_or_default()
}

/// The first name of a tree as it is stored: a mode in octal, a blank, a name, a zero, twenty bytes.
fn whole(data: &[u8]) -> Option<&[u8]> {
    let zero = data.iter().position(|byte| *byte == 0)?;
    data.get(..zero + 21)
}

/// The first name of a tree that is not another repository, and what comes after it.
fn first(mut data: &[u8]) -> Option<(Name<'_>, &[u8])> {
    loop {
        let raw = whole(data)?;
        data = data.get(raw.len()..)?;
        let (name, id) = raw.split_at_checked(raw.len().checked_sub(21)?)?;
        let blank = name.iter().position(|byte| *byte == b' ')?;
        let mode = std::str::from_utf8(name.get(..blank)?).ok()?;
        let mode = u32::from_str_radix(mode, 8).ok()?;
        if mode != SUBMODULE {
            let id = Oid::from_bytes(id.get(1..)?).ok()?;
            return Some((Name { mode, bytes: name.get(blank + 1..)?, id }, data));
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

    fn shown(old: &[u8], new: &[u8]) -> Vec<(String, bool, bool)> {
        let all = differing(old, new).into_iter();
        all.map(|it| (it.name.into(), it.before.is_some(), it.after.is_some())).collect()
    }

    #[test]
    fn names_of_either_side_meet_in_the_order_of_git() {
        let old = tree(&[("100644", "a-b", 1), ("40000", "a", 2), ("100644", "c", 3)]);
        let new = tree(&[("40000", "a", 4), ("100644", "b", 5), ("100644", "c", 3)]);
        let expected = [("a-b", true, false), ("a", true, true), ("b", false, true)];
        let expected = expected.map(|(name, old, new)| (name.to_owned(), old, new));
        assert_eq!(shown(&old, &new), expected);
    }

    #[test]
    fn another_repository_is_no_name() {
        let old = tree(&[("100644", "a", 1), ("160000", "b", 2), ("100644", "c", 3)]);
        let new = tree(&[("160000", "b", 4), ("100644", "c", 3)]);
        assert_eq!(shown(&old, &new), [("a".to_owned(), true, false)]);
        assert_eq!(shown(&new, &old), [("a".to_owned(), false, true)]);
    }

    #[test]
    fn a_tree_that_ends_early_gives_what_came_before() {
        let mut data = tree(&[("100644", "a", 1), ("100644", "b", 2)]);
        data.truncate(data.len() - 3);
        assert_eq!(shown(&data, &[]), [("a".to_owned(), true, false)]);
        assert!(shown(b"no tree at all", &[]).is_empty());
    }
}
