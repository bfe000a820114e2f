//! What a pipeline does in the end: the units it calls followed to what they do, where the scan
//! has them.

use std::collections::BTreeSet;

use milepost_core::{Call, Evidence, Fact, Job, Pipeline, Repository, Step, Verb, What};

use super::facts_of;
use super::units::{Definition, Units, canonical};

/// Units inside units that are followed.
const DEPTH: usize = 10;

/// A pipeline that events start, and everything it does.
pub(crate) struct Running<'a> {
    pub(crate) fact: &'a Fact,
    pub(crate) pipeline: &'a Pipeline,
    pub(crate) doings: Vec<Doing>,
    /// Units called whose definition is not in the scan, and of which the table knows nothing.
    pub(crate) unseen: BTreeSet<String>,
}

/// One thing a pipeline does.
#[derive(Debug, Clone)]
pub(crate) struct Doing {
    pub(crate) verb: Verb,
    /// The line of the pipeline itself that leads to it.
    pub(crate) at: Evidence,
    /// The units passed through on the way, the one called first in front.
    pub(crate) through: Vec<String>,
    /// What runs in the end: a command head or the innermost unit.
    pub(crate) by: String,
    /// The environment of the job, as written.
    pub(crate) environment: Option<String>,
    /// Whether a person must let it start.
    pub(crate) gated: bool,
}

impl Running<'_> {
    /// Whether a person's or a bot's change starts it: a push, a pull request, a tag, or a
    /// schedule the system decides on.
    pub(crate) fn on_change(&self) -> bool {
        const CHANGES: &[&str] = &[
            "push",
            "pull_request",
            "pull_request_target",
            "merge_group",
            "merge_request",
            "tag",
            "any",
            "workflow_run",
        ];
        self.pipeline
            .triggers
            .iter()
            .any(|trigger| CHANGES.contains(&trigger.event.as_str()))
    }

    /// Whether it is CI: started by changes, and building or testing (trap T19).
    pub(crate) fn is_ci(&self) -> bool {
        self.on_change()
            && self
                .doings
                .iter()
                .any(|doing| doing.verb.is_build_or_test())
    }

    /// Whether every start of it waits for a person.
    pub(crate) fn by_hand_only(&self) -> bool {
        !self.pipeline.triggers.is_empty()
            && self
                .pipeline
                .triggers
                .iter()
                .all(|trigger| trigger.event == "workflow_dispatch")
    }
}

/// Every pipeline of a repository that events start.
pub(crate) fn running<'a>(repository: &'a Repository, units: &Units<'a>) -> Vec<Running<'a>> {
    facts_of(repository, |what| match what {
        What::Pipeline(pipeline) if pipeline.role.runs() => Some(pipeline),
        _ => None,
    })
    .map(|(fact, pipeline)| {
        let mut running = Running {
            fact,
            pipeline,
            doings: Vec::new(),
            unseen: BTreeSet::new(),
        };
        let gated = behind_gates(&pipeline.jobs);
        let mut follow = Follow {
            units,
            running: &mut running,
        };
        for job in pipeline.jobs.iter().filter(|job| !is_off(job)) {
            let gated = gated.contains(job.id.as_str());
            follow.job(
                repository,
                &Job {
                    gated,
                    ..job.clone()
                },
            );
        }
        running
    })
    .collect()
}

/// Jobs a person must let start: gates themselves, and whatever needs one to have ended.
fn behind_gates(jobs: &[Job]) -> BTreeSet<&str> {
    let mut gated: BTreeSet<&str> = jobs
        .iter()
        .filter(|job| job.gated)
        .map(|job| job.id.as_str())
        .collect();
    // Each round reaches one job further, so there are at most as many rounds as jobs.
    for _ in jobs {
        let before = gated.len();
        let behind = jobs
            .iter()
            .filter(|job| job.needs.iter().any(|id| gated.contains(id.as_str())));
        let behind: Vec<&str> = behind.map(|job| job.id.as_str()).collect();
        gated.extend(behind);
        if gated.len() == before {
            break;
        }
    }
    gated
}

/// Whether a name is only known when the pipeline runs.
pub(crate) fn is_computed(name: &str) -> bool {
    name.contains(['$', '<', '{'])
}

/// Whether a job is switched off in the file (trap T20).
fn is_off(job: &Job) -> bool {
    job.condition
        .as_deref()
        .is_some_and(|text| matches!(text.trim(), "false" | "${{ false }}"))
}

struct Follow<'f, 'a> {
    units: &'f Units<'a>,
    running: &'f mut Running<'a>,
}

impl<'a> Follow<'_, 'a> {
    fn job(&mut self, repository: &'a Repository, job: &Job) {
        for step in &job.steps {
            let at = Evidence {
                repository: repository.id.clone(),
                path: self.running.fact.path.clone(),
                line: step.line,
                shows: String::new(),
            };
            let frame = Frame {
                at,
                job,
                through: Vec::new(),
            };
            self.step(repository, step, &frame);
        }
    }

    fn step(&mut self, repository: &'a Repository, step: &Step, frame: &Frame<'_>) {
        let Call::Unit(source) = &step.call else {
            return self.note(step, frame, &step.call.to_string());
        };
        let identity = canonical(source, repository);
        let known = frame.through.contains(&identity) || frame.through.len() >= DEPTH;
        let definition = self.units.pipeline(&identity).filter(|_| !known);
        let inner = frame.through_unit(&identity);
        match definition {
            Some(definition) if !definition.pipeline.jobs.is_empty() => {
                self.definition(definition, &inner);
            }
            _ => {
                if step.verbs.is_empty() && definition.is_none() {
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
            let environment = own
                .or(frame.job.environment.as_ref())
                .or(job.environment.as_ref());
            let job = Job {
                environment: environment.cloned(),
                gated: job.gated || frame.job.gated,
                ..job.clone()
            };
            let inner = Frame {
                at: frame.at.clone(),
                job: &job,
                through: frame.through.clone(),
            };
            for step in &job.steps {
                self.step(definition.repository, step, &inner);
            }
        }
    }

    fn note(&mut self, step: &Step, frame: &Frame<'_>, by: &str) {
        for verb in &step.verbs {
            self.running.doings.push(Doing {
                verb: *verb,
                at: frame.at.clone(),
                through: frame.through.clone(),
                by: by.to_owned(),
                environment: frame.job.environment.clone(),
                gated: frame.job.gated,
            });
        }
    }
}

struct Frame<'j> {
    at: Evidence,
    job: &'j Job,
    through: Vec<String>,
}

impl Frame<'_> {
    fn through_unit(&self, identity: &str) -> Self {
        let mut through = self.through.clone();
        through.push(identity.to_owned());
        Self {
            at: self.at.clone(),
            job: self.job,
            through,
        }
    }
}
