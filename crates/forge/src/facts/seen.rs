//! What a snapshot may hold of what the API told: nobody is named in it.

use std::collections::BTreeMap;

use globset::{GlobBuilder, GlobMatcher};
use jiff::Timestamp;
use milepost_core::{ApiFacts, FailedRuns, PullRequest, PullRequests, Requests};

use super::pulls::{Pull, Pulls};
use super::releases::Releases;
use super::runs::Runs;
use super::tickets::{Ticket, Tickets};
use super::writers::DAYS;
use super::{Heard, Team, before, first_digits};

/// The end of the address by which git knows somebody whose own GitHub hides.
const HIDDEN: &str = "@users.noreply.github.com";

/// What it takes to tell teams from logins.
pub struct Eyes<'a> {
    teams: Option<&'a [Team]>,
    platform: Vec<GlobMatcher>,
    platform_team: Option<&'a Team>,
    at: Timestamp,
}

impl<'a> Eyes<'a> {
    /// Eyes that know the `teams`, where these may be seen, and who is of the platform team: whom
    /// globs over logins name, and the members of the team of this name. The API was asked `at` an
    /// instant.
    pub fn new(
        teams: Option<&'a [Team]>,
        (people, team): (&[String], Option<&str>),
        at: Timestamp,
    ) -> Self {
        let glob = |text: &String| GlobBuilder::new(text).case_insensitive(true).build().ok();
        let platform = people.iter().filter_map(glob).map(|glob| glob.compile_matcher()).collect();
        let bare = team.map(|team| team.rsplit(['/', ':']).next().unwrap_or(team));
        let is_it = |it: &&Team| bare.is_some_and(|bare| it.slug.eq_ignore_ascii_case(bare));
        let platform_team = teams.and_then(|teams| teams.iter().find(is_it));
        Self { teams, platform, platform_team, at }
    }

    /// What is seen of a repository.
    pub fn see(&self, heard: &Heard) -> ApiFacts {
        let pulls = heard.pulls.as_ref().filter(|pulls| pulls.whole);
        ApiFacts {
            teams: self.at_work(heard),
            pulls: pulls.map(|pulls| self.pulls(pulls)),
            runs: heard.runs.as_ref().map(|runs| self.runs(runs)),
            releases: heard.releases.as_ref().filter(|it| it.whole).map(Releases::unnamed),
            security: heard.security.as_ref().map(|it| it.settings),
            tickets: heard.tickets.as_ref().filter(|it| it.whole).map(|it| self.tickets(it)),
            ..heard.facts.clone()
        }
    }

    fn runs(&self, runs: &Runs) -> FailedRuns {
        let ended = runs.failed.iter().copied().filter(|at| *at <= self.at);
        FailedRuns { since: runs.since, ended: ended.collect() }
    }

    /// Requests of people who are not of the platform team.
    fn tickets(&self, tickets: &Tickets) -> Requests {
        let of_others = |it: &&Ticket| it.by.as_ref().is_some_and(|login| !self.is_platform(login));
        let mut opened: Vec<Timestamp> =
            tickets.all.values().filter(of_others).map(|it| it.opened).collect();
        opened.sort();
        Requests { since: tickets.since, opened }
    }

    /// Whether somebody is of the platform team.
    fn is_platform(&self, login: &str) -> bool {
        let hidden = format!("{login}{HIDDEN}");
        let named = |glob: &GlobMatcher| glob.is_match(login) || glob.is_match(&hidden);
        self.platform.iter().any(named) || self.platform_team.is_some_and(|team| team.has(login))
    }

    fn pulls(&self, pulls: &Pulls) -> PullRequests {
        let one = |pull: &Pull| PullRequest {
            opened: pull.opened,
            ended: pull.ended,
            commit: pull.commit.as_deref().map(first_digits),
            upgrade: pull.upgrade,
            platform: pull.approved.iter().any(|login| self.is_platform(login)),
            paths: pull.paths.clone(),
        };
        let all = pulls.all.values().map(one).collect();
        PullRequests { since: pulls.since, more: pulls.more, all }
    }

    /// The teams of which somebody wrote something in the last half year.
    fn at_work(&self, heard: &Heard) -> Option<Vec<String>> {
        let (teams, writers) = (self.teams?, heard.writers.as_ref()?);
        let start = before(self.at, DAYS);
        let recent = || writers.last.iter().filter(|(_, at)| **at >= start);
        let at_work = teams.iter().filter(|team| recent().any(|(login, _)| team.has(login)));
        let mut slugs: Vec<String> = at_work.map(|team| team.slug.clone()).collect();
        slugs.sort();
        Some(slugs)
    }
}

/// For each sort of fact, of how many of these repositories it is not known.
pub fn unseen<'f>(of: impl Iterator<Item = Option<&'f ApiFacts>>) -> BTreeMap<String, u64> {
    let none = ApiFacts::default();
    let mut unseen = BTreeMap::new();
    for facts in of {
        let facts = facts.unwrap_or(&none);
        let seen = [
            ("alerts", facts.alerts.is_some()),
            ("branch rules", facts.guard.is_some()),
            ("environments", facts.environments.is_some()),
            ("deployments", facts.deployments.is_some()),
            ("releases", facts.releases.is_some()),
            ("security settings", facts.security.is_some()),
            ("teams", facts.teams.is_some()),
            ("pull requests", facts.pulls.is_some()),
            ("workflow runs", facts.runs.is_some()),
        ];
        for (sort, _) in seen.into_iter().filter(|(_, seen)| !seen) {
            *unseen.entry(sort.to_owned()).or_default() += 1;
        }
    }
    unseen
}
