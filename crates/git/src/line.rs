//! The line of first parents of a branch: what the branch was, one commit after the other. What was
//! merged into it came with the merge, whenever it was written, so the history of a template that
//! was merged in is no past of the repository.

use git2::{Oid, Repository};

use crate::limits;

/// One commit of a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Point {
    pub(crate) commit: Oid,
    /// When it was committed, in seconds since 1970 in UTC.
    pub(crate) time: i64,
    /// Its files.
    pub(crate) tree: Oid,
    /// Its first parent, where it has one in this clone.
    parent: Option<Oid>,
}

impl Point {
    fn of(repository: &Repository, id: Oid) -> Option<Self> {
        let commit = repository.find_commit(id).ok()?;
        let (time, parent) = (commit.time().seconds(), commit.parent_id(0).ok());
        Some(Self { commit: id, time, tree: commit.tree_id(), parent })
    }
}

/// The line of first parents from one tip, the newest first, as far back as somebody asked.
#[derive(Debug, Default)]
pub(crate) struct Line {
    points: Vec<Point>,
    /// Whether the last point is the root, or where the clone or the limit ends.
    ended: bool,
}

impl Line {
    /// The newest commit, counted from `tip` along first parents, that was committed at `instant`
    /// or before: what `git rev-list -1 --first-parent --before` names.
    pub(crate) fn at(&mut self, repository: &Repository, tip: Oid, instant: i64) -> Option<Oid> {
        self.start_at(repository, tip);
        let mut index = 0;
        loop {
            let point = self.point(repository, index)?;
            if point.time <= instant {
                return Some(point.commit);
            }
            index += 1;
        }
    }

    /// Every commit of the line from `tip` on that was committed after `since` and not after
    /// `until`, the oldest first.
    pub(crate) fn between(
        &mut self,
        repository: &Repository,
        tip: Oid,
        (since, until): (i64, i64),
    ) -> Vec<Point> {
        self.start_at(repository, tip);
        let mut found = Vec::new();
        let mut index = 0;
        // As in `at`, the line is at `since` with the first commit that is no newer.
        while let Some(point) = self.point(repository, index).filter(|point| point.time > since) {
            if point.time <= until {
                found.push(point);
            }
            index += 1;
        }
        found.reverse();
        found
    }

    /// The line from the commit `from` on, as it is known, or anew.
    pub(crate) fn from(&mut self, repository: &Repository, from: Oid) -> Vec<Point> {
        let known = self.points.iter().any(|point| point.commit == from);
        if !known {
            self.start_at(repository, from);
        }
        while !self.ended {
            self.extend(repository);
        }
        self.points.iter().skip_while(|point| point.commit != from).copied().collect()
    }

    /// Forgets the line of another tip.
    fn start_at(&mut self, repository: &Repository, tip: Oid) {
        if self.points.first().is_some_and(|first| first.commit == tip) {
            return;
        }
        let first = Point::of(repository, tip);
        self.ended = first.is_none();
        self.points.clear();
        self.points.extend(first);
    }

    fn point(&mut self, repository: &Repository, index: usize) -> Option<Point> {
        while self.points.len() <= index && !self.ended {
            self.extend(repository);
        }
        self.points.get(index).copied()
    }

    fn extend(&mut self, repository: &Repository) {
        let parent = self.points.last().and_then(|last| last.parent);
        let next = parent.and_then(|parent| Point::of(repository, parent));
        match next {
            Some(next) if self.points.len() < limits::COMMITS => self.points.push(next),
            _ => self.ended = true,
        }
    }
}
