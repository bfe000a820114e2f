//! Measures of templates and of what they do.

use milepost_core::{Bounds, DocumentRole, Fact, Measure, Member, Repository, Template, What};

use super::Context;
use super::census::{Answer, number, of_answers};
use crate::assemble::{evidence, facts_of};
use crate::rules::is_among;
use crate::standard::as_f64;

/// How a repository is called that its host calls a template.
const OF_THE_HOST: &str = "template repository";

/// Templates that create a service; samples of a generator are none (trap T44).
pub(super) fn services(context: &Context<'_>, id: &str) -> Measure {
    let mut found = Vec::new();
    let mut may_be = 0;
    for repository in context.estate.repositories.iter().filter(|r| context.estate.is_active(r)) {
        let written = of_files(context, repository);
        if written.is_empty() {
            match of_host(repository) {
                Ok(template) => found.extend(template),
                Err(Untold) => may_be += 1,
            }
        }
        found.extend(written);
    }
    let count = as_f64(found.len());
    let hi = count + f64::from(may_be);
    Measure { yes: found, ..number(id, Some(Bounds { lo: count, hi })) }
}

/// Templates that files describe.
fn of_files(context: &Context<'_>, repository: &Repository) -> Vec<Member> {
    let lists = &context.estate.rules.lists;
    let makes_service = |it: &&(&Fact, &Template)| {
        let makes = it.1.makes.as_deref().map(str::to_ascii_lowercase);
        let sample = it.1.name.as_deref().is_some_and(|name| name.starts_with("example-"));
        makes.as_deref().is_none_or(|makes| is_among(&lists.services, makes)) && !sample
    };
    let all: Vec<(&Fact, &Template)> = facts_of(repository, What::as_template).collect();
    let member = |(fact, it): &(&Fact, &Template)| Member {
        id: it.name.clone().unwrap_or_else(|| repository.id.clone()),
        way: it.engine.clone(),
        evidence: vec![evidence(repository, fact, it.engine.clone())],
    };
    all.iter().filter(makes_service).map(member).collect()
}

/// It cannot be told.
struct Untold;

/// A template repository of its host's, which leaves no file: it makes services where an image is
/// built in it. Where the host says nothing, any repository may be one.
fn of_host(repository: &Repository) -> Result<Option<Member>, Untold> {
    let Some(hosted) = &repository.hosted else {
        return if repository.files > 0 { Err(Untold) } else { Ok(None) };
    };
    if !hosted.template {
        return Ok(None);
    }
    let image =
        repository.facts.iter().find(|fact| fact.what.as_image().is_some()).ok_or(Untold)?;
    Ok(Some(Member {
        id: repository.id.clone(),
        way: OF_THE_HOST.to_owned(),
        evidence: vec![evidence(repository, image, OF_THE_HOST)],
    }))
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
    let count = as_f64(found.len());
    Measure { yes: found, ..number(id, Some(Bounds::exactly(count))) }
}
