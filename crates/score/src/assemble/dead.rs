//! CI definitions that nothing runs any more: left behind when a repository moved to another CI
//! system.

use std::collections::{BTreeMap, BTreeSet};

use jiff::{Span, Timestamp};
use milepost_core::{DeployModel, Pin, Repository, UnitKind, Verb};

use super::pipelines;
use super::running::Running;
use super::units::{Home, Units};

/// Days without a change after which a definition beside a livelier one counts as left behind.
const QUIET_DAYS: i64 = 365;

/// Why each CI definition of a repository that is judged dead is judged so, by path.
pub(crate) type Dead = BTreeMap<String, String>;

/// What is judged dead in each repository, in their order.
pub(crate) fn of_each(repositories: &[Repository]) -> Vec<Dead> {
    let units = Units::index(repositories);
    repositories
        .iter()
        .map(|repository| {
            if repository.changed.is_empty() {
                return Dead::new();
            }
            of(repository, &pipelines::running(repository, &units, |_| false))
        })
        .collect()
}

/// A definition is dead when it has not changed in the year before the newest commit, and livelier
/// definitions of another system do everything it does. What waits for a schedule or for anything
/// but a change has no successor there, and what calls a unit at a version that moves need not
/// change itself.
fn of(repository: &Repository, running: &[Running<'_>]) -> Dead {
    let quiet = repository
        .committed
        .and_then(|newest| newest.checked_sub(Span::new().hours(QUIET_DAYS * 24)).ok());
    let changed = |it: &Running<'_>| repository.changed.get(&it.fact.path).copied();
    let mut dead = Dead::new();
    for candidate in running.iter().filter(|it| waits_for_changes(it)) {
        let Some((last, quiet)) =
            changed(candidate).zip(quiet).filter(|(last, quiet)| last < quiet)
        else {
            continue;
        };
        let is_successor = |other: &&Running<'_>| {
            let livelier = changed(other).is_some_and(|since| since > last.max(quiet));
            other.pipeline.system != candidate.pipeline.system && other.is_ci() && livelier
        };
        let successors: Vec<&Running<'_>> = running.iter().filter(is_successor).collect();
        let does = work(candidate);
        let done: BTreeSet<Verb> = successors.iter().flat_map(|it| work(it)).collect();
        let replaced = !does.is_empty() && does.is_subset(&done);
        if let Some(successor) =
            successors.first().filter(|_| replaced && !follows_a_unit(repository, candidate))
        {
            let path = &successor.fact.path;
            let why = format!("unchanged since {}, while {path} does what it did", day(last));
            dead.insert(candidate.fact.path.clone(), why);
        }
    }
    dead
}

/// Whether changes start a definition, and neither a schedule nor a caller does; that a person may
/// start it as well makes no difference.
fn waits_for_changes(running: &Running<'_>) -> bool {
    let otherwise = ["schedule", "workflow_call", "repository_dispatch"];
    let mut triggers = running.pipeline.triggers.iter();
    running.on_change() && !triggers.any(|it| otherwise.contains(&it.event.as_str()))
}

/// What a definition does, however it does it: a test is a test, and a deployment one by any tool.
/// What only prepares or tells is left out.
fn work(running: &Running<'_>) -> BTreeSet<Verb> {
    let kinds = running.doings.iter().map(|doing| match doing.verb {
        verb if verb.is_deploy() => Verb::Deploy(DeployModel::Unseen),
        verb if verb.is_test() => Verb::UnitTest,
        Verb::ImageBuild => Verb::Build,
        verb if verb.is_shipped() => Verb::Publish,
        verb => verb,
    });
    let helps =
        |verb: &Verb| matches!(verb, Verb::Checkout | Verb::Setup | Verb::Cache | Verb::Notify);
    kinds.filter(|verb| !helps(verb)).collect()
}

/// Whether what a definition does is kept elsewhere, at a version that moves.
fn follows_a_unit(repository: &Repository, running: &Running<'_>) -> bool {
    use UnitKind::{CiTemplate, Component, Include, Library, Orb, Workflow};
    let home = Home { repository, state: None, path: &running.fact.path };
    home.uses().any(|(_, used)| {
        matches!(used.unit, Workflow | Orb | Include | Component | Library | CiTemplate)
            && matches!(used.pin, Pin::Floating | Pin::Branch | Pin::None | Pin::Dynamic)
    })
}

fn day(at: Timestamp) -> jiff::civil::Date {
    at.to_zoned(jiff::tz::TimeZone::UTC).date()
}

#[cfg(test)]
mod tests {
    use milepost_core::{CiSystem, Fact, What};

    use super::*;
    use crate::made_up;

    /// A repository with a definition of another system that is two years old, and one that is new.
    fn dead(old: Fact, verbs: &[&str]) -> bool {
        let new = made_up::workflow("new.yml", vec![made_up::job("all", verbs)]);
        let path = old.path.clone();
        let mut repository = made_up::repository("acme/shop", vec![old, new]);
        let mut note = |path: &str, at: &str| {
            repository.changed.insert(path.to_owned(), at.parse().unwrap());
        };
        note(&path, "2024-01-01T00:00:00Z");
        note("new.yml", "2026-06-01T00:00:00Z");
        of_each(&[repository])[0].contains_key(&path)
    }

    fn old(verbs: &[&str], event: &str) -> Fact {
        let mut fact = made_up::workflow(".travis.yml", vec![made_up::job("all", verbs)]);
        if let What::Pipeline(pipeline) = &mut fact.what {
            pipeline.system = CiSystem::Travis;
            event.clone_into(&mut pipeline.triggers[0].event);
        }
        fact
    }

    #[test]
    fn what_another_system_does_as_a_whole_is_left_behind() {
        let does = ["unit-test", "deploy:ssh-copy"];
        assert!(dead(old(&does, "push"), &["integration-test", "build", "deploy:ci-helm"]));
        assert!(!dead(old(&does, "push"), &["unit-test", "build"]), "nothing else deploys");
        assert!(!dead(old(&["lint"], "push"), &["unit-test"]), "nothing else lints");
    }

    #[test]
    fn what_no_change_starts_has_no_successor_among_those_that_changes_start() {
        assert!(!dead(old(&["unit-test"], "schedule"), &["unit-test"]));
        assert!(!dead(old(&["unit-test"], "workflow_dispatch"), &["unit-test"]));
    }
}
