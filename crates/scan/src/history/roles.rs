//! Which paths matter, and what for.

use std::collections::BTreeSet;

use milepost_core::{Fact, PathRole, What};

use super::known::Role;

/// Which paths of one repository matter at one commit, whatever their names.
pub(super) struct Roles {
    /// Files in which something was found that makes them infrastructure.
    found: BTreeSet<String>,
}

impl Roles {
    pub(super) fn of(facts: &[Fact]) -> Self {
        let telling = facts.iter().filter(|fact| fact.aside.is_none() && is_infrastructure(fact));
        Self { found: telling.map(|fact| fact.path.clone()).collect() }
    }

    /// What a path is for, of which the name says `named`; nothing where it does not matter or is
    /// set aside.
    pub(super) fn at(&self, path: &str, named: Role) -> Option<PathRole> {
        let found = || self.found.contains(path).then_some(PathRole::Infrastructure);
        match named {
            Role::Aside => None,
            Role::Named(role) => role.or_else(found),
        }
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
        | What::ChartPart(_)
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
