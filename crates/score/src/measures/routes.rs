//! Measures of routes that leave the paved ones: scripts, previews, environments that differ.

use std::collections::{BTreeMap, BTreeSet};

use milepost_core::{Bounds, Evidence, Measure, Member, ToolFamily, UnitKind, Unknown, What};

use super::Context;
use super::census::{Answer, number, of_answers, share};
use crate::assemble::{Component, evidence, facts, facts_of};
use crate::rules::is_among;
use crate::settings::EnvironmentClass;
use crate::steps::{State, deploys, taking};

/// Deployables that nothing but a script deploys which no pipeline calls.
pub(super) fn script(context: &Context<'_>, id: &str) -> Measure {
    share(context, id, |component| {
        let scripts: Vec<Evidence> = component
            .facts_of(What::as_script)
            .filter(|(_, script)| script.verbs.iter().any(|verb| verb.is_deploy()))
            .map(|(fact, script)| {
                let shows = script.name.clone().unwrap_or_else(|| fact.path.clone());
                evidence(component.repository, fact, shows)
            })
            .collect();
        let routed = !deploys(context.estate, component).is_empty();
        match (scripts.is_empty(), routed, taking("gp.12", context.estate, component)) {
            (_, true, _) => Answer::No("a visible route".to_owned(), Vec::new()),
            (false, false, _) => Answer::Yes(scripts),
            (true, false, Some(taking)) if taking.state == State::Taken => {
                Answer::No("a visible route".to_owned(), Vec::new())
            }
            // None visible is no script: some other place may deploy it.
            (true, false, _) => Answer::Open(Unknown::External),
        }
    })
}

/// Deployables that get an environment of their own for a proposed change.
pub(super) fn previews(context: &Context<'_>, id: &str) -> Measure {
    share(context, id, |component| {
        let lines: Vec<Evidence> = component
            .doings()
            .filter(|doing| doing.verb.is_deploy())
            .filter(|doing| {
                let class =
                    doing.environment.as_deref().map(|e| context.estate.settings.environment(e));
                doing.starts.of_pull_request() || class == Some(EnvironmentClass::Preview)
            })
            .map(|doing| doing.at.clone())
            .collect();
        if lines.is_empty() { Answer::Open(Unknown::NoApi) } else { Answer::Yes(lines) }
    })
}

/// Deployables whose environments differ in nothing but what may differ.
pub(super) fn parity(context: &Context<'_>, id: &str) -> Measure {
    share(context, id, |component| match taking("gp.19", context.estate, component) {
        Some(taking) => match (taking.state, taking.deviation) {
            (State::Taken, Some(why)) => Answer::No(why, lines(taking.ways)),
            (State::Taken, None) => Answer::Yes(lines(taking.ways)),
            (State::Unknown(code, _), _) => Answer::Open(code),
            (State::Absent(why), _) => Answer::No(why, Vec::new()),
            (State::NotApplicable(_), _) => Answer::Outside,
        },
        None => Answer::Outside,
    })
}

fn lines(ways: Vec<crate::steps::Way>) -> Vec<Evidence> {
    ways.into_iter().flat_map(|way| way.evidence).collect()
}

/// Deployables whose routes are of more than one class.
pub(super) fn ingress(context: &Context<'_>, id: &str) -> Measure {
    share(context, id, |component| {
        if environments(context, component) < 2 {
            return Answer::Outside;
        }
        match taking("gp.35", context.estate, component) {
            Some(taking) if taking.state == State::Taken => match taking.deviation {
                Some(_) => Answer::Yes(lines(taking.ways)),
                None => Answer::No("one class".to_owned(), lines(taking.ways)),
            },
            _ => Answer::Open(Unknown::External),
        }
    })
}

fn environments(context: &Context<'_>, component: &Component<'_>) -> usize {
    let deployed = deploys(context.estate, component).into_iter();
    let named = deployed.filter_map(|doing| doing.environment.as_deref());
    let valued = component.values.iter().filter_map(|(_, values)| values.environment.as_deref());
    named.chain(valued).collect::<BTreeSet<_>>().len()
}

/// Roots that a schedule plans, or that a tool checks for drift.
pub(super) fn drift(context: &Context<'_>, id: &str) -> Measure {
    let active = context.estate.repositories.iter().filter(|r| context.estate.is_active(r));
    let answers = active.flat_map(|repository| {
        let tool = facts_of(repository, |what| match what {
            What::Tool(tool) if tool.family == ToolFamily::Drift => Some(tool),
            _ => None,
        })
        .map(|(fact, tool)| evidence(repository, fact, tool.product.clone()))
        .next();
        let running = context.estate.running.get(repository.id.as_str());
        let planned = running.into_iter().flatten().find_map(|running| {
            let scheduled = running.pipeline.triggers.iter().any(|it| it.event == "schedule");
            let plans = |verb| {
                verb == milepost_core::Verb::IacPlan || verb == milepost_core::Verb::IacApply
            };
            let doing = running.doings.iter().find(|doing| plans(doing.verb))?;
            scheduled.then(|| doing.at.clone())
        });
        let checked = tool.or(planned);
        let mut doings = running.into_iter().flatten().flat_map(|running| &running.doings);
        let applied = doings.any(|doing| doing.verb == milepost_core::Verb::IacApply);
        super::infrastructure::roots(repository).into_iter().map(move |(folder, at)| {
            let answer = match &checked {
                Some(line) => Answer::Yes(vec![line.clone()]),
                None if !applied => Answer::Open(Unknown::External),
                None => Answer::No("nothing checks it for drift".to_owned(), vec![at]),
            };
            (format!("{}//{folder}", repository.id), answer)
        })
    });
    of_answers(id, answers.collect::<Vec<_>>().into_iter())
}

pub(super) fn makes_store(words: &[String], source: &str) -> bool {
    let name = source.split(['?', '@']).next().unwrap_or(source).to_ascii_lowercase();
    let last = name.trim_end_matches('/').rsplit('/').next().unwrap_or(&name).to_owned();
    last.split(['-', '_', '.']).any(|word| is_among(words, word))
}

/// Data stores that come from the module most of them come from.
pub(super) fn data_stores(context: &Context<'_>, id: &str) -> Measure {
    let lists = &context.estate.rules.lists;
    let mut all: Vec<(String, String, Evidence)> = Vec::new();
    // Only what is applied declares a store: the body of a module declares none by itself.
    let applied =
        context.estate.repositories.iter().filter(|it| {
            context.estate.is_active(it) && !super::infrastructure::roots(it).is_empty()
        });
    let serving: BTreeSet<&str> =
        context.counted().map(|(component, _)| component.repository.id.as_str()).collect();
    for repository in applied {
        for (fact, used) in facts_of(repository, What::as_use)
            .filter(|(_, it)| it.unit == UnitKind::Module && !it.is_local())
            .filter(|(_, it)| makes_store(&lists.store_modules, &it.source))
        {
            let way = crate::assemble::family(UnitKind::Module, &used.source);
            let name = format!("{}//{}:{}", repository.id, fact.path, fact.line);
            all.push((name, way, evidence(repository, fact, used.source.clone())));
        }
        for (fact, code) in facts_of(repository, What::as_infrastructure) {
            for kind in code.resources.keys().filter(|kind| is_among(&lists.stores, kind)) {
                let name = format!("{}//{}:{kind}", repository.id, fact.path);
                all.push((
                    name,
                    "declared one by one".to_owned(),
                    evidence(repository, fact, kind.clone()),
                ));
            }
        }
    }
    let mut counts: BTreeMap<String, usize> = BTreeMap::new();
    for (_, way, _) in all.iter().filter(|(_, way, _)| way != "declared one by one") {
        *counts.entry(way.clone()).or_default() += 1;
    }
    let modal = counts.into_iter().max_by(|a, b| a.1.cmp(&b.1).then_with(|| b.0.cmp(&a.0)));
    let answers = all.into_iter().map(|(name, way, at)| {
        // A store that no deployable is seen to use may be anybody's.
        let linked = serving.iter().any(|id| at.repository == **id);
        let answer = if !linked {
            Answer::Open(Unknown::Unmapped)
        } else if modal.as_ref().is_some_and(|(modal, _)| *modal == way) {
            Answer::Yes(vec![at])
        } else {
            Answer::No(way, vec![at])
        };
        (name, answer)
    });
    of_answers(id, answers.collect::<Vec<_>>().into_iter())
}

/// Of CI, GitOps, infrastructure as code and observability, how many are in use, each with the first
/// line that shows it.
pub(super) fn families(context: &Context<'_>, id: &str) -> Measure {
    let all = context.estate.repositories.iter();
    let mut found: BTreeMap<&str, Evidence> = BTreeMap::new();
    for (repository, fact) in all.flat_map(|it| facts(it).map(move |fact| (it, fact))) {
        if let Some(family) = family_of(&fact.what) {
            let line = evidence(repository, fact, fact.what.kind());
            if found.get(family).is_none_or(|first| line < *first) {
                found.insert(family, line);
            }
        }
    }
    let count = crate::standard::as_f64(found.len());
    let yes = found.into_iter().map(|(family, line)| Member {
        id: family.to_owned(),
        way: String::new(),
        evidence: vec![line],
    });
    Measure { yes: yes.collect(), ..number(id, Some(Bounds::exactly(count))) }
}

fn family_of(what: &What) -> Option<&'static str> {
    match what {
        What::Pipeline(_) => Some("CI"),
        What::Delivery(it) if it.model.is_gitops() => Some("GitOps"),
        What::Infrastructure(_) => Some("infrastructure as code"),
        What::Telemetry(_) => Some("observability"),
        _ => None,
    }
}
