//! What every command needs that looks at repositories: which ones, read how, and judged by what.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, bail};
use jiff::Timestamp;
use milepost_core::{Repository, Snapshot, Trouble, TroubleCode, VerbTable};
use milepost_git::{Found, Source, find};
use milepost_registry::DETECTORS;
use milepost_scan::{Cache, HistoryPlan, Memory, Plan};
use milepost_score::{Made, Rulebook, Settings};
use rayon::ThreadPool;

use crate::args::{Args, Targets};
use crate::config::Config;
use crate::{cache, progress, when};

/// Looks at the repositories of one organisation, at one instant or at several.
pub(crate) struct Scanner<'a> {
    config: &'a Config,
    targets: &'a Targets,
    quiet: bool,
    found: Vec<Found>,
    verbs: VerbTable,
    rules: Rulebook,
    detectors: BTreeMap<String, u32>,
    present: Timestamp,
    pool: ThreadPool,
    cache: Option<PathBuf>,
    memory: Memory,
    history: Option<HistoryPlan>,
}

impl<'a> Scanner<'a> {
    /// Finds the repositories. With `often`, they will be looked at more than once.
    pub(crate) fn new(
        args: &Args,
        config: &'a Config,
        targets: &'a Targets,
        often: bool,
    ) -> anyhow::Result<Self> {
        let verbs = config.verb_table();
        let detectors = DETECTORS
            .iter()
            .map(|detector| (detector.card().id.to_owned(), detector.card().version))
            .collect();
        let folder = cache::folder(args);
        let key = cache::key(&detectors, &verbs, &config.settings.excluded);
        let stored = || folder.as_deref().map(|folder| Cache::at(folder, &key));
        let memory =
            if often { Memory::of_many_visits(stored()) } else { Memory::of_one_visit(stored()) };
        Ok(Self {
            config,
            targets,
            quiet: args.quiet,
            found: found(targets)?,
            rules: Rulebook::shipped(&config.settings)?,
            present: Timestamp::now(),
            pool: rayon::ThreadPoolBuilder::new().num_threads(args.jobs.unwrap_or(0)).build()?,
            cache: folder,
            verbs,
            detectors,
            memory,
            history: history(config, targets)?,
        })
    }

    /// The instant that was typed.
    pub(crate) fn instant(&self, text: &str) -> anyhow::Result<Timestamp> {
        when::read(text, self.config.calendar, &self.found)
    }

    /// The organisation as `--at` asks for it, or as it is.
    pub(crate) fn scan(&self) -> anyhow::Result<Snapshot> {
        let at = self.targets.at.as_deref().map(|text| self.instant(text)).transpose()?;
        let snapshot = self.scan_at(at)?;
        if let Some(at) = at.filter(|_| snapshot.repositories.is_empty()) {
            bail!("no repository had a commit yet at {at}");
        }
        Ok(snapshot)
    }

    /// The organisation as it was at an instant, or as it is.
    pub(crate) fn scan_at(&self, at: Option<Timestamp>) -> anyhow::Result<Snapshot> {
        let settings = Settings { present: Some(self.present), at, ..self.config.settings.clone() };
        let mut repositories = self.read(at)?;
        repositories.sort_by(|a, b| a.id.cmp(&b.id));
        let repositories = without_doubles(repositories);
        let made = Made { detectors: &self.detectors, verbs: &self.verbs };
        let score = || milepost_score::score(repositories, &settings, &self.rules, &made);
        Ok(self.pool.install(score))
    }

    fn read(&self, at: Option<Timestamp>) -> anyhow::Result<Vec<Repository>> {
        let bar = progress::bar(self.found.len(), self.quiet);
        let plan = Plan {
            detectors: DETECTORS,
            verbs: &self.verbs,
            source: self.source(at),
            excluded: &self.config.settings.excluded,
            history: self.history.as_ref(),
            memory: &self.memory,
        };
        let done = |found: &Found| {
            bar.set_message(found.place.to_string());
            bar.inc(1);
        };
        let read = self.pool.install(|| milepost_scan::scan(&plan, &self.found, &done));
        bar.finish_and_clear();
        read.context("an excluded path is not a valid pattern")
    }

    fn source(&self, at: Option<Timestamp>) -> Source {
        match at {
            Some(instant) => Source::At(instant.as_second()),
            None if self.targets.worktree => Source::Worktree,
            None => Source::DefaultBranch,
        }
    }

    /// The rules that judge.
    pub(crate) fn rules(&self) -> &Rulebook {
        &self.rules
    }

    /// Stores what is worth remembering for the next run.
    pub(crate) fn finish(self) {
        self.memory.save(&self.found);
        if let Some(folder) = &self.cache {
            milepost_scan::trim(folder, cache::BYTES);
        }
    }
}

/// How history is read, if it is: files in a work tree have none.
fn history(config: &Config, targets: &Targets) -> anyhow::Result<Option<HistoryPlan>> {
    if targets.no_history || targets.worktree {
        return Ok(None);
    }
    let people = &config.settings.platform_people;
    Ok(Some(HistoryPlan::new(people).context("history cannot be read")?))
}

/// The repositories at or below every target, each once.
fn found(targets: &Targets) -> anyhow::Result<Vec<Found>> {
    let here = [PathBuf::from(".")];
    let named: &[PathBuf] = if targets.paths.is_empty() { &here } else { &targets.paths };
    let mut all = Vec::new();
    for target in named {
        let found = find(Path::new(target), targets.worktree)?;
        for refused in found.iter().filter_map(|found| found.refused.as_ref()) {
            anstream::eprintln!("milepost: {refused}");
        }
        all.extend(found);
    }
    all.sort();
    all.dedup();
    Ok(all)
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
