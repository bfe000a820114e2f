//! What runs a component and cannot be looked into: a chart that is not in the scan, a platform's
//! own kind of resource. What they do for it is not seen, so silence proves nothing.

use milepost_core::{Fact, Runtime, UnitKind, Use, What};

use crate::assemble::{Component, Estate};

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
