//! Steps that published pages take: documentation, what a proposed change is asked to say.

use milepost_core::{Document, DocumentRole, Verb, What};

use super::seen::add;
use super::{Taking, Way};
use crate::assemble::{Component, Estate, evidence, facts_of};

/// gp.28: a site of pages, with at least one that says something.
pub(super) fn site(_: &Estate<'_>, component: &Component<'_>) -> Taking {
    let mut ways = Vec::new();
    for (fact, _) in of(component, DocumentRole::Site) {
        let name = fact.path.rsplit('/').next().unwrap_or(&fact.path);
        add(&mut ways, name, evidence(component.repository, fact, "published pages"));
    }
    if ways.is_empty() {
        return Taking::of(published(component), "publishes no pages");
    }
    let filled = of(component, DocumentRole::Page).any(|(_, page)| page.substance);
    let mut taking = Taking::taken(ways);
    taking.deviation = (!filled).then(|| "no page of substance in it".to_owned());
    taking
}

/// What publishes pages from a pipeline, by the names of its actions and commands.
const PUBLISHES: &[&str] =
    &["deploy-pages", "gh-pages", "gh-deploy", "travis-deploy/pages", "techdocs-cli publish"];

/// Pages that a pipeline publishes, from whatever makes them: its own way.
fn published(component: &Component<'_>) -> Vec<Way> {
    let mut ways: Vec<Way> = Vec::new();
    for doing in component.doings().filter(|doing| doing.verb == Verb::Docs) {
        let by = doing.by.to_ascii_lowercase();
        if PUBLISHES.iter().any(|it| by.contains(it)) {
            add(&mut ways, &doing.by, doing.at.clone());
        }
    }
    ways.into_iter().map(|way| Way { family: None, ..way }).collect()
}

/// gp.31: a proposed change is asked for its decision and its objective, here or by the account's
/// own `.github` repository.
pub(super) fn pull_request_template(estate: &Estate<'_>, component: &Component<'_>) -> Taking {
    let inherited = format!("{}/.github", component.repository.owner());
    let inherited = estate.repositories.iter().find(|it| it.id.eq_ignore_ascii_case(&inherited));
    let mut ways = Vec::new();
    let mut asks: Vec<&str> = Vec::new();
    for repository in [component.repository].into_iter().chain(inherited) {
        for (fact, document) in facts_of(repository, What::as_document) {
            if document.role == DocumentRole::PullRequestTemplate && !is_empty(document) {
                let place = if repository.id == component.repository.id {
                    "its own template"
                } else {
                    "the account's template"
                };
                add(&mut ways, place, evidence(repository, fact, "asked of every change"));
                asks.extend(document.asks.iter().map(String::as_str));
            }
        }
        if !ways.is_empty() {
            break;
        }
    }
    if ways.is_empty() {
        return Taking::absent("no template for proposed changes");
    }
    let missing: Vec<&str> =
        ["adr", "slo"].into_iter().filter(|word| !asks.contains(word)).collect();
    let mut taking = Taking::taken(ways);
    taking.deviation =
        (!missing.is_empty()).then(|| format!("does not ask for {}", missing.join(" and ")));
    taking
}

/// Whether a template says and asks nothing at all: added for its name (trap T56). What is asked may
/// stand in headings alone.
fn is_empty(document: &Document) -> bool {
    document.words == 0
        && document.title.is_none()
        && document.sections.is_empty()
        && document.asks.is_empty()
}

/// The documents of one role that are a component's own or shared.
pub(super) fn of<'c>(
    component: &'c Component<'_>,
    role: DocumentRole,
) -> impl Iterator<Item = (&'c milepost_core::Fact, &'c Document)> {
    component.facts_of(What::as_document).filter(move |(_, document)| document.role == role)
}
