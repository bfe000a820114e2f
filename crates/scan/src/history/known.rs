//! What one telling of a history works out that a telling from another commit of the same line needs
//! again: everything here depends on names and contents alone.

use std::collections::BTreeSet;
use std::hash::{DefaultHasher, Hash as _, Hasher as _};
use std::sync::Arc;

use milepost_core::{PathRole, Sketch, Touch, place};
use milepost_git::Blob;

use super::HistoryPlan;
use super::lookup::Lookup;
use super::states::Masked;
use super::texts::middles;

/// How often a text has a line, which is told by its hash.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Count {
    pub(super) line: u64,
    pub(super) times: u32,
}

/// What a commit does to paths that matter.
#[derive(Debug, Default, Clone)]
pub(super) struct Touches {
    pub(super) touches: Vec<(Arc<str>, PathRole, Touch)>,
    pub(super) shape: Option<String>,
}

/// A file before and after, where it was there.
type States = (Option<Blob>, Option<Blob>);

/// What is known of one repository.
#[derive(Default)]
pub(crate) struct Known {
    /// What a path is for by its name; nothing where it is set aside.
    roles: Lookup<String, Role>,
    touches: Lookup<String, Arc<Touches>>,
    lines: Lookup<Blob, Arc<[Count]>>,
    come: Lookup<States, Arc<[Count]>>,
    sketches: Lookup<(Blob, Masked), Sketch>,
}

/// What a name says of the path it is.
#[derive(Debug, Clone, Copy)]
pub(super) enum Role {
    /// Nothing in it matters.
    Aside,
    /// It is for this, if it is said.
    Named(Option<PathRole>),
}

impl Known {
    /// What the name of a path says.
    pub(super) fn role(&mut self, plan: &HistoryPlan, path: &str) -> Role {
        if let Some(known) = self.roles.get(path) {
            return *known;
        }
        let role = match place::of_path(path) {
            Some(_) => Role::Aside,
            None => Role::Named(plan.role(path)),
        };
        self.roles.insert(path.to_owned(), role);
        role
    }

    /// What a commit does to these paths, each with what it is for now; worked out where that is
    /// not known.
    pub(super) fn touches(
        &mut self,
        commit: &str,
        paths: &[(&str, PathRole)],
        work_out: impl FnOnce() -> Touches,
    ) -> Arc<Touches> {
        let known = self.touches.get(commit).filter(|known| known.are_of(paths));
        if let Some(known) = known {
            return known.clone();
        }
        let found = Arc::new(work_out());
        self.touches.insert(commit.to_owned(), found.clone());
        found
    }

    /// The lines of a file; nothing where it is no text.
    pub(super) fn lines(
        &mut self,
        blob: Blob,
        read: impl FnOnce() -> Option<String>,
    ) -> Option<Arc<[Count]>> {
        if let Some(known) = self.lines.get(&blob) {
            return Some(known.clone());
        }
        let found: Arc<[Count]> = counted(&read()?).into();
        self.lines.insert(blob, found.clone());
        Some(found)
    }

    /// What a file says; nothing where it is no text.
    pub(super) fn sketch(
        &mut self,
        of: (Blob, Masked),
        read: impl FnOnce() -> Option<Sketch>,
    ) -> Option<Sketch> {
        if let Some(known) = self.sketches.get(&of) {
            return Some(known.clone());
        }
        let found = read()?;
        self.sketches.insert(of, found.clone());
        Some(found)
    }

    /// The lines a file has after a change more often than before.
    pub(super) fn come(
        &mut self,
        states: States,
        read: impl FnOnce() -> (Option<Arc<str>>, Option<Arc<str>>),
    ) -> Arc<[Count]> {
        if let Some(known) = self.come.get(&states) {
            return known.clone();
        }
        let (old, new) = read();
        let found: Arc<[Count]> = come(&old.unwrap_or_default(), &new.unwrap_or_default()).into();
        self.come.insert(states, found.clone());
        found
    }
}

impl Touches {
    /// The paths of infrastructure it touches.
    pub(super) fn infrastructure(&self) -> BTreeSet<&str> {
        let own = self.touches.iter().filter(|(_, role, _)| *role == PathRole::Infrastructure);
        own.map(|(path, _, _)| &**path).collect()
    }

    fn are_of(&self, paths: &[(&str, PathRole)]) -> bool {
        let known = self.touches.iter().map(|(path, role, _)| (&**path, *role));
        known.eq(paths.iter().copied())
    }
}

/// The lines of a text, sorted by their hashes; blank ones do not count.
pub(super) fn counted(text: &str) -> Vec<Count> {
    let lines = text.lines().map(str::trim).filter(|line| !line.is_empty());
    let hash = |line: &str| {
        let mut hasher = DefaultHasher::new();
        line.hash(&mut hasher);
        hasher.finish()
    };
    let mut hashes: Vec<u64> = lines.map(hash).collect();
    hashes.sort_unstable();
    let mut counts: Vec<Count> = Vec::with_capacity(hashes.len());
    for line in hashes {
        match counts.last_mut().filter(|last| last.line == line) {
            Some(last) => last.times += 1,
            None => counts.push(Count { line, times: 1 }),
        }
    }
    counts
}

/// The lines that `new` has more often than `old`.
pub(super) fn come(old: &str, new: &str) -> Vec<Count> {
    let (old, new) = middles(old, new);
    let (old, mut new) = (counted(old), counted(new));
    for count in &mut new {
        let place = old.binary_search_by_key(&count.line, |it| it.line).ok();
        let before = place.and_then(|place| old.get(place)).map_or(0, |it| it.times);
        count.times = count.times.saturating_sub(before);
    }
    new.retain(|count| count.times > 0);
    new
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_lines_that_came_are_somebodys() {
        assert_eq!(come("a\nb\n", "b\n a\n\n"), []);
        assert_eq!(come("a\n", "a\nb\nb\n"), [Count { times: 2, ..counted("b")[0] }]);
    }

    #[test]
    fn what_a_commit_does_is_worked_out_anew_where_a_path_is_for_something_else() {
        let mut known = Known::default();
        let (path, role) = ("a.yaml", PathRole::Infrastructure);
        let one = || Touches { touches: vec![(path.into(), role, touch())], shape: None };
        assert_eq!(known.touches("c", &[(path, role)], one).touches.len(), 1);
        let never = || unreachable!("it is known");
        assert_eq!(known.touches("c", &[(path, role)], never).touches.len(), 1);
        assert_eq!(known.touches("c", &[], Touches::default).touches.len(), 0);
    }

    fn touch() -> Touch {
        Touch {
            path: 0,
            how: milepost_core::Touched::Changed,
            size: 1,
            bumps: Vec::new(),
            adds: Vec::new(),
        }
    }
}
