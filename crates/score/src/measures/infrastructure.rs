//! Measures of infrastructure as code.

use std::collections::BTreeMap;

use milepost_core::{
    Evidence, Infrastructure, InfrastructureTool, Measure, UnitKind, Unknown, Verb, What,
};

use super::Context;
use super::census::{Answer, of_answers, share};
use crate::assemble::{Component, evidence, facts_of};

/// Deployables whose infrastructure is declared in code: beside them, or elsewhere in a folder or a
/// module that is named for them. That an organisation has no code at all is certain.
pub(super) fn iac(context: &Context<'_>, id: &str) -> Measure {
    let any = context
        .estate
        .repositories
        .iter()
        .any(|r| facts_of(r, What::as_infrastructure).next().is_some());
    let elsewhere = named_for(context);
    share(context, id, |component| {
        let own = declared(component);
        if !own.is_empty() {
            return Answer::Yes(own);
        }
        let named: Vec<Evidence> = component
            .names()
            .iter()
            .filter_map(|name| elsewhere.get(&plain(name)))
            .flatten()
            .cloned()
            .collect();
        if !named.is_empty() {
            return Answer::Yes(named);
        }
        if any {
            Answer::Open(Unknown::Unmapped)
        } else {
            Answer::No("no infrastructure as code in the organisation".to_owned(), Vec::new())
        }
    })
}

/// Lines of infrastructure code by the names they may be for: the folders of what is applied, and
/// the names modules are given, whole and up to each of their words.
fn named_for(context: &Context<'_>) -> BTreeMap<String, Vec<Evidence>> {
    let mut named: BTreeMap<String, Vec<Evidence>> = BTreeMap::new();
    for repository in active(context).filter(|it| !roots(it).is_empty()) {
        for (fact, code) in facts_of(repository, What::as_infrastructure) {
            let folders = fact.path.rsplit_once('/').map_or("", |(folders, _)| folders);
            for folder in folders.split('/').filter(|_| !code.resources.is_empty()) {
                let at = evidence(repository, fact, code.tool.name());
                named.entry(plain(folder)).or_default().push(at);
            }
        }
        let modules = facts_of(repository, |what| match what {
            What::Use(used) if used.unit == UnitKind::Module => Some(used),
            _ => None,
        });
        for (fact, used) in modules {
            let name = plain(used.name.as_deref().unwrap_or_default());
            let ends = name.match_indices('-').map(|(end, _)| end).chain([name.len()]);
            for prefix in ends.filter_map(|end| name.get(..end)) {
                let at = evidence(repository, fact, used.source.clone());
                named.entry(prefix.to_owned()).or_default().push(at);
            }
        }
    }
    named
}

/// A name in small letters, with `-` between its words.
fn plain(name: &str) -> String {
    name.to_ascii_lowercase().replace(['_', '.'], "-")
}

/// Resources that code beside a component declares, and modules it asks for.
fn declared(component: &Component<'_>) -> Vec<Evidence> {
    let resources = component
        .facts_of(What::as_infrastructure)
        .filter(|(_, code)| !code.resources.is_empty())
        .map(|(fact, code)| evidence(component.repository, fact, code.tool.name()));
    let modules = component
        .facts_of(|what| match what {
            What::Use(used) if used.unit == UnitKind::Module => Some(used),
            _ => None,
        })
        .map(|(fact, used)| evidence(component.repository, fact, used.source.clone()));
    resources.chain(modules).collect()
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
            } else if piped.is_empty() {
                // Whatever applies it is set up somewhere else.
                Answer::Open(Unknown::External)
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

/// Folders that are applied by themselves, and the line that tells so: Terraform with a backend, a
/// Terragrunt leaf, a project or a stack of another tool. What a Terragrunt parent sets for its
/// leaves is no root.
pub(super) fn roots(repository: &milepost_core::Repository) -> BTreeMap<String, Evidence> {
    facts_of(repository, What::as_infrastructure)
        .filter(|(_, found)| match found.tool {
            InfrastructureTool::Terragrunt => !is_parent(found),
            InfrastructureTool::Terraform | InfrastructureTool::Opentofu => found.backend.is_some(),
            InfrastructureTool::Pulumi | InfrastructureTool::Cdk | InfrastructureTool::Cdktf => {
                true
            }
            InfrastructureTool::Cloudformation
            | InfrastructureTool::Sam
            | InfrastructureTool::Bicep
            | InfrastructureTool::Arm => !found.resources.is_empty(),
            // What these declare is applied by somebody else's controller, or to hosts.
            InfrastructureTool::Crossplane
            | InfrastructureTool::ConfigConnector
            | InfrastructureTool::Ansible
            | InfrastructureTool::Packer => false,
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
