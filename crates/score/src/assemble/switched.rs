//! What of a chart is there, as far as the values in sight tell. A part that a value switches off
//! in every environment is not brought along; one of which that cannot be told may be.

use std::collections::BTreeSet;

use milepost_core::{Chart, ChartValues, Confidence, Fact, Use, What};

use super::Component;
use super::charts::Brings;
use super::set::{Says, Set};

/// A file of values, as far as it was read.
#[derive(Debug, Clone, Copy)]
pub(super) struct File<'a> {
    values: &'a ChartValues,
    /// Whether keys may be set in it that are not known.
    partial: bool,
}

impl<'a> File<'a> {
    pub(super) fn new(fact: &Fact, values: &'a ChartValues) -> Self {
        let full = values.keys.len() >= ChartValues::KEYS;
        Self { values, partial: full || fact.confidence == Confidence::Name }
    }

    /// The environment that its name says.
    pub(super) fn environment(self) -> Option<&'a str> {
        self.values.environment.as_deref()
    }

    /// Whether it sets anything to false or to nothing.
    pub(super) fn has_off(self) -> bool {
        !self.values.off.is_empty()
    }

    /// Whether it sets a value to false or to nothing.
    fn is_off(self, path: &str) -> bool {
        has(&self.values.off, path)
    }

    /// What it says of a value.
    pub(super) fn says(self, path: &str) -> Says {
        let keys = self.values.keys.as_slice();
        if self.is_off(path) {
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

/// Whether a path is among keys, which are in their order.
fn has(keys: &[String], path: &str) -> bool {
    keys.binary_search_by(|key| key.as_str().cmp(path)).is_ok()
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
    environments: BTreeSet<&'c str>,
    set: Set<'c>,
}

impl<'c> Values<'c> {
    /// The values in sight; none where others may be laid over them that are not: of a component
    /// without values for an environment that something elsewhere runs.
    fn of(component: &'c Component<'_>) -> Option<Self> {
        let files: Vec<(Option<&str>, File<'_>)> = component
            .values_by_environment()
            .map(|(fact, values, environment)| (environment, File::new(fact, values)))
            .collect();
        let environments: BTreeSet<&str> =
            files.iter().filter_map(|(environment, _)| *environment).collect();
        let set = Set::of(component);
        let any = !files.is_empty() || set.is_any();
        let in_sight = any && (!environments.is_empty() || !set.is_run_elsewhere(component));
        in_sight.then_some(Self { files, environments, set })
    }

    /// The values that a definition hands to a chart which it installs by itself.
    fn of_use(component: &'c Component<'_>, fact: &Fact, used: &Use) -> Option<Self> {
        let set = Set::of_use(component, fact, used)?;
        Some(Self { files: Vec::new(), environments: BTreeSet::new(), set })
    }

    /// Whether a value is off in every environment, where a chart's own `defaults` give it the name
    /// that comes with them.
    fn is_off(&self, path: &str, (defaults, name): (&[File<'_>], &str)) -> bool {
        // Of most values nothing says that they are off, which is quicker to tell.
        let off = defaults.iter().any(|file| file.is_off(name))
            || self.files.iter().any(|(_, file)| file.is_off(path))
            || self.set.is_any();
        off && self.is_off_everywhere(path, together(defaults.iter().copied(), name))
    }

    fn is_off_everywhere(&self, path: &str, by_default: Says) -> bool {
        let rank = |wanted: Option<&str>| {
            let files = self.files.iter().filter(move |(environment, _)| *environment == wanted);
            together(files.map(|(_, file)| *file), path)
        };
        let default = match rank(None) {
            Says::Nothing => by_default,
            said => said,
        };
        let mut said = self.environments.iter().map(|environment| {
            let said = match rank(Some(*environment)) {
                Says::Nothing => default,
                said => said,
            };
            self.set.over(said, path, (Some(*environment), &self.environments))
        });
        let everywhere = || self.set.over(default, path, (None, &self.environments));
        let first = said.next().unwrap_or_else(everywhere);
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
    fact.switches.iter().any(|path| values.is_off(path, (&[], path)))
}

/// What a chart that a component depends on brings along with the component's values.
pub(crate) struct Brought<'c, 'a> {
    brings: &'c Brings<'a>,
    /// What the chart is called in values; nothing where it is installed by itself, so that values are
    /// its own.
    name: Option<&'c str>,
    /// The values in sight, and the chart's own defaults.
    values: Option<(Values<'c>, Vec<File<'a>>)>,
    /// Whether the whole of it is switched off.
    is_off: bool,
}

impl<'c, 'a> Brought<'c, 'a> {
    /// What it brings for a use of it.
    pub(crate) fn new(
        component: &'c Component<'_>,
        (fact, used): (&Fact, &'c Use),
        brings: &'c Brings<'a>,
    ) -> Self {
        let defaults = || brings.defaults().map(|(fact, values)| File::new(fact, values)).collect();
        if let Some(values) = Values::of_use(component, fact, used) {
            return Self { brings, name: None, values: Some((values, defaults())), is_off: false };
        }
        let chart = used.source.rsplit('/').next().unwrap_or(&used.source);
        let name = used.name.as_deref().unwrap_or(chart);
        let values = Values::of(component);
        let conditions = component.charts.iter().flat_map(|(_, it)| conditions(it, chart, name));
        // Of several conditions the first that is set decides; that is left to those who have one.
        let mut single = conditions.filter(|condition| !condition.contains(','));
        let is_off = values
            .as_ref()
            .is_some_and(|values| single.any(|path| values.is_off(path, (&[], path))));
        let values = values.map(|values| (values, defaults()));
        Self { brings, name: Some(name), values, is_off }
    }

    /// What of it `pick` picks. Whether a fact is switched off is asked of what is picked alone: a
    /// chart has many facts.
    pub(crate) fn of<T>(&self, pick: impl Fn(&'a What) -> Option<T>) -> impl Iterator<Item = T> {
        let facts = self.brings.facts().filter(|_| !self.is_off);
        let picked = facts.filter_map(move |fact| Some((fact, pick(&fact.what)?)));
        picked.filter(|(fact, _)| !self.has_off(fact)).map(|(_, found)| found)
    }

    fn has_off(&self, fact: &Fact) -> bool {
        let Some((values, defaults)) = &self.values else { return false };
        fact.switches.iter().any(|path| match self.name {
            Some(name) => values.is_off(&format!("{name}.{path}"), (defaults, path)),
            None => values.is_off(path, (defaults, path)),
        })
    }
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
