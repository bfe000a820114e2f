//! What watches a component and stands elsewhere: alerts, dashboards, objectives and on-call
//! services that name it.

use std::collections::BTreeMap;

use milepost_core::{Evidence, Fact, Repository, What};

use super::{Component, evidence, facts};

/// Telemetry and on-call services by the name of what they are about, in lower case.
pub(crate) struct Watching<'a> {
    by_name: BTreeMap<String, Vec<(&'a Repository, &'a Fact)>>,
}

impl<'a> Watching<'a> {
    pub(super) fn index(repositories: &'a [Repository]) -> Self {
        let mut by_name: BTreeMap<String, Vec<_>> = BTreeMap::new();
        for repository in repositories {
            for fact in facts(repository) {
                let name = match &fact.what {
                    What::Telemetry(telemetry) => telemetry.watches.as_ref(),
                    What::Tool(tool) => tool.name.as_ref(),
                    _ => None,
                };
                if let Some(name) = name {
                    by_name.entry(name.to_ascii_lowercase()).or_default().push((repository, fact));
                }
            }
        }
        Self { by_name }
    }

    /// What elsewhere is about a component, of what `pick` picks.
    pub(crate) fn of<T>(
        &self,
        component: &Component<'_>,
        pick: impl Fn(&'a What) -> Option<T>,
    ) -> Vec<(Evidence, T)> {
        let names = component.names();
        let found = names.iter().filter_map(|name| self.by_name.get(name)).flatten();
        found
            .filter(|(repository, _)| repository.id != component.repository.id)
            .filter_map(|(repository, fact)| {
                Some((evidence(repository, fact, "names it"), pick(&fact.what)?))
            })
            .collect()
    }
}
