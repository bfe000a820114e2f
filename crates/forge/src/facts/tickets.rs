//! What the platform team is asked for: issues in the declared repositories of support, and issues
//! anywhere that carry a declared label.

use std::collections::BTreeMap;

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::ask::{About, Question};
use super::{Asking, Heard, day_before, next_page, nodes, read};

/// How far back is looked: five quarters and what lies between the newest commit and the run.
const DAYS: i64 = 470;

/// Issues on the first page.
const FIRST: u32 = 50;

/// What may have been told late the last time.
const LATE: SignedDuration = SignedDuration::from_hours(1);

/// Where the platform team is asked for something.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Support {
    /// Repositories, as `owner/name`: every issue in them is a request.
    pub repositories: Vec<String>,
    /// Labels that make an issue a request, wherever it stands.
    pub labels: Vec<String>,
}

/// Requests in a repository.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Tickets {
    /// When they were asked for.
    asked: Timestamp,
    /// Since when none is missing.
    pub(super) since: Timestamp,
    /// By number.
    pub(super) all: BTreeMap<u64, Ticket>,
    /// Whether every page was read.
    pub(super) whole: bool,
    /// What was opened before that was told the last time.
    stop: Timestamp,
}

/// A request.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Ticket {
    pub(super) opened: Timestamp,
    /// Who opened it; absent for a machine and for who is gone.
    pub(super) by: Option<String>,
}

/// Asked of the repositories of support.
pub(super) const SUPPORT: Question = Question {
    text: include_str!("../../data/tickets.graphql"),
    with: |_| json!({ "labels": null, "first": FIRST, "after": null }),
    wants: |about| is_support(about),
    holds: |_, _| false,
    take,
};

/// Asked of all others, where labels are declared. A label may come late, so that all is asked again.
pub(super) const LABELLED: Question = Question {
    with: |asking| json!({ "labels": asking.support.labels, "first": FIRST, "after": null }),
    wants: |about| !about.asking.support.labels.is_empty() && !is_support(about),
    ..SUPPORT
};

fn is_support(about: About<'_>) -> bool {
    let named = &about.asking.support.repositories;
    named.iter().any(|name| name.eq_ignore_ascii_case(&about.listed.name))
}

impl Tickets {
    fn begun(known: Option<Self>, about: About<'_>) -> Self {
        let asked = about.asking.now;
        let since = day_before(asked, DAYS);
        let known = known.filter(|it| it.whole && it.since <= since && is_support(about));
        let (mut all, stop) = match known {
            Some(it) => (it.all, it.asked.saturating_sub(LATE).unwrap_or(since)),
            None => (BTreeMap::new(), since),
        };
        all.retain(|_, it| it.opened >= since);
        Self { asked, since, all, whole: false, stop }
    }
}

fn take(node: &Value, heard: &mut Heard, about: About<'_>) -> Option<String> {
    let known = heard.tickets.take();
    let page = node.get("issues");
    let mut tickets = match known {
        Some(known) if known.asked == about.asking.now && !known.whole => known,
        known => Tickets::begun(known, about),
    };
    let mut goes_on = true;
    for it in nodes(page)? {
        let Some((number, opened)) = read(it.get("number")).zip(read(it.get("createdAt"))) else {
            continue;
        };
        let author =
            it.get("author").filter(|it| it.get("__typename").is_some_and(|it| it == "User"));
        let by = author.and_then(|author| read(author.get("login")));
        goes_on = opened >= tickets.stop;
        if goes_on {
            tickets.all.insert(number, Ticket { opened, by });
        }
    }
    let next = next_page(page).filter(|_| goes_on);
    tickets.whole = next.is_none();
    heard.tickets = Some(tickets);
    next
}

/// What an earlier run was told, where the places are still declared.
pub(super) fn kept(heard: &Heard, listed: &crate::Listed, asking: &Asking<'_>) -> Option<Tickets> {
    let about = About { listed, asking };
    ((SUPPORT.wants)(about) || (LABELLED.wants)(about)).then(|| heard.tickets.clone())?
}
