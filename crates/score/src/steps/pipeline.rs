//! Steps that a pipeline takes: building, testing, scanning, publishing.

use milepost_core::{Unknown, Verb};

use super::{State, Taking, Way, rivals, unseen};
use crate::assemble::{Component, Doing, Estate};

/// gp.05: the default branch is built or tested by a pipeline.
pub(super) fn pipeline(estate: &Estate<'_>, component: &Component<'_>) -> Taking {
    let doings = doings(component, Verb::is_build_or_test);
    let otherwise = "no pipeline builds or tests it";
    let mut taking =
        of_doings(estate, component, &doings, Wanted::of(Verb::is_build_or_test, otherwise));
    if let (State::Absent(_), Some(why)) = (&taking.state, required_elsewhere(component)) {
        return Taking::unknown(Unknown::External, why);
    }
    taking.routes = rivals::by_system(estate, component, &making(component));
    let own_image = doings.iter().find(|doing| {
        let own = doing.verb == Verb::ImageBuild && families(estate, doing).is_empty();
        own && !doing.starts.of_pull_request()
    });
    // A path that builds the image beside the unit is another way, whatever else the unit does.
    if let Some(own) = own_image.filter(|_| !taking.families().is_empty()) {
        taking.deviation = Some(format!("builds its image by itself at {}", own.at));
    }
    taking
}

/// What a rule of its host has run before a change comes to the default branch, and that leaves no
/// file in the repository (traps T15, T16).
fn required_elsewhere(component: &Component<'_>) -> Option<&'static str> {
    let facts = component.repository.api_facts()?;
    let guard = facts.guard.as_ref()?;
    if !guard.workflows.is_empty() {
        return Some("a workflow that a rule of the organisation runs may build it");
    }
    (!guard.checks.is_empty()).then_some("a check that must pass comes from elsewhere")
}

/// What makes the artefact when something changes: an image or a package where there is one, else
/// the build. What builds the code beside that does it to check it.
fn making<'a>(component: &Component<'a>) -> Vec<&'a Doing> {
    let of = |wanted: fn(Verb) -> bool| -> Vec<&'a Doing> {
        let all = doings(component, wanted).into_iter();
        all.filter(|doing| !doing.starts.of_pull_request()).collect()
    };
    let artefacts = of(|verb| matches!(verb, Verb::ImageBuild | Verb::ImagePush | Verb::Publish));
    if artefacts.is_empty() { of(|verb| verb == Verb::Build) } else { artefacts }
}

/// gp.06: tests run in the pipeline, before anything is deployed.
pub(super) fn tests(estate: &Estate<'_>, component: &Component<'_>) -> Taking {
    let mut doings = doings(component, is_test);
    doings.retain(|doing| !doing.after_deploy);
    of_doings(estate, component, &doings, Wanted::of(is_test, "no pipeline runs tests"))
}

fn is_test(verb: Verb) -> bool {
    matches!(verb, Verb::UnitTest | Verb::IntegrationTest)
}

/// gp.07: a pipeline scans for weaknesses, whatever starts it, or GitHub does without one.
pub(super) fn scans(estate: &Estate<'_>, component: &Component<'_>) -> Taking {
    let doings: Vec<&Doing> = component.doings().filter(|doing| doing.verb.is_scan()).collect();
    let wanted = Wanted::of(Verb::is_scan, "no pipeline scans it").whatever_starts_it();
    let taking = of_doings(estate, component, &doings, wanted);
    if matches!(taking.state, State::Taken) || !is_set_up(component) {
        return taking;
    }
    let mut ways = Vec::new();
    super::seen::add(&mut ways, DEFAULT_SETUP, component.whole(DEFAULT_SETUP));
    Taking::taken(ways)
}

/// How what scans without a workflow is called.
const DEFAULT_SETUP: &str = "the default setup of code scanning";

/// Whether GitHub scans the code by a setting, which leaves no file.
fn is_set_up(component: &Component<'_>) -> bool {
    let settings = component.repository.api_facts().and_then(|facts| facts.security);
    settings.is_some_and(|it| it.code_scanning == Some(true))
}

/// gp.09: a pipeline pushes the image.
pub(super) fn publish(estate: &Estate<'_>, component: &Component<'_>) -> Taking {
    if component.images.is_empty() && !component.doings().any(|d| d.verb == Verb::ImageBuild) {
        return Taking::not_applicable("builds no container image");
    }
    let pushes = |verb| verb == Verb::ImagePush;
    let doings = doings(component, pushes);
    let otherwise = "no pipeline pushes its image";
    let taking = of_doings(estate, component, &doings, Wanted::of(pushes, otherwise));
    Taking { routes: rivals::by_system(estate, component, &doings), ..taking }
}

/// What its pipelines do when something changes.
fn doings<'a>(component: &Component<'a>, wanted: fn(Verb) -> bool) -> Vec<&'a Doing> {
    component.doings_on_change().filter(|doing| wanted(doing.verb)).collect()
}

/// What is asked of pipelines.
#[derive(Clone, Copy)]
pub(super) struct Wanted<'w> {
    /// What they should do.
    pub(super) verb: fn(Verb) -> bool,
    /// Whether only what a change starts can do it; anything else then leaves nothing open.
    pub(super) on_change: bool,
    /// What is said when it is absent.
    otherwise: &'w str,
}

impl<'w> Wanted<'w> {
    /// What a change should start.
    pub(super) fn of(verb: fn(Verb) -> bool, otherwise: &'w str) -> Self {
        Self { verb, on_change: true, otherwise }
    }

    /// The same, whatever starts it.
    pub(super) fn whatever_starts_it(self) -> Self {
        Self { on_change: false, ..self }
    }
}

/// The ways that `doings` are; when there is none, whether that means absent or unknown.
pub(super) fn of_doings(
    estate: &Estate<'_>,
    component: &Component<'_>,
    doings: &[&Doing],
    wanted: Wanted<'_>,
) -> Taking {
    if !doings.is_empty() {
        return Taking::taken(ways(estate, component, doings));
    }
    unseen::unseen(estate, component, wanted).unwrap_or_else(|| Taking::absent(wanted.otherwise))
}

/// One way for each family of the organisation that `doings` go through, and one for those that
/// go through none.
pub(super) fn ways(estate: &Estate<'_>, component: &Component<'_>, doings: &[&Doing]) -> Vec<Way> {
    let mut ways: Vec<Way> = Vec::new();
    for doing in doings {
        let families = families(estate, doing);
        if families.is_empty() {
            add(&mut ways, Way::own(&without_flag(&doing.by)), doing);
        }
        for (depth, (family, unit)) in families.into_iter().enumerate() {
            let version = version_of(component, &unit);
            let way = Way { family: Some(family), unit, version, depth, evidence: Vec::new() };
            add(&mut ways, way, doing);
        }
    }
    ways
}

/// A command without the flag it was known by: with or without it, it is one tool.
fn without_flag(by: &str) -> String {
    match by.split_once(" --") {
        Some((command, flag)) if by.starts_with('`') && flag.ends_with('`') => {
            format!("{command}`")
        }
        _ => by.to_owned(),
    }
}

/// Adds a way, or the line of `doing` to the one that is known.
fn add(ways: &mut Vec<Way>, way: Way, doing: &Doing) {
    let known = ways.iter().position(|known| known.family == way.family && known.unit == way.unit);
    let index = known.unwrap_or_else(|| {
        ways.push(way);
        ways.len() - 1
    });
    if let Some(way) = ways.get_mut(index).filter(|way| !way.evidence.contains(&doing.at)) {
        way.evidence.push(doing.at.clone());
    }
}

/// The families of the organisation's units that `doing` goes through, with the unit of each.
pub(crate) fn families(estate: &Estate<'_>, doing: &Doing) -> Vec<(String, String)> {
    doing
        .through
        .iter()
        .filter(|unit| estate.ownership.owns_call(unit))
        .filter(|unit| !belongs_to(unit, &doing.at.repository))
        .map(|unit| (estate.ownership.call_family(unit), unit.clone()))
        .collect()
}

fn belongs_to(unit: &str, repository: &str) -> bool {
    milepost_core::place::is_under(&unit.to_ascii_lowercase(), &repository.to_ascii_lowercase())
}

/// The version a component asks for of a unit.
pub(super) fn version_of(component: &Component<'_>, unit: &str) -> Option<String> {
    let source = unit.split(':').next().unwrap_or(unit);
    crate::assemble::uses(component.repository)
        .find(|used| used.source.eq_ignore_ascii_case(source))
        .and_then(|used| used.version.clone())
}
