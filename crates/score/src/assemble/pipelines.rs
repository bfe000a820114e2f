//! What a pipeline does in the end: the units it calls followed to what they do, where the scan
//! has them.

use std::collections::{BTreeMap, BTreeSet};

use milepost_core::{Call, CiSystem, Evidence, Job, Repository, Step, Verb, What};

use super::running::{Doing, Running, is_computed, with_followers};
use super::units::{Definition, Home, Units, canonical};
use super::{facts_of, scripts};

/// Units inside units that are followed.
const DEPTH: usize = 10;

/// Every pipeline of a repository that events start.
pub(crate) fn running<'a>(repository: &'a Repository, units: &Units<'a>) -> Vec<Running<'a>> {
    let mut all = followed(repository, units);
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

fn followed<'a>(repository: &'a Repository, units: &Units<'a>) -> Vec<Running<'a>> {
    facts_of(repository, |what| match what {
        What::Pipeline(pipeline) if pipeline.role.runs() => Some(pipeline),
        _ => None,
    })
    .map(|(fact, pipeline)| {
        let mut running = Running::new(fact, pipeline, repository.branch.as_deref());
        let gated = with_followers(&pipeline.jobs, |job| job.gated);
        let mut follow = Follow { units, running: &mut running, deploying: BTreeSet::new() };
        for job in pipeline.jobs.iter().filter(|job| !is_off(job)) {
            let gated = gated.contains(job.id.as_str());
            let home = Home { repository, state: None, path: &fact.path };
            follow.job(home, &Job { gated, ..job.clone() });
        }
        let deploying = std::mem::take(&mut follow.deploying);
        mark_after_deploy(&mut running, &deploying);
        running
    })
    .collect()
}

/// Whether a job is switched off in the file (trap T20).
fn is_off(job: &Job) -> bool {
    job.condition.as_deref().is_some_and(|text| matches!(text.trim(), "false" | "${{ false }}"))
}

/// Whether a job of a unit waits for an input that its caller sets to the contrary (trap T26). An
/// input that is not handed over has a default that may be either.
fn is_switched_off(job: &Job, inputs: Option<&BTreeMap<String, String>>) -> bool {
    let text = job.condition.as_deref().unwrap_or_default().trim();
    let text = text.strip_prefix("${{").and_then(|it| it.strip_suffix("}}")).unwrap_or(text).trim();
    let (wanted, name) =
        text.strip_prefix('!').map_or(("true", text), |rest| ("false", rest.trim()));
    let given = name.strip_prefix("inputs.").and_then(|name| inputs?.get(name));
    given.is_some_and(|given| matches!(given.as_str(), "true" | "false") && given != wanted)
}

/// Marks what runs in jobs that wait for a deploy to have ended.
fn mark_after_deploy(running: &mut Running<'_>, deploying: &BTreeSet<String>) {
    let jobs = &running.pipeline.jobs;
    let reached = with_followers(jobs, |job| deploying.contains(&job.id));
    let after: BTreeSet<u32> = jobs
        .iter()
        .filter(|job| reached.contains(job.id.as_str()) && !deploying.contains(&job.id))
        .flat_map(|job| job.steps.iter().map(|step| step.line))
        .collect();
    for doing in &mut running.doings {
        doing.after_deploy = after.contains(&doing.at.line);
    }
}

/// What a job and one of its steps name, in lower case: the job itself, what its matrix runs over,
/// what the step is handed and the paths it works on.
fn about(job: &Job, step: &Step) -> Vec<String> {
    let over = job.over.values().flatten();
    let named = over.chain(step.inputs.values()).chain(&step.paths).chain(&job.paths);
    std::iter::once(&job.id).chain(named).map(|text| text.to_ascii_lowercase()).collect()
}

/// A name that is an input of the unit, as it is handed over; any other as it is written.
fn handed(name: &str, inputs: Option<&BTreeMap<String, String>>) -> String {
    let input = name
        .trim()
        .strip_prefix("${{")
        .or_else(|| name.trim().strip_prefix("<<"))
        .map(|text| text.trim_end_matches(['}', '>', ' ']).trim_start())
        .and_then(|text| text.strip_prefix("inputs.").or_else(|| text.strip_prefix("parameters.")));
    let given = input.and_then(|input| inputs?.get(input));
    given.map_or_else(|| name.to_owned(), Clone::clone)
}

/// Whether a unit is told to ship nothing: a dry run, a build that is not pushed.
fn is_tried(step: &Step) -> bool {
    step.inputs.iter().any(|(key, value)| {
        let off = matches!(key.as_str(), "push" | "publish" | "deploy") && value == "false";
        let dry = matches!(key.as_str(), "dry-run" | "dry_run") && value == "true";
        off || dry || value.contains("--dry-run")
    })
}

struct Follow<'f, 'a> {
    units: &'f Units<'a>,
    running: &'f mut Running<'a>,
    /// Jobs of the pipeline that deploy.
    deploying: BTreeSet<String>,
}

/// Where one step stands on the way from the pipeline.
struct Frame<'j> {
    /// What the job and the step of the pipeline itself name, in lower case.
    about: &'j [String],
    /// What the unit that is followed was handed.
    inputs: Option<&'j BTreeMap<String, String>>,
    at: Evidence,
    job: &'j Job,
    through: Vec<String>,
}

impl Frame<'_> {
    fn through_unit(&self, identity: &str) -> Self {
        let mut through = self.through.clone();
        through.push(identity.to_owned());
        Self { at: self.at.clone(), through, ..*self }
    }
}

impl<'a> Follow<'_, 'a> {
    fn job(&mut self, home: Home<'a>, job: &Job) {
        let before = self.running.doings.len();
        for step in &job.steps {
            let at = Evidence {
                repository: home.repository.id.clone(),
                path: self.running.fact.path.clone(),
                line: step.line,
                shows: String::new(),
            };
            let about = about(job, step);
            let frame = Frame { about: &about, inputs: None, at, job, through: Vec::new() };
            self.step(home, step, &frame);
        }
        let done = self.running.doings.get(before..).unwrap_or_default();
        if done.iter().any(|doing| doing.verb.is_deploy()) {
            self.deploying.insert(job.id.clone());
        }
    }

    fn step(&mut self, home: Home<'a>, step: &Step, frame: &Frame<'_>) {
        let Call::Unit(source) = &step.call else {
            let by = step.call.to_string();
            self.note(&step.verbs, frame, &by);
            if home.state.is_none() {
                for script in scripts::of_step(home.repository, step) {
                    let further = script.verbs.iter().filter(|verb| !step.verbs.contains(verb));
                    let new: Vec<Verb> = further.copied().collect();
                    self.note(&new, frame, &by);
                }
            }
            return;
        };
        let first = self.running.doings.len();
        let identity = canonical(source, home.repository);
        let asked = home.asked(source, step.line);
        let known = frame.through.contains(&identity) || frame.through.len() >= DEPTH;
        let jenkins = self.running.pipeline.system == CiSystem::Jenkins;
        let step_of_library = || self.units.library_step(&identity, asked).filter(|_| jenkins);
        let definition =
            self.units.pipeline(&identity, asked).or_else(step_of_library).filter(|_| !known);
        let inner = Frame { inputs: Some(&step.inputs), ..frame.through_unit(&identity) };
        match definition {
            Some(definition) if !definition.pipeline.jobs.is_empty() => {
                let before = self.running.doings.len();
                self.definition(definition, &inner);
                self.doubt(definition, step, (&identity, before));
            }
            _ => {
                // The name of a helper (`notify`) tells all of it; the name of anything larger tells
                // one thing it does, and nothing of what else it may do.
                let helper =
                    !step.verbs.is_empty() && !step.verbs.iter().any(|v| v.is_substantial());
                if definition.is_none() && !helper {
                    self.running.unseen.insert(identity.clone());
                }
                self.note(&step.verbs, &inner, &identity);
            }
        }
        if is_tried(step) {
            let mut index = 0;
            self.running.doings.retain(|doing| {
                index += 1;
                index <= first || !(doing.verb.is_deploy() || doing.verb.is_shipped())
            });
        }
    }

    fn definition(&mut self, definition: Definition<'a>, frame: &Frame<'_>) {
        let on = |job: &&Job| !is_off(job) && !is_switched_off(job, frame.inputs);
        for job in definition.pipeline.jobs.iter().filter(on) {
            // The caller's environment stands unless the unit names one itself: what it is handed
            // as an input shows in the unit as a computed name.
            let handed = job.environment.as_deref().map(|name| handed(name, frame.inputs));
            let own = handed.as_ref().filter(|name| !is_computed(name));
            let environment = own.or(frame.job.environment.as_ref()).or(handed.as_ref());
            let job = Job {
                environment: environment.cloned(),
                gated: job.gated || frame.job.gated,
                ..job.clone()
            };
            let through = frame.through.clone();
            let inner = Frame { at: frame.at.clone(), job: &job, through, ..*frame };
            for step in &job.steps {
                self.step(definition.home, step, &inner);
            }
        }
    }

    /// Notes what a unit is called for and does not show. A unit without any step that does
    /// something was emptied, and proves absence; any other may do it in a way nobody can read.
    fn doubt(
        &mut self,
        definition: Definition<'_>,
        step: &Step,
        (identity, before): (&str, usize),
    ) {
        let does_something = definition.pipeline.jobs.iter().any(|job| !job.steps.is_empty());
        let done = self.running.doings.get(before..).unwrap_or_default();
        let missing: Vec<Verb> = step
            .verbs
            .iter()
            .copied()
            .filter(|verb| does_something && !done.iter().any(|doing| doing.verb == *verb))
            .collect();
        // A library's step may do all of it in classes that cannot be read.
        if done.is_empty() && does_something && definition.pipeline.system == CiSystem::Jenkins {
            self.running.unseen.insert(identity.to_owned());
        }
        self.running.doubtful.extend(missing.into_iter().map(|verb| (verb, identity.to_owned())));
    }

    fn note(&mut self, verbs: &[Verb], frame: &Frame<'_>, by: &str) {
        let of_pull_request = self.running.of_pull_request();
        for verb in verbs {
            self.running.doings.push(Doing {
                verb: *verb,
                at: frame.at.clone(),
                through: frame.through.clone(),
                by: by.to_owned(),
                environment: frame.job.environment.clone(),
                about: frame.about.to_vec(),
                gated: frame.job.gated,
                after_deploy: false,
                of_pull_request,
            });
        }
    }
}
