//! What a pipeline does in the end: the units it calls followed to what they do, where the scan
//! has them.

use std::collections::BTreeSet;

use milepost_core::{Call, CiSystem, Evidence, Job, Repository, Step, Verb, What};

use super::facts_of;
use super::running::{Doing, Running, is_computed, with_followers};
use super::units::{Definition, Units, canonical};

/// Units inside units that are followed.
const DEPTH: usize = 10;

/// Every pipeline of a repository that events start.
pub(crate) fn running<'a>(repository: &'a Repository, units: &Units<'a>) -> Vec<Running<'a>> {
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
            follow.job(repository, &Job { gated, ..job.clone() });
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

struct Follow<'f, 'a> {
    units: &'f Units<'a>,
    running: &'f mut Running<'a>,
    /// Jobs of the pipeline that deploy.
    deploying: BTreeSet<String>,
}

/// Where one step stands on the way from the pipeline.
struct Frame<'j> {
    at: Evidence,
    job: &'j Job,
    through: Vec<String>,
}

impl Frame<'_> {
    fn through_unit(&self, identity: &str) -> Self {
        let mut through = self.through.clone();
        through.push(identity.to_owned());
        Self { at: self.at.clone(), job: self.job, through }
    }
}

impl<'a> Follow<'_, 'a> {
    fn job(&mut self, repository: &'a Repository, job: &Job) {
        let before = self.running.doings.len();
        for step in &job.steps {
            let at = Evidence {
                repository: repository.id.clone(),
                path: self.running.fact.path.clone(),
                line: step.line,
                shows: String::new(),
            };
            self.step(repository, step, &Frame { at, job, through: Vec::new() });
        }
        let done = self.running.doings.get(before..).unwrap_or_default();
        if done.iter().any(|doing| doing.verb.is_deploy()) {
            self.deploying.insert(job.id.clone());
        }
    }

    fn step(&mut self, repository: &'a Repository, step: &Step, frame: &Frame<'_>) {
        let Call::Unit(source) = &step.call else {
            return self.note(step, frame, &step.call.to_string());
        };
        let identity = canonical(source, repository);
        let known = frame.through.contains(&identity) || frame.through.len() >= DEPTH;
        let jenkins = self.running.pipeline.system == CiSystem::Jenkins;
        let step_of_library = || self.units.library_step(&identity).filter(|_| jenkins);
        let definition = self.units.pipeline(&identity).or_else(step_of_library).filter(|_| !known);
        let inner = frame.through_unit(&identity);
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
                self.note(step, &inner, &identity);
            }
        }
    }

    fn definition(&mut self, definition: Definition<'a>, frame: &Frame<'_>) {
        for job in definition.pipeline.jobs.iter().filter(|job| !is_off(job)) {
            // The caller's environment stands unless the unit names one itself: what it is handed
            // as an input shows in the unit as a computed name.
            let own = job.environment.as_ref().filter(|name| !is_computed(name));
            let environment = own.or(frame.job.environment.as_ref()).or(job.environment.as_ref());
            let job = Job {
                environment: environment.cloned(),
                gated: job.gated || frame.job.gated,
                ..job.clone()
            };
            let inner = Frame { at: frame.at.clone(), job: &job, through: frame.through.clone() };
            for step in &job.steps {
                self.step(definition.repository, step, &inner);
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
        self.running.doubtful.extend(missing.into_iter().map(|verb| (verb, identity.to_owned())));
    }

    fn note(&mut self, step: &Step, frame: &Frame<'_>, by: &str) {
        let of_pull_request = self.running.of_pull_request();
        for verb in &step.verbs {
            self.running.doings.push(Doing {
                verb: *verb,
                at: frame.at.clone(),
                through: frame.through.clone(),
                by: by.to_owned(),
                environment: frame.job.environment.clone(),
                gated: frame.job.gated,
                after_deploy: false,
                of_pull_request,
            });
        }
    }
}
