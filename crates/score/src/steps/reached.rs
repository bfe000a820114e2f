//! The environments a deploy reaches: as its job names them, as its matrix writes them out, as they are
//! handed to what deploys, or as the names of the job and its workflow say.

use std::collections::BTreeSet;

use milepost_core::{Job, environment};

use super::rivals::running;
use super::{deploys, is_deploy};
use crate::assemble::{Component, Doing, Estate, Running, is_computed};
use crate::settings::EnvironmentClass;

/// The environments a deploy reaches, as far as its pipeline tells.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Reached {
    /// These.
    Named(BTreeSet<String>),
    /// Those that are only known when it runs.
    Computed,
    /// Nothing says which.
    Unnamed,
}

impl Reached {
    /// Those of one class.
    pub(super) fn of_class(&self, estate: &Estate<'_>, class: EnvironmentClass) -> Vec<&str> {
        let Self::Named(names) = self else { return Vec::new() };
        let names = names.iter().map(String::as_str);
        names.filter(|name| estate.settings.environment(name) == class).collect()
    }

    /// What is not known of it, in words; `beside` says whether other deploys are known.
    pub(super) fn open(&self, beside: bool) -> Option<&'static str> {
        match (self, beside) {
            (Self::Named(_), _) => None,
            (Self::Computed, false) => Some("which environment is only known when they run"),
            (Self::Computed, true) => Some("where some deploys go is only known when they run"),
            (Self::Unnamed, false) => Some("its deploys name no environment"),
            (Self::Unnamed, true) => Some("some of its deploys name no environment"),
        }
    }
}

/// Whether any of them says where it goes.
pub(super) fn is_known(all: &[(&Doing, Reached)]) -> bool {
    all.iter().any(|(_, to)| matches!(to, Reached::Named(_)))
}

/// What is not known of any of them, in words.
pub(super) fn open(all: &[(&Doing, Reached)]) -> Option<&'static str> {
    all.iter().find_map(|(_, to)| to.open(is_known(all)))
}

/// The deploys of a component, each with the environments it reaches; those to previews are left out.
pub(super) fn reached<'a>(
    estate: &Estate<'_>,
    component: &Component<'a>,
) -> Vec<(&'a Doing, Reached)> {
    let lasting = |to: &Reached| match to {
        Reached::Named(names) => {
            names.iter().any(|name| estate.settings.environment(name) != EnvironmentClass::Preview)
        }
        Reached::Computed | Reached::Unnamed => true,
    };
    let all = deploys(estate, component).into_iter();
    let all = all.map(|doing| (doing, of(estate, component, doing)));
    all.filter(|(_, to)| lasting(to)).collect()
}

/// Why there may be further deploys: another pipeline of its repository deploys, for a part of it or for
/// something that no path tells.
pub(super) fn beside(estate: &Estate<'_>, component: &Component<'_>) -> Option<String> {
    let all = estate.running.get(component.repository.id.as_str()).into_iter().flatten();
    let own = |path: &str| component.pipelines.iter().any(|it| it.fact.path == path);
    let mut others = all.filter(|it| !own(&it.fact.path));
    let other = others.find(|it| it.doings.iter().any(|doing| is_deploy(estate, doing)))?;
    Some(format!("{} deploys something of its repository as well", other.fact.path))
}

/// The environments a deploy reaches.
pub(super) fn of(estate: &Estate<'_>, component: &Component<'_>, doing: &Doing) -> Reached {
    let running = running(component, doing);
    let jobs = running.map(Running::jobs).unwrap_or_default();
    let job = jobs.get(doing.job).copied();
    let given = |name: &str| match over(job, name) {
        _ if !is_computed(name) => Reached::Named(BTreeSet::from([name.to_owned()])),
        Some(names) => Reached::Named(names),
        None => Reached::Computed,
    };
    if let Some(name) = doing.environment.as_deref() {
        return given(name);
    }
    if let Some(name) = job.and_then(|job| handed(estate, job, doing.at.line)) {
        return given(name);
    }
    let workflow = running.and_then(|it| it.pipeline.name.as_deref());
    let file = doing.at.path.rsplit('/').next();
    let mut names = [job.map(|job| job.id.as_str()), workflow, file].into_iter().flatten();
    // Of several that one name says, nobody knows which this one is.
    match names.find_map(|name| said(estate, name)).filter(|names| names.len() == 1) {
        Some(names) => Reached::Named(names),
        None => Reached::Unnamed,
    }
}

/// What a matrix that is written out puts in the place of a name.
fn over(job: Option<&Job>, name: &str) -> Option<BTreeSet<String>> {
    let inner = name.trim().strip_prefix("${{").or_else(|| name.trim().strip_prefix("<<"))?;
    let inner = inner.trim_end_matches(['}', '>', ' ']).trim_start();
    let key = inner.strip_prefix("matrix.")?;
    let values = job?.over.get(key)?;
    let is_literal = !values.is_empty() && !values.iter().any(|value| is_computed(value));
    is_literal.then(|| values.iter().cloned().collect())
}

/// The environment that the step at this line of a job is handed, where an input is named for it.
fn handed<'j>(estate: &Estate<'_>, job: &'j Job, line: u32) -> Option<&'j str> {
    let step = job.steps.iter().find(|step| step.line == line)?;
    let is_name = |key: &str| {
        let known = estate.rules.lists.naming_inputs.iter().any(|it| it == key);
        known && !matches!(key, "namespace" | "region")
    };
    let mut values = step.inputs.iter().filter(|(key, _)| is_name(key)).map(|(_, value)| value);
    values.find(|value| is_computed(value) || said(estate, value).is_some()).map(String::as_str)
}

/// The environments whose words stand in a name, where there are any.
fn said(estate: &Estate<'_>, name: &str) -> Option<BTreeSet<String>> {
    let words: Vec<String> = name
        .split(|c: char| !c.is_ascii_alphanumeric())
        .filter(|word| !word.is_empty())
        .map(str::to_ascii_lowercase)
        .collect();
    let mut found = BTreeSet::new();
    for (index, word) in words.iter().enumerate().filter(|(_, word)| is_said(estate, word)) {
        let before = index.checked_sub(1).and_then(|index| words.get(index));
        found.insert(match before.filter(|it| matches!(it.as_str(), "pre" | "non")) {
            Some(before) => format!("{before}-{word}"),
            None => word.clone(),
        });
    }
    (!found.is_empty()).then_some(found)
}

/// Whether a word says an environment wherever it stands.
fn is_said(estate: &Estate<'_>, word: &str) -> bool {
    matches!(word, "live" | "preview" | "review")
        || environment::of_code(&format!("{word}/")).is_some()
        || estate.settings.environments.keys().any(|name| name.eq_ignore_ascii_case(word))
}
