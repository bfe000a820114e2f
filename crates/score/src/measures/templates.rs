//! Measures of templates and of what they do.

use milepost_core::{Bounds, DocumentRole, Measure, Member, What};

use super::Context;
use crate::rules::is_among;

use super::census::{Answer, number, of_answers};
use crate::assemble::{evidence, facts_of};

/// Templates that create a service; samples of a generator are none (trap T44).
pub(super) fn services(context: &Context<'_>, id: &str) -> Measure {
    let lists = &context.estate.rules.lists;
    let mut found = Vec::new();
    for repository in context.estate.repositories.iter().filter(|r| context.estate.is_active(r)) {
        for (fact, it) in facts_of(repository, What::as_template) {
            let makes = it.makes.as_deref().map(str::to_ascii_lowercase);
            let service = makes.as_deref().is_none_or(|makes| is_among(&lists.services, makes));
            let sample = it.name.as_deref().is_some_and(|name| name.starts_with("example-"));
            if service && !sample {
                found.push(Member {
                    id: it.name.clone().unwrap_or_else(|| repository.id.clone()),
                    way: it.engine.clone(),
                    evidence: vec![evidence(repository, fact, it.engine.clone())],
                });
            }
        }
    }
    let count = crate::standard::as_f64(found.len());
    // A template repository of GitHub's leaves no file: any repository may be one, which its flag
    // in the API tells.
    let hi = count
        + crate::standard::as_f64(
            context.estate.repositories.iter().filter(|it| it.files > 0).count(),
        );
    Measure { yes: found, ..number(id, Some(Bounds { lo: count, hi })) }
}

/// Actions that do something themselves.
pub(super) fn acting(context: &Context<'_>, id: &str) -> Measure {
    let lists = &context.estate.rules.lists;
    let mut answers = Vec::new();
    for repository in context.estate.repositories {
        for (fact, it) in facts_of(repository, What::as_template) {
            for action in &it.actions {
                let lower = action.to_ascii_lowercase();
                let line = vec![evidence(repository, fact, action.clone())];
                let has = |words: &[String]| words.iter().any(|word| lower.contains(word.as_str()));
                let answer = if has(&lists.asking) {
                    Answer::No("asks somebody".to_owned(), line)
                } else if has(&lists.acting) {
                    Answer::Yes(line)
                } else {
                    Answer::Outside
                };
                answers.push((format!("{}//{}: {action}", repository.id, fact.path), answer));
            }
        }
    }
    of_answers(id, answers.into_iter())
}

/// Written guides to getting started, in repositories that hold no template to start with.
pub(super) fn documented(context: &Context<'_>, id: &str) -> Measure {
    let mut found = Vec::new();
    for repository in context.estate.repositories {
        let executable = facts_of(repository, What::as_template).next().is_some();
        let platform = context.units.iter().any(|unit| {
            unit.owned && unit.defined.as_ref().is_some_and(|at| at.repository == repository.id)
        });
        let guides = facts_of(repository, What::as_document)
            .filter(|(_, it)| it.role == DocumentRole::Onboarding && it.substance);
        for (fact, it) in guides.filter(|_| platform && !executable) {
            let title = it.title.clone().unwrap_or_else(|| fact.path.clone());
            found.push(Member {
                id: format!("{}//{}", repository.id, fact.path),
                way: String::new(),
                evidence: vec![evidence(repository, fact, title)],
            });
        }
    }
    let count = crate::standard::as_f64(found.len());
    Measure { yes: found, ..number(id, Some(Bounds::exactly(count))) }
}
