//! Steps by which a service is watched: telemetry, alerts, dashboards, objectives, on-call.

use std::collections::BTreeSet;

use milepost_core::{Evidence, Signal, Telemetry, ToolFamily, Unknown, What};

use super::catalogue::annotated;
use super::chart::is_batch;
use super::seen::{Seen, add};
use super::{State, Taking, Way};
use crate::assemble::{Component, Estate, facts_of};

/// The four golden signals, and the words they are told by.
const GOLDEN: &[(&str, &str)] = &[
    ("latency", "latency"),
    ("traffic", "traffic"),
    ("errors", "errors"),
    ("saturation", "saturation"),
];

/// gp.20: metrics or traces go out, and logs can be read by machine.
pub(super) fn telemetry(estate: &Estate<'_>, component: &Component<'_>) -> Taking {
    let emitted = |signal| matches!(signal, Signal::Metrics | Signal::Traces | Signal::Logs);
    let seen = Seen::of(estate, component, What::as_telemetry).only(|it| emitted(it.signal));
    let measured = seen.all().any(|it| it.signal != Signal::Logs);
    let logged = seen.all().any(|it| it.signal == Signal::Logs);
    if !measured {
        return Taking::unknown(
            Unknown::External,
            "nothing here emits metrics or traces; an agent outside may",
        );
    }
    let mut taking = Taking::taken(seen.only(|it| it.signal != Signal::Logs).names(stack));
    taking.deviation = (!logged).then(|| "its logs are not seen to be structured".to_owned());
    taking
}

/// What stands for the golden signals of batch work, and the signals it is told by.
const BATCH: &[(&str, &str)] = &[("success", "errors"), ("duration", "latency")];

/// gp.21: alerts on all four golden signals; for batch work, on success and duration.
pub(super) fn alerts(estate: &Estate<'_>, component: &Component<'_>) -> Taking {
    let seen =
        Seen::of(estate, component, What::as_telemetry).only(|it| it.signal == Signal::Alert);
    let elsewhere = watching(estate, component, Signal::Alert);
    let covered: BTreeSet<&str> = seen
        .all()
        .chain(elsewhere.iter().map(|(_, it)| *it))
        .flat_map(|it| it.golden.iter().map(String::as_str))
        .collect();
    let missing = missing(&covered, is_batch(estate, component));
    let mut taking =
        watched(estate, (seen, elsewhere), (Signal::Alert, "no alert as code is about it"));
    if taking.state == State::Taken && !missing.is_empty() {
        taking.deviation = Some(format!("no alert on {}", missing.join(", ")));
    }
    taking
}

/// What no alert covers of what is asked of a service, or of batch work.
fn missing(covered: &BTreeSet<&str>, batch: bool) -> Vec<&'static str> {
    let asked = if batch { BATCH } else { GOLDEN };
    let missing = asked.iter().filter(|(_, signal)| !covered.contains(signal));
    missing.map(|(name, _)| *name).collect()
}

/// gp.22: a dashboard as code, or one its catalogue entry leads to.
pub(super) fn dashboard(estate: &Estate<'_>, component: &Component<'_>) -> Taking {
    annotated(component, &estate.rules.lists.dashboards).unwrap_or_else(|| {
        let seen = Seen::of(estate, component, What::as_telemetry)
            .only(|it| it.signal == Signal::Dashboard);
        let elsewhere = watching(estate, component, Signal::Dashboard);
        watched(estate, (seen, elsewhere), (Signal::Dashboard, "no dashboard as code is about it"))
    })
}

/// gp.23: an objective for the service.
pub(super) fn objective(estate: &Estate<'_>, component: &Component<'_>) -> Taking {
    let seen = Seen::of(estate, component, What::as_telemetry).only(|it| it.signal == Signal::Slo);
    let elsewhere = watching(estate, component, Signal::Slo);
    if seen.all().next().is_none() && elsewhere.is_empty() {
        return Taking::absent("no service level objective as code");
    }
    watched(estate, (seen, elsewhere), (Signal::Slo, "no service level objective as code"))
}

/// gp.24: somebody is called for it: by annotation, by a receiver or by a service of its name.
pub(super) fn on_call(estate: &Estate<'_>, component: &Component<'_>) -> Taking {
    if let Some(why) = pasted(estate, component) {
        return Taking::unknown(Unknown::Conflict, why);
    }
    if let Some(taking) = annotated(component, &estate.rules.lists.on_call) {
        return taking;
    }
    let seen =
        Seen::of(estate, component, What::as_tool).only(|it| it.family == ToolFamily::OnCall);
    let elsewhere = estate.watching.of(component, What::as_tool);
    let mut ways = seen.ways(|it| it.product.clone());
    for (at, tool) in elsewhere.into_iter().filter(|(_, it)| it.family == ToolFamily::OnCall) {
        add(&mut ways, &tool.product, at);
    }
    if !ways.is_empty() {
        return Taking::taken(ways);
    }
    let why = "no on-call service names it; one set up by hand would not show";
    Taking::unknown(Unknown::External, why)
}

/// Why the on-call service an entry names says nothing: services of several teams name the same one,
/// which cannot call all of them (trap T43).
fn pasted(estate: &Estate<'_>, component: &Component<'_>) -> Option<String> {
    let annotations = component.entries.iter().flat_map(|entry| &entry.entity.annotations);
    let mut named = annotations.filter(|(key, _)| {
        estate.rules.lists.on_call.iter().any(|it| key.starts_with(it.as_str()))
    });
    named.find_map(|(key, value)| {
        let (entries, owners) = estate.entries.pasted(key, value)?;
        Some(format!("{key} is {value} in {entries} entries of {owners} teams"))
    })
}

/// Taken by what is its own, brought or elsewhere. Where nobody in the organisation keeps such
/// things as code, they may be made by hand, and their absence here says nothing (rubric 0.8).
fn watched(
    estate: &Estate<'_>,
    (seen, elsewhere): (Seen<'_, Telemetry>, Vec<(Evidence, &Telemetry)>),
    (signal, otherwise): (Signal, &str),
) -> Taking {
    let mut ways: Vec<Way> = seen.ways(stack);
    for (at, telemetry) in elsewhere {
        add(&mut ways, &telemetry.stack, at);
    }
    if !ways.is_empty() {
        return Taking::taken(ways);
    }
    let kept = estate.repositories.iter().any(|repository| {
        facts_of(repository, What::as_telemetry).any(|(_, telemetry)| telemetry.signal == signal)
    });
    if kept { Taking::absent(otherwise) } else { Taking::unknown(Unknown::External, otherwise) }
}

fn watching<'a>(
    estate: &'a Estate<'_>,
    component: &Component<'a>,
    signal: Signal,
) -> Vec<(Evidence, &'a Telemetry)> {
    let found = estate.watching.of(component, What::as_telemetry).into_iter();
    found.filter(|(_, telemetry)| telemetry.signal == signal).collect()
}

fn stack(telemetry: &Telemetry) -> String {
    telemetry.stack.clone()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn batch_work_is_asked_for_success_and_duration_alone() {
        let covered = BTreeSet::from(["errors"]);
        assert_eq!(missing(&covered, true), ["duration"]);
        assert_eq!(missing(&covered, false), ["latency", "traffic", "saturation"]);
        assert_eq!(missing(&BTreeSet::new(), true), ["success", "duration"]);
    }
}
