//! What of a chart is there, as far as the values in sight tell. A part that a value switches off
//! in every environment is not brought along; one of which that cannot be told may be.

use std::collections::BTreeSet;

use milepost_core::{Chart, ChartValues, Confidence, Fact, Use};

use super::Component;
use super::charts::Brings;

/// What one values file says of a value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Says {
    Off,
    /// Something, or what cannot be told.
    Other,
    Nothing,
}

/// A file of values, as far as it was read.
#[derive(Clone, Copy)]
struct File<'a> {
    values: &'a ChartValues,
    /// Whether keys may be set in it that are not known.
    partial: bool,
}

impl<'a> File<'a> {
    fn new(fact: &Fact, values: &'a ChartValues) -> Self {
        let full = values.keys.len() >= ChartValues::KEYS;
        Self { values, partial: full || fact.confidence == Confidence::Name }
    }

    fn says(self, path: &str) -> Says {
        let has = |keys: &[String], path: &str| {
            keys.binary_search_by(|key| key.as_str().cmp(path)).is_ok()
        };
        let keys = self.values.keys.as_slice();
        if has(&self.values.off, path) {
            return Says::Off;
        }
        let below = || {
            let start = format!("{path}.");
            let place = keys.partition_point(|key| key.as_str() < start.as_str());
            keys.get(place).is_some_and(|key| key.starts_with(&start))
        };
        // What stands deeper than the keys that are kept.
        let above = || {
            let mut folders = path.match_indices('.').filter_map(|(at, _)| path.get(..at));
            folders.any(|folder| has(keys, folder))
        };
        if self.partial || has(keys, path) || below() || above() {
            Says::Other
        } else {
            Says::Nothing
        }
    }
}

/// What several files of the same rank say: what switches on in one of them counts.
fn together<'a>(files: impl Iterator<Item = File<'a>>, path: &str) -> Says {
    files.map(|file| file.says(path)).fold(Says::Nothing, |said, says| match (said, says) {
        (Says::Other, _) | (_, Says::Other) => Says::Other,
        (Says::Off, _) | (_, Says::Off) => Says::Off,
        (Says::Nothing, Says::Nothing) => Says::Nothing,
    })
}

/// The values of a component.
struct Values<'c> {
    files: Vec<(Option<&'c str>, File<'c>)>,
}

impl<'c> Values<'c> {
    /// The values in sight; none where others may be laid over them that are not: of a component
    /// without values for an environment that something elsewhere runs.
    fn of(component: &'c Component<'_>) -> Option<Self> {
        let files: Vec<(Option<&str>, File<'_>)> = component
            .values_by_environment()
            .map(|(fact, values, environment)| (environment, File::new(fact, values)))
            .collect();
        let here = files.iter().any(|(environment, _)| environment.is_some());
        let mut links = component.links.iter();
        let elsewhere = links.any(|link| link.repository.id != component.repository.id);
        (!files.is_empty() && (here || !elsewhere)).then_some(Self { files })
    }

    /// Whether a value is off in every environment, where the chart's own defaults say `by_default`.
    fn is_off(&self, path: &str, by_default: Says) -> bool {
        let rank = |wanted: Option<&str>| {
            let files = self.files.iter().filter(move |(environment, _)| *environment == wanted);
            together(files.map(|(_, file)| *file), path)
        };
        let default = match rank(None) {
            Says::Nothing => by_default,
            said => said,
        };
        let environments: BTreeSet<&str> =
            self.files.iter().filter_map(|(environment, _)| *environment).collect();
        let mut said = environments.into_iter().map(|environment| match rank(Some(environment)) {
            Says::Nothing => default,
            said => said,
        });
        let first = said.next().unwrap_or(default);
        first == Says::Off && said.all(|says| says == Says::Off)
    }
}

/// Whether values switch a fact of a component's own chart off.
pub(super) fn is_off(component: &Component<'_>, fact: &Fact) -> bool {
    if fact.switches.is_empty() {
        return false;
    }
    let Some((folder, _)) = fact.path.split_once("/templates/") else { return false };
    let of_chart = |chart: &Fact| chart.path.rsplit_once('/').is_some_and(|(it, _)| it == folder);
    if !component.charts.iter().any(|(chart, _)| of_chart(chart)) {
        return false;
    }
    let Some(values) = Values::of(component) else { return false };
    fact.switches.iter().any(|path| values.is_off(path, Says::Nothing))
}

/// What a chart that a component depends on brings along with the component's values.
pub(crate) fn brought<'a>(
    component: &Component<'_>,
    used: &Use,
    brings: &Brings<'a>,
) -> Brings<'a> {
    let Some(values) = Values::of(component) else { return brings.clone() };
    let chart = used.source.rsplit('/').next().unwrap_or(&used.source);
    let name = used.name.as_deref().unwrap_or(chart);
    let conditions = component.charts.iter().flat_map(|(_, it)| conditions(it, chart, name));
    // Of several conditions the first that is set decides; that is left to those who have one.
    let single = |condition: &&str| !condition.contains(',');
    if conditions.filter(single).any(|path| values.is_off(path, Says::Nothing)) {
        return Brings::default();
    }
    let defaults: Vec<File<'_>> =
        brings.defaults().map(|(fact, values)| File::new(fact, values)).collect();
    brings.without(|fact| {
        fact.switches.iter().any(|path| {
            let by_default = together(defaults.iter().copied(), path);
            values.is_off(&format!("{name}.{path}"), by_default)
        })
    })
}

/// The values that switch a dependency.
fn conditions<'c>(
    chart: &'c Chart,
    name: &'c str,
    alias: &'c str,
) -> impl Iterator<Item = &'c str> {
    let of = move |it: &&milepost_core::Dependency| {
        it.name == name && it.alias.as_deref().unwrap_or(name) == alias
    };
    chart.dependencies.iter().filter(of).filter_map(|it| it.condition.as_deref())
}
