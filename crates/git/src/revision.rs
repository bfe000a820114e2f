//! The state of a repository that somebody else asks for by a name: a tag, a branch, a commit, a
//! version.

use git2::{Commit, Oid, Repository};
use milepost_core::Resolved;

use crate::limits;
use crate::line::{Line, Point};

/// Fewest digits by which a commit may be asked for.
const SHORT: usize = 7;

/// The commit that `asked` names. What is asked for as a version may stand as a tag with `v` or the
/// `unit`'s name in front; where it does not stand at all, the newest one older than it is taken.
/// With `until`, what the name stood for then: a branch as it was, a tag that has moved since as the
/// newest version it can have stood for.
pub(crate) fn resolve(
    repository: &Repository,
    tags: &[Tag],
    asked: &str,
    unit: &str,
    until: Option<i64>,
) -> Option<(Oid, Resolved)> {
    tag(repository, asked, until)
        .or_else(|| branch(repository, asked, until))
        .or_else(|| by_id(repository, asked))
        .map(|commit| (commit, Resolved::Exact))
        .or_else(|| by_version((repository, tags), asked, unit, until))
}

/// A tag: its name, and what it stands for, a commit or a note about one.
pub(crate) type Tag = (String, Oid);

/// All tags, as far as the limit.
pub(crate) fn tags(repository: &Repository) -> Vec<Tag> {
    let mut tags = Vec::new();
    let take = |id, name: &[u8]| {
        let name = name.strip_prefix(b"refs/tags/").unwrap_or(name);
        if let Ok(name) = std::str::from_utf8(name) {
            tags.push((name.to_owned(), id));
        }
        tags.len() < limits::TAGS
    };
    // Whoever is told that this is enough says so by an error.
    let _enough = repository.tag_foreach(take);
    tags
}

fn tag(repository: &Repository, asked: &str, until: Option<i64>) -> Option<Oid> {
    let commit = commit_of(repository, &format!("refs/tags/{asked}"))?;
    is_before(&commit, until).then(|| commit.id())
}

/// When the commit was made that a tag names.
pub(crate) fn tag_time(repository: &Repository, name: &str) -> Option<i64> {
    Some(commit_of(repository, &format!("refs/tags/{name}"))?.time().seconds())
}

fn branch(repository: &Repository, asked: &str, until: Option<i64>) -> Option<Oid> {
    let mut places = ["refs/heads/", "refs/remotes/origin/"].iter();
    let tip = places.find_map(|prefix| commit_of(repository, &format!("{prefix}{asked}")))?.id();
    match until {
        Some(instant) => Line::default().at(repository, tip, instant),
        None => Some(tip),
    }
}

fn is_before(commit: &Commit<'_>, until: Option<i64>) -> bool {
    until.is_none_or(|instant| commit.time().seconds() <= instant)
}

fn commit_of<'r>(repository: &'r Repository, reference: &str) -> Option<Commit<'r>> {
    repository.find_reference(reference).ok()?.peel_to_commit().ok()
}

fn by_id(repository: &Repository, asked: &str) -> Option<Oid> {
    let is_id = asked.len() >= SHORT && asked.bytes().all(|byte| byte.is_ascii_hexdigit());
    let found = is_id.then(|| repository.revparse_single(asked).ok()).flatten()?;
    found.peel_to_commit().ok().map(|commit| commit.id())
}

/// The newest tag that is the version asked for, or a part of it (`2.9` is any of `2.9.x`); else
/// the newest that is older.
fn by_version(
    (repository, tags): (&Repository, &[Tag]),
    asked: &str,
    unit: &str,
    until: Option<i64>,
) -> Option<(Oid, Resolved)> {
    let wanted = numbers(asked.trim_start_matches(['=', '^', '~', '>', '<', ' ', 'v']))?;
    let known = tags.iter().map(|(name, _)| name.as_str()).filter_map(|name| {
        let bare =
            name.strip_prefix(unit).map_or(name, |rest| rest.trim_start_matches(['-', '/', '@']));
        Some((numbers(bare.trim_start_matches('v').trim_start_matches('.'))?, name))
    });
    let (mut exact, mut older): (Vec<_>, Vec<_>) = known
        .filter(|(version, _)| version.starts_with(&wanted) || *version < wanted)
        .partition(|(version, _)| version.starts_with(&wanted));
    let newest = |found: &mut Vec<(Vec<u64>, &str)>| {
        found.sort();
        found.iter().rev().find_map(|(_, name)| tag(repository, name, until))
    };
    newest(&mut exact)
        .map(|commit| (commit, Resolved::Exact))
        .or_else(|| newest(&mut older).map(|commit| (commit, Resolved::Older)))
}

/// Tags that end in a full version, and when the commits they name were made, the oldest first.
pub(crate) fn releases(repository: &Repository, tags: &[Tag]) -> Vec<(String, i64)> {
    let Ok(odb) = repository.odb() else { return Vec::new() };
    let time = |id| match Point::of(&odb, id) {
        Some(point) => Some(point.time),
        None => {
            Some(repository.find_object(id, None).ok()?.peel_to_commit().ok()?.time().seconds())
        }
    };
    let mut found: Vec<(String, i64)> = tags
        .iter()
        .filter(|(tag, _)| {
            let bare = tag.rsplit(['-', '/', '@']).next().unwrap_or(tag);
            numbers(bare.trim_start_matches('v')).is_some_and(|version| version.len() > 1)
        })
        .filter_map(|(tag, id)| Some((tag.clone(), time(*id)?)))
        .collect();
    found.sort_by(|a, b| a.1.cmp(&b.1).then_with(|| a.0.cmp(&b.0)));
    found
}

/// The numbers of a version without suffix; a pre-release is none that anybody is handed unasked.
fn numbers(text: &str) -> Option<Vec<u64>> {
    text.split('.').map(|part| part.parse().ok()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_version_is_its_numbers() {
        assert_eq!(numbers("1.20.3"), Some(vec![1, 20, 3]));
        assert_eq!(numbers("1.2.3-rc1"), None);
        assert!(numbers("1.10") > numbers("1.9.9"));
    }
}
