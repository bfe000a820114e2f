//! The line of first parents of a branch: what the branch was, one commit after the other. What was
//! merged into it came with the merge, whenever it was written, so the history of a template that
//! was merged in is no past of the repository.

use git2::{ObjectType, Odb, Oid, Repository};

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
    /// Reads a commit no further than to who committed it: a line is long, and its messages and
    /// signatures tell it nothing.
    pub(crate) fn of(odb: &Odb<'_>, id: Oid) -> Option<Self> {
        let object = odb.read(id).ok().filter(|object| object.kind() == ObjectType::Commit)?;
        let mut lines = object.data().split(|byte| *byte == b'\n');
        let tree = named(lines.next()?.strip_prefix(b"tree ")?)?;
        let (mut parent, mut time) = (None, None);
        for line in lines.take_while(|line| !line.is_empty()) {
            if let Some(id) = line.strip_prefix(b"parent ") {
                parent = parent.or_else(|| named(id));
            } else if let Some(who) = line.strip_prefix(b"committer ") {
                time = seconds(who);
                break;
            }
        }
        Some(Self { commit: id, time: time?, tree, parent })
    }
}

fn named(id: &[u8]) -> Option<Oid> {
    Oid::from_str(std::str::from_utf8(id).ok()?).ok()
}

/// The time behind an address, in seconds since 1970: `Kim <kim@example.com> 1767225600 +0100`.
fn seconds(who: &[u8]) -> Option<i64> {
    let end = who.iter().rposition(|byte| *byte == b'>')?;
    let time = std::str::from_utf8(who.get(end + 1..)?).ok()?;
    time.split_whitespace().next().map_or(Some(0), |seconds| seconds.parse().ok())
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
        let place = self.place_of(repository, from);
        if let Ok(odb) = repository.odb() {
            while !self.ended {
                self.extend(&odb);
            }
        }
        self.points.iter().skip(place).copied().collect()
    }

    /// How far down the line the commit `from` stands; one that is not known to begins a line anew.
    pub(crate) fn place_of(&mut self, repository: &Repository, from: Oid) -> usize {
        let place = self.points.iter().position(|point| point.commit == from);
        place.unwrap_or_else(|| {
            self.start_at(repository, from);
            0
        })
    }

    /// Forgets the line of another tip.
    fn start_at(&mut self, repository: &Repository, tip: Oid) {
        if self.points.first().is_some_and(|first| first.commit == tip) {
            return;
        }
        let first = repository.odb().ok().and_then(|odb| Point::of(&odb, tip));
        self.ended = first.is_none();
        self.points.clear();
        self.points.extend(first);
    }

    /// The commit so far down the line.
    pub(crate) fn point(&mut self, repository: &Repository, index: usize) -> Option<Point> {
        if self.points.len() <= index && !self.ended {
            let odb = repository.odb().ok()?;
            while self.points.len() <= index && !self.ended {
                self.extend(&odb);
            }
        }
        self.points.get(index).copied()
    }

    fn extend(&mut self, odb: &Odb<'_>) {
        let parent = self.points.last().and_then(|last| last.parent);
        let next = parent.and_then(|parent| Point::of(odb, parent));
        match next {
            Some(next) if self.points.len() < limits::COMMITS => self.points.push(next),
            _ => self.ended = true,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_time_stands_behind_the_address() {
        assert_eq!(seconds(b"Kim <kim@example.com> 1767225600 +0100"), Some(1_767_225_600));
        assert_eq!(seconds(b"K > im <kim@example.com> -5 +0000"), Some(-5));
        assert_eq!(seconds(b"Kim <kim@example.com>"), Some(0));
        assert_eq!(seconds(b"Kim <kim@example.com> soon"), None);
        assert_eq!(seconds(b"nobody"), None);
    }
}
