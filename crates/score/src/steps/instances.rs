//! Environments that infrastructure as code makes of one definition: values of one root for each, or
//! roots that all call the same module.

use std::collections::{BTreeMap, BTreeSet};

use milepost_core::{Evidence, UnitKind, What, environment};

use super::environments::is_local;
use super::seen::add;
use super::{Taking, Way};
use crate::assemble::{Component, Estate, evidence, is_computed};
use crate::settings::EnvironmentClass;

/// What each environment is made by: for each of them, where it stands.
type Made<'a> = BTreeMap<&'a str, Evidence>;

/// gp.19 by infrastructure as code: several environments of one definition, if there are.
pub(super) fn of_roots(estate: &Estate<'_>, component: &Component<'_>) -> Option<Taking> {
    let mut values: BTreeMap<String, Made<'_>> = BTreeMap::new();
    let mut roots: Made<'_> = BTreeMap::new();
    for (fact, declared) in component.facts_of(What::as_infrastructure) {
        let Some(name) = declared.environment.as_deref() else { continue };
        let is_preview = estate.settings.environment(name) == EnvironmentClass::Preview;
        if is_preview || is_computed(name) || is_local(name) {
            continue;
        }
        let at = evidence(component.repository, fact, name);
        if is_of_values(&fact.path) {
            values.entry(fact.path.replace(name, "*")).or_default().entry(name).or_insert(at);
        } else {
            roots.entry(name).or_insert(at);
        }
    }
    let of_one_root = values.into_values().find(|made| made.len() > 1);
    if let Some(made) = of_one_root {
        return Some(taken("values of one root", made));
    }
    let modules = modules(component, &roots);
    let all: BTreeSet<&str> = modules.values().flatten().copied().collect();
    let is_everywhere = |module: &&str| modules.values().all(|used| used.contains(module));
    if roots.len() < 2 || modules.len() < roots.len() || !all.iter().any(is_everywhere) {
        return None;
    }
    let mut taking = taken("instances of one module", roots);
    taking.deviation = all.into_iter().find(|it| !is_everywhere(it)).map(|module| {
        let has = modules.iter().filter(|(_, used)| used.contains(module)).map(|(name, _)| *name);
        let has: Vec<&str> = has.collect();
        format!("{module} is called in {} alone", has.join(", "))
    });
    Some(taking)
}

fn taken(way: &str, made: Made<'_>) -> Taking {
    let mut ways = Vec::new();
    for at in made.into_values() {
        add(&mut ways, way, at);
    }
    // What is set in each is not read, and so nobody is known to do it the same way.
    Taking::taken(ways.into_iter().map(|way| Way { family: None, ..way }).collect())
}

/// Whether a file holds nothing but values for a root.
fn is_of_values(path: &str) -> bool {
    let path = path.strip_suffix(".json").unwrap_or(path);
    [".tfvars", ".tfbackend", ".bicepparam"].iter().any(|ending| path.ends_with(ending))
}

/// The modules that the roots of each environment call.
fn modules<'a>(
    component: &Component<'a>,
    roots: &Made<'_>,
) -> BTreeMap<&'a str, BTreeSet<&'a str>> {
    let mut modules: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    for (fact, used) in component.facts_of(What::as_use) {
        let of = environment::of_code(&fact.path);
        if let Some(name) = of.filter(|it| used.unit == UnitKind::Module && roots.contains_key(it))
        {
            modules.entry(name).or_default().insert(&used.source);
        }
    }
    modules
}
