//! gp.10: how a component is packaged, by a chart or by its equivalent, and where nothing has to be.

use milepost_core::place::is_under;
use milepost_core::{DeployModel, Evidence, Runtime, UnitKind, Unknown, Use, Verb, What, Workload};

use super::seen::add;
use super::unseen::may_deploy;
use super::{Taking, Way, chart, deploy, deploys};
use crate::assemble::{Component, Doing, Estate, Link, evidence, facts_of, family};

/// gp.10: packaged by a chart, or by its equivalent, that stands on the organisation's own.
pub(super) fn packaging(estate: &Estate<'_>, component: &Component<'_>) -> Taking {
    if chart::is_packaged(component) {
        return chart::chart(estate, component);
    }
    let mut shared = used(component, |it| it.unit == UnitKind::PlatformKind && is_whole(it));
    shared.extend(used(component, |it| is_base_of_organisation(estate, it)));
    shared.extend(component.links.iter().filter_map(|link| elsewhere(component, link)));
    if !shared.is_empty() {
        return Taking::taken(shared);
    }
    let own = manifests(estate, component);
    if !own.is_empty() {
        return Taking::taken(own);
    }
    if is_hosted(estate, component) {
        return Taking::not_applicable("runs on a serverless runtime or a hosted platform");
    }
    unpackaged(estate, component)
}

/// Units of one sort that its own files ask for, which several may share.
fn used(component: &Component<'_>, wanted: impl Fn(&Use) -> bool) -> Vec<Way> {
    let mut ways: Vec<Way> = Vec::new();
    for (fact, used) in component.facts_of(What::as_use).filter(|(_, used)| wanted(used)) {
        let at = evidence(component.repository, fact, used.source.clone());
        match ways.iter_mut().find(|way| way.unit == used.source) {
            Some(way) => way.evidence.push(at),
            None => ways.push(Way {
                family: Some(family(used.unit, &used.source)),
                version: used.version.clone(),
                evidence: vec![at],
                ..Way::own(&used.source)
            }),
        }
    }
    ways
}

/// Whether a platform's kind runs the whole of it: what is named deeper in one is a store it asks for.
fn is_whole(used: &Use) -> bool {
    used.source.matches('/').count() == 1
}

/// Whether a kustomization adds to a base that stands elsewhere and is the organisation's.
fn is_base_of_organisation(estate: &Estate<'_>, used: &Use) -> bool {
    used.unit == UnitKind::Base
        && !used.is_local()
        && estate.ownership.is_owned(UnitKind::Base, &used.source)
}

/// The chart of another repository whose values name its image.
fn elsewhere(component: &Component<'_>, link: &Link<'_>) -> Option<Way> {
    let home = link.repository;
    if home.id == component.repository.id || link.fact.what.as_chart_values().is_none() {
        return None;
    }
    let folder = |path: &str| path.rsplit_once('/').map_or(String::new(), |(it, _)| it.to_owned());
    let charts = facts_of(home, What::as_chart).map(|(fact, chart)| (folder(&fact.path), chart));
    let above = charts.filter(|(folder, _)| is_under(&link.fact.path, folder));
    let (_, chart) = above.max_by_key(|(folder, _)| folder.len())?;
    let unit = format!("{}/{}", home.id, chart.name);
    Some(Way {
        family: Some(family(UnitKind::Chart, &unit)),
        evidence: vec![link.evidence("its image among the chart's values")],
        ..Way::own(&unit)
    })
}

/// What runs it, each with where that stands: of what may run on somebody's own machine, or is left
/// over from another host, what its deploys bear out.
pub(super) fn running<'a>(
    estate: &Estate<'_>,
    component: &Component<'a>,
) -> Vec<(Evidence, &'a Workload)> {
    let composed = models(estate, component).contains(&DeployModel::ComposeRemote);
    let hosted = is_hosted(estate, component);
    let runs = |workload: &Workload| match workload.runtime {
        Runtime::Compose => composed,
        runtime if is_host(runtime) => hosted,
        _ => true,
    };
    component.workloads().into_iter().filter(|(_, workload)| runs(workload)).collect()
}

/// Whether something in sight runs it.
pub(super) fn is_run_in_sight(estate: &Estate<'_>, component: &Component<'_>) -> bool {
    chart::is_packaged(component) || !running(estate, component).is_empty()
}

/// Manifests of its own, here or elsewhere.
fn manifests(estate: &Estate<'_>, component: &Component<'_>) -> Vec<Way> {
    let mut ways: Vec<Way> = Vec::new();
    for (at, workload) in running(estate, component) {
        let Some(what) = manifest(workload.runtime) else { continue };
        let unit = if at.repository == component.repository.id {
            format!("its own {what}")
        } else {
            format!("{what} in {}", at.repository)
        };
        add(&mut ways, &unit, at);
    }
    // Nobody shares them, wherever they stand.
    ways.into_iter().map(|way| Way { family: None, ..way }).collect()
}

/// What a runtime is told by that is no host.
fn manifest(runtime: Runtime) -> Option<&'static str> {
    match runtime {
        Runtime::Kubernetes => Some("manifests"),
        Runtime::Ecs => Some("task definition"),
        Runtime::Nomad => Some("Nomad job"),
        Runtime::Compose => Some("Compose file"),
        Runtime::Vm => Some("definition of machines"),
        Runtime::Functions | Runtime::CloudRun | Runtime::Edge | Runtime::Paas => None,
    }
}

/// Runtimes that take code or an image and need nothing else.
fn is_host(runtime: Runtime) -> bool {
    manifest(runtime).is_none()
}

fn models(estate: &Estate<'_>, component: &Component<'_>) -> Vec<DeployModel> {
    deploy::models(estate, component)
}

/// Whether it runs on a serverless runtime or a hosted platform: as its deploys say, or, where none is
/// seen, as what it is set up for. Files for a host may be left over where something else deploys it, or
/// may do so.
pub(super) fn is_hosted(estate: &Estate<'_>, component: &Component<'_>) -> bool {
    let workloads = component.workloads();
    let set_up = workloads.iter().any(|(_, it)| is_host(it.runtime) && !is_anywhere(it));
    let defined = workloads.iter().any(|(_, it)| is_host(it.runtime) && !is_handed_over(it));
    let on_machines = workloads.iter().any(|(_, it)| it.runtime == Runtime::Kubernetes);
    let models = models(estate, component);
    if models.is_empty() {
        return set_up && !on_machines && !may_deploy(estate, component);
    }
    models.iter().any(|model| match model {
        DeployModel::ServerlessFw
        | DeployModel::Sam
        | DeployModel::PaasGit
        | DeployModel::PaasCli => true,
        DeployModel::Cdk | DeployModel::IacApply => defined,
        DeployModel::CloudCli => set_up || deploys(estate, component).into_iter().any(to_host),
        _ => false,
    })
}

/// Whether it may as well be run on somebody's own machine: processes that a `Procfile` lists.
fn is_anywhere(workload: &Workload) -> bool {
    workload.kind.starts_with("Procfile")
}

/// Whether it is what a host's own command hands over with the code (`cf push`), so that nothing else
/// that deploys it heeds it.
fn is_handed_over(workload: &Workload) -> bool {
    ["Cloud Foundry", "Heroku", "Procfile"].iter().any(|it| workload.kind.starts_with(it))
}

/// Whether a command of a cloud deploys to a host: most do, but to clusters and machines.
fn to_host(doing: &Doing) -> bool {
    const ELSEWHERE: &[&str] = &["ecs", "codedeploy", "aws deploy"];
    let by = doing.by.to_ascii_lowercase();
    doing.verb == Verb::Deploy(DeployModel::CloudCli) && !ELSEWHERE.iter().any(|it| by.contains(it))
}

/// The segment it would be judged in, with others that run as it does (rubric std.2).
pub(crate) fn segment(estate: &Estate<'_>, component: &Component<'_>) -> Option<&'static str> {
    if chart::is_batch(estate, component) {
        return Some("jobs");
    }
    if is_functions(estate, component) {
        return Some("functions");
    }
    let packaged = chart::is_packaged(component) || !manifests(estate, component).is_empty();
    (!packaged && is_hosted(estate, component)).then_some("hosted")
}

/// Whether all that runs of it is functions, which a platform calls and nobody asks for their health.
pub(super) fn is_functions(estate: &Estate<'_>, component: &Component<'_>) -> bool {
    let workloads = running(estate, component);
    let doings = deploys(estate, component);
    let of_function = |doing: &&Doing| {
        let by = doing.by.to_ascii_lowercase();
        doing.verb == Verb::Deploy(DeployModel::Sam)
            || by.contains("lambda")
            || by.contains("function")
    };
    if workloads.is_empty() {
        return !doings.is_empty() && doings.iter().all(of_function);
    }
    let is_called = |runtime: Runtime| matches!(runtime, Runtime::Functions | Runtime::Edge);
    workloads.iter().all(|(_, workload)| is_called(workload.runtime))
}

/// Without anything that packages it in sight.
fn unpackaged(estate: &Estate<'_>, component: &Component<'_>) -> Taking {
    use DeployModel::{CiHelm, CiKubectl, CiKustomize, GitopsArgocd, GitopsFlux};
    let models = models(estate, component);
    let kubernetes = [CiHelm, CiKubectl, CiKustomize, GitopsArgocd, GitopsFlux];
    if models.iter().any(|model| kubernetes.contains(model)) {
        let why = "deployed to Kubernetes without a chart or manifests in sight";
        return Taking::unknown(Unknown::External, why);
    }
    let why = match models.first() {
        Some(DeployModel::Unseen) => {
            "how it is deployed is not seen, nor what packages it".to_owned()
        }
        Some(model) => format!("deployed by {model}; what packages it is not seen"),
        None => "nothing visible runs it, and so nothing says how it is packaged".to_owned(),
    };
    Taking::unknown(Unknown::External, why)
}
