//! What the jobs of one pipeline do in the end: the units they call followed to what they do, where
//! the scan has them.

use std::collections::{BTreeMap, BTreeSet};

use milepost_core::{Call, CiSystem, DeployModel, Evidence, Job, Repository, Script, Step, Verb};

use super::about::{About, is_handed_image};
use super::called::Called;
use super::included::{File, Included, is_hidden};
use super::pipelines::{is_off, is_switched_off};
use super::running::{Doing, Running, is_computed};
use super::scripts;
use super::units::{Definition, Home, Units, canonical};

/// Units inside units that are followed.
const DEPTH: usize = 10;

/// Steps of one pipeline that are followed, those inside of units among them; only hostile files
/// have more.
const STEPS: usize = 100_000;

/// What stands among the inputs of what a job of GitLab extends when the job has a script of its
/// own, which takes the place of the other one.
const OWN_SCRIPT: &str = "script";

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
fn is_tried(inputs: &BTreeMap<String, String>) -> bool {
    inputs.iter().any(|(key, value)| {
        let off = matches!(key.as_str(), "push" | "publish" | "deploy") && value == "false";
        let dry = matches!(key.as_str(), "dry-run" | "dry_run") && value == "true";
        off || dry || value.contains("--dry-run")
    })
}

/// Follows the jobs of one pipeline.
pub(super) struct Follow<'f, 'a> {
    units: &'f Units<'a>,
    running: &'f mut Running<'a>,
    included: &'f Included<'a>,
    /// The unit that the definition itself is a copy of, which something keeps in step.
    pub(super) source: Option<String>,
    /// Jobs of the pipeline that deploy, by their places.
    deploying: BTreeSet<usize>,
    /// Steps that may still be followed.
    budget: usize,
}

/// Where one step stands on the way from the pipeline.
struct Frame<'j, 'a> {
    /// The repository of the pipeline.
    root: &'a Repository,
    /// What the job and the steps name that lead here.
    about: &'j About,
    /// What the unit that is followed was handed.
    inputs: Option<&'j BTreeMap<String, String>>,
    /// The step that calls the unit that is followed.
    caller: Option<&'j Step>,
    /// What the definition takes in that the step belongs to.
    included: &'j Included<'a>,
    at: Evidence,
    /// The place of the job among those of the pipeline.
    index: usize,
    job: &'j Job,
    through: Vec<String>,
}

impl Frame<'_, '_> {
    fn through_units(&self, identities: &[String]) -> Self {
        let through = self.through.iter().chain(identities).cloned().collect();
        Self { at: self.at.clone(), through, ..*self }
    }

    /// What the steps name that lead to a step of the unit which is followed.
    fn about_of(&self, home: Home<'_>, step: &Step) -> About {
        if home.repository.id != self.root.id {
            return self.about.with_others(step, self.root);
        }
        let inputs = step.inputs.iter();
        let inputs = inputs.map(|(name, value)| (name.clone(), handed(value, self.inputs)));
        self.about.with_own(step, &inputs.collect())
    }
}

impl<'f, 'a> Follow<'f, 'a> {
    pub(super) fn new(
        units: &'f Units<'a>,
        running: &'f mut Running<'a>,
        included: &'f Included<'a>,
    ) -> Self {
        Self { units, running, included, source: None, deploying: BTreeSet::new(), budget: STEPS }
    }

    /// The jobs of the pipeline that were found to deploy, by their places.
    pub(super) fn deploying(self) -> BTreeSet<usize> {
        self.deploying
    }

    /// Follows a job of the pipeline itself.
    pub(super) fn job(&mut self, home: Home<'a>, index: usize, job: &Job) {
        self.follow((home, home), (index, job), None);
    }

    /// Follows the jobs that the pipeline takes in; `gated` names those that wait for a person.
    pub(super) fn included(&mut self, home: Home<'a>, gated: &BTreeSet<&str>) {
        let (pipeline, included) = (self.running.pipeline, self.included);
        for (index, (file, job)) in included.jobs(pipeline).enumerate() {
            let job = Job { gated: gated.contains(job.id.as_str()), ..job.clone() };
            let index = pipeline.jobs.len() + index;
            self.follow((home, file.definition.home), (index, &job), Some(file));
        }
    }

    fn follow(
        &mut self,
        (root, home): (Home<'a>, Home<'a>),
        (index, job): (usize, &Job),
        file: Option<&File<'a>>,
    ) {
        let before = self.running.doings.len();
        let included = self.included;
        let job = &inheriting(job, included, 0);
        for step in &job.steps {
            let at = Evidence {
                repository: root.repository.id.clone(),
                path: self.running.fact.path.clone(),
                line: file.map_or(step.line, |file| file.line),
                shows: String::new(),
            };
            let about = &About::of(job, step);
            let files = file.into_iter().flat_map(|file| &file.through);
            let through = self.source.iter().chain(files).cloned().collect();
            let root = root.repository;
            let frame = Frame {
                root,
                about,
                inputs: None,
                caller: None,
                included,
                at,
                index,
                job,
                through,
            };
            self.step(home, step, &frame);
        }
        let done = self.running.doings.get(before..).unwrap_or_default();
        if done.iter().any(|doing| doing.verb.is_deploy()) {
            self.deploying.insert(index);
        }
    }

    fn step(&mut self, home: Home<'a>, step: &Step, frame: &Frame<'_, 'a>) {
        let Some(left) = self.budget.checked_sub(1) else {
            self.running.leave_unseen(&home.repository.id, frame.index);
            return;
        };
        self.budget = left;
        if is_switched_off(step.condition.as_deref(), frame.inputs) {
            return;
        }
        if step.environments.is_empty() {
            self.does(home, step, frame);
        }
        // What a step names itself stands before what its job names.
        for name in &step.environments {
            let job = Job { environment: Some(name.clone()), ..frame.job.clone() };
            self.does(home, step, &Frame { job: &job, ..frame.through_units(&[]) });
        }
    }

    fn does(&mut self, home: Home<'a>, step: &Step, frame: &Frame<'_, 'a>) {
        match &step.call {
            Call::Command(_) => self.command(home, step, frame),
            Call::Unit(source) => self.unit(home, (step, source), frame),
        }
    }

    /// Notes what a command does, and the scripts it runs.
    fn command(&mut self, home: Home<'a>, step: &Step, frame: &Frame<'_, 'a>) {
        let by = step.call.to_string();
        if let Some((parameter, caller)) = step.parameter.as_ref().zip(frame.caller)
            && caller.inputs.contains_key(parameter)
        {
            self.replaced(step, caller.commands.get(parameter), frame);
            return;
        }
        for verb in &step.meant {
            self.leave_doubtful(*verb, &frame.at.to_string(), frame.index);
        }
        self.note(&step.verbs, frame, &by);
        if let Some(inputs) = frame.inputs
            && step.verbs.contains(&Verb::Deploy(DeployModel::CiHelm))
        {
            self.running.called.push(Called {
                home,
                line: step.line,
                inputs: inputs.clone(),
                through: frame.through.clone(),
                environment: frame.job.environment.clone(),
            });
        }
        if home.state.is_none() {
            // What a unit runs by name it finds in the checkout of whoever calls it.
            let mut run: Vec<&Script> = scripts::of_step(frame.root, step).collect();
            if run.is_empty() {
                run = scripts::of_step(home.repository, step).collect();
            }
            for script in run {
                let further = script.verbs.iter().filter(|verb| !step.verbs.contains(verb));
                let new: Vec<Verb> = further.copied().collect();
                self.note(&new, frame, &by);
            }
        }
    }

    /// Notes what a command does that the caller put in the place of the default one. Where nothing
    /// knows it, the default says what it may be for.
    fn replaced(&mut self, step: &Step, does: Option<&Vec<Verb>>, frame: &Frame<'_, 'a>) {
        if let Some(does) = does {
            self.note(does, frame, &step.call.to_string());
            return;
        }
        for verb in &step.verbs {
            self.leave_doubtful(*verb, &frame.at.to_string(), frame.index);
        }
    }

    /// Follows a unit to what it does.
    fn unit(&mut self, home: Home<'a>, (step, source): (&Step, &str), frame: &Frame<'_, 'a>) {
        if let Some((file, job)) = frame.included.job(source) {
            self.extended((file, job), step, frame);
            return;
        }
        let (first, before_it) = (self.running.doings.len(), self.running.called.len());
        let identity = canonical(source, home.repository);
        let asked = home.asked(source, step.line);
        let known = frame.through.contains(&identity) || frame.through.len() >= DEPTH;
        let jenkins = self.running.pipeline.system == CiSystem::Jenkins;
        let step_of_library = || self.units.library_step(&identity, asked).filter(|_| jenkins);
        let definition =
            self.units.pipeline(&identity, asked).or_else(step_of_library).filter(|_| !known);
        let inputs: BTreeMap<String, String> = step
            .inputs
            .iter()
            .map(|(name, value)| (name.clone(), handed(value, frame.inputs)))
            .collect();
        let inner = Frame {
            inputs: Some(&inputs),
            caller: Some(step),
            ..frame.through_units(std::slice::from_ref(&identity))
        };
        match definition {
            Some(definition) if !definition.pipeline.jobs.is_empty() => {
                let before = self.running.doings.len();
                self.definition(definition, &inner);
                self.doubt(definition, step, (&identity, before, frame.index));
            }
            _ => {
                // The name of a helper (`notify`) tells all of it; the name of anything larger tells
                // one thing it does, and nothing of what else it may do.
                let helper =
                    !step.verbs.is_empty() && !step.verbs.iter().any(|v| v.is_substantial());
                if definition.is_none() && !helper {
                    self.running.leave_unseen(&identity, frame.index);
                }
                self.note(&step.verbs, &inner, &identity);
            }
        }
        if is_tried(&inputs) {
            self.running.called.truncate(before_it);
            let mut index = 0;
            self.running.doings.retain(|doing| {
                index += 1;
                index <= first || !(doing.verb.is_deploy() || doing.verb.is_shipped())
            });
        }
    }

    fn definition(&mut self, definition: Definition<'a>, frame: &Frame<'_, 'a>) {
        let own = Included::of(definition.home, definition.pipeline, self.units);
        for unit in own.missing() {
            self.running.leave_unseen(unit, frame.index);
        }
        let gitlab = definition.pipeline.system == CiSystem::GitlabCi;
        let mut given = definition.pipeline.defaults.clone();
        given.extend(frame.inputs.into_iter().flatten().map(|(k, v)| (k.clone(), v.clone())));
        let on = |job: &&Job| {
            let hidden = gitlab && is_hidden(job);
            !hidden && !is_off(job) && !is_switched_off(job.condition.as_deref(), Some(&given))
        };
        let inner = Frame { included: &own, inputs: Some(&given), ..frame.through_units(&[]) };
        for job in definition.pipeline.jobs.iter().filter(on) {
            self.called(definition.home, job, &inner);
        }
        for (file, job) in own.jobs(definition.pipeline) {
            self.called(file.definition.home, job, &inner.through_units(&file.through));
        }
    }

    /// Follows a job of a unit that is called.
    fn called(&mut self, home: Home<'a>, job: &Job, frame: &Frame<'_, 'a>) {
        // The caller's environment stands unless the unit names one itself: what it is handed as an
        // input shows in the unit as a computed name.
        let job = inheriting(job, frame.included, 0);
        let handed = job.environment.as_deref().map(|name| handed(name, frame.inputs));
        let own = handed.as_ref().filter(|name| !is_computed(name));
        let environment = own.or(frame.job.environment.as_ref()).or(handed.as_ref()).cloned();
        let gated = job.gated || frame.job.gated;
        let job = Job { environment, gated, ..job };
        let inner = Frame { job: &job, ..frame.through_units(&[]) };
        for step in &job.steps {
            let about = &inner.about_of(home, step);
            self.step(home, step, &Frame { about, ..inner.through_units(&[]) });
        }
    }

    /// Follows a job of GitLab that another one extends, or refers to, and that an included file
    /// holds. What has a script of its own takes over what stands around it, which does nothing.
    fn extended(&mut self, (file, job): (&File<'a>, &'a Job), step: &Step, frame: &Frame<'_, 'a>) {
        if step.inputs.contains_key(OWN_SCRIPT) || frame.through.len() >= DEPTH {
            return;
        }
        let inner = frame.through_units(&file.through);
        for step in &job.steps {
            self.step(file.definition.home, step, &inner);
        }
    }

    /// Notes what a unit is called for and does not show. A unit without any step that does
    /// something was emptied, and proves absence; any other may do it in a way nobody can read.
    fn doubt(
        &mut self,
        definition: Definition<'_>,
        step: &Step,
        (identity, before, index): (&str, usize, usize),
    ) {
        let does_something = definition.pipeline.jobs.iter().any(|job| !job.steps.is_empty());
        let done = self.running.doings.get(before..).unwrap_or_default();
        let missing: Vec<Verb> = step
            .verbs
            .iter()
            .copied()
            .filter(|verb| does_something && !done.iter().any(|doing| doing.verb == *verb))
            .collect();
        let applied = done.iter().find(|doing| doing.verb == Verb::IacApply);
        let applied = applied.filter(|_| is_handed_image(step)).cloned();
        // A library's step may do all of it in classes that cannot be read.
        if done.is_empty() && does_something && definition.pipeline.system == CiSystem::Jenkins {
            self.running.leave_unseen(identity, index);
        }
        for verb in missing {
            match &applied {
                // Infrastructure code that takes the image brings it to run.
                Some(doing) if verb == Verb::Deploy(DeployModel::Unseen) => {
                    let verb = Verb::Deploy(DeployModel::IacApply);
                    self.running.doings.push(Doing { verb, ..doing.clone() });
                }
                _ => self.leave_doubtful(verb, identity, index),
            }
        }
    }

    /// Notes what cannot be read; a job that may deploy in such a way is one that deploys.
    fn leave_doubtful(&mut self, verb: Verb, by: &str, job: usize) {
        if verb.is_deploy() {
            self.deploying.insert(job);
        }
        self.running.leave_doubtful(verb, by, job);
    }

    fn note(&mut self, verbs: &[Verb], frame: &Frame<'_, '_>, by: &str) {
        let starts = self.running.starts_of(frame.index);
        for verb in verbs {
            self.running.doings.push(Doing {
                verb: *verb,
                at: frame.at.clone(),
                through: frame.through.clone(),
                by: by.to_owned(),
                environment: frame.job.environment.clone(),
                job: frame.index,
                about: frame.about.texts.clone(),
                paths: frame.about.paths.clone(),
                takes_image: frame.about.takes_image,
                gated: frame.job.gated,
                after_deploy: false,
                starts,
            });
        }
    }
}

/// A job of GitLab with the environment and the gate that it takes from jobs of included files which
/// it extends.
fn inheriting(job: &Job, included: &Included<'_>, depth: usize) -> Job {
    let mut whole = job.clone();
    for step in &job.steps {
        let Call::Unit(name) = &step.call else { continue };
        let Some((_, parent)) = included.job(name).filter(|_| depth < DEPTH) else { continue };
        let parent = inheriting(parent, included, depth + 1);
        whole.gated |= parent.gated && job.condition.is_none();
        whole.environment = whole.environment.or(parent.environment);
    }
    whole
}
