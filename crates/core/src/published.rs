//! Which version of a chart is the one that runs, where a range is asked for.

use semver::Version;

use crate::range::Range;
use crate::{Fact, Release};

/// The version that a tag of the repository of the chart `chart` stands for: `<chart>-1.2.0`, or
/// `v1.2.0` where the tag names no chart; and whether it names the chart.
fn version_of_tag(tag: &str, chart: &str) -> Option<(Version, bool)> {
    let head =
        tag.get(..chart.len()).filter(|it| !chart.is_empty() && it.eq_ignore_ascii_case(chart));
    let named = head.and_then(|head| tag.strip_prefix(head)?.strip_prefix(['-', '_', '/', '@']));
    Some((version(named.unwrap_or(tag))?, named.is_some()))
}

/// A version as people write it: a `v` may stand before it, and its last number may be left away.
#[must_use]
pub fn version(text: &str) -> Option<Version> {
    let text = text.strip_prefix('v').unwrap_or(text);
    let short = text.matches('.').count() == 1 && !text.contains(['-', '+']);
    Version::parse(&if short { format!("{text}.0") } else { text.to_owned() }).ok()
}

/// What is released of the chart `chart`, with its versions: where tags name the chart, these alone.
fn published<'r>(releases: &'r [Release], chart: &str) -> Vec<(Version, &'r Release)> {
    let known = releases.iter().filter_map(|it| {
        let (version, named) = version_of_tag(&it.tag, chart)?;
        Some((version, named, it))
    });
    let known: Vec<(Version, bool, &Release)> = known.collect();
    let any_named = known.iter().any(|(_, named, _)| *named);
    let known = known.into_iter().filter(|(_, named, _)| *named == any_named);
    known.map(|(version, _, release)| (version, release)).collect()
}

/// The newest release of a chart that a range allows, which is the one Helm takes.
#[must_use]
pub fn newest<'r>(
    releases: &'r [Release],
    chart: &str,
    range: &Range,
) -> Option<(Version, &'r Release)> {
    let allowed = published(releases, chart).into_iter().filter(|(it, _)| range.allows(it));
    allowed.max_by(|a, b| a.0.cmp(&b.0).then_with(|| a.1.tag.cmp(&b.1.tag)))
}

/// The newest release of a chart that is older than where a range begins.
#[must_use]
pub fn newest_before<'r>(
    releases: &'r [Release],
    chart: &str,
    range: &Range,
) -> Option<&'r Release> {
    let begins = range.begins()?;
    let older = published(releases, chart).into_iter().filter(|(it, _)| *it < begins);
    let newest = older.max_by(|a, b| a.0.cmp(&b.0).then_with(|| a.1.tag.cmp(&b.1.tag)));
    newest.map(|(_, release)| release)
}

/// The version of the chart `name` that a file asks for, where it asks for `asked`: what a lock beside
/// the file holds, unless that is not in the range asked for any more, and else what it asks for.
#[must_use]
pub fn held<'a>(
    facts: &'a [Fact],
    path: &str,
    (name, asked): (&str, Option<&'a str>),
) -> Option<&'a str> {
    let asked = asked?;
    let locks = facts.iter().filter(|fact| fact.aside.is_none() && is_lock_of(&fact.path, path));
    let entries = locks.filter_map(|fact| Some(&fact.what.as_lock()?.entries)).flatten();
    let mut versions = entries.filter(|it| it.name == name).map(|it| it.version.as_str());
    let is_allowed = |it: &&str| {
        let version = version(it);
        version.zip(Range::parse(asked)).is_some_and(|(version, range)| range.allows(&version))
    };
    Some(versions.find(is_allowed).unwrap_or(asked))
}

/// Whether a file is the lock beside another: `Chart.lock` of `Chart.yaml`.
fn is_lock_of(lock: &str, path: &str) -> bool {
    let Some(bare) = lock.strip_suffix(".lock") else { return false };
    let name = path.rsplit('/').next().unwrap_or(path);
    let stem = name.split('.').next().unwrap_or(name);
    path.strip_suffix(name).is_some_and(|folder| bare.strip_prefix(folder) == Some(stem))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Confidence, Lock, Locked, What};

    fn releases(tags: &[&str]) -> Vec<Release> {
        let release =
            |tag: &&str| Release { tag: (*tag).to_owned(), at: jiff::Timestamp::UNIX_EPOCH };
        tags.iter().map(release).collect()
    }

    #[test]
    fn of_what_a_range_allows_the_newest_is_taken() {
        let releases =
            releases(&["web-1.2.0", "web-1.10.0", "web-2.0.0", "web-app-1.11.0", "v1.12.0"]);
        let newest = |range: &str| {
            newest(&releases, "web", &Range::parse(range).unwrap()).map(|(_, it)| it.tag.as_str())
        };
        assert_eq!(newest("1.x"), Some("web-1.10.0"));
        assert_eq!(newest(">=1 <3"), Some("web-2.0.0"));
        assert_eq!(newest("~1.2"), Some("web-1.2.0"));
        assert_eq!(newest("3.x"), None);
    }

    #[test]
    fn where_no_tag_names_the_chart_any_version_is_its_own() {
        let releases = releases(&["v1.2.0", "1.3", "other-1.9.0"]);
        let found = newest(&releases, "web", &Range::parse("1.x").unwrap());
        assert_eq!(found.map(|(version, _)| version.to_string()).as_deref(), Some("1.3.0"));
    }

    #[test]
    fn what_is_older_than_a_range_is_the_newest_before_it_begins() {
        let releases = releases(&["web-1.2.0", "web-1.10.0", "web-4.0.0"]);
        let before = |range: &str| {
            newest_before(&releases, "web", &Range::parse(range).unwrap()).map(|it| it.tag.as_str())
        };
        assert_eq!(before(">=3 <4"), Some("web-1.10.0"));
        assert_eq!(before("<1"), None);
    }

    fn lock(path: &str, version: &str) -> Fact {
        let entry = Locked { name: "web".to_owned(), version: version.to_owned() };
        Fact {
            detector: "helm".to_owned(),
            path: path.to_owned(),
            line: 1,
            confidence: Confidence::Parsed,
            aside: None,
            switches: Vec::new(),
            what: What::Lock(Lock { tool: "helm".to_owned(), entries: vec![entry] }),
        }
    }

    #[test]
    fn a_lock_beside_the_file_says_which_version_of_the_range_runs() {
        let facts = [lock("other/Chart.lock", "1.1.0"), lock("chart/Chart.lock", "1.2.0")];
        let held = |path: &str, asked| held(&facts, path, ("web", Some(asked)));
        assert_eq!(held("chart/Chart.yaml", "1.x"), Some("1.2.0"));
        assert_eq!(held("chart/requirements.yaml", "1.x"), Some("1.x"), "another file's lock");
        assert_eq!(held("chart/Chart.yaml", "^2.0.0"), Some("^2.0.0"), "the lock is out of date");
        assert_eq!(held("chart/Chart.yaml", "main"), Some("main"));
    }
}
