//! gp.19: every environment is an instance of one definition.

use std::collections::{BTreeMap, BTreeSet};

use milepost_core::{ChartValues, Evidence, Fact, Unknown};

use super::deploy::undeployed;
use super::reached::{beside, open, reached};
use super::seen::add;
use super::{Taking, Way, instances};
use crate::assemble::{Component, Estate, evidence, is_computed};
use crate::settings::EnvironmentClass;

/// The values of one chart for each environment, or one overlay each.
pub(super) fn environments(estate: &Estate<'_>, component: &Component<'_>) -> Taking {
    let previews = |name: &str| estate.settings.environment(name) == EnvironmentClass::Preview;
    let valued: Vec<(&Fact, &ChartValues, &str)> = component
        .values_by_environment()
        .filter_map(|(fact, values, environment)| Some((fact, values, environment?)))
        .filter(|(_, _, name)| !is_computed(name) && !previews(name) && !is_local(name))
        .collect();
    let names: BTreeSet<&str> = valued.iter().map(|(_, _, name)| *name).collect();
    if names.len() < 2 {
        return other(estate, component);
    }
    let mut ways: Vec<Way> = Vec::new();
    for (fact, _, name) in &valued {
        add(&mut ways, "values of one chart", evidence(component.repository, fact, *name));
    }
    let mut taking = Taking::taken(ways);
    taking.deviation = difference(&estate.rules.lists.may_differ, &valued);
    taking
}

/// Whether a name is of somebody's own machine, which is no environment anything is deployed to.
pub(super) fn is_local(name: &str) -> bool {
    name.split(|c: char| !c.is_ascii_alphanumeric()).any(|it| it.eq_ignore_ascii_case("local"))
}

/// What keys one environment has and another has not, beyond those that may differ.
fn difference(words: &[String], valued: &[(&Fact, &ChartValues, &str)]) -> Option<String> {
    let mut keys: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    for (_, values, name) in valued {
        let differ = values.keys.iter().map(String::as_str).filter(|key| !may_differ(words, key));
        keys.entry(name).or_default().extend(differ);
    }
    let all: BTreeSet<&str> = keys.values().flatten().copied().collect();
    let lacking = |key: &&str| keys.values().any(|has| !has.contains(key));
    let key = all.into_iter().find(lacking)?;
    let (has, lacks): (Vec<_>, Vec<_>) = keys.iter().partition(|(_, has)| has.contains(key));
    let list = |of: Vec<(&&str, &BTreeSet<&str>)>| {
        of.into_iter().map(|(name, _)| *name).collect::<Vec<_>>().join(", ")
    };
    Some(format!("{key} is set in {} and not in {}", list(has), list(lacks)))
}

fn may_differ(words: &[String], key: &str) -> bool {
    let lower = key.to_ascii_lowercase();
    words.iter().any(|word| lower.contains(word.as_str()))
}

/// Without values by environment: overlays of one base, else what the deploys name.
fn other(estate: &Estate<'_>, component: &Component<'_>) -> Taking {
    let overlays: BTreeMap<String, Evidence> = component
        .workloads()
        .into_iter()
        .filter_map(|(at, _)| Some((overlay(&at.path)?.to_owned(), at)))
        .filter(|(name, _)| !is_local(name))
        .collect();
    if overlays.len() > 1 {
        let mut ways = Vec::new();
        for at in overlays.into_values() {
            add(&mut ways, "overlays of one base", at);
        }
        return Taking::taken(ways);
    }
    instances::of_roots(estate, component).unwrap_or_else(|| deployed(estate, component))
}

/// What the deploys say, where nothing else does. One environment is all there is when every deploy names
/// it.
fn deployed(estate: &Estate<'_>, component: &Component<'_>) -> Taking {
    let all = reached(estate, component);
    if all.is_empty() {
        return Taking::unknown(Unknown::External, undeployed(estate, component));
    }
    let lasting = [EnvironmentClass::Production, EnvironmentClass::Other];
    let named = all.iter().flat_map(|(_, to)| lasting.map(|class| to.of_class(estate, class)));
    // Capitals make no difference to who keeps environments.
    let named: BTreeSet<String> = named.flatten().map(str::to_ascii_lowercase).collect();
    if named.len() > 1 {
        let named: Vec<String> = named.into_iter().collect();
        let why = format!("deployed to {}; how they differ is not seen", named.join(", "));
        return Taking::unknown(Unknown::Unmapped, why);
    }
    if let Some(why) = open(&all) {
        return Taking::unknown(Unknown::Dynamic, why);
    }
    match beside(estate, component) {
        Some(why) => Taking::unknown(Unknown::Unmapped, why),
        None => Taking::not_applicable("every deploy is to one environment"),
    }
}

/// The overlay a path stands in.
fn overlay(path: &str) -> Option<&str> {
    let (_, rest) = path.split_once("overlays/")?;
    rest.split('/').next()
}
