//! What runs a component and cannot be looked into: a chart that is not in the scan, a platform's
//! own kind of resource. What they do for it is not seen, so silence proves nothing.

use milepost_core::{DeployModel, Fact, Runtime, UnitKind, Use, Verb, What};

use super::packaging::{is_run_in_sight, running};
use super::unseen::may_deploy;
use super::{deploys, models};
use crate::assemble::{Component, Estate};

/// Why what does not show of a component may be there all the same: what runs it is not in sight, or
/// cannot be looked into. `None` where all of it stands in the scan.
pub(super) fn unseen(estate: &Estate<'_>, component: &Component<'_>) -> Option<String> {
    platform(component)
        .or_else(|| foreign_chart(estate, component))
        .or_else(|| out_of_sight(estate, component))
}

fn out_of_sight(estate: &Estate<'_>, component: &Component<'_>) -> Option<String> {
    if !is_run_in_sight(estate, component) {
        let run = component.links.first().map(|link| link.evidence(""));
        let by = |at| format!("run by {at}, which is not looked into");
        return Some(run.map_or_else(|| "nothing visible runs it".to_owned(), by));
    }
    let own = component.facts_of(What::as_workload).map(|(_, workload)| workload);
    let runs = running(estate, component);
    if own.chain(runs.iter().map(|(_, workload)| *workload)).any(|it| it.unseen) {
        return Some("what its templates print is not in the scan".to_owned());
    }
    let seen = deploys(estate, component).into_iter().map(|doing| doing.verb);
    let mut seen = seen.filter(|verb| *verb != Verb::Deploy(DeployModel::Unseen));
    let declared = || !super::deploy::routes(estate, component).is_empty();
    let is_seen = seen.next().is_some() || declared();
    let may_be_deployed = || {
        models(estate, component).contains(&DeployModel::Unseen) || may_deploy(estate, component)
    };
    (!is_seen && may_be_deployed()).then(|| "how it is deployed is not seen".to_owned())
}

/// The platform's kind of resource that runs a component, in words.
pub(super) fn platform(component: &Component<'_>) -> Option<String> {
    let asks = component.facts_of(What::as_use).find(|(_, it)| it.unit == UnitKind::PlatformKind);
    asks.map(|(_, used)| {
        let kind = used.source.split('/').nth(1).unwrap_or(&used.source);
        format!("a platform runs it as {kind}")
    })
}

/// The chart outside the scan that runs a component, in words; none where templates of its own do.
pub(super) fn foreign_chart(estate: &Estate<'_>, component: &Component<'_>) -> Option<String> {
    let is_foreign = |fact: &Fact, used: &Use| {
        let name = used.source.rsplit('/').next().unwrap_or(&used.source);
        used.unit == UnitKind::Chart
            && !used.is_local()
            && !used.source.starts_with("./")
            && estate.charts.named(name, used.held(&component.repository.facts, fact)).is_none()
    };
    let manifests = component.workloads();
    if manifests.iter().any(|(_, it)| it.runtime == Runtime::Kubernetes) {
        return None;
    }
    let (_, used) = component.facts_of(What::as_use).find(|(fact, used)| is_foreign(fact, used))?;
    Some(format!("the chart {} runs it, and is not in the scan", used.source))
}
