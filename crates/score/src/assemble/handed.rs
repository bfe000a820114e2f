//! Which files of values are handed to a chart for every environment, whatever their names say.

use std::collections::{BTreeMap, BTreeSet};

use milepost_core::{ChartValues, Fact, Repository, What};

use super::{Component, facts_of};

/// Paths of files of values that are named for an environment, and that pipelines hand over together
/// with the file of whichever environment they deploy to: bases of all of them.
pub(super) fn bases(repository: &Repository) -> BTreeSet<&str> {
    let mut beside: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    let pipelines = facts_of(repository, What::as_pipeline);
    let steps = pipelines.flat_map(|(_, it)| &it.jobs).flat_map(|job| &job.steps);
    for step in steps {
        for file in &step.values {
            let others = step.values.iter().map(|other| name(other));
            let others = others.filter(|other| *other != name(file));
            beside.entry(name(file)).or_default().extend(others);
        }
    }
    let named: BTreeMap<&str, &str> = facts_of(repository, What::as_chart_values)
        .filter_map(|(fact, values)| Some((name(&fact.path), values.environment.as_deref()?)))
        .collect();
    // Of several that are handed over with what is computed each is for its own.
    let of_any = |file: &str| {
        let others = beside.get(file).map_or(&[][..], Vec::as_slice);
        others
            .iter()
            .filter_map(|other| written(other))
            .any(|start| named.keys().any(|known| *known != file && known.starts_with(start)))
    };
    let only = named.keys().filter(|file| of_any(file)).count() == 1;
    let is_base = |file: &str| {
        let own = named.get(file);
        let others = beside.get(file).into_iter().flatten();
        let others: BTreeSet<&&str> = others.filter_map(|other| named.get(other)).collect();
        own.is_some_and(|own| {
            only && of_any(file) || others.iter().filter(|it| **it != own).count() > 1
        })
    };
    let all = facts_of(repository, What::as_chart_values).map(|(fact, _)| fact);
    all.filter(|fact| is_base(name(&fact.path))).map(|fact| fact.path.as_str()).collect()
}

/// The part of a computed name that is written out in front: of `values-$ENV.yaml`, `values-`.
fn written(file: &str) -> Option<&str> {
    let (start, _) = file.split_once(['$', '<', '{'])?;
    (!start.is_empty()).then_some(start)
}

/// The name of a file, however the way there is written.
fn name(path: &str) -> &str {
    path.rsplit('/').next().unwrap_or(path)
}

impl<'a> Component<'a> {
    /// Its files of values, each with the environment it is for; none where it is for all.
    pub(crate) fn values_by_environment(
        &self,
    ) -> impl Iterator<Item = (&'a Fact, &'a ChartValues, Option<&'a str>)> + '_ {
        self.values.iter().map(|(fact, values)| {
            let is_base = self.bases.contains(fact.path.as_str());
            (*fact, *values, values.environment.as_deref().filter(|_| !is_base))
        })
    }
}
