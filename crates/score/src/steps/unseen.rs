//! What stands in the way of saying that something is absent from the pipelines: definitions that could
//! not be read, units that are not seen, steps that are only decided when a pipeline runs.

use std::collections::BTreeSet;
use std::sync::LazyLock;

use milepost_core::{
    Call, CiSystem, DeployModel, PipelineRole, TroubleCode, Unknown, Verb, VerbTable, definition,
};

use super::Taking;
use super::pipeline::Wanted;
use crate::assemble::{Component, Estate, Running, canonical};

/// What stands in the way of saying that what is `wanted` is absent.
pub(super) fn unseen(
    estate: &Estate<'_>,
    component: &Component<'_>,
    wanted: Wanted<'_>,
) -> Option<Taking> {
    if let Some(taking) = broken(component).or_else(|| doubtful(component, wanted)) {
        return Some(taking);
    }
    if let Some((_, unit)) = outside(estate, component, wanted) {
        return Some(Taking::unknown(Unknown::External, not_seen(estate, unit)));
    }
    let pipelines = component.pipelines.iter();
    let mut started = pipelines.filter(|running| running.on_change() || !wanted.on_change);
    let dynamic = started.find_map(|running| running.pipeline.dynamic.as_deref());
    dynamic.map(|why| Taking::unknown(Unknown::Dynamic, why)).or_else(|| unkept(component))
}

/// Tasks of Concourse alone: a pipeline that is kept elsewhere runs them, and may do more besides.
fn unkept(component: &Component<'_>) -> Option<Taking> {
    let of_role = |role| {
        let mut pipelines = component.pipelines.iter().map(|running| running.pipeline);
        pipelines.any(|it| it.system == CiSystem::Concourse && it.role == role)
    };
    let alone = of_role(PipelineRole::RunsAndCallable) && !of_role(PipelineRole::Runs);
    let why = "the pipeline of Concourse that runs its tasks is not in the scan";
    alone.then(|| Taking::unknown(Unknown::External, why))
}

/// Whether something that is not seen may deploy it. A unit that is named for other work leaves no
/// such doubt.
pub(super) fn may_deploy(estate: &Estate<'_>, component: &Component<'_>) -> bool {
    let wanted = Wanted::of(Verb::is_deploy, "").whatever_starts_it();
    let unit = || outside(estate, component, wanted).is_some_and(|(says, _)| says < Says::Other);
    broken(component)
        .or_else(|| doubtful(component, wanted))
        .or_else(|| unkept(component))
        .is_some()
        || unit()
}

/// A definition that could not be read is not none (trap T69).
fn broken(component: &Component<'_>) -> Option<Taking> {
    let troubles = component.repository.troubles.iter();
    let mut of_pipelines =
        troubles.filter(|trouble| trouble.path.as_deref().is_some_and(definition::is_pipeline));
    let (code, trouble) = of_pipelines.find_map(|trouble| match trouble.code {
        TroubleCode::Unparsed => Some((Unknown::Unparsed, trouble)),
        code => code.costs_evidence().then_some((Unknown::NoClone, trouble)),
    })?;
    Some(Taking::unknown(code, trouble.to_string()))
}

/// What is named for it, and does not show how it does it.
fn doubtful(component: &Component<'_>, wanted: Wanted<'_>) -> Option<Taking> {
    let all = component.pipelines.iter().copied().flat_map(|running| {
        running.doubtful(wanted.on_change).map(move |(verb, unit)| (running, verb, unit))
    });
    let (_, verb, unit) = all
        .filter(|(_, verb, _)| (wanted.verb)(*verb))
        .min_by_key(|(running, _, _)| is_of_proposals(running))?;
    let why = format!("{unit} is called to {}, and how it does that cannot be read", words(verb));
    Some(Taking::unknown(Unknown::External, why))
}

/// The unit of the organisation's, among those that are not seen, that most likely does what is wanted.
fn outside<'c>(
    estate: &Estate<'_>,
    component: &Component<'c>,
    wanted: Wanted<'_>,
) -> Option<(Says, &'c str)> {
    let all = component
        .pipelines
        .iter()
        .copied()
        .flat_map(|running| running.unseen(wanted.on_change).map(move |unit| (running, unit)));
    let owned = all.filter(|(_, unit)| estate.ownership.owns_call(unit));
    let ranked = owned.map(|(running, unit)| {
        let says = says(component, (running, unit), wanted.verb);
        ((says, is_of_proposals(running)), unit)
    });
    ranked.min_by_key(|(rank, _)| *rank).map(|((says, _), unit)| (says, unit))
}

/// What the name of a unit says of whether it does what is wanted, the likeliest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Says {
    /// That it does.
    It,
    /// Nothing, and the job that calls it is named for it.
    Job,
    /// Nothing.
    Nothing,
    /// That it does something else.
    Other,
}

fn says(
    component: &Component<'_>,
    (running, unit): (&Running<'_>, &str),
    wanted: fn(Verb) -> bool,
) -> Says {
    let own = of_name(name(unit));
    let is_wanted = |verbs: &BTreeSet<Verb>| verbs.iter().any(|verb| wanted(*verb));
    if is_wanted(&own) {
        return Says::It;
    }
    let calls = |call: &Call| match call {
        Call::Unit(source) => canonical(source, component.repository).eq_ignore_ascii_case(unit),
        Call::Command(_) => false,
    };
    let jobs = running.jobs();
    let mut calling = jobs.iter().filter(|job| job.steps.iter().any(|step| calls(&step.call)));
    if calling.any(|job| is_wanted(&of_name(&job.id))) {
        return Says::Job;
    }
    if own.is_empty() { Says::Nothing } else { Says::Other }
}

/// The last part of a unit's address: of its file, its job or its repository.
fn name(unit: &str) -> &str {
    let last = unit.rsplit(['/', ':']).next().unwrap_or(unit);
    let is_action = matches!(last, "action.yml" | "action.yaml");
    let folder = || unit.rsplit('/').nth(1).unwrap_or(last);
    if is_action { folder() } else { last }
}

/// Beginnings of words that say what something is for, whatever their endings (`deployment`, `builder`).
/// What builds may push what it built.
const STEMS: &[(&str, &[Verb])] = &[
    ("deploy", &[Verb::Deploy(DeployModel::Unseen)]),
    ("build", &[Verb::Build, Verb::ImageBuild, Verb::ImagePush]),
    ("docker", &[Verb::ImageBuild, Verb::ImagePush]),
    ("ghcr", &[Verb::ImagePush]),
    ("image", &[Verb::ImageBuild, Verb::ImagePush]),
    ("publish", &[Verb::Publish, Verb::ImagePush]),
    ("push", &[Verb::ImagePush]),
    ("registry", &[Verb::ImagePush]),
    ("scan", &[Verb::Sast, Verb::Sca, Verb::ImageScan]),
    ("security", &[Verb::Sast, Verb::Sca, Verb::ImageScan]),
    ("test", &[Verb::UnitTest]),
    ("lint", &[Verb::Lint]),
];

/// What a name says something is for.
fn of_name(name: &str) -> BTreeSet<Verb> {
    static NAMES: LazyLock<VerbTable> = LazyLock::new(VerbTable::shipped);
    let lower = name.to_ascii_lowercase();
    let words = || lower.split(|c: char| !c.is_ascii_alphanumeric());
    let of_secrets = words().any(|word| word.starts_with("secret"));
    let by_stem = STEMS.iter().filter(|(stem, _)| words().any(|word| word.starts_with(stem)));
    let by_stem = by_stem.flat_map(|(stem, verbs)| match (*stem, of_secrets) {
        ("scan", true) => vec![Verb::SecretScan],
        _ => verbs.to_vec(),
    });
    NAMES.of_name(name).into_iter().chain(by_stem).collect()
}

/// Whether proposed changes start it and nothing else.
fn is_of_proposals(running: &Running<'_>) -> bool {
    let proposes = |event: &str| event.starts_with("pull_request") || event == "merge_request";
    let triggers = &running.pipeline.triggers;
    !triggers.is_empty() && triggers.iter().all(|it| proposes(&it.event))
}

/// That a unit is not seen: what stands in the scan is not out of it, and cannot be read.
fn not_seen(estate: &Estate<'_>, unit: &str) -> String {
    let address = unit.split(':').next().unwrap_or(unit);
    let project = address.split_once("/-/").map_or(address, |(project, _)| project);
    let home = project.split('/').take(2).collect::<Vec<_>>().join("/");
    let is_there = estate.repositories.iter().any(|it| it.id.eq_ignore_ascii_case(&home))
        || estate.units.pipeline(unit, None).is_some()
        || estate.units.library_step(unit, None).is_some();
    let what = if is_there { "cannot be read" } else { "is not in the scan" };
    format!("{unit} {what}")
}

/// What a verb is called in a sentence, behind `to`.
fn words(verb: Verb) -> String {
    let text = match verb {
        Verb::Deploy(_) => "deploy",
        Verb::UnitTest | Verb::IntegrationTest => "test",
        Verb::ImageBuild => "build an image",
        Verb::ImagePush => "push an image",
        Verb::Sast | Verb::Sca | Verb::ImageScan | Verb::SecretScan | Verb::IacScan => "scan",
        Verb::PolicyCheck => "check a policy",
        other => return other.to_string(),
    };
    text.to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_unit_is_for_shows_in_the_words_of_its_name() {
        let deploys = |name: &str| of_name(name).iter().any(|verb| verb.is_deploy());
        assert!(deploys("update_kubernetes_deployment.yml"));
        assert!(!deploys("test_and_lint_dotnet_package.yml"));
        assert!(of_name("action-builder-ghcr").contains(&Verb::ImagePush));
        assert_eq!(of_name("secret-scanner.yml"), BTreeSet::from([Verb::SecretScan]));
        assert!(of_name("standard.yml").is_empty());
    }

    #[test]
    fn an_action_is_named_by_its_folder() {
        assert_eq!(name("acme/actions/deploy/action.yml"), "deploy");
        assert_eq!(name("acme/actions/.github/workflows/build.yml"), "build.yml");
        assert_eq!(name("acme/build:push"), "push");
    }

    #[test]
    fn a_verb_is_told_in_words() {
        assert_eq!(words(Verb::Deploy(DeployModel::Unseen)), "deploy");
        assert_eq!(words(Verb::UnitTest), "test");
        assert_eq!(words(Verb::Publish), "publish");
    }
}
