//! What every pipeline of a repository does in the end, that of its jobs put together.

use std::collections::{BTreeMap, BTreeSet};

use milepost_core::{CiSystem, Fact, Job, Pipeline, Repository, Verb, What};

use super::condition::outcome;
use super::facts_of;
use super::follow::Follow;
use super::included::Included;
use super::running::{Doing, Running, with_followers};
use super::units::{Home, Units};

/// Every pipeline of a repository that events start. What `owns` knows as the organisation's, and a
/// pipeline says it is kept in step with, counts as a unit that it goes through.
pub(crate) fn running<'a>(
    repository: &'a Repository,
    units: &Units<'a>,
    owns: impl Fn(&str) -> bool,
) -> Vec<Running<'a>> {
    let mut all = followed(repository, units, owns);
    leave_side_builds(&mut all);
    all
}

/// What a pipeline that scans builds on the side is for its scan alone, where another pipeline
/// builds or tests the same.
fn leave_side_builds(all: &mut [Running<'_>]) {
    let scans_only = |running: &Running<'_>| {
        let does = |pick: fn(Verb) -> bool| running.doings.iter().any(|doing| pick(doing.verb));
        let ships = does(|verb| verb.is_deploy() || verb.is_shipped());
        does(Verb::is_scan) && !ships && (!does(Verb::is_test) || is_named_scan(running))
    };
    let builds = |running: &Running<'_>| running.is_ci() && !scans_only(running);
    if !all.iter().any(builds) {
        return;
    }
    for running in all.iter_mut().filter(|running| scans_only(running)) {
        running.doings.retain(|doing| !doing.verb.is_build_or_test());
    }
}

/// Whether the file is named for scanning: what it runs beside the scan only prepares it.
fn is_named_scan(running: &Running<'_>) -> bool {
    let file = running.fact.path.rsplit('/').next().unwrap_or_default().to_ascii_lowercase();
    file.split(['-', '_', '.'])
        .any(|word| matches!(word, "scan" | "scans" | "scanning" | "security"))
}

fn followed<'a>(
    repository: &'a Repository,
    units: &Units<'a>,
    owns: impl Fn(&str) -> bool,
) -> Vec<Running<'a>> {
    let runs = || {
        facts_of(repository, |what| match what {
            What::Pipeline(pipeline) if pipeline.role.runs() => Some(pipeline),
            _ => None,
        })
    };
    let pushed = runs().any(|(_, it)| it.system == CiSystem::Jenkins && !is_scheduled(it));
    runs()
        .map(|(fact, pipeline)| {
            let mut running = Running::new(fact, pipeline, repository.branch.as_deref());
            if pushed && is_nightly(fact, pipeline) {
                running = running.on_schedule();
            }
            let home = Home { repository, state: None, path: &fact.path };
            let included = Included::of(home, pipeline, units);
            running.generated |= repository.generated.contains(&fact.path);
            running.included = included.jobs(pipeline).map(|(_, job)| job).collect();
            running.leave_missing(included.missing());
            let jobs = running.jobs();
            let gated = with_followers(&jobs, |job| job.gated);
            let mut follow = Follow::new(units, &mut running, &included);
            follow.source = pipeline.generated.clone().filter(|by| by.contains('/') && owns(by));
            for (index, job) in pipeline.jobs.iter().enumerate().filter(|(_, job)| !is_off(job)) {
                let gated = gated.contains(job.id.as_str());
                follow.job(home, index, &Job { gated, ..job.clone() });
            }
            follow.included(home, &gated);
            let deploying = follow.deploying();
            mark_after_deploy(&mut running, &jobs, &deploying);
            running
        })
        .collect()
}

/// Whether a definition of Jenkins is one for a schedule, beside one that changes start: a server
/// starts whatever it is told to, but a file of its own that names nothing but a time is for that.
fn is_nightly(fact: &Fact, pipeline: &Pipeline) -> bool {
    let named = !fact.path.ends_with("Jenkinsfile");
    named && pipeline.system == CiSystem::Jenkins && is_scheduled(pipeline)
}

/// Whether a time is all that a definition says to start it.
fn is_scheduled(pipeline: &Pipeline) -> bool {
    let mut written = pipeline.triggers.iter().filter(|it| it.event != "any").peekable();
    written.peek().is_some() && written.all(|it| it.event == "schedule")
}

/// Whether a job is switched off in the file (trap T20).
pub(super) fn is_off(job: &Job) -> bool {
    job.condition.as_deref().is_some_and(|text| matches!(text.trim(), "false" | "${{ false }}"))
}

/// Whether a job or a step of a unit waits for an input that is to the contrary, as its caller sets
/// it or as it is where nobody does (trap T26).
pub(super) fn is_switched_off(
    condition: Option<&str>,
    inputs: Option<&BTreeMap<String, String>>,
) -> bool {
    let decided = condition.zip(inputs).and_then(|(text, given)| outcome(text, given));
    decided == Some(false)
}

/// Marks what runs in jobs that wait for a deploy to have ended.
fn mark_after_deploy(running: &mut Running<'_>, jobs: &[&Job], deploying: &BTreeSet<usize>) {
    let ids: BTreeSet<&str> =
        deploying.iter().filter_map(|index| Some(jobs.get(*index)?.id.as_str())).collect();
    let reached = with_followers(jobs, |job| ids.contains(job.id.as_str()));
    for doing in &mut running.doings {
        let job = jobs.get(doing.job);
        doing.after_deploy =
            job.is_some_and(|it| reached.contains(it.id.as_str()) && !ids.contains(it.id.as_str()));
    }
    mark_behind_deploy(running);
}

/// Marks tests that stand behind a deploy in its own job. What a proposed change starts and names no
/// environment may deploy to one of its own, to be tested there.
fn mark_behind_deploy(running: &mut Running<'_>) {
    let lasting = |doing: &Doing| doing.environment.is_some() || !doing.starts.is_proposed();
    let mut deployed: BTreeSet<usize> = BTreeSet::new();
    for doing in &mut running.doings {
        if doing.verb.is_deploy() && lasting(doing) {
            deployed.insert(doing.job);
        }
        doing.after_deploy |= doing.verb.is_test() && deployed.contains(&doing.job);
    }
}
