//! What files of configuration say: charts, overlays, values and pipelines that people keep, so that
//! copies of one another can be told.

use std::collections::{BTreeMap, BTreeSet};

use milepost_core::{Fact, UnitKind, What, Wording};
use milepost_detector::{Findings, Header};

use crate::sketch::{Name, sketch, written};

/// How the names of files end that charts and overlays are made of.
const ENDINGS: &[&str] = &[".yaml", ".yml", ".tpl", ".json"];

/// Files that make the folder they lie in a chart or an overlay.
const HOMES: &[&str] =
    &["Chart.yaml", "Chart.yml", "kustomization.yaml", "kustomization.yml", "Kustomization"];

/// Folders that may be charts or overlays, as far as the names of files tell.
pub(crate) struct Homes<'a>(BTreeSet<&'a str>);

impl<'a> Homes<'a> {
    pub(crate) fn of(paths: impl Iterator<Item = &'a str>) -> Self {
        let split = paths.map(|path| path.rsplit_once('/').unwrap_or(("", path)));
        Self(split.filter(|(_, name)| HOMES.contains(name)).map(|(folder, _)| folder).collect())
    }

    /// Whether a file lies in one of them, however deep.
    pub(crate) fn hold(&self, path: &str) -> bool {
        !self.0.is_empty() && above(path).any(|folder| self.0.contains(folder))
    }
}

/// What a file says, if it may be one of configuration and nothing else writes it (trap T12). What
/// folders above it and the file itself are called is left out, for configuration is named for what
/// it is for. Of files that are no configuration by themselves, those alone are asked that lie in a
/// home of some.
pub(crate) fn of(
    (path, in_home): (&str, bool),
    text: &str,
    findings: &[(usize, Findings)],
) -> Option<Wording> {
    let finds = |wanted: fn(&What) -> bool| {
        findings.iter().flat_map(|(_, findings)| &findings.found).any(|it| wanted(&it.what))
    };
    let is_pipeline = || finds(|what| what.as_pipeline().is_some());
    let is_placed = || in_home || finds(|what| what.as_chart_values().is_some());
    let is_asked =
        ENDINGS.iter().any(|ending| path.ends_with(ending)) && is_placed() || is_pipeline();
    let says_anything = !text.is_empty() && findings.iter().any(|(_, it)| !it.found.is_empty());
    if !is_asked || !says_anything || Header::of(text).says().is_some() {
        return None;
    }
    let names: Vec<Name> = named_for(path).map(Name::of).collect();
    Some(Wording { sketch: sketch(text, &names), written: written(text) })
}

/// What a file and the folders it lies in are called; hidden folders are a tool's own.
fn named_for(path: &str) -> impl Iterator<Item = &str> {
    let parts = path.split('/').filter(|part| !part.starts_with('.'));
    parts.map(|part| part.split('.').next().unwrap_or(part))
}

/// Keeps what charts, overlays, files of values and pipelines say, of those that are evidence.
pub(crate) fn keep(wordings: &mut BTreeMap<String, Wording>, facts: &[Fact]) {
    let evidence = || facts.iter().filter(|fact| fact.aside.is_none());
    let homes: BTreeSet<&str> = evidence().filter(|fact| is_home(fact)).map(folder).collect();
    let single =
        evidence().filter(|fact| matches!(fact.what, What::Pipeline(_) | What::ChartValues(_)));
    let single: BTreeSet<&str> = single.map(|fact| fact.path.as_str()).collect();
    let known: BTreeSet<&str> = evidence().map(|fact| fact.path.as_str()).collect();
    wordings.retain(|path, _| {
        let path = path.as_str();
        let inside = || above(path).any(|folder| homes.contains(folder));
        single.contains(path) || known.contains(path) && inside()
    });
}

/// Whether a file makes its folder a chart or an overlay.
fn is_home(fact: &Fact) -> bool {
    match &fact.what {
        What::Chart(chart) => !chart.vendored,
        What::Use(used) => used.unit == UnitKind::Base,
        _ => false,
    }
}

fn folder(fact: &Fact) -> &str {
    fact.path.rsplit_once('/').map_or("", |(folder, _)| folder)
}

/// The folders a file lies in, the root as well.
fn above(path: &str) -> impl Iterator<Item = &str> {
    let ends = path.match_indices('/').filter_map(|(at, _)| path.get(..at));
    ends.chain([""])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_named_for_its_place_is_the_same_elsewhere() {
        let says = |path: &str, text: &str| {
            let names: Vec<Name> = named_for(path).map(Name::of).collect();
            sketch(text, &names)
        };
        assert_eq!(
            says("teams/orders/values.yaml", "name: orders\nhost: orders.acme.io\nport: 8080\n"),
            says("teams/stock/values.yaml", "name: stock\nhost: stock.acme.io\nport: 80\n"),
        );
        assert_ne!(
            says("teams/orders/values.yaml", "name: orders\nqueue: true\n"),
            says("teams/stock/values.yaml", "name: stock\ncache: true\n"),
        );
    }

    #[test]
    fn what_lies_deep_in_a_chart_lies_in_a_home() {
        let paths = ["charts/web/Chart.yaml", "apps/live/kustomization.yml", "src/chart.yaml"];
        let homes = Homes::of(paths.into_iter());
        assert!(homes.hold("charts/web/templates/a.yaml") && homes.hold("apps/live/a.yaml"));
        assert!(!homes.hold("charts/values.yaml") && !homes.hold("src/a.yaml"));
    }

    #[test]
    fn every_folder_above_a_file_may_be_its_home() {
        assert_eq!(above("a/b/c.yaml").collect::<Vec<_>>(), ["a", "a/b", ""]);
        assert_eq!(above("c.yaml").collect::<Vec<_>>(), [""]);
    }
}
