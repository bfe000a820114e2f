//! Deploys as releases tell them, where nothing better does (rubric 0.7, the deploy event ladder).

use milepost_core::{ChangeMark, History, HostedRelease};

use super::deployments::change_of;
use super::series::{Event, Rung, Series, Starter, is_own};
use crate::assemble::Component;

/// The releases of a component that carry something to be run: one without an artefact is no more
/// than its tag. `None` when there are none.
pub(super) fn of<'a>(
    component: &Component<'a>,
    history: Option<&'a History>,
) -> Option<Series<'a>> {
    let releases = component.repository.api_facts()?.releases.as_ref()?;
    let carries =
        |it: &&HostedRelease| it.artefacts > 0 && !it.prerelease && is_own(component, &it.tag);
    let event = |release: &HostedRelease| {
        let change = history.zip(release.commit.as_deref());
        let change = change.and_then(|(history, commit)| change_of(history, commit));
        Some(Event {
            at: release.published?,
            change,
            // A release of an older line is no way back.
            back: change.is_some_and(|it| it.mark == Some(ChangeMark::Revert)),
            hotfix: change.is_some_and(|it| it.mark == Some(ChangeMark::Hotfix)),
            by: Some(release.by.map_or(Starter::Machine, Starter::Person)),
        })
    };
    let mut events: Vec<Event<'a>> =
        releases.all.iter().filter(carries).filter_map(event).collect();
    events.sort_by_key(|event| std::cmp::Reverse(event.at));
    let series = Series { rung: Rung::Release, since: releases.since, events };
    (!series.events.is_empty()).then_some(series)
}
