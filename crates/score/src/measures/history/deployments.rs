//! Deploys as the host was told of them, the best rung of the ladder.

use milepost_core::{Change, ChangeMark, Deployment, History};

use super::series::{Event, Rung, Series, Starter};
use crate::assemble::{Component, Estate};
use crate::settings::EnvironmentClass;

/// Digits of a commit that history keeps.
const DIGITS: usize = 12;

/// The deploys to production of a component that is all its repository runs: a deployment names the
/// repository, not what of it. `None` when the host was told of none.
pub(super) fn of<'a>(
    estate: &Estate<'_>,
    component: &Component<'a>,
    history: Option<&'a History>,
) -> Option<Series<'a>> {
    let deployments = component.repository.api_facts()?.deployments.as_ref()?;
    let is_production = |it: &&Deployment| {
        estate.settings.environment(&it.environment) == EnvironmentClass::Production
    };
    let told: Vec<&Deployment> =
        component.told_deployments(estate.settings).filter(is_production).collect();
    if told.is_empty() {
        return None;
    }
    let mut newest: Option<&Change> = None;
    let mut events: Vec<Event<'a>> = Vec::with_capacity(told.len());
    for deployment in told.iter().rev() {
        let change = history.and_then(|history| change_of(history, &deployment.commit));
        // What is older than what was there already takes it back.
        let older = newest.zip(change).is_some_and(|(newest, change)| change.at < newest.at);
        let marked = |mark| change.is_some_and(|change| change.mark == Some(mark));
        events.push(Event {
            at: deployment.at,
            change,
            back: older || marked(ChangeMark::Revert),
            hotfix: marked(ChangeMark::Hotfix),
            by: Some(deployment.by.map_or(Starter::Machine, Starter::Person)),
        });
        newest = change.or(newest);
    }
    events.reverse();
    let since = deployments.since.unwrap_or(jiff::Timestamp::MIN);
    Some(Series { rung: Rung::Deployment, since, events })
}

/// The change a commit is.
pub(super) fn change_of<'a>(history: &'a History, commit: &str) -> Option<&'a Change> {
    let digits = commit.get(..DIGITS).unwrap_or(commit);
    history.changes.iter().find(|change| change.commit == digits)
}
