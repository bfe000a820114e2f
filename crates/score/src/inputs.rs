//! How units of the organisation are called: the sets of inputs that switch something on or off,
//! and how many of them there are in effect (trap T26). One unit with many switches hides variety.

use std::collections::{BTreeMap, BTreeSet};

use milepost_core::{Call, CiSystem, Diversity, SharedUnit, Step, Switched};

use crate::assemble::{Component, Definition, Estate, Home, asked, canonical};

/// What stands for code of the caller's own that a unit is handed to run.
const OWN_CODE: &str = "code of its own";

/// The set in which nothing is handed over but what the unit does anyway.
const AS_IT_COMES: &str = "as it comes";

/// What stands for a value that is only known when it runs.
const COMPUTED: &str = "computed";

/// Notes, for each unit, the sets of inputs that the deployables which count call it with.
pub(crate) fn note(estate: &Estate<'_>, components: &[Component<'_>], units: &mut [SharedUnit]) {
    let mut calls: BTreeMap<String, Calls<'_>> = BTreeMap::new();
    for component in components.iter().filter(|component| component.counts()) {
        for (identity, set) in called(estate, component) {
            let calls = calls.entry(identity).or_default();
            calls.by.entry(&component.id).or_default().insert(set);
        }
    }
    for unit in units.iter_mut().filter(|unit| unit.owned) {
        let own = calls.iter().filter(|(identity, _)| is_part(identity, &unit.source));
        unit.switched = own.filter_map(|(identity, calls)| calls.of(identity)).collect();
    }
}

/// The sets of inputs of one unit, by deployable.
#[derive(Default)]
struct Calls<'c> {
    by: BTreeMap<&'c str, BTreeSet<String>>,
}

impl Calls<'_> {
    /// What is noted of the unit; nothing where no caller switches anything.
    fn of(&self, identity: &str) -> Option<Switched> {
        let mut ways = Diversity::default();
        for sets in self.by.values() {
            let sets: Vec<&str> = sets.iter().map(String::as_str).collect();
            ways.add(sets.join(" and "));
        }
        let trivial = ways.ways.keys().all(|set| set == AS_IT_COMES);
        (!trivial).then(|| Switched {
            unit: identity.to_owned(),
            effective: ways.effective(),
            sets: ways.ways,
        })
    }
}

/// Whether a call is of a unit, or of a part of it: an orb's command, a library's step.
fn is_part(call: &str, unit: &str) -> bool {
    let head = call.get(..unit.len()).unwrap_or_default();
    let rest = call.get(unit.len()..).unwrap_or_default();
    head.eq_ignore_ascii_case(unit) && (rest.is_empty() || rest.starts_with([':', '/']))
}

/// The units a component calls itself, each with the set of inputs.
fn called(estate: &Estate<'_>, component: &Component<'_>) -> Vec<(String, String)> {
    let repository = component.repository;
    let mut found = Vec::new();
    for running in &component.pipelines {
        let home = Home { repository, state: None, path: &running.fact.path };
        for step in running.jobs().into_iter().flat_map(|job| &job.steps) {
            let Call::Unit(source) = &step.call else { continue };
            let identity = canonical(source, repository);
            if !estate.ownership.owns_call(&identity) {
                continue;
            }
            let version = home.asked(source, step.line);
            let definition = estate.units.pipeline(&identity, version);
            found.push((identity, set(estate, definition, step)));
        }
    }
    found
}

/// The inputs of one call that switch something, with what they are set to, as one text.
fn set(estate: &Estate<'_>, definition: Option<Definition<'_>>, step: &Step) -> String {
    let defaults = definition.map(|it| &it.pipeline.defaults);
    let switches = definition.and_then(switches);
    let is_switch = |name: &str, value: &str| match &switches {
        _ if estate.rules.lists.naming_inputs.iter().any(|it| it == name) => false,
        Some(known) => known.contains(name),
        // Of a unit that cannot be read, what is on or off is taken for one.
        None => matches!(value, "true" | "false"),
    };
    let hooks = &estate.rules.lists.hook_inputs;
    let mut set: BTreeMap<&str, &str> = BTreeMap::new();
    for (name, value) in &step.inputs {
        let usual = defaults.and_then(|it| it.get(name));
        if hooks.iter().any(|hook| hook == name) {
            if usual != Some(value) {
                set.insert(name, OWN_CODE);
            }
        } else if is_switch(name, value) && usual != Some(value) {
            let computed = value.contains("${{") || value.contains("<<") || value.contains('$');
            set.insert(name, if computed { COMPUTED } else { value });
        }
    }
    if set.is_empty() {
        return AS_IT_COMES.to_owned();
    }
    let texts: Vec<String> = set.iter().map(|(name, value)| format!("{name}={value}")).collect();
    texts.join(", ")
}

/// The inputs that conditions of a unit ask for; `None` where they cannot be read.
fn switches(definition: Definition<'_>) -> Option<BTreeSet<&str>> {
    let readable =
        matches!(definition.pipeline.system, CiSystem::GithubActions | CiSystem::Circleci);
    let jobs = definition.pipeline.jobs.iter();
    let conditions = jobs.flat_map(|job| {
        let steps = job.steps.iter().filter_map(|step| step.condition.as_deref());
        job.condition.as_deref().into_iter().chain(steps)
    });
    readable.then(|| conditions.flat_map(asked).collect())
}
