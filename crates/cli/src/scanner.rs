//! What every command needs that looks at repositories: which ones, read how, and judged by what.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;
use std::sync::{Mutex, MutexGuard, PoisonError};

use anyhow::{Context as _, bail};
use jiff::Timestamp;
use milepost_core::{Repository, Roll, Snapshot, Trouble, TroubleCode, VerbTable};
use milepost_git::{Commit, Found, Past, Reader, Source};
use milepost_registry::DETECTORS;
use milepost_scan::{Cache, HistoryPlan, Lacking, Memory, Plan, Read};
use milepost_score::{Made, Rulebook, Settings};
use rayon::ThreadPool;
use rayon::prelude::*;

use crate::args::{Args, Targets};
use crate::config::Config;
use crate::reach::{Reached, Which};
use crate::shard::Shard;
use crate::shards::{self, ShardRead};
use crate::{cache, progress, targets, when};

/// What is wrong when a glob is not valid.
const EXCLUDED: &str = "an excluded path is not a valid pattern";

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
}

/// What of repositories is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Depth {
    /// Their files and their history.
    Whole,
    /// Their files alone, by which every standing is told.
    Files,
}

/// A repository, and where it is.
pub(crate) struct Place {
    /// `owner/name`.
    pub(crate) id: String,
    found: Found,
}

impl Place {
    /// The commits of its default branch after one instant and up to another, the oldest first.
    pub(crate) fn line(&self, from: Timestamp, to: Timestamp) -> Vec<Commit> {
        self.open().line(from.as_second(), to.as_second())
    }

    /// The first line of what a commit says of itself.
    pub(crate) fn subject(&self, commit: &str) -> Option<String> {
        self.open().subject(commit)
    }

    fn open(&self) -> Reader {
        Reader::of_objects(&self.found, Source::DefaultBranch, Past::default())
    }
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
        let key = cache::key(&detectors, &verbs, &config.settings.excluded);
        let stored = || folder.as_deref().map(|folder| Cache::at(folder, &key));
        // Copies are looked at until they lack nothing.
        let often = often || !reached.is_empty();
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
            history: history(config, targets)?,
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

    /// The organisation as `--at` asks for it, or as it is.
    pub(crate) fn scan(&self) -> anyhow::Result<Snapshot> {
        let at = self.targets.at.as_deref().map(|text| self.expected_instant(text)).transpose()?;
        let snapshot = self.scan_at(at)?;
        if let Some(at) = at.filter(|_| snapshot.repositories.is_empty()) {
            bail!("no repository had a commit yet at {at}");
        }
        Ok(snapshot)
    }

    /// What the repositories of a shard say, each by itself.
    pub(crate) fn read_shard(&self, shard: Shard) -> anyhow::Result<ShardRead> {
        let at = self.targets.at.as_deref().map(|text| self.expected_instant(text)).transpose()?;
        let bar = progress::bar(self.found.len(), self.quiet);
        let read = self.until_whole(|lacking, first| {
            let plan = Plan { lacking: Some(lacking), ..self.plan((at, Depth::Whole)) };
            let done = |found: &Found| {
                if first {
                    bar.set_message(found.place.to_string());
                    bar.inc(1);
                }
            };
            self.pool.install(|| milepost_scan::read(&plan, &self.found, &done)).context(EXCLUDED)
        });
        bar.finish_and_clear();
        let (mut read, lacking) = read?;
        for one in &mut read {
            targets::describe(&mut one.repository, &self.reached, at);
            targets::note_lacking(&mut one.repository, &self.found, &lacking);
        }
        let rolls = self.rolls();
        Ok(ShardRead::new((shard, self.rules_of_reading()), at, rolls, read))
    }

    /// The organisation that shards make together. What one asks of another's repository is read
    /// now, and copied first where it is not here.
    pub(crate) fn merge(&mut self, shards: Vec<ShardRead>) -> anyhow::Result<Snapshot> {
        let key = self.rules_of_reading();
        let at = shards.first().and_then(|shard| shard.at);
        if shards.iter().any(|shard| shard.key != key) {
            bail!("the shards were read by another version or configuration than this one");
        }
        let rolls = shards::rolls(&shards);
        let read: Vec<Read> = shards.into_iter().flat_map(|shard| shard.read).collect();
        let mut places = self.places_by_id();
        let joined = loop {
            let missed: Mutex<BTreeSet<String>> = Mutex::default();
            let locate = |id: &str| {
                let known = places.get(id).cloned();
                if known.is_none() {
                    lock(&missed).insert(id.to_owned());
                }
                known.flatten()
            };
            let (joined, lacking) = self.until_whole(|lacking, _| {
                let plan = Plan { lacking: Some(lacking), ..self.plan((at, Depth::Whole)) };
                let join = || milepost_scan::join(&plan, read.clone(), &locate);
                self.pool.install(join).context(EXCLUDED)
            })?;
            let missed = std::mem::take(&mut *lock(&missed));
            if missed.is_empty() {
                let found: Vec<Found> = places.values().flatten().cloned().collect();
                break targets::with_lacking(joined, &found, &lacking);
            }
            for reached in &mut self.reached {
                let fetched = reached.fetch(&missed)?.into_iter();
                places.extend(fetched.map(|(id, found)| (id, Some(found))));
            }
            // What is nowhere is not looked for again.
            for id in missed {
                places.entry(id).or_insert(None);
            }
        };
        let repositories = targets::with_missing(joined, &places, &self.reached);
        let settings = Settings { at, ..self.settings() };
        Ok(self.pool.install(|| self.judge((repositories, rolls), &settings)))
    }

    fn places_by_id(&self) -> BTreeMap<String, Option<Found>> {
        let by_id =
            |found: &Found| (milepost_git::identity(found).to_string(), Some(found.clone()));
        self.found.iter().map(by_id).collect()
    }

    /// Everything that what is read depends on besides the repositories, whichever machine reads.
    fn rules_of_reading(&self) -> String {
        let history = self.history.as_ref().map(HistoryPlan::key);
        let parts = (env!("CARGO_PKG_VERSION"), &self.detectors, &self.verbs, history);
        let excluded = &self.config.settings.excluded;
        let text = serde_json::to_string(&(parts, excluded)).unwrap_or_default();
        blake3::hash(text.as_bytes()).to_hex().to_string()
    }

    /// The organisation as it was at an instant, or as it is.
    pub(crate) fn scan_at(&self, at: Option<Timestamp>) -> anyhow::Result<Snapshot> {
        let repositories = self.read_all(at)?;
        Ok(self.pool.install(|| self.score(repositories, at)))
    }

    /// What `keep` makes of the organisation at each of these instants, in their order. As many are
    /// scored at once as there are threads.
    pub(crate) fn scan_each<T: Send>(
        &self,
        instants: &[(String, Option<Timestamp>)],
        (settings, depth): (&Settings, Depth),
        keep: impl Fn(&str, &Snapshot) -> T + Sync,
    ) -> anyhow::Result<Vec<T>> {
        let sources: Vec<Source> = instants.iter().map(|(_, at)| self.source(*at)).collect();
        self.visit(&sources, depth)?;
        let mut kept = Vec::with_capacity(instants.len());
        for some in instants.chunks(self.pool.current_num_threads()) {
            let mut read = Vec::with_capacity(some.len());
            for (name, at) in some {
                read.push((name, *at, self.read(&self.found, (*at, depth), &|_| ())?));
            }
            let scored = read.into_par_iter().map(|(name, at, repositories)| {
                let settings = Settings { at, ..settings.clone() };
                keep(name, &self.judge((repositories, self.rolls()), &settings))
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

    fn score(&self, repositories: Vec<Repository>, at: Option<Timestamp>) -> Snapshot {
        self.judge((repositories, self.rolls()), &Settings { at, ..self.settings() })
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
        let place = |found: &Found| Place {
            id: milepost_git::identity(found).to_string(),
            found: found.clone(),
        };
        self.found.iter().map(place).map(|place| (place.id.clone(), place)).collect()
    }

    /// Reads all repositories at several states, so that scans of these need not.
    fn visit(&self, sources: &[Source], depth: Depth) -> anyhow::Result<()> {
        let bar = progress::bar(self.found.len(), self.quiet);
        let done = |found: &Found| {
            bar.set_message(found.place.to_string());
            bar.inc(1);
        };
        let visited = self.until_whole(|lacking, first| {
            let plan = Plan { lacking: Some(lacking), ..self.plan((None, depth)) };
            let done: &(dyn Fn(&Found) + Sync) = if first { &done } else { &|_| () };
            let visit = || milepost_scan::visit(&plan, &self.found, sources, done);
            self.pool.install(visit).context(EXCLUDED)
        });
        bar.finish_and_clear();
        // What is lacking is noted when what was visited is scanned.
        visited.map(|_| ())
    }

    /// The organisation's repositories at an instant, with a bar that shows how far it is.
    fn read_all(&self, at: Option<Timestamp>) -> anyhow::Result<Vec<Repository>> {
        let bar = progress::bar(self.found.len(), self.quiet);
        let done = |found: &Found| {
            bar.set_message(found.place.to_string());
            bar.inc(1);
        };
        let read = self.read(&self.found, (at, Depth::Whole), &done);
        bar.finish_and_clear();
        read
    }

    /// Repositories at an instant. Content that copies lack is sent for, and they are looked at
    /// again: what was read by then is remembered.
    fn read(
        &self,
        found: &[Found],
        at: (Option<Timestamp>, Depth),
        done: &(dyn Fn(&Found) + Sync),
    ) -> anyhow::Result<Vec<Repository>> {
        let (read, lacking) = self.until_whole(|lacking, first| {
            let plan = Plan { lacking: Some(lacking), ..self.plan(at) };
            let done: &(dyn Fn(&Found) + Sync) = if first { done } else { &|_| () };
            self.pool.install(|| milepost_scan::scan(&plan, found, done)).context(EXCLUDED)
        })?;
        Ok(targets::with_lacking(targets::described(read, &self.reached, at.0), found, &lacking))
    }

    /// Looks again and again, sending for content that copies lack in between, until they lack
    /// nothing that can be sent for; says what they still lack.
    fn until_whole<T>(
        &self,
        look: impl Fn(&Lacking, bool) -> anyhow::Result<T>,
    ) -> anyhow::Result<(T, BTreeMap<PathBuf, BTreeSet<String>>)> {
        let mut asked: BTreeSet<String> = BTreeSet::new();
        loop {
            let lacking = Lacking::default();
            let seen = look(&lacking, asked.is_empty())?;
            let lacking = lacking.all();
            let new = lacking.values().flatten().any(|id| !asked.contains(id));
            if !new || !targets::bring(&self.reached, &lacking) {
                return Ok((seen, lacking));
            }
            asked.extend(lacking.into_values().flatten());
        }
    }

    fn plan(&self, (at, depth): (Option<Timestamp>, Depth)) -> Plan<'_> {
        Plan {
            detectors: DETECTORS,
            verbs: &self.verbs,
            source: self.source(at),
            excluded: &self.config.settings.excluded,
            history: self.history.as_ref().filter(|_| depth == Depth::Whole),
            memory: &self.memory,
            lacking: None,
        }
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

    /// The present, taken once.
    pub(crate) fn present(&self) -> Timestamp {
        self.present
    }

    /// Stores what is worth remembering for the next run.
    pub(crate) fn remember(&self) {
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

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
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
