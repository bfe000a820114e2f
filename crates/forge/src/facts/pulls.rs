//! Pull requests into the default branch: those that are open, and those that ended lately with who
//! approved them.

use std::collections::BTreeMap;

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::ask::{About, Asked, Question};
use super::{Heard, day_before, next_page, nodes, read};

/// How far back is looked: two quarters and what lies between the newest commit and the run.
const DAYS: i64 = 200;

/// Those on the first page: what ends in most repositories in a few weeks.
const FIRST: u32 = 20;

/// What may have been told late the last time.
const LATE: SignedDuration = SignedDuration::from_hours(1);

/// Names of branches, by how they begin, into which programs put versions that they set anew.
const UPDATERS: &str = include_str!("../../data/updaters.txt");

/// The pull requests of a repository.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Pulls {
    pub(super) asked: Asked,
    /// Since when none that ended is missing.
    pub(super) since: Timestamp,
    /// How many more are open than are among them.
    pub(super) more: u32,
    /// By number.
    pub(super) all: BTreeMap<u64, Pull>,
    /// Whether every page was read.
    pub(super) whole: bool,
    /// What changed before that was told the last time.
    stop: Timestamp,
}

/// A pull request.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Pull {
    pub(super) opened: Timestamp,
    /// When it was merged or closed.
    pub(super) ended: Option<Timestamp>,
    /// The commit it was merged as.
    pub(super) commit: Option<String>,
    /// Whether a program opened it to set a version anew.
    pub(super) upgrade: bool,
    /// Paths that it changes, of such a one.
    pub(super) paths: Vec<String>,
    /// Who approved it, by login.
    pub(super) approved: Vec<String>,
}

pub(super) const QUESTION: Question = Question {
    text: include_str!("../../data/pulls.graphql"),
    with: |_| json!({ "first": FIRST, "after": null }),
    wants: |_| true,
    holds: |heard, about| heard.pulls.as_ref().is_some_and(|it| it.whole && it.asked.holds(about)),
    take,
};

impl Pulls {
    /// What is known before the first page is read.
    fn begun(known: Option<Self>, about: About<'_>) -> Self {
        let since = day_before(about.asking.now, DAYS);
        let asked = Asked::of(about);
        let known = known.filter(|it| it.whole && it.since <= since);
        let (mut all, stop) = match known {
            Some(it) => (it.all, it.asked.at.saturating_sub(LATE).unwrap_or(since)),
            None => (BTreeMap::new(), since),
        };
        all.retain(|_, it| it.ended.is_some_and(|ended| ended >= since));
        Self { asked, since, more: 0, all, whole: false, stop }
    }
}

fn take(node: &Value, heard: &mut Heard, about: About<'_>) -> Option<String> {
    let (open, ended) = (node.get("open"), node.get("ended"));
    let known = heard.pulls.take();
    if nodes(open).is_none() || nodes(ended).is_none() {
        return None;
    }
    let goes_on = |it: &Pulls| it.asked == Asked::of(about) && !it.whole;
    let mut pulls = match known {
        Some(known) if goes_on(&known) => known,
        known => Pulls::begun(known, about),
    };
    let branch: Option<String> = node.get("defaultBranchRef").and_then(|it| read(it.get("name")));
    let is_asked = |it: &&Value| branch.is_some() && read(it.get("baseRefName")) == branch;
    let add = |pulls: &mut Pulls, it: &Value| {
        if let Some((number, pull)) = read(it.get("number")).zip(pull(it)) {
            pulls.all.insert(number, pull);
        }
    };
    nodes(open).into_iter().flatten().filter(is_asked).for_each(|it| add(&mut pulls, it));
    let total: u32 = open.and_then(|it| read(it.get("totalCount"))).unwrap_or_default();
    let seen = nodes(open).map_or(0, Iterator::count);
    pulls.more = total.saturating_sub(u32::try_from(seen).unwrap_or(u32::MAX));
    let mut goes_on = true;
    for it in nodes(ended).into_iter().flatten() {
        let updated: Option<Timestamp> = read(it.get("updatedAt"));
        goes_on = updated.is_some_and(|updated| updated >= pulls.stop);
        if goes_on && is_asked(&it) {
            add(&mut pulls, it);
        }
    }
    let next = next_page(ended).filter(|_| goes_on);
    pulls.whole = next.is_none();
    heard.pulls = Some(pulls);
    next
}

fn pull(it: &Value) -> Option<Pull> {
    // A machine that opens pull requests may do so for anything: the branch says what for.
    let branch: String = read(it.get("headRefName")).unwrap_or_default();
    let upgrade = UPDATERS.lines().any(|prefix| branch.starts_with(prefix));
    let files = nodes(it.get("files")).into_iter().flatten().filter(|_| upgrade);
    let reviews = nodes(it.get("reviews")).into_iter().flatten();
    let mut approved: Vec<String> =
        reviews.filter_map(|review| read(review.get("author")?.get("login"))).collect();
    approved.sort();
    approved.dedup();
    Some(Pull {
        opened: read(it.get("createdAt"))?,
        ended: read(it.get("closedAt")),
        commit: it.get("mergeCommit").and_then(|commit| read(commit.get("oid"))),
        upgrade,
        paths: files.filter_map(|file| read(file.get("path"))).collect(),
        approved,
    })
}
