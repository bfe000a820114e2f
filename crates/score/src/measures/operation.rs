//! Measures of operation: runbooks, front pages, health checks.

use milepost_core::{DocumentRole, Measure, What};

use super::Context;
use super::census::{Answer, share};
use super::pipelines::answer;
use crate::assemble::evidence;
use crate::steps::taking;

pub(super) fn runbook(context: &Context<'_>, id: &str) -> Measure {
    share(context, id, |component| answer(taking("gp.25", context.estate, component)))
}

pub(super) fn health(context: &Context<'_>, id: &str) -> Measure {
    share(context, id, |component| answer(taking("gp.04", context.estate, component)))
}

/// Deployables with a front page of substance: a README of the repository or of their own folder.
pub(super) fn readme(context: &Context<'_>, id: &str) -> Measure {
    share(context, id, |component| {
        let lines: Vec<_> = component
            .facts_of(|what| match what {
                What::Document(document) if document.substance => Some(document),
                _ => None,
            })
            .filter(|(fact, document)| {
                let folder = fact.path.rsplit_once('/').map_or("", |(folder, _)| folder);
                let front = folder.is_empty() || folder == component.path;
                document.role == DocumentRole::Readme && front
            })
            .map(|(fact, document)| {
                let shows = document.title.clone().unwrap_or_default();
                evidence(component.repository, fact, shows)
            })
            .collect();
        if lines.is_empty() {
            return Answer::No("no README of substance".to_owned(), Vec::new());
        }
        Answer::Yes(lines)
    })
}
