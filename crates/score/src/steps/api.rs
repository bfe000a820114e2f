//! gp.29: the API is described, and the description is published.

use std::collections::BTreeSet;

use milepost_core::{Document, DocumentRole, Entity, Evidence, Fact, ToolFamily, UnitKind};
use milepost_core::{Unknown, Use, Verb, What};

use super::Taking;
use super::pages::of;
use super::seen::add;
use crate::assemble::{Component, Estate, evidence, facts_of};

/// Descriptions in files, made from the software by a library, and entered in the catalogue. That
/// there is no API at all cannot be seen.
pub(super) fn api(estate: &Estate<'_>, component: &Component<'_>) -> Taking {
    let mut ways = Vec::new();
    for (fact, _) in described(component) {
        let name = fact.path.rsplit('/').next().unwrap_or(&fact.path);
        add(&mut ways, name, evidence(component.repository, fact, "describes its API"));
    }
    // A file may have any name: what is in it is nobody else's way.
    for way in &mut ways {
        way.family = None;
    }
    for (fact, tool) in component.facts_of(What::as_tool) {
        // What stands above a part is the whole's software, not the part's.
        let own = milepost_core::place::is_under(&fact.path, &component.path);
        if tool.family == ToolFamily::ApiDescription && own {
            let at = evidence(component.repository, fact, "makes the description of its API");
            add(&mut ways, &tool.product, at);
        }
    }
    let provided = provided(component);
    let entered = entered(estate, component, &provided);
    let is_entered = !entered.is_empty();
    for at in entered {
        add(&mut ways, "an entry of the catalogue", at);
    }
    if ways.is_empty() {
        return undescribed(component, &provided);
    }
    let published = component.doings().any(|doing| doing.verb == Verb::Docs)
        || publisher(component).is_some()
        || is_entered
        || !provided.is_empty();
    let mut taking = Taking::taken(ways);
    taking.deviation = (!published).then(|| "described, and not seen to be published".to_owned());
    taking
}

/// What it means that nothing describes an API.
fn undescribed(component: &Component<'_>, provided: &BTreeSet<&str>) -> Taking {
    if !provided.is_empty() {
        return Taking::absent("its catalogue entry names an API, and nothing here describes one");
    }
    let why = match publisher(component) {
        Some(unit) => format!("{unit} publishes the description of an API that is not seen"),
        None => "no API is described or named; whether it offers one is not seen".to_owned(),
    };
    Taking::unknown(Unknown::Unmapped, why)
}

/// The files that describe its own API. Where several lie in one folder under titles of their own,
/// one that is titled as something else is a copy that a client is made from.
fn described<'c>(component: &'c Component<'_>) -> Vec<(&'c Fact, &'c Document)> {
    let all: Vec<_> = of(component, DocumentRole::Api).filter(|(_, it)| it.substance).collect();
    let whole = component.repository.name().to_owned();
    let names = component.names().into_iter().chain([whole]);
    let own: BTreeSet<String> = names.flat_map(|name| words(&name)).collect();
    let folder = |fact: &Fact| fact.path.rsplit_once('/').map(|(it, _)| it.to_owned());
    let title = |it: &Document| it.title.as_deref().map(words).unwrap_or_default();
    let called = |fact: &Fact| {
        let file = fact.path.rsplit('/').next().unwrap_or_default();
        words(file.split('.').next().unwrap_or_default())
    };
    let is_copy = |fact: &Fact, document: &Document| {
        let titled = title(document);
        let beside = || {
            let mut others = all.iter().filter(|(it, _)| folder(it) == folder(fact));
            others.any(|(_, it)| title(it) != titled)
        };
        !titled.is_subset(&own) && !called(fact).is_subset(&own) && beside()
    };
    all.iter().copied().filter(|(fact, document)| !is_copy(fact, document)).collect()
}

/// Words that say what a title is of, and not whose.
const GENERIC: &[&str] = &[
    "api",
    "apis",
    "asyncapi",
    "definition",
    "docs",
    "documentation",
    "http",
    "openapi",
    "reference",
    "rest",
    "service",
    "spec",
    "specification",
    "swagger",
    "the",
];

/// The words of a name or a title that tell it from others, in lower case; versions do not.
fn words(text: &str) -> BTreeSet<String> {
    let split = text.split(|c: char| !c.is_ascii_alphanumeric());
    let version = |word: &str| word.trim_start_matches('v').bytes().all(|b| b.is_ascii_digit());
    split
        .map(str::to_ascii_lowercase)
        .filter(|word| !version(word) && !GENERIC.contains(&word.as_str()))
        .collect()
}

/// References of the APIs that its catalogue entries say it provides.
fn provided<'c>(component: &'c Component<'_>) -> BTreeSet<&'c str> {
    let relations = component.entries.iter().flat_map(|entry| &entry.entity.relations);
    let provides = relations.filter(|relation| relation.field == "providesApis");
    provides.map(|relation| relation.target.as_str()).collect()
}

/// Catalogue entries of the APIs it provides: such an entry holds the description. What stands in the
/// repository of a single component is that one's.
fn entered(
    estate: &Estate<'_>,
    component: &Component<'_>,
    provided: &BTreeSet<&str>,
) -> Vec<Evidence> {
    let alone = component.is_alone();
    let of_all = estate.repositories.iter().filter(|repository| {
        !provided.is_empty() || alone && repository.id == component.repository.id
    });
    of_all
        .flat_map(|repository| {
            let here = alone && repository.id == component.repository.id;
            facts_of(repository, api_entity)
                .filter(move |(_, it)| here || provided.contains(it.reference.as_str()))
                .map(move |(fact, it)| evidence(repository, fact, it.reference.clone()))
        })
        .collect()
}

fn api_entity(what: &What) -> Option<&Entity> {
    match what {
        What::Entity(it) if it.kind == "API" && !it.skeleton && it.invalid.is_empty() => Some(it),
        _ => None,
    }
}

/// The unit of a pipeline that by its name publishes the description of an API.
fn publisher<'c>(component: &'c Component<'_>) -> Option<&'c str> {
    let by_name = |used: &Use| {
        let lower = used.source.to_ascii_lowercase();
        let called = matches!(used.unit, UnitKind::Workflow | UnitKind::Action | UnitKind::Orb);
        called
            && lower.contains("publish")
            && ["openapi", "swagger"].iter().any(|it| lower.contains(it))
    };
    let used = component.facts_of(What::as_use).find(|(_, used)| by_name(used));
    used.map(|(_, used)| used.source.as_str())
}
