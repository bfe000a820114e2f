//! What a definition of GitLab CI takes in: files of its own repository and of others, and what
//! those take in themselves. GitLab reads all of it as one (trap T23).

use std::collections::BTreeSet;

use milepost_core::{Call, CiSystem, Job, Pipeline, UnitKind, Use};

use super::pipelines::is_off;
use super::units::{Definition, Home, Units, canonical};

/// Files inside files that are followed.
const DEPTH: usize = 10;

/// Files that one definition may take in; GitLab allows as many.
const FILES: usize = 150;

/// What a definition takes in, what wins over the rest in front.
#[derive(Default)]
pub(super) struct Included<'a> {
    files: Vec<File<'a>>,
    missing: BTreeSet<String>,
    visited: BTreeSet<(&'a str, Option<&'a str>, &'a str)>,
}

/// A file that is taken in.
pub(super) struct File<'a> {
    pub(super) definition: Definition<'a>,
    /// The files on the way to it, itself last.
    pub(super) through: Vec<String>,
    /// The line of the definition itself that leads to it.
    pub(super) line: u32,
    /// Whether its jobs run because it is taken in; else something calls it.
    runs: bool,
}

impl<'a> Included<'a> {
    /// What the definition at `home` takes in; nothing where its system is another one.
    pub(super) fn of(home: Home<'a>, pipeline: &'a Pipeline, units: &Units<'a>) -> Self {
        let mut included = Self::default();
        if pipeline.system == CiSystem::GitlabCi {
            included.visited.insert(key(home));
            included.add(home, pipeline, (&[], None), units);
        }
        included
    }

    /// Adds what one file takes in; a later one wins over those before it.
    fn add(
        &mut self,
        home: Home<'a>,
        pipeline: &'a Pipeline,
        (through, first): (&[String], Option<u32>),
        units: &Units<'a>,
    ) {
        let mut uses: Vec<(u32, &Use)> = home.uses().filter(|(_, it)| is_include(it)).collect();
        uses.reverse();
        for (line, used) in uses {
            let Some(runs) = runs(pipeline, line, &used.source) else { continue };
            let identity = canonical(&used.source, home.repository);
            let asked = home.asked(&used.source, line);
            let found = units.pipeline(&identity, asked);
            let found = found.filter(|it| it.pipeline.system == CiSystem::GitlabCi);
            let Some(definition) = found else {
                self.missing.extend(runs.then_some(identity));
                continue;
            };
            let full = through.len() >= DEPTH || self.files.len() >= FILES;
            if full || !self.visited.insert(key(definition.home)) {
                self.missing.extend(full.then_some(identity));
                continue;
            }
            let through: Vec<String> = through.iter().cloned().chain([identity]).collect();
            let line = first.unwrap_or(line);
            self.files.push(File { definition, through: through.clone(), line, runs });
            self.add(definition.home, definition.pipeline, (&through, Some(line)), units);
        }
    }

    /// The job of this name, and the file that holds it.
    pub(super) fn job(&self, name: &str) -> Option<(&File<'a>, &'a Job)> {
        self.files.iter().find_map(|file| {
            let mut jobs = file.definition.pipeline.jobs.iter();
            Some((file, jobs.find(|job| job.id == name)?))
        })
    }

    /// The jobs that run because their files are taken in, except those that `pipeline` says anew.
    pub(super) fn jobs<'i>(
        &'i self,
        pipeline: &'i Pipeline,
    ) -> impl Iterator<Item = (&'i File<'a>, &'a Job)> + 'i {
        let mut known: BTreeSet<&str> = pipeline
            .jobs
            .iter()
            .filter(|job| !job.steps.is_empty())
            .map(|job| job.id.as_str())
            .collect();
        let all = self
            .files
            .iter()
            .filter(|file| file.runs)
            .flat_map(|file| file.definition.pipeline.jobs.iter().map(move |job| (file, job)));
        all.filter(|(_, job)| !is_hidden(job) && !is_off(job))
            .filter(move |(_, job)| known.insert(&job.id))
    }

    /// Files that are taken in and cannot be read.
    pub(super) fn missing(&self) -> impl Iterator<Item = &str> {
        self.missing.iter().map(String::as_str)
    }
}

/// Whether a job runs nowhere and is there for others to take.
pub(super) fn is_hidden(job: &Job) -> bool {
    job.id.starts_with('.')
}

fn is_include(used: &Use) -> bool {
    matches!(used.unit, UnitKind::Include | UnitKind::Component)
}

/// Whether a file that is taken in on this line runs by that; `None` where a job starts it as a
/// pipeline of its own. What stands as a job that calls it runs by the call.
fn runs(pipeline: &Pipeline, line: u32, source: &str) -> Option<bool> {
    let calls = |job: &&Job| {
        let unit = |call: &Call| matches!(call, Call::Unit(unit) if unit == source);
        job.steps.iter().any(|step| step.line == line && unit(&step.call))
    };
    match pipeline.jobs.iter().find(calls) {
        Some(job) => (job.id == source).then_some(false),
        None => Some(true),
    }
}

fn key(home: Home<'_>) -> (&str, Option<&str>, &str) {
    (&home.repository.id, home.state.map(|state| state.commit.as_str()), home.path)
}
