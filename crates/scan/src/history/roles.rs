//! Which paths matter, and what for.

use std::collections::BTreeSet;

use milepost_core::{Fact, PathRole, What, place};

use super::HistoryPlan;

/// What the paths of one repository are for.
pub(super) struct Roles<'p> {
    plan: &'p HistoryPlan,
    /// Files in which something was found that makes them infrastructure, whatever their names.
    found: BTreeSet<String>,
}

impl<'p> Roles<'p> {
    pub(super) fn of(plan: &'p HistoryPlan, facts: &[Fact]) -> Self {
        let telling = facts.iter().filter(|fact| fact.aside.is_none() && is_infrastructure(fact));
        Self { plan, found: telling.map(|fact| fact.path.clone()).collect() }
    }

    /// What a path is for; nothing where it does not matter or is set aside.
    pub(super) fn at(&self, path: &str) -> Option<PathRole> {
        let found = || self.found.contains(path).then_some(PathRole::Infrastructure);
        let role = self.plan.role(path).or_else(found)?;
        place::of_path(path).is_none().then_some(role)
    }
}

/// Whether a fact makes the file it stands in infrastructure (rubric 0.5, infra paths). Secrets,
/// telemetry and tools are found in a program's own files too, which are none.
fn is_infrastructure(fact: &Fact) -> bool {
    let in_sources = fact.path.starts_with("src/") || fact.path.contains("/src/");
    match &fact.what {
        What::Pipeline(_)
        | What::Image(_)
        | What::Chart(_)
        | What::ChartValues(_)
        | What::Workload(_)
        | What::Delivery(_)
        | What::Infrastructure(_)
        | What::Object(_)
        | What::Cluster(_)
        | What::Policy(_)
        | What::Entity(_)
        | What::Ownership(_)
        | What::Updates(_) => true,
        What::Script(script) => script.verbs.iter().any(|verb| verb.is_deploy()),
        What::Telemetry(_) => !in_sources,
        _ => false,
    }
}
