//! Which state of a repository of charts holds the version of one that is asked for.

use milepost_core::published::{newest, newest_before, version};
use milepost_core::range::Range;
use milepost_core::{Release, Repository, Resolved, What};

/// The range in which a chart is asked for; `None` where it is a branch or a commit that is, or one
/// version before a release.
pub(crate) fn range(asked: &str, unit: &str) -> Option<Range> {
    let is_release = version(asked).is_none_or(|it| it.pre.is_empty());
    Range::parse(asked).filter(|_| !unit.is_empty() && is_release)
}

/// The state that holds the chart `unit` in a range, by the name of a tag or by its commit, and how it
/// was found: at the newest release that the range allows; as it stands, where the version it has
/// there is the only one that the range does; else at the newest release that is older.
pub(crate) fn chosen<'r>(
    (repository, releases): (&'r Repository, &'r [Release]),
    unit: &str,
    range: &Range,
) -> Option<(&'r str, Resolved)> {
    if let Some((_, release)) = newest(releases, unit, range) {
        return Some((&release.tag, Resolved::Exact));
    }
    let stands = repository.facts.iter().filter(|fact| fact.aside.is_none());
    let mut stands = stands.filter_map(|fact| match &fact.what {
        What::Chart(it) if it.name.eq_ignore_ascii_case(unit) => version(it.version.as_deref()?),
        _ => None,
    });
    if stands.next().is_some_and(|it| range.allows(&it)) {
        return Some((repository.commit.as_deref()?, Resolved::Exact));
    }
    newest_before(releases, unit, range).map(|it| (it.tag.as_str(), Resolved::Older))
}

#[cfg(test)]
mod tests {
    use super::range;

    #[test]
    fn a_branch_and_one_version_before_a_release_are_no_ranges() {
        assert!(range("1.x", "web").is_some() && range("1.2.0", "web").is_some());
        assert!(range("main", "web").is_none() && range("2.0.0-rc.1", "web").is_none());
        assert!(range("1.x", "").is_none(), "not of a chart");
    }
}
