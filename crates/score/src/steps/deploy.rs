//! gp.12: how it gets to run.

use milepost_core::{DeployModel, Evidence, Fact, Runtime, Unknown, Verb, What, Workload};

use super::pipeline::Wanted;
use super::reached::{self, Reached};
use super::{Taking, Way, rivals};
use crate::assemble::{Component, Doing, Estate, evidence};
use crate::settings::EnvironmentClass;

/// gp.12: deployed through the organisation's unit.
pub(super) fn deployment(estate: &Estate<'_>, component: &Component<'_>) -> Taking {
    let doings = deploys(estate, component);
    let declared = deliveries(estate, component, |_| true);
    if doings.is_empty() && !declared.is_empty() {
        return Taking::taken(declared);
    }
    let scripts = scripted(component);
    if doings.is_empty() && !scripts.is_empty() {
        return Taking::taken(scripts);
    }
    // A person may start it as well.
    let wanted = Wanted::of(Verb::is_deploy, "nothing visible deploys it").whatever_starts_it();
    let taking = super::pipeline::of_doings(estate, component, &doings, wanted)
        .or_unknown_when_packaged(component)
        .or_unknown_when_run_elsewhere(component)
        .or_unknown_when_told(estate, component);
    // What else is declared is what a pipeline installs.
    let followed = deliveries(estate, component, DeployModel::is_gitops);
    Taking { routes: rivals::of_deploys(estate, component, &doings, &followed), ..taking }
}

/// Scripts of its own that deploy, which no pipeline is seen to run.
fn scripted(component: &Component<'_>) -> Vec<Way> {
    let script = |what: &What| match what {
        What::Script(script) => {
            script.verbs.iter().any(|verb| verb.is_deploy()).then(|| script.tool.clone())
        }
        _ => None,
    };
    let scripts = component.facts_of(script as fn(&What) -> Option<String>);
    let ways = scripts.map(|(fact, tool)| Way {
        evidence: vec![evidence(component.repository, fact, tool.clone())],
        ..Way::own(&format!("a script ({tool})"))
    });
    ways.collect()
}

/// gp.13: a change to the default branch reaches an environment before production by itself.
pub(super) fn staging(estate: &Estate<'_>, component: &Component<'_>) -> Taking {
    let all = reached::reached(estate, component);
    if all.is_empty() {
        return Taking::unknown(Unknown::External, undeployed(estate, component));
    }
    let on_change: Vec<_> = component.doings_on_change().map(|doing| &doing.at).collect();
    let is_automatic = |doing: &Doing| !doing.gated && on_change.contains(&&doing.at);
    let is_before = |to: &Reached| !to.of_class(estate, EnvironmentClass::Other).is_empty();
    let automatic: Vec<&Doing> = all
        .iter()
        .filter(|(doing, to)| is_before(to) && is_automatic(doing))
        .map(|(doing, _)| *doing)
        .collect();
    let before = all.iter().any(|(_, to)| is_before(to));
    // Where some reach nobody knows what, they may be what is asked for.
    let mut others = all.iter().filter(|(doing, _)| !before || is_automatic(doing));
    let open = others.find_map(|(_, to)| to.open(reached::is_known(&all)));
    if let Some(why) = open.filter(|_| automatic.is_empty()) {
        return Taking::unknown(Unknown::Dynamic, why);
    }
    if !before {
        return match reached::beside(estate, component) {
            Some(why) => Taking::unknown(Unknown::Unmapped, why),
            None => Taking::not_applicable("deployed to production only"),
        };
    }
    super::pipeline::of_doings(
        estate,
        component,
        &automatic,
        Wanted::of(Verb::is_deploy, "every deploy waits for a person"),
    )
}

/// Why nothing is known of what deploys it, where no pipeline is seen to.
pub(super) fn undeployed(estate: &Estate<'_>, component: &Component<'_>) -> &'static str {
    if routes(estate, component).is_empty() {
        "nothing visible deploys it"
    } else {
        "to which environments its routes lead is not seen"
    }
}

/// Deploys that reach an environment people rely on.
pub(crate) fn deploys<'a>(estate: &Estate<'_>, component: &Component<'a>) -> Vec<&'a Doing> {
    component.doings().filter(|doing| is_deploy(estate, doing)).collect()
}

/// Whether it deploys to an environment people rely on. Previews are left out (trap T58): by the
/// name of their environment, or because only a pull request starts them and they name none.
pub(crate) fn is_deploy(estate: &Estate<'_>, doing: &Doing) -> bool {
    let class = doing.environment.as_deref().map(|name| estate.settings.environment(name));
    let unnamed = doing.starts.of_pull_request() && doing.environment.is_none();
    doing.verb.is_deploy() && class != Some(EnvironmentClass::Preview) && !unnamed
}

/// The coarse models its deploys follow, each once; `unseen` only when nothing else is known.
pub(crate) fn models(estate: &Estate<'_>, component: &Component<'_>) -> Vec<DeployModel> {
    let mut models: Vec<DeployModel> = deploys(estate, component)
        .into_iter()
        .filter_map(|doing| match doing.verb {
            Verb::Deploy(model) => Some(model),
            _ => None,
        })
        .chain(routes(estate, component).into_iter().map(|(_, delivery)| delivery.model))
        .collect();
    models.sort_unstable();
    models.dedup();
    if models.len() > 1 {
        models.retain(|model| *model != DeployModel::Unseen);
    }
    models
}

/// Deliveries by models that `wanted` wants, which other files than pipelines declare, as ways.
fn deliveries(
    estate: &Estate<'_>,
    component: &Component<'_>,
    wanted: fn(DeployModel) -> bool,
) -> Vec<Way> {
    let mut ways = Vec::new();
    for (at, delivery) in routes(estate, component).into_iter().filter(|(_, it)| wanted(it.model)) {
        let model = delivery.model.to_string();
        super::seen::add(&mut ways, &model, Evidence { shows: model.clone(), ..at });
    }
    ways
}

/// Routes that other files than pipelines declare (GitOps applications, helmfiles): its own, those
/// elsewhere that read its repository, and those that read what runs its image (trap T06).
pub(super) fn routes<'a>(
    estate: &'a Estate<'_>,
    component: &Component<'a>,
) -> Vec<(Evidence, &'a milepost_core::Delivery)> {
    // What inflates a chart gets nowhere by itself: something applies it, or follows it.
    let inflates = |fact: &Fact| {
        fact.what.as_delivery().is_some_and(|it| it.model == DeployModel::CiKustomize)
    };
    let declared = |fact: &Fact| fact.detector != "ci" && !inflates(fact);
    let own = component.facts_of(What::as_delivery).filter(|(fact, _)| declared(fact));
    let own = own.map(|(fact, delivery)| (evidence(component.repository, fact, ""), delivery));
    let elsewhere = component.links.iter().filter(|it| it.repository.id != component.repository.id);
    let reading = elsewhere.flat_map(|link| match link.delivery() {
        Some(_) => vec![*link],
        None => estate.links.reading(*link).collect(),
    });
    let reading = reading.filter(|link| declared(link.fact));
    let reading = reading.filter_map(|link| Some((link.evidence(""), link.delivery()?)));
    let mut routes: Vec<(Evidence, &milepost_core::Delivery)> = own.collect();
    for route in reading {
        if !routes.contains(&route) {
            routes.push(route);
        }
    }
    routes
}

impl Taking {
    /// A component with a chart, or with what a scheduler is asked to run, and no visible route is
    /// deployed from somewhere else.
    fn or_unknown_when_packaged(self, component: &Component<'_>) -> Self {
        if !matches!(self.state, super::State::Absent(_)) {
            return self;
        }
        if !component.charts.is_empty() {
            let why = "has a chart, and nothing visible installs it";
            return Self::unknown(Unknown::External, why);
        }
        let is_asked = |it: &Workload| {
            use Runtime::{CloudRun, Ecs, Kubernetes, Nomad};
            matches!(it.runtime, Kubernetes | Ecs | Nomad | CloudRun)
        };
        match component.workloads().into_iter().find(|(_, it)| is_asked(it)) {
            Some((at, workload)) => {
                let why = format!("{} at {at}, and nothing visible makes it so", workload.kind);
                Self::unknown(Unknown::External, why)
            }
            None => self,
        }
    }

    /// What its host was told of got there, by a way that leaves no file (trap T17).
    fn or_unknown_when_told(self, estate: &Estate<'_>, component: &Component<'_>) -> Self {
        if !matches!(self.state, super::State::Absent(_)) {
            return self;
        }
        match component.told_deployments(estate.settings).next() {
            Some(told) => {
                let why = format!("deployed to {} by what leaves no file", told.environment);
                Self::unknown(Unknown::External, why)
            }
            None => self,
        }
    }

    /// What runs somewhere got there, by a way that cannot be seen.
    fn or_unknown_when_run_elsewhere(self, component: &Component<'_>) -> Self {
        if !matches!(self.state, super::State::Absent(_)) {
            return self;
        }
        let elsewhere =
            component.links.iter().find(|it| it.repository.id != component.repository.id);
        if let Some(link) = elsewhere {
            let why = format!("run by {}, and nothing visible reads that", link.evidence(""));
            return Self::unknown(Unknown::External, why);
        }
        match component.contested.first() {
            Some(link) => {
                let at = link.evidence("");
                let why = format!("{at} may run it, or something of another repository");
                Self::unknown(Unknown::Unmapped, why)
            }
            None => self,
        }
    }
}
