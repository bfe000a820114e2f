//! What every command needs that looks at repositories: which ones, read how, and judged by what.

mod hindsight;
mod looking;
mod place;
mod sharded;

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;
use std::sync::{Mutex, MutexGuard, PoisonError};

use anyhow::{Context as _, bail};
use jiff::Timestamp;
use milepost_core::{Repository, Roll, Snapshot, Trouble, TroubleCode, VerbTable};
use milepost_git::{Found, Source};
use milepost_registry::DETECTORS;
use milepost_scan::{Cache, HistoryPlan, Memory, Trace};
use milepost_score::{Made, Point, Rulebook, Settings};
use rayon::ThreadPool;
use rayon::prelude::*;

pub(crate) use self::place::Place;
use crate::args::{Args, Targets};
use crate::config::Config;
use crate::reach::{Reached, Which};
use crate::{cache, targets, when};

/// Looks at the repositories of one organisation, at one instant or at several.
pub(crate) struct Scanner<'a> {
    config: &'a Config,
    targets: &'a Targets,
    quiet: bool,
    found: Vec<Found>,
    reached: Vec<Reached>,
    verbs: VerbTable,
    rules: Rulebook,
    detectors: BTreeMap<String, u32>,
    present: Timestamp,
    pool: ThreadPool,
    cache: Option<PathBuf>,
    memory: Memory,
    history: Option<HistoryPlan>,
    /// The states that were visited, and how deep.
    visited: Mutex<BTreeSet<(Source, Depth)>>,
    /// What is kept of ends of quarters that were looked at.
    points: Mutex<BTreeMap<Timestamp, Point>>,
    /// What repositories were read as at instants that were looked at.
    traces: Mutex<BTreeMap<Timestamp, Trace>>,
}

/// What of repositories is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Depth {
    /// Their files and their history.
    Whole,
    /// Their files alone, by which every standing is told.
    Files,
}

impl<'a> Scanner<'a> {
    /// Finds the repositories. With `often`, they will be looked at more than once.
    pub(crate) fn new(
        args: &Args,
        config: &'a Config,
        targets: &'a Targets,
        often: bool,
    ) -> anyhow::Result<Self> {
        let which = targets.shard.map_or(Which::All, Which::Shard);
        Self::over((args, config), targets, targets::find(args, config, targets, which)?, often)
    }

    /// Finds the repositories in which shards may ask for something, and copies none before one
    /// does.
    pub(crate) fn for_units(
        args: &Args,
        config: &'a Config,
        targets: &'a Targets,
    ) -> anyhow::Result<Self> {
        let found = targets::find(args, config, targets, Which::WhenAsked)?;
        Self::over((args, config), targets, found, true)
    }

    fn over(
        (args, config): (&Args, &'a Config),
        targets: &'a Targets,
        (found, reached): (Vec<Found>, Vec<Reached>),
        often: bool,
    ) -> anyhow::Result<Self> {
        let verbs = config.verb_table();
        let detectors = DETECTORS
            .iter()
            .map(|detector| (detector.card().id.to_owned(), detector.card().version))
            .collect();
        let folder = cache::folder(args);
        let stored = || {
            let folder = folder.as_deref()?;
            let key = cache::key(&detectors, &verbs, &config.settings.excluded);
            Some(Cache::at(folder, &key))
        };
        let history = history(config, targets)?;
        // Copies are looked at until they lack nothing, and history makes scans look back.
        let often = often || !reached.is_empty() || history.is_some();
        let memory =
            if often { Memory::of_many_visits(stored()) } else { Memory::of_one_visit(stored()) };
        Ok(Self {
            config,
            targets,
            quiet: args.quiet,
            found,
            reached,
            rules: Rulebook::shipped(&config.settings)?,
            present: Timestamp::now(),
            pool: rayon::ThreadPoolBuilder::new().num_threads(args.jobs.unwrap_or(0)).build()?,
            cache: folder,
            verbs,
            detectors,
            memory,
            history,
            visited: Mutex::default(),
            points: Mutex::default(),
            traces: Mutex::default(),
        })
    }

    /// The instant that was typed, if it is one.
    pub(crate) fn instant(&self, text: &str) -> anyhow::Result<Option<Timestamp>> {
        when::read(text, self.config.calendar, &self.found)
    }

    /// The instant that was typed.
    pub(crate) fn expected_instant(&self, text: &str) -> anyhow::Result<Timestamp> {
        let instant = self.instant(text)?;
        instant.with_context(|| format!("{text:?}: expected {}", when::EXPECTED))
    }

    /// The instant that `--at` asks for.
    fn asked_instant(&self) -> anyhow::Result<Option<Timestamp>> {
        self.targets.at.as_deref().map(|text| self.expected_instant(text)).transpose()
    }

    /// The organisation as `--at` asks for it, or as it is.
    pub(crate) fn scan(&self) -> anyhow::Result<Snapshot> {
        let at = self.asked_instant()?;
        let snapshot = self.scan_at(at)?;
        if let Some(at) = at.filter(|_| snapshot.repositories.is_empty()) {
            bail!("no repository had a commit yet at {at}");
        }
        Ok(snapshot)
    }

    /// The organisation as it was at an instant, or as it is, beside what it was before.
    pub(crate) fn scan_at(&self, at: Option<Timestamp>) -> anyhow::Result<Snapshot> {
        let repositories = self.read_beside_looks(at)?;
        let mut snapshot = self.judge_at(at, (repositories, self.rolls()));
        self.look_back(&mut snapshot)?;
        Ok(snapshot)
    }

    /// What `keep` makes of the organisation at each of these instants, in their order. As many are
    /// scored at once as there are threads.
    pub(crate) fn scan_each<T: Send>(
        &self,
        instants: &[Option<Timestamp>],
        (settings, depth): (&Settings, Depth),
        keep: impl Fn(Option<Timestamp>, Snapshot) -> T + Sync,
    ) -> anyhow::Result<Vec<T>> {
        let sources: Vec<Source> = instants.iter().map(|at| self.source(*at)).collect();
        self.visit(&sources, depth)?;
        let mut kept = Vec::with_capacity(instants.len());
        for some in instants.chunks(self.pool.current_num_threads()) {
            let mut read = Vec::with_capacity(some.len());
            for at in some {
                read.push((*at, self.read(&self.found, (*at, depth), &|_| ())?));
            }
            let scored = read.into_par_iter().map(|(at, repositories)| {
                let settings = Settings { at, ..settings.clone() };
                keep(at, self.judge((repositories, self.rolls()), &settings))
            });
            kept.extend(self.pool.install(|| scored.collect::<Vec<T>>()));
        }
        Ok(kept)
    }

    /// The files of some repositories alone as they were at an instant, judged by other settings.
    pub(crate) fn scan_some(
        &self,
        places: &[&Place],
        at: Timestamp,
        settings: &Settings,
    ) -> anyhow::Result<Snapshot> {
        let found: Vec<Found> = places.iter().map(|place| place.found.clone()).collect();
        let repositories = self.read(&found, (Some(at), Depth::Files), &|_| ())?;
        let settings = Settings { at: Some(at), ..settings.clone() };
        Ok(self.pool.install(|| self.judge((repositories, self.rolls()), &settings)))
    }

    /// What repositories are at an instant by themselves, of what hosts listed.
    fn judge_at(&self, at: Option<Timestamp>, of: (Vec<Repository>, Vec<Roll>)) -> Snapshot {
        self.pool.install(|| self.judge(of, &Settings { at, ..self.settings() }))
    }

    /// What the hosts listed.
    fn rolls(&self) -> Vec<Roll> {
        self.reached.iter().map(|reached| reached.roll.clone()).collect()
    }

    fn judge(
        &self,
        (mut repositories, rolls): (Vec<Repository>, Vec<Roll>),
        settings: &Settings,
    ) -> Snapshot {
        repositories.sort_by(|a, b| a.id.cmp(&b.id));
        let repositories = without_doubles(repositories);
        let made = Made { detectors: &self.detectors, verbs: &self.verbs };
        let teams = rolls.iter().filter_map(|roll| roll.teams.as_ref()).flatten().cloned();
        let settings = Settings { teams: teams.collect(), ..settings.clone() };
        let snapshot = milepost_score::score(repositories, &settings, &self.rules, &made);
        Snapshot { rolls, ..snapshot }
    }

    /// What the configuration says, and the present.
    pub(crate) fn settings(&self) -> Settings {
        Settings { present: Some(self.present), ..self.config.settings.clone() }
    }

    /// The digest of the rules that judge.
    pub(crate) fn digest(&self) -> String {
        let made = Made { detectors: &self.detectors, verbs: &self.verbs };
        milepost_score::rules(&self.rules, &self.config.settings, &made).digest
    }

    /// Where each repository is, by its id.
    pub(crate) fn places(&self) -> BTreeMap<String, Place> {
        self.found.iter().map(Place::of).map(|place| (place.id.clone(), place)).collect()
    }

    /// The rules that judge.
    pub(crate) fn rules(&self) -> &Rulebook {
        &self.rules
    }

    /// The present, taken once.
    pub(crate) fn present(&self) -> Timestamp {
        self.present
    }

    /// Stores what is worth remembering for the next run.
    pub(crate) fn remember(&self) {
        self.memory.save(&self.found);
        let Some(folder) = &self.cache else { return };
        milepost_scan::trim(folder, cache::BYTES);
        if let Some(error) = self.memory.unwritten() {
            let folder = folder.display();
            anstream::eprintln!(
                "milepost: the cache {folder} cannot be written, so the next run reads everything again: {error}"
            );
        }
    }
}

/// What was left by whoever panicked is whole: nothing is changed step by step.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// How history is read, if it is: files in a work tree have none.
fn history(config: &Config, targets: &Targets) -> anyhow::Result<Option<HistoryPlan>> {
    if targets.no_history || targets.worktree {
        return Ok(None);
    }
    let people = &config.settings.platform_people;
    Ok(Some(HistoryPlan::new(people).context("history cannot be read")?))
}

/// Two clones of one repository would count twice: the second is left out, and said so.
fn without_doubles(repositories: Vec<Repository>) -> Vec<Repository> {
    let mut kept: Vec<Repository> = Vec::with_capacity(repositories.len());
    for repository in repositories {
        match kept.last_mut() {
            Some(last) if last.id == repository.id => last.troubles.push(Trouble {
                path: None,
                line: None,
                code: TroubleCode::Double,
                detail: "found a second time under another path; that one is left out".to_owned(),
            }),
            _ => kept.push(repository),
        }
    }
    kept
}
