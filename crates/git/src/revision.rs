//! The state of a repository that somebody else asks for by a name: a tag, a branch, a commit, a
//! version.

use git2::{Oid, Repository};
use milepost_core::Resolved;

use crate::limits;

/// Fewest digits by which a commit may be asked for.
const SHORT: usize = 7;

/// The commit that `asked` names. What is asked for as a version may stand as a tag with `v` or the
/// `unit`'s name in front; where it does not stand at all, the newest one older than it is taken.
pub(crate) fn resolve<'t>(
    repository: &Repository,
    tags: impl FnOnce() -> &'t [String],
    asked: &str,
    unit: &str,
) -> Option<(Oid, Resolved)> {
    named(repository, asked)
        .or_else(|| by_id(repository, asked))
        .map(|commit| (commit, Resolved::Exact))
        .or_else(|| by_version(repository, tags(), asked, unit))
}

/// The names of the tags, up to a limit.
pub(crate) fn tags(repository: &Repository) -> Vec<String> {
    let Ok(tags) = repository.tag_names(None) else {
        return Vec::new();
    };
    tags.iter().flatten().flatten().take(limits::TAGS).map(str::to_owned).collect()
}

fn named(repository: &Repository, asked: &str) -> Option<Oid> {
    ["refs/tags/", "refs/heads/", "refs/remotes/origin/"]
        .iter()
        .find_map(|prefix| commit_of(repository, &format!("{prefix}{asked}")))
}

fn commit_of(repository: &Repository, reference: &str) -> Option<Oid> {
    let found = repository.find_reference(reference).ok()?;
    found.peel_to_commit().ok().map(|commit| commit.id())
}

fn by_id(repository: &Repository, asked: &str) -> Option<Oid> {
    let is_id = asked.len() >= SHORT && asked.bytes().all(|byte| byte.is_ascii_hexdigit());
    let found = is_id.then(|| repository.revparse_single(asked).ok()).flatten()?;
    found.peel_to_commit().ok().map(|commit| commit.id())
}

/// The newest tag that is the version asked for, or a part of it (`2.9` is any of `2.9.x`); else
/// the newest that is older.
fn by_version(
    repository: &Repository,
    tags: &[String],
    asked: &str,
    unit: &str,
) -> Option<(Oid, Resolved)> {
    let wanted = numbers(asked.trim_start_matches(['=', '^', '~', '>', '<', ' ', 'v']))?;
    let known = tags.iter().filter_map(|tag| {
        let rest = tag.strip_prefix(unit).map(|rest| rest.trim_start_matches(['-', '/', '@']));
        let bare = rest.unwrap_or(tag).trim_start_matches('v').trim_start_matches('.');
        Some((numbers(bare)?, tag.as_str()))
    });
    let (exact, older): (Vec<_>, Vec<_>) = known
        .filter(|(version, _)| version.starts_with(&wanted) || *version < wanted)
        .partition(|(version, _)| version.starts_with(&wanted));
    let best = |found: Vec<(Vec<u64>, &str)>| {
        let (_, tag) = found.into_iter().max()?;
        commit_of(repository, &format!("refs/tags/{tag}"))
    };
    best(exact)
        .map(|commit| (commit, Resolved::Exact))
        .or_else(|| best(older).map(|commit| (commit, Resolved::Older)))
}

/// Tags that end in a full version, and when the commits they name were made, the oldest first.
pub(crate) fn releases(repository: &Repository, tags: &[String]) -> Vec<(String, i64)> {
    let mut found: Vec<(String, i64)> = tags
        .iter()
        .filter(|tag| {
            let bare = tag.rsplit(['-', '/', '@']).next().unwrap_or(tag);
            numbers(bare.trim_start_matches('v')).is_some_and(|version| version.len() > 1)
        })
        .filter_map(|tag| {
            let commit =
                repository.find_commit(commit_of(repository, &format!("refs/tags/{tag}"))?);
            Some((tag.clone(), commit.ok()?.time().seconds()))
        })
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
