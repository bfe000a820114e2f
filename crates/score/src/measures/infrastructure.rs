//! Measures of infrastructure as code.

use std::collections::BTreeMap;

use milepost_core::{Evidence, Infrastructure, InfrastructureTool, Measure, Unknown, Verb, What};

use super::Context;
use super::census::{Answer, of_answers, share};
use crate::assemble::{evidence, facts_of};

/// Deployables whose dependencies are all declared in code. Which dependencies a deployable has is
/// not looked at yet; that an organisation has no code at all is certain.
pub(super) fn iac(context: &Context<'_>, id: &str) -> Measure {
    let any =
        context.estate.repositories.iter().any(|r| facts_of(r, infrastructure).next().is_some());
    share(context, id, |_| {
        if any {
            Answer::Open(Unknown::Unmapped)
        } else {
            Answer::No("no infrastructure as code in the organisation".to_owned(), Vec::new())
        }
    })
}

/// Roots that a pipeline plans and applies.
pub(super) fn iac_pipe(context: &Context<'_>, id: &str) -> Measure {
    let answers = active(context).flat_map(|repository| {
        let running = context.estate.running.get(repository.id.as_str());
        let does = |verb: Verb| -> Option<Evidence> {
            running?.iter().flat_map(|r| &r.doings).find(|d| d.verb == verb).map(|d| d.at.clone())
        };
        let piped = does(Verb::IacPlan).into_iter().chain(does(Verb::IacApply)).collect::<Vec<_>>();
        roots(repository).into_iter().map(move |(folder, at)| {
            let answer = if piped.len() == 2 {
                Answer::Yes(piped.clone())
            } else {
                Answer::No("no pipeline plans and applies it".to_owned(), vec![at])
            };
            (format!("{}//{folder}", repository.id), answer)
        })
    });
    of_answers(id, answers.collect::<Vec<_>>().into_iter())
}

/// The share of roots in the repository that holds most of them.
pub(super) fn largest_repository(context: &Context<'_>, id: &str) -> Measure {
    let all: Vec<(&str, usize)> =
        active(context).map(|r| (r.id.as_str(), roots(r).len())).collect();
    let largest = all.iter().max_by(|a, b| a.1.cmp(&b.1).then_with(|| b.0.cmp(a.0)));
    let Some((largest, _)) = largest.filter(|(_, roots)| *roots > 0) else {
        return of_answers(id, std::iter::empty());
    };
    let answers = active(context).flat_map(|repository| {
        roots(repository).into_iter().map(|(folder, at)| {
            let answer = if repository.id == *largest {
                Answer::Yes(vec![at])
            } else {
                Answer::No(repository.id.clone(), vec![at])
            };
            (format!("{}//{folder}", repository.id), answer)
        })
    });
    of_answers(id, answers.collect::<Vec<_>>().into_iter())
}

/// Folders that are applied by themselves, and the line that tells so: Terraform with a backend, or
/// a Terragrunt leaf. What a Terragrunt parent sets for its leaves is no root.
pub(super) fn roots(repository: &milepost_core::Repository) -> BTreeMap<String, Evidence> {
    facts_of(repository, infrastructure)
        .filter(|(_, found)| match found.tool {
            InfrastructureTool::Terragrunt => !is_parent(found),
            InfrastructureTool::Terraform | InfrastructureTool::Opentofu => found.backend.is_some(),
            _ => false,
        })
        .map(|(fact, found)| {
            let folder = fact.path.rsplit_once('/').map_or("", |(folder, _)| folder).to_owned();
            let shows = found.backend.clone().unwrap_or_else(|| found.tool.name().to_owned());
            (folder, evidence(repository, fact, shows))
        })
        .collect()
}

/// Whether a Terragrunt file only says where the state of others is kept.
fn is_parent(found: &Infrastructure) -> bool {
    found.backend.is_some() && found.resources.is_empty() && found.providers.is_empty()
}

/// Repositories that changed in the last year: what nobody touches is not applied either.
fn active<'a>(context: &Context<'a>) -> impl Iterator<Item = &'a milepost_core::Repository> {
    let estate = context.estate;
    estate.repositories.iter().filter(move |repository| estate.is_active(repository))
}

fn infrastructure(what: &What) -> Option<&Infrastructure> {
    match what {
        What::Infrastructure(infrastructure) => Some(infrastructure),
        _ => None,
    }
}
