//! Releases: those of the last night that are still there, and what is new.

use std::collections::BTreeMap;

use jiff::{SignedDuration, Timestamp};
use milepost_core::HostedRelease;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::ask::About;
use super::{Heard, day_before, first_digits, next_page, nodes, number, read};

/// How far back is looked: as far as changes are told, so that a release is there for each tag.
const DAYS: i64 = 470;

/// Those on the first page: more is looked up for each of them than for a deployment.
pub(super) const FIRST: u32 = 10;

/// A release is begun when its commit is made, and may be published long after that.
const LATE: SignedDuration = SignedDuration::from_hours(24);

/// The releases of a repository.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Releases {
    /// When they were asked for.
    asked: Timestamp,
    /// Since when none is missing.
    since: Timestamp,
    /// By tag.
    all: BTreeMap<String, Release>,
    /// Whether every page was read.
    pub(super) whole: bool,
    /// What was begun before that was told the last time.
    stop: Timestamp,
}

/// A release.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Release {
    begun: Timestamp,
    published: Option<Timestamp>,
    prerelease: bool,
    artefacts: u32,
    commit: Option<String>,
    /// Who made it, by login.
    by: Option<String>,
}

impl Releases {
    /// What is known before the first page is read: of what is on it, nothing.
    fn begun(known: Option<Self>, about: About<'_>, oldest: Timestamp) -> Self {
        let asked = about.asking.now;
        let since = day_before(asked, DAYS);
        let known = known.filter(|it| it.whole && it.since <= since);
        let (mut all, stop) = match known {
            Some(it) => (it.all, it.asked.saturating_sub(LATE).unwrap_or(since)),
            None => (BTreeMap::new(), since),
        };
        all.retain(|_, it| it.begun >= since && it.begun < oldest);
        Self { asked, since, all, whole: false, stop }
    }

    /// The same without names, the newest first.
    pub(super) fn unnamed(&self) -> milepost_core::Releases {
        let mut sorted: Vec<(&String, &Release)> = self.all.iter().collect();
        sorted.sort_by(|a, b| b.1.published.cmp(&a.1.published).then_with(|| b.0.cmp(a.0)));
        let mut people = Vec::new();
        let one = |(tag, it): (&String, &Release)| HostedRelease {
            tag: tag.clone(),
            begun: it.begun,
            published: it.published,
            prerelease: it.prerelease,
            artefacts: it.artefacts,
            commit: it.commit.clone(),
            by: it.by.as_ref().and_then(|login| number(login, &mut people)),
        };
        let all = sorted.into_iter().map(one).collect();
        milepost_core::Releases { since: self.since, all }
    }
}

/// Takes a page over, and says where the next one begins that is wanted.
pub(super) fn take(node: &Value, heard: &mut Heard, about: About<'_>) -> Option<String> {
    let known = heard.releases.take();
    let page = node.get("releases");
    let told: Vec<(String, Release)> = nodes(page)?.filter_map(release).collect();
    let next = next_page(page);
    let oldest = told.iter().map(|(_, it)| it.begun).min();
    let mut releases = match known {
        Some(known) if known.asked == about.asking.now && !known.whole => known,
        known => {
            // What is older than the page may still be there, unless there is nothing older.
            let oldest = oldest.filter(|_| next.is_some()).unwrap_or(Timestamp::MIN);
            Releases::begun(known, about, oldest)
        }
    };
    let since = releases.since;
    releases.all.extend(told.into_iter().filter(|(_, it)| it.begun >= since));
    let next = next.filter(|_| oldest.is_some_and(|oldest| oldest >= releases.stop));
    releases.whole = next.is_none();
    heard.releases = Some(releases);
    next
}

fn release(it: &Value) -> Option<(String, Release)> {
    let commit: Option<String> = it.get("tagCommit").and_then(|commit| read(commit.get("oid")));
    let release = Release {
        begun: read(it.get("createdAt"))?,
        published: read(it.get("publishedAt")),
        prerelease: it.get("isPrerelease").is_some_and(|it| it == true),
        artefacts: it.get("releaseAssets").and_then(|all| read(all.get("totalCount")))?,
        commit: commit.as_deref().map(first_digits),
        by: it.get("author").and_then(|author| read(author.get("login"))),
    };
    Some((read(it.get("tagName"))?, release))
}
