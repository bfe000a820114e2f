//! Steps that keep a service current and accounted for: dependency updates, cost labels, shared
//! units at their newest.

use std::collections::BTreeSet;

use jiff::Span;
use milepost_core::{CostLabel, Evidence, Pin, Release, UnitKind, Use, What, cost};

use super::seen::{Seen, add};
use super::{Taking, Way};
use crate::assemble::{Component, Estate, evidence, family};

/// gp.32: dependencies are kept up to date by a machine, by the organisation's preset.
pub(super) fn updates(estate: &Estate<'_>, component: &Component<'_>) -> Taking {
    let all: Vec<_> = component.facts_of(What::as_updates).filter(|(_, it)| !it.preset).collect();
    let Some((fact, _)) = all.iter().find(|(_, it)| it.enabled) else {
        let off = all.first().map(|(fact, it)| {
            format!("{} is switched off at {}", it.tool, evidence(component.repository, fact, ""))
        });
        return Taking::absent(
            &off.unwrap_or_else(|| "nothing keeps its dependencies up to date".to_owned()),
        );
    };
    let presets: Vec<Way> = component
        .facts_of(preset)
        .filter(|(at, _)| at.path == fact.path)
        .filter(|(_, used)| estate.ownership.is_owned(UnitKind::Preset, &used.source))
        .map(|(at, used)| Way {
            family: Some(family(UnitKind::Preset, &used.source)),
            version: used.version.clone(),
            evidence: vec![evidence(component.repository, at, used.source.clone())],
            ..Way::own(&used.source)
        })
        .collect();
    if !presets.is_empty() {
        return Taking::taken(presets);
    }
    let enabled = all.iter().filter(|(_, it)| it.enabled);
    let ways = enabled.map(|(fact, it)| Way {
        evidence: vec![evidence(component.repository, fact, it.tool.clone())],
        ..Way::own(&format!("{} of its own", it.tool))
    });
    Taking::taken(ways.collect())
}

/// gp.33: at least three of the five labels that say who pays.
pub(super) fn cost_labels(estate: &Estate<'_>, component: &Component<'_>) -> Taking {
    let least = estate.rules.profile.number("standard.cost", "labels");
    let (found, ways) = labels(estate, component);
    if crate::standard::as_f64(found.len()) >= least {
        return Taking::taken(ways);
    }
    let names: Vec<&str> = found.iter().map(|label| label.name()).collect();
    let said = if names.is_empty() { "none".to_owned() } else { names.join(", ") };
    Taking::absent(&format!("of the five labels it carries {said}"))
}

/// Which of the five labels what a component runs carries, and what sets them.
pub(crate) fn labels(
    estate: &Estate<'_>,
    component: &Component<'_>,
) -> (BTreeSet<CostLabel>, Vec<Way>) {
    let mut found = BTreeSet::new();
    let mut ways = Vec::new();
    for (fact, labels) in component.facts_of(What::as_cost_labels) {
        let kinds = meant(labels.labels.iter());
        if !kinds.is_empty() {
            add(&mut ways, "labels in its own files", evidence(component.repository, fact, ""));
            found.extend(kinds);
        }
    }
    for (way, brought) in Seen::of(estate, component, What::as_cost_labels).brought {
        let kinds: BTreeSet<CostLabel> =
            brought.iter().flat_map(|it| meant(it.labels.iter())).collect();
        if !kinds.is_empty() {
            found.extend(kinds);
            ways.push(way);
        }
    }
    let workloads = Seen::of(estate, component, What::as_workload);
    for (at, it) in workloads.own {
        let kinds = meant(it.labels.iter());
        if !kinds.is_empty() {
            add(&mut ways, "labels in its own files", at);
            found.extend(kinds);
        }
    }
    for (way, brought) in workloads.brought {
        let kinds: BTreeSet<CostLabel> =
            brought.iter().flat_map(|it| meant(it.labels.iter())).collect();
        if !kinds.is_empty() {
            found.extend(kinds);
            ways.push(way);
        }
    }
    (found, ways)
}

fn meant<'l>(labels: impl Iterator<Item = (&'l String, &'l String)>) -> BTreeSet<CostLabel> {
    labels
        .filter(|(_, value)| !super::catalogue::is_placeholder(value))
        .filter_map(|(key, _)| cost::label_of(key))
        .collect()
}

/// gp.38: the shared units it uses are at most one major version and half a year behind.
pub(super) fn current(estate: &Estate<'_>, component: &Component<'_>) -> Taking {
    let lags = lags(estate, component);
    if lags.is_empty() {
        return Taking::not_applicable("uses no shared unit whose releases are in the scan");
    }
    let late: Vec<&Lag<'_>> = lags.iter().filter(|lag| lag.late).collect();
    let mut ways: Vec<Way> = Vec::new();
    for lag in &lags {
        add(&mut ways, "follows its shared units", lag.at.clone());
    }
    let Some(first) = late.first() else {
        return Taking::taken(ways);
    };
    Taking::absent(&format!(
        "{} is asked for at {}, and {} is out",
        first.source, first.asked, first.newest.tag
    ))
}

/// How far a use is behind its unit's newest release.
pub(crate) struct Lag<'a> {
    pub(crate) at: Evidence,
    pub(crate) source: &'a str,
    pub(crate) asked: &'a str,
    pub(crate) newest: &'a Release,
    /// A major version or more than half a year behind.
    pub(crate) late: bool,
}

/// Uses of the organisation's units whose releases are known. A version that moves, or a branch, is
/// current by itself.
pub(crate) fn lags<'a>(estate: &'a Estate<'_>, component: &Component<'a>) -> Vec<Lag<'a>> {
    let most = estate.rules.profile.number("standard.current", "days");
    component
        .facts_of(What::as_use)
        .filter_map(|(fact, used)| {
            let asked = used.version.as_deref()?;
            let (released, newest) = releases(estate, used, asked)?;
            let floats = matches!(used.pin, Pin::Floating | Pin::Branch | Pin::Local | Pin::None);
            let behind = major(&newest.tag) > major(asked) && major(asked).is_some();
            let old = released.is_some_and(|at| is_older(at, newest, most));
            Some(Lag {
                at: evidence(component.repository, fact, asked),
                source: &used.source,
                asked,
                newest,
                late: behind || old && !floats,
            })
        })
        .collect()
}

/// When the version asked for was made, and the newest release of the unit.
fn releases<'a>(
    estate: &'a Estate<'_>,
    used: &Use,
    asked: &str,
) -> Option<(Option<jiff::Timestamp>, &'a Release)> {
    let lower = used.source.to_ascii_lowercase();
    let chart = used.source.rsplit('/').next().unwrap_or_default();
    let of = |release: &&Release| match used.unit {
        UnitKind::Chart => release.tag.starts_with(chart),
        _ => true,
    };
    estate.repositories.iter().find_map(|repository| {
        // Few repositories have releases: what takes longer to tell is asked of them alone.
        let newest = repository.releases.iter().rfind(of)?;
        let owns = used.unit == UnitKind::Chart || {
            let id = repository.id.to_ascii_lowercase();
            milepost_core::place::is_under(lower.trim_start_matches("github.com/"), &id)
        };
        if !owns {
            return None;
        }
        let state = repository.versions.iter().find(|state| state.asked.contains_key(asked));
        Some((state.and_then(|state| state.committed), newest))
    })
}

fn is_older(at: jiff::Timestamp, newest: &Release, days: f64) -> bool {
    #[expect(clippy::cast_possible_truncation, reason = "a number of days from the profile")]
    let span = Span::new().hours(days as i64 * 24);
    newest.at.checked_sub(span).is_ok_and(|limit| at < limit)
}

/// The first number of a version, whatever stands before it.
fn major(version: &str) -> Option<u64> {
    let version =
        version.rsplit(['-', '/', '@']).find(|part| part.contains('.')).unwrap_or(version);
    let digits = version.trim_start_matches(|c: char| !c.is_ascii_digit());
    let end = digits.find(|c: char| !c.is_ascii_digit()).unwrap_or(digits.len());
    let is_commit = version.len() >= 40;
    digits.get(..end).filter(|_| !is_commit)?.parse().ok()
}

fn preset(what: &What) -> Option<&Use> {
    match what {
        What::Use(used) if used.unit == UnitKind::Preset => Some(used),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::major;

    #[test]
    fn the_major_version_is_the_first_number() {
        assert_eq!(major("v2.9.3"), Some(2));
        assert_eq!(major("generic-service-3.12.4"), Some(3));
        assert_eq!(major("main"), None);
        assert_eq!(major("f43a0e5ff2bd294095638e18286ca9a3d1956744"), None);
    }
}
