//! Steps that a catalogue entry takes: an owner, and relations.

use milepost_core::{Entity, Unknown};

use super::{Taking, Way};
use crate::assemble::{Component, Entry, Estate};

/// Values people write where they have none (traps T39, T40).
const PLACEHOLDERS: &[&str] = &[
    "guest",
    "guests",
    "unknown",
    "undefined",
    "todo",
    "tbd",
    "changeme",
    "none",
    "null",
    "owner",
];

/// Relations of the five that make an entry complete (gp.27).
const RELATIONS: usize = 4;

/// gp.26: a valid entry with an owner.
pub(super) fn entry(_: &Estate<'_>, component: &Component<'_>) -> Taking {
    let Some(entry) = component.entries.first() else {
        return Taking::absent("no catalogue entry");
    };
    let entity = entry.entity;
    if let Some(why) = entity.invalid.first() {
        return Taking::absent(&format!("its catalogue entry is not valid: {why}"));
    }
    if owner(entity).is_none() {
        return Taking::absent("its catalogue entry names no owner");
    }
    Taking::taken(vec![way(entry)])
}

/// gp.27: at least four of system, lifecycle, tier, APIs and dependencies.
pub(super) fn relations(_: &Estate<'_>, component: &Component<'_>) -> Taking {
    let Some(entry) = component.entries.first() else {
        return Taking::absent("no catalogue entry");
    };
    let entity = entry.entity;
    let said = |text: &Option<String>| text.as_deref().is_some_and(|text| !is_placeholder(text));
    let relates = |fields: &[&str]| {
        entity.relations.iter().any(|relation| fields.contains(&relation.field.as_str()))
    };
    let tier = entity.annotations.keys().chain(&entity.tags).any(|key| key.contains("tier"));
    let present = [
        said(&entity.system),
        said(&entity.lifecycle),
        tier,
        relates(&["providesApis", "consumesApis"]),
        relates(&["dependsOn", "dependencyOf"]),
    ];
    let count = present.iter().filter(|is| **is).count();
    if count < RELATIONS {
        return Taking::absent(&format!("{count} of 5 relations, {RELATIONS} are needed"));
    }
    Taking::taken(vec![way(entry)])
}

/// Annotations of catalogue entries that name a dashboard.
const DASHBOARDS: &[&str] = &["grafana/", "datadoghq.com/dashboard", "newrelic.com/dashboard"];

/// Annotations of catalogue entries that name an on-call service.
const ON_CALL: &[&str] = &["pagerduty.com/", "opsgenie.com/", "incident.io/", "victorops.com/"];

/// gp.22: the entry leads to a dashboard. Dashboards that stand elsewhere are not looked at yet.
pub(super) fn dashboard(_: &Estate<'_>, component: &Component<'_>) -> Taking {
    annotated(component, DASHBOARDS, "dashboards outside the catalogue are not looked at yet")
}

/// gp.24: the entry leads to an on-call service. On-call set up elsewhere is not looked at yet.
pub(super) fn on_call(_: &Estate<'_>, component: &Component<'_>) -> Taking {
    annotated(component, ON_CALL, "on-call outside the catalogue is not looked at yet")
}

/// An annotation proves; its absence says nothing.
fn annotated(component: &Component<'_>, starts: &[&str], otherwise: &str) -> Taking {
    for entry in &component.entries {
        let found = entry.entity.annotations.iter().find(|(key, value)| {
            starts.iter().any(|start| key.starts_with(start)) && !is_placeholder(value)
        });
        if let Some((key, value)) = found {
            let evidence = vec![entry.evidence(value)];
            return Taking::taken(vec![Way {
                family: Some(key.clone()),
                evidence,
                ..Way::own(key)
            }]);
        }
    }
    Taking::unknown(Unknown::Unmeasured, otherwise)
}

/// The owner an entry names, unless it is a placeholder.
pub(crate) fn owner(entity: &Entity) -> Option<&str> {
    entity.owner.as_deref().filter(|owner| !is_placeholder(owner))
}

fn is_placeholder(text: &str) -> bool {
    let name = text.rsplit(['/', ':']).next().unwrap_or(text).to_ascii_lowercase();
    name.is_empty()
        || name.contains("${{")
        || PLACEHOLDERS.contains(&name.as_str())
        || name.ends_with("-undefined")
}

fn way(entry: &Entry<'_>) -> Way {
    let unit = entry.fact.path.rsplit('/').next().unwrap_or(&entry.fact.path);
    let evidence = vec![entry.evidence(&entry.entity.reference)];
    Way { family: Some(unit.to_owned()), evidence, ..Way::own(unit) }
}
