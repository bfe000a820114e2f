//! Measures of delivery: how things get to run.

use milepost_core::{Bounds, DeployModel, Evidence, Measure, Unknown, Verb};

use super::Context;
use super::census::{Answer, Ways, share};
use super::pipelines::is_shared;
use crate::assemble::{Component, Doing, is_computed};
use crate::settings::EnvironmentClass;
use crate::steps::{State, deploys, models, taking};

/// How the way is named of what a script deploys.
const SCRIPT: &str = "a script (";

/// Deployables with a chain from a change to an environment.
pub(super) fn cd(context: &Context<'_>, id: &str) -> Measure {
    share(context, id, |component| {
        let chain = automated(context, component);
        if !chain.is_empty() {
            return Answer::Yes(lines(&chain));
        }
        match taking("gp.12", context.estate, component).map(|taking| (taking.state, taking.ways)) {
            Some((State::Taken, ways)) if ways.iter().all(|way| way.unit.starts_with(SCRIPT)) => {
                let lines = ways.into_iter().flat_map(|way| way.evidence).collect();
                Answer::No("deployed by a script that no pipeline runs".to_owned(), lines)
            }
            Some((State::Taken, ways)) if deploys(context.estate, component).is_empty() => {
                Answer::Yes(ways.into_iter().flat_map(|way| way.evidence).collect())
            }
            Some((State::Taken, _)) => {
                Answer::No("deployed only when started by hand".to_owned(), vec![])
            }
            Some((State::Unknown(code, _), _)) => Answer::Open(code),
            _ => Answer::No("nothing visible deploys it".to_owned(), vec![]),
        }
    })
}

/// Deployables with a production environment, or none told apart, whose chain reaches it.
pub(super) fn cd_prod(context: &Context<'_>, id: &str) -> Measure {
    share(context, id, |component| reaches_production(context, component))
}

/// Whether it goes to production: it does unless its environments are told apart and none is one.
pub(super) fn has_production(context: &Context<'_>, component: &Component<'_>) -> bool {
    let named: Vec<&str> = deploys(context.estate, component)
        .iter()
        .filter_map(|doing| doing.environment.as_deref())
        .collect();
    let may_be = |name: &&str| {
        is_computed(name)
            || context.estate.settings.environment(name) == EnvironmentClass::Production
    };
    named.is_empty() || named.iter().any(may_be)
}

/// Whether a chain from a change reaches production.
pub(super) fn reaches_production(context: &Context<'_>, component: &Component<'_>) -> Answer {
    let all = deploys(context.estate, component);
    let chain = automated(context, component);
    let named: Vec<&Doing> = all.iter().copied().filter(|d| d.environment.is_some()).collect();
    let is_production = |doing: &&Doing| {
        let class = doing.environment.as_deref().map(|e| context.estate.settings.environment(e));
        class == Some(EnvironmentClass::Production)
    };
    let production: Vec<&Doing> = chain.iter().copied().filter(is_production).collect();
    if !production.is_empty() {
        return Answer::Yes(lines(&production));
    }
    if named.is_empty() && !chain.is_empty() {
        return Answer::Yes(lines(&chain));
    }
    let told_apart =
        named.iter().any(|doing| !doing.environment.as_deref().is_some_and(is_computed));
    let computed = |doing: &&Doing| doing.environment.as_deref().is_some_and(is_computed);
    if chain.iter().any(computed) || chain.is_empty() && all.is_empty() {
        return Answer::Open(if all.is_empty() { Unknown::External } else { Unknown::Dynamic });
    }
    // Environments that are told apart, and none of them production: there is none to reach.
    if told_apart && !all.iter().any(is_production) {
        return Answer::Outside;
    }
    Answer::No("no automated chain reaches production".to_owned(), lines(&chain))
}

/// Deploys in pipelines that changes start.
fn automated<'a>(context: &Context<'_>, component: &Component<'a>) -> Vec<&'a Doing> {
    let on_change: Vec<&Evidence> = component.doings_on_change().map(|doing| &doing.at).collect();
    deploys(context.estate, component)
        .into_iter()
        .filter(|doing| on_change.contains(&&doing.at))
        .collect()
}

fn lines(doings: &[&Doing]) -> Vec<Evidence> {
    let mut lines: Vec<Evidence> = doings.iter().map(|doing| doing.at.clone()).collect();
    lines.dedup();
    lines
}

/// Deployables with a visible route that goes over ssh to a host.
pub(super) fn ssh(context: &Context<'_>, id: &str) -> Measure {
    share(context, id, |component| {
        let models = models(context.estate, component);
        let known: Vec<_> = models.iter().filter(|m| **m != DeployModel::Unseen).collect();
        if known.is_empty() {
            return Answer::Outside;
        }
        if known.iter().any(|m| matches!(m, DeployModel::SshCopy | DeployModel::ComposeRemote)) {
            return Answer::Yes(lines(&deploys(context.estate, component)));
        }
        Answer::No(known[0].to_string(), Vec::new())
    })
}

/// Routes to production that only a person starts.
pub(super) fn dispatch(context: &Context<'_>, id: &str) -> Measure {
    share(context, id, |component| {
        let routes: Vec<_> = component
            .pipelines
            .iter()
            .filter(|running| running.doings.iter().any(|doing| doing.verb.is_deploy()))
            .collect();
        if routes.is_empty() {
            return Answer::Outside;
        }
        if routes.iter().all(|running| running.by_hand_only()) {
            return Answer::Yes(lines(&deploys(context.estate, component)));
        }
        Answer::No("started by changes".to_owned(), Vec::new())
    })
}

/// Deployables that a GitOps controller deploys.
pub(super) fn gitops(context: &Context<'_>, id: &str) -> Measure {
    share(context, id, |component| {
        let models = models(context.estate, component);
        if models.iter().any(|model| model.is_gitops()) {
            let way = taking("gp.12", context.estate, component);
            let ways = way.map(|taking| taking.ways).unwrap_or_default();
            return Answer::Yes(ways.into_iter().flat_map(|way| way.evidence).collect());
        }
        match models.first() {
            Some(DeployModel::Unseen) | None => Answer::Open(Unknown::External),
            Some(model) => Answer::No(model.to_string(), Vec::new()),
        }
    })
}

/// Deployables whose deploy is a script of their own: no shared unit, no deployment tool.
pub(super) fn script_route(context: &Context<'_>, id: &str) -> Measure {
    share(context, id, |component| {
        let all = deploys(context.estate, component);
        if all.is_empty() {
            return Answer::Outside;
        }
        // A command of a deployment tool is that tool, whoever wrote the line.
        let is_script = |doing: &Doing| {
            matches!(doing.verb, Verb::Deploy(DeployModel::ManualScript | DeployModel::Unseen))
                && doing.by.starts_with('`')
        };
        let otherwise =
            all.iter().find(|doing| is_shared(context.estate, doing) || !is_script(doing));
        match otherwise {
            Some(doing) => Answer::No(doing.by.clone(), lines(&[doing])),
            None => Answer::Yes(lines(&all)),
        }
    })
}

pub(super) fn models_ways(context: &Context<'_>, id: &str) -> Measure {
    coarse(context).effective(id)
}

pub(super) fn models_top(context: &Context<'_>, id: &str) -> Measure {
    coarse(context).top_share(id)
}

pub(super) fn models_fine(context: &Context<'_>, id: &str) -> Measure {
    Ways::ask(context, |component| {
        let (model, evidence) = match model(context, component) {
            Ok(known) => known,
            Err(code) => return Some(Err(code)),
        };
        let packaging = match component.charts.first() {
            None => "image only",
            Some((_, chart)) if chart.dependencies.is_empty() => "own chart",
            Some(_) => "shared chart",
        };
        Some(Ok((format!("{model}, {packaging}"), evidence)))
    })
    .effective(id)
}

pub(super) fn coarse(context: &Context<'_>) -> Ways {
    Ways::ask(context, |component| Some(model(context, component)))
}

/// The coarse model of a component; several together are a way of their own.
pub(super) fn model(
    context: &Context<'_>,
    component: &Component<'_>,
) -> Result<(String, Vec<Evidence>), Unknown> {
    let models = models(context.estate, component);
    if models.is_empty() || models == [DeployModel::Unseen] {
        return Err(Unknown::External);
    }
    let names: Vec<String> = models.iter().map(ToString::to_string).collect();
    let evidence = lines(&deploys(context.estate, component));
    Ok((names.join(" + "), evidence))
}

/// Models that at least a tenth of the deployables follow; the unknown ones may make one more of
/// each tenth they are.
pub(super) fn models_common(context: &Context<'_>, id: &str) -> Measure {
    let ways = coarse(context);
    let known: u32 = ways.counts().values().sum();
    let total = known + ways.unknown();
    let common = |of: u32| ways.counts().values().filter(|count| **count * 10 >= of).count();
    let more = ways.unknown() * 10 / total.max(1);
    let value = (known > 0).then(|| Bounds {
        lo: crate::standard::as_f64(common(total)),
        hi: crate::standard::as_f64(common(known)) + f64::from(more),
    });
    super::census::number(id, value)
}

/// The runtime most deployables run on.
pub(super) fn runtime_top(context: &Context<'_>, id: &str) -> Measure {
    Ways::ask(context, |component| {
        let evidence = component.because.clone();
        if !component.charts.is_empty() {
            return Some(Ok(("kubernetes".to_owned(), evidence)));
        }
        let runtime = models(context.estate, component).into_iter().find_map(runtime);
        Some(runtime.map(|name| (name.to_owned(), evidence)).ok_or(Unknown::External))
    })
    .top_share(id)
}

fn runtime(model: DeployModel) -> Option<&'static str> {
    match model {
        DeployModel::GitopsArgocd
        | DeployModel::GitopsFlux
        | DeployModel::CiHelm
        | DeployModel::CiKubectl
        | DeployModel::CiKustomize => Some("kubernetes"),
        DeployModel::ServerlessFw | DeployModel::Sam => Some("functions"),
        DeployModel::PaasGit | DeployModel::PaasCli => Some("platform as a service"),
        DeployModel::SshCopy | DeployModel::ComposeRemote | DeployModel::Ansible => Some("hosts"),
        DeployModel::Nomad => Some("nomad"),
        DeployModel::IacApply
        | DeployModel::Cdk
        | DeployModel::CloudCli
        | DeployModel::Spinnaker
        | DeployModel::ManualScript
        | DeployModel::Unseen => None,
    }
}
