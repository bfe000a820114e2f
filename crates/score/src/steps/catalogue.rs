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

/// What it means that there is no entry: nothing may be said where a portal has more of them than
/// lie in repositories (trap T42).
fn no_entry(estate: &Estate<'_>, component: &Component<'_>, otherwise: &str) -> Taking {
    if let Some(whole) = &component.entry_of_whole {
        let why = format!("{} is of its repository as a whole", whole.evidence(""));
        return Taking::unknown(Unknown::Unmapped, why);
    }
    match &estate.entries_elsewhere {
        None => Taking::absent(otherwise),
        Some((name, at)) => {
            let why = format!("the portal also takes entries from {name}, set up at {at}");
            Taking::unknown(Unknown::External, why)
        }
    }
}

/// gp.26: a valid entry with an owner.
pub(super) fn entry(estate: &Estate<'_>, component: &Component<'_>) -> Taking {
    let Some(entry) = component.entries.first() else {
        return no_entry(estate, component, "no catalogue entry");
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
pub(super) fn relations(estate: &Estate<'_>, component: &Component<'_>) -> Taking {
    let Some(entry) = component.entries.first() else {
        return no_entry(estate, component, "no catalogue entry");
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

/// gp.34: the entry leads to a channel of its team.
pub(super) fn contact(estate: &Estate<'_>, component: &Component<'_>) -> Taking {
    let mut ways = Vec::new();
    for entry in &component.entries {
        let links = entry
            .entity
            .links
            .iter()
            .map(|link| (link.url.as_str(), link.title.as_deref().unwrap_or_default()));
        let annotations = entry.entity.annotations.iter();
        let notes = annotations.map(|(key, value)| (key.as_str(), value.as_str()));
        for (first, second) in links.chain(notes).filter(|(_, value)| !is_placeholder(value)) {
            let text = format!("{first} {second}").to_ascii_lowercase();
            if let Some(channel) =
                estate.rules.lists.channels.iter().find(|it| text.contains(it.as_str()))
            {
                super::seen::add(&mut ways, channel, entry.evidence(first));
            }
        }
    }
    if component.entries.is_empty() {
        return no_entry(estate, component, "no catalogue entry");
    }
    Taking::of(ways, "its catalogue entry leads to no channel of its team")
}

/// gp.40: how long it is meant to live is on record. How it is taken down, people must say.
pub(super) fn retirement(estate: &Estate<'_>, component: &Component<'_>) -> Taking {
    let mut entries = component.entries.iter();
    let lifecycle = entries.find_map(|entry| entry.entity.lifecycle.as_deref());
    let otherwise = "nothing says how long it is meant to live";
    match lifecycle {
        None if component.entries.is_empty() => no_entry(estate, component, otherwise),
        None => Taking::absent(otherwise),
        Some(name) => {
            let why = format!("its lifecycle is {name}; how it is taken down is not on record");
            Taking::unknown(Unknown::NoAttest, why)
        }
    }
}

/// Taken when an annotation leads there; its absence says nothing.
pub(super) fn annotated(component: &Component<'_>, starts: &[String]) -> Option<Taking> {
    for entry in &component.entries {
        let found = entry.entity.annotations.iter().find(|(key, value)| {
            starts.iter().any(|start| key.starts_with(start.as_str())) && !is_placeholder(value)
        });
        if let Some((key, value)) = found {
            let evidence = vec![entry.evidence(value)];
            return Some(Taking::taken(vec![Way {
                family: Some(key.clone()),
                evidence,
                ..Way::own(key)
            }]));
        }
    }
    None
}

/// Whether an entry names an owner.
pub(crate) fn is_owned(entity: &Entity) -> bool {
    owner(entity).is_some()
}

/// The owner an entry names, unless it is a placeholder.
pub(crate) fn owner(entity: &Entity) -> Option<&str> {
    entity.owner.as_deref().filter(|owner| !is_placeholder(owner))
}

pub(crate) fn is_placeholder(text: &str) -> bool {
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
