//! Measures of the catalogue: entries and owners.

use milepost_core::{Entity, Evidence, Measure, Unknown};

use super::Context;
use super::census::{Answer, of_answers, share};
use crate::assemble::{Component, evidence, owners};

/// Deployables with exactly one valid entry.
pub(super) fn catalogued(context: &Context<'_>, id: &str) -> Measure {
    share(context, id, |component| {
        let valid =
            component.entries.iter().filter(|entry| entry.entity.invalid.is_empty()).count();
        match (valid, component.entries.len()) {
            (1, _) => Answer::Yes(lines(component)),
            (0, 0) => without_entry(context, "no entry"),
            (0, _) => Answer::No("its entry is not valid".to_owned(), lines(component)),
            _ => Answer::No("more than one entry".to_owned(), lines(component)),
        }
    })
}

/// Deployables with an owner: in their catalogue entry, or in the code owners file.
pub(super) fn owned(context: &Context<'_>, id: &str) -> Measure {
    share(context, id, |component| {
        if component.entries.iter().any(|entry| crate::steps::is_owned(entry.entity)) {
            return Answer::Yes(lines(component));
        }
        match owners::of_path(component.repository, &component.built_at()) {
            Some((fact, owners)) => {
                Answer::Yes(vec![evidence(component.repository, fact, owners.join(" "))])
            }
            None if component.entries.is_empty() => {
                without_entry(context, "nobody is named as its owner")
            }
            None => Answer::No("nobody is named as its owner".to_owned(), Vec::new()),
        }
    })
}

/// What it answers that there is no entry: nothing may be said where a portal has more of them than
/// lie in repositories (trap T42).
pub(super) fn without_entry(context: &Context<'_>, otherwise: &str) -> Answer {
    match context.estate.entries_elsewhere {
        Some(_) => Answer::Open(Unknown::External),
        None => Answer::No(otherwise.to_owned(), Vec::new()),
    }
}

/// Fields of an entry that tell something of what it describes.
const FIELDS: &[&str] = &["owner", "lifecycle", "system", "type", "links", "annotations"];

/// Fields of the deployables' entries that are filled in.
pub(super) fn fields(context: &Context<'_>, id: &str) -> Measure {
    let answers = context.counted().flat_map(|(component, _)| {
        component.entries.iter().flat_map(move |entry| {
            FIELDS.iter().map(move |field| {
                let at = vec![entry.evidence(field)];
                let answer = if has(entry.entity, field) {
                    Answer::Yes(at)
                } else {
                    Answer::No("not filled in".to_owned(), at)
                };
                (format!("{}: {field}", component.id), answer)
            })
        })
    });
    of_answers(id, answers.collect::<Vec<_>>().into_iter())
}

fn has(entity: &Entity, field: &str) -> bool {
    let said = |text: &Option<String>| {
        text.as_deref().is_some_and(|text| !crate::steps::is_placeholder(text))
    };
    match field {
        "owner" => said(&entity.owner),
        "lifecycle" => said(&entity.lifecycle),
        "system" => said(&entity.system),
        "type" => said(&entity.type_),
        "links" => !entity.links.is_empty(),
        _ => entity.annotations.keys().any(|key| !key.starts_with("backstage.io/")),
    }
}

/// Deployables whose entry leads to their health and to their documentation.
pub(super) fn linked(context: &Context<'_>, id: &str) -> Measure {
    share(context, id, |component| {
        let Some(entry) = component.entries.first() else {
            return without_entry(context, "no entry");
        };
        let texts = entry
            .entity
            .links
            .iter()
            .map(|link| format!("{} {}", link.url, link.title.as_deref().unwrap_or_default()));
        let notes = entry.entity.annotations.keys().cloned();
        let all: Vec<String> = texts.chain(notes).map(|text| text.to_ascii_lowercase()).collect();
        let leads = |words: &[&str]| all.iter().any(|text| words.iter().any(|w| text.contains(w)));
        let health = leads(&["health", "status", "dashboard", "grafana", "datadog", "kibana"]);
        let docs = leads(&["techdocs", "docs", "documentation", "wiki", "readme"]);
        if health && docs {
            Answer::Yes(lines(component))
        } else {
            Answer::No("its entry does not lead to both".to_owned(), lines(component))
        }
    })
}

fn lines(component: &Component<'_>) -> Vec<Evidence> {
    component.entries.iter().map(|entry| entry.evidence(&entry.entity.reference)).collect()
}
