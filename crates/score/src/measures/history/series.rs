//! Deploys to production as history tells them (rubric 0.7, the deploy event ladder): of one
//! component from one rung alone, the best that can be told.

use std::collections::BTreeSet;

use jiff::Timestamp;
use milepost_core::environment::{of_code, of_values};
use milepost_core::{Bump, Change, ChangeMark, ChangeWay, History, Release, Repository, Unknown};

use super::tale::changes;
use super::{deployments, releases};
use crate::assemble::{Component, Doing, Estate, Link, is_computed};
use crate::rules::is_among;
use crate::settings::EnvironmentClass;
use crate::steps::deploys;

/// What tells of a deploy, best first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Rung {
    /// Whoever deploys tells the host of it.
    Deployment,
    /// A commit sets the version that an environment runs.
    Bump,
    /// A release is published, with what is to be run attached to it.
    Release,
    /// A tag that reads as a version.
    Tag,
    /// A change comes to the default branch, from where the pipeline deploys it.
    Merge,
}

impl Rung {
    /// What its events are, in words.
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Deployment => "deployments GitHub was told of",
            Self::Bump => "versions set in git",
            Self::Release => "releases with artefacts",
            Self::Tag => "version tags",
            Self::Merge => "changes of the default branch, which deploys by itself",
        }
    }
}

/// The deploys of one component.
pub(super) struct Series<'a> {
    pub(super) rung: Rung,
    /// Since when none is missing.
    pub(super) since: Timestamp,
    /// The newest first.
    pub(super) events: Vec<Event<'a>>,
}

impl Series<'_> {
    /// The first deploy of what was born at an instant.
    pub(super) fn first(&self, born: Timestamp) -> Option<Timestamp> {
        self.events.iter().map(|event| event.at).filter(|at| *at >= born).min()
    }
}

/// One deploy.
pub(super) struct Event<'a> {
    pub(super) at: Timestamp,
    /// The change that is or made it, where there is one.
    pub(super) change: Option<&'a Change>,
    /// Whether it takes back what was deployed: an older version, or a revert.
    pub(super) back: bool,
    /// Whether it repairs in a hurry.
    pub(super) hotfix: bool,
    /// Who started it, where the rung tells.
    pub(super) by: Option<Starter>,
}

/// Who started a deploy.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Starter {
    /// A person, by a number.
    Person(u32),
    /// A machine.
    Machine,
}

impl<'a> Series<'a> {
    /// Its events since an instant; `shallow` when some may be missing.
    pub(super) fn since(&self, instant: Timestamp) -> Result<Vec<&Event<'a>>, Unknown> {
        if self.since > instant {
            return Err(Unknown::Shallow);
        }
        Ok(self.events.iter().filter(|event| event.at >= instant).collect())
    }
}

/// The deploys of a component, from the best rung that tells of any.
pub(super) fn of<'a>(
    estate: &'a Estate<'a>,
    component: &'a Component<'a>,
    history: Option<&'a History>,
) -> Result<Series<'a>, Unknown> {
    if let Some(series) = deployments::of(estate, component, history) {
        return Ok(series);
    }
    let history = history.ok_or(Unknown::Shallow)?;
    if let Some(series) = bumps(estate, component, history) {
        return Ok(series);
    }
    let since = history.birth.as_ref().map_or(history.since, |birth| birth.at.min(history.since));
    let automatic = automatic(estate, component);
    if automatic.is_empty() {
        if let Some(series) = releases::of(component, Some(history)) {
            return Ok(series);
        }
        let events = tags(component, history);
        if !events.is_empty() {
            return Ok(Series { rung: Rung::Tag, since, events });
        }
        return Err(Unknown::NoApi);
    }
    let events = merges(component, history, &automatic);
    Ok(Series { rung: Rung::Merge, since, events })
}

/// Deploys to production that a push to the default branch starts and no person lets through, as
/// far as files tell: rules of an environment stand elsewhere.
fn automatic<'a>(estate: &Estate<'_>, component: &Component<'a>) -> Vec<&'a Doing> {
    let all = deploys(estate, component);
    let class = |doing: &Doing| {
        let name = doing.environment.as_deref().filter(|name| !is_computed(name))?;
        Some(estate.settings.environment(name))
    };
    let told_apart = all.iter().any(|doing| class(doing).is_some());
    let on_push: Vec<_> = component.doings_on_push().map(|doing| &doing.at).collect();
    all.into_iter()
        .filter(|doing| !doing.gated && on_push.contains(&&doing.at))
        .filter(|doing| !told_apart || class(doing) == Some(EnvironmentClass::Production))
        .collect()
}

/// Changes since the pipeline is there that deploys them; pages alone ship nothing.
fn merges<'a>(
    component: &'a Component<'a>,
    history: &'a History,
    automatic: &[&Doing],
) -> Vec<Event<'a>> {
    let began = automatic.iter().filter_map(|doing| added(history, &doing.at.path)).min();
    let there = |path: &str| added(history, path).is_none();
    let always = automatic.iter().any(|doing| there(&doing.at.path));
    let start = if always { Timestamp::MIN } else { began.unwrap_or(Timestamp::MIN) };
    let shipping = changes(history, component)
        .filter(|change| !change.pages_only && change.files > 0 && change.at >= start);
    let event = |change: &'a Change| Event {
        at: change.at,
        change: Some(change),
        back: change.mark == Some(ChangeMark::Revert),
        hotfix: change.mark == Some(ChangeMark::Hotfix),
        by: pusher(change),
    };
    shipping.map(event).collect()
}

/// Whoever pushed the commit that is the deploy: who merges what others wrote, a squash hides
/// (trap T32).
fn pusher(change: &Change) -> Option<Starter> {
    let pushed = change.way == ChangeWay::Commit;
    pushed.then(|| change.by.first().copied().map(Starter::Person))?
}

/// When changes came to the default branch that a definition ships, since it is there.
pub(crate) fn merged(component: &Component<'_>, history: &History, path: &str) -> Vec<Timestamp> {
    let start = added(history, path).unwrap_or(Timestamp::MIN);
    let shipping = changes(history, component);
    let shipping = shipping.filter(|it| !it.pages_only && it.files > 0 && it.at >= start);
    shipping.map(|change| change.at).collect()
}

/// When versions of a component were tagged.
pub(crate) fn tagged(component: &Component<'_>, history: &History) -> Vec<Timestamp> {
    tags(component, history).into_iter().map(|event| event.at).collect()
}

/// When versions were set for a component in production, in files of other repositories that a GitOps
/// controller reads.
pub(crate) fn set_elsewhere(estate: &Estate<'_>, component: &Component<'_>) -> BTreeSet<Timestamp> {
    let mut found = BTreeSet::new();
    let own = &component.repository.id;
    let is_route = |it: &Link<'_>| it.delivery().is_some_and(|it| it.model.is_gitops());
    let is_read =
        |it: &&Link<'_>| is_route(it) || estate.links.reading(**it).any(|it| is_route(&it));
    let elsewhere = component.links.iter().filter(|it| it.repository.id != *own);
    for link in elsewhere.filter(is_read) {
        let Some(history) = &link.repository.history else { continue };
        let paths = [link.fact.path.as_str()];
        let events = sets(estate, component, (link.repository, history), Some(&paths));
        found.extend(events.into_iter().map(|event| event.at));
    }
    found
}

/// When a file came, if a change that is told brought it.
pub(crate) fn added(history: &History, path: &str) -> Option<Timestamp> {
    let place = history.paths.iter().position(|it| it.path == path)?;
    let brings = |change: &&Change| {
        change.touches.iter().any(|touch| {
            usize::try_from(touch.path).is_ok_and(|it| it == place)
                && touch.how == milepost_core::Touched::Added
        })
    };
    history.changes.iter().rev().find(brings).map(|change| change.at)
}

/// Whether a tag of the repository can only be the component's (trap T59).
pub(super) fn is_own(component: &Component<'_>, tag: &str) -> bool {
    let tag = tag.to_ascii_lowercase();
    component.is_alone() || component.names().iter().any(|name| tag.starts_with(name.as_str()))
}

/// Tags of the repository that are the component's.
fn tags<'a>(component: &Component<'_>, history: &'a History) -> Vec<Event<'a>> {
    let own = |release: &&Release| is_own(component, &release.tag);
    let event = |release: &Release| Event {
        at: release.at,
        change: None,
        back: false,
        hotfix: false,
        by: None,
    };
    let told = history.tags.iter().rev().filter(own).filter(|it| it.at >= history.since);
    told.map(event).collect()
}

/// Versions set for the component, in its own repository and in those that run it.
fn bumps<'a>(
    estate: &'a Estate<'a>,
    component: &'a Component<'a>,
    history: &'a History,
) -> Option<Series<'a>> {
    let mut events = sets(estate, component, (component.repository, history), None);
    let mut since = history.since;
    let mut seen: Vec<&str> = vec![component.repository.id.as_str()];
    for link in &component.links {
        if seen.contains(&link.repository.id.as_str()) {
            continue;
        }
        seen.push(&link.repository.id);
        let Some(other) = &link.repository.history else { continue };
        let paths: Vec<&str> = component
            .links
            .iter()
            .filter(|it| it.repository.id == link.repository.id)
            .map(|it| it.fact.path.as_str())
            .collect();
        let found = sets(estate, component, (link.repository, other), Some(&paths));
        if !found.is_empty() {
            since = since.max(other.since);
            events.extend(found);
        }
    }
    if events.is_empty() {
        return None;
    }
    events.sort_by_key(|event| std::cmp::Reverse(event.at));
    Some(Series { rung: Rung::Bump, since, events })
}

/// Versions that changes of one repository set for the component in production; elsewhere only in
/// files that run it, or under its name. The same version once more is no deploy (trap T59).
fn sets<'a>(
    estate: &Estate<'_>,
    component: &Component<'_>,
    (repository, history): (&'a Repository, &'a History),
    paths: Option<&[&str]>,
) -> Vec<Event<'a>> {
    let names = component.names();
    let generic = &estate.rules.lists.own_versions;
    let local = repository.id == component.repository.id;
    let is_its = |path: &str, bump: &Bump| {
        let of = bump.of.to_ascii_lowercase();
        let last = of.rsplit('/').next().unwrap_or(&of);
        let by_name = names.contains(last) || of.split('.').any(|key| names.contains(key));
        let own_file = paths.map_or(local && component.owns_path(path), |it| it.contains(&path));
        by_name || own_file && of.split('.').all(|key| is_among(generic, key))
    };
    let mut events: Vec<Event<'a>> = Vec::new();
    let mut last: Option<&str> = None;
    for change in history.changes.iter().rev() {
        let touches = change
            .touches
            .iter()
            .filter_map(|touch| Some((history.path(touch.path)?.path.as_str(), touch)));
        let set = touches
            .filter(|(path, _)| is_production(estate, path))
            .flat_map(|(path, touch)| touch.bumps.iter().map(move |bump| (path, bump)))
            .find(|(path, bump)| is_its(path, bump));
        let Some((_, bump)) = set.filter(|(_, bump)| last != Some(bump.to.as_str())) else {
            continue;
        };
        last = Some(&bump.to);
        let back = bump.is_back() == Some(true) || change.mark == Some(ChangeMark::Revert);
        let hotfix = change.mark == Some(ChangeMark::Hotfix);
        events.push(Event {
            at: change.at,
            change: Some(change),
            back,
            hotfix,
            by: pusher(change),
        });
    }
    events
}

/// Whether a file is for production, or for no environment in particular.
fn is_production(estate: &Estate<'_>, path: &str) -> bool {
    let name = path.rsplit('/').next().unwrap_or(path);
    let stem = name.split('.').next().unwrap_or(name);
    let stem =
        stem.strip_prefix("values-").or_else(|| stem.strip_prefix("values_")).unwrap_or(stem);
    let named = of_values(path, stem).or_else(|| of_code(path));
    named.is_none_or(|name| estate.settings.environment(name) == EnvironmentClass::Production)
}
