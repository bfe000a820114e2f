//! One repository: list, read what is claimed, ask the detectors.

use std::collections::{BTreeMap, BTreeSet};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

use jiff::Timestamp;
use milepost_core::place::Aside;
use milepost_core::{
    CiSystem, Class, Fact, Release, Repository, Trouble, TroubleCode, What, Wording, place,
};
use milepost_detector::{Detector, File, Findings, Switches, Text};
use milepost_git::{Commit, Entry, Found, Head, Listing, Reader, Source};
use serde::{Deserialize, Serialize};

use crate::aside::{self, Asides};
use crate::claims::{Claims, Wanted};
use crate::history::{self, Known, Told};
use crate::memory::{Remembered, Seen, Shelf};
use crate::wording::Homes;
use crate::{Plan, lacking, text, wording};

/// What was read of one commit, or of some parts of it.
#[derive(Debug, Default, Clone, Serialize, Deserialize)]
pub(crate) struct State {
    files: u32,
    pages: u32,
    read: u32,
    top: Vec<String>,
    changed: BTreeMap<String, Timestamp>,
    generated: BTreeSet<String>,
    wordings: BTreeMap<String, Wording>,
    pub(crate) facts: Vec<Fact>,
    troubles: Vec<Trouble>,
    #[serde(default)]
    told: Told,
}

impl State {
    /// Whether the same would be read of the same commit wherever it is read: not where content is
    /// missing here that another fetch may bring.
    fn is_lasting(&self) -> bool {
        let passing = [TroubleCode::Absent, TroubleCode::Unreadable, TroubleCode::Panic];
        !self.troubles.iter().any(|trouble| passing.contains(&trouble.code))
    }
}

/// One repository as it stands at the instant of the plan, and what its history tells; `None` when it
/// was not there yet.
pub(crate) fn scan(plan: &Plan<'_>, claims: &Claims, found: &Found) -> Option<(Repository, Told)> {
    let Remembered { past, mut shelf } = plan.memory.take(found);
    let (mut reader, mut head) = Reader::open(found, plan.source, past);
    if let Some(trace) = plan.trace {
        shelf.know_releases(&mut reader);
        trace.opened(found, &reader, &head);
    }
    let scanned = (!head.unborn).then(|| {
        let mut known = Known::default();
        let state = whole(plan, claims, (&mut reader, &head), (&mut shelf, &mut known));
        // So that nobody else holds the state.
        shelf.close();
        let mut state = Arc::unwrap_or_clone(state);
        state.troubles.append(&mut head.troubles);
        state.troubles.sort();
        let mut told = std::mem::take(&mut state.told);
        if let (Some(history), Some(commit)) = (&mut told.history, &head.commit) {
            shelf.know_releases(&mut reader);
            history.tags = tags(&reader, history.since, commit.time);
        }
        let mut repository = described(head, state);
        repository.roots = told.root.take().into_iter().collect();
        if let Some(history) = &told.history {
            repository.born = history.birth.as_ref().map(|birth| birth.at);
        }
        (repository, told)
    });
    let past = lacking::close(plan, found, reader);
    plan.memory.give_back(found, Remembered { past, shelf });
    scanned
}

/// Reads one repository as it stands at each of these sources, so that the scans to come find it
/// read: what its history tells at two instants is mostly the same, and is worked out once.
pub(crate) fn visit(plan: &Plan<'_>, claims: &Claims, found: &Found, sources: &[Source]) {
    let Remembered { mut past, mut shelf } = plan.memory.take(found);
    past.keep_walks();
    let mut known = Known::default();
    for source in sources {
        let (mut reader, head) = Reader::open(found, *source, past);
        if head.commit.is_some() {
            whole(plan, claims, (&mut reader, &head), (&mut shelf, &mut known));
            shelf.put_down();
        }
        if !reader.absent().is_empty() {
            known = Known::default();
        }
        past = lacking::close(plan, found, reader);
        past.keep_walks();
    }
    past.forget_walks();
    plan.memory.give_back(found, Remembered { past, shelf });
}

/// Versions released from `since` until `until`, which is in seconds since 1970; not remembered,
/// because a tag may come later than what it names.
fn tags(reader: &Reader, since: Timestamp, until: i64) -> Vec<Release> {
    let tags = reader.releases().into_iter().filter(|(_, at)| *at <= until);
    let release = |(tag, at)| Some(Release { tag, at: Timestamp::from_second(at).ok()? });
    tags.filter_map(release).filter(|release| release.at >= since).collect()
}

fn described(head: Head, state: State) -> Repository {
    let commit = head.commit;
    Repository {
        id: head.identity.to_string(),
        host: head.identity.host,
        hosted: None,
        class: Class::Unknown,
        committed: commit.as_ref().and_then(|commit| Timestamp::from_second(commit.time).ok()),
        branch: commit.as_ref().and_then(|commit| commit.branch.clone()),
        roots: Vec::new(),
        born: None,
        commit: commit.map(|commit| commit.id),
        files: state.files,
        pages: state.pages,
        read: state.read,
        top: state.top,
        releases: Vec::new(),
        facts: state.facts,
        versions: Vec::new(),
        changed: state.changed,
        generated: state.generated,
        wordings: state.wordings,
        history: None,
        dead: BTreeMap::new(),
        troubles: state.troubles,
    }
}

/// What all files of `head` say, as it is remembered or as it is read now.
fn whole(
    plan: &Plan<'_>,
    claims: &Claims,
    (reader, head): (&mut Reader, &Head),
    (shelf, known): (&mut Shelf, &mut Known),
) -> Arc<State> {
    let identity = head.identity.to_string();
    let told = plan.history.map_or("none", |history| &history.key);
    let key = format!("{identity} {told}");
    let commit = head.commit.as_ref().filter(|_| shelf.is_on());
    if let Some(known) = commit.and_then(|commit| shelf.state(&commit.id, &key)) {
        return known;
    }
    let listing = reader.files(head);
    let mut state = look(plan, claims, (reader, &listing, &identity), shelf, |_| true);
    let entries = &listing.entries;
    state.files = count(entries.len());
    state.pages = count(entries.iter().filter(|entry| is_page(&entry.path)).count());
    state.top = top(entries);
    state.changed = changed(&state.facts, reader, head);
    state.told = told_of((plan, known), (reader, head), entries, &state.facts);
    let state = Arc::new(state);
    // What another fetch may bring is not remembered as missing.
    let whole = state.is_lasting() && reader.absent().is_empty();
    if let Some(commit) = commit.filter(|_| whole) {
        shelf.put_state(&commit.id, &key, &state);
    }
    state
}

/// What the history of a repository tells, when that is asked for.
fn told_of(
    (plan, known): (&Plan<'_>, &mut Known),
    (reader, head): (&mut Reader, &Head),
    entries: &[Entry],
    facts: &[Fact],
) -> Told {
    let asked = plan.history.zip(head.commit.as_ref());
    let told = asked.and_then(|(history, commit)| {
        let walk = reader.walk(commit)?;
        let name = &head.identity.name;
        Some(history::tell((history, known), (walk, commit), (entries, facts), name))
    });
    told.unwrap_or_default()
}

/// What some files of a commit say: those below one of `parts`.
pub(crate) fn facts(
    plan: &Plan<'_>,
    claims: &Claims,
    (reader, commit): (&mut Reader, &Commit),
    parts: &[&str],
    shelf: &mut Shelf,
) -> Vec<Fact> {
    let key = parts.join("\n");
    if let Some(known) = shelf.state(&commit.id, &key) {
        return known.facts.clone();
    }
    let listing = reader.list(commit);
    let picked = |path: &str| parts.iter().any(|part| place::is_under(path, part));
    let state = look(plan, claims, (reader, &listing, ""), shelf, picked);
    if shelf.is_on() && state.is_lasting() && reader.absent().is_empty() {
        shelf.put_state(&commit.id, &key, &Arc::new(state.clone()));
    }
    state.facts
}

/// What the files of `listing` say that are `picked`.
fn look(
    plan: &Plan<'_>,
    claims: &Claims,
    (reader, listing, identity): (&Reader, &Listing, &str),
    shelf: &mut Shelf,
    picked: impl Fn(&str) -> bool,
) -> State {
    let asides = Asides::new(claims, (reader, listing), identity);
    let state = State { troubles: listing.troubles.clone(), ..State::default() };
    let homes = Homes::of(listing.entries.iter().map(|entry| entry.path.as_str()));
    let mut look = Look { plan, reader, asides, homes, shelf, state };
    for entry in listing.entries.iter().filter(|entry| picked(&entry.path)) {
        let wanted = claims.wanted(&entry.path);
        if !wanted.detectors.is_empty() {
            look.at(entry, &wanted, listing);
        }
    }
    let mut state = std::mem::take(&mut look.state);
    state.generated = generated(&state.facts, &look.asides);
    aside::skeletons(&mut state.facts, &mut state.troubles);
    wording::keep(&mut state.wordings, &state.facts);
    state
}

/// The names at the root.
fn top(entries: &[Entry]) -> Vec<String> {
    let names = entries.iter().filter_map(|entry| entry.path.split('/').next());
    let names: BTreeSet<&str> = names.collect();
    names.into_iter().map(str::to_owned).collect()
}

/// Where several CI systems are defined, when each definition last changed: one of them may be a
/// leftover.
fn changed(facts: &[Fact], reader: &mut Reader, head: &Head) -> BTreeMap<String, Timestamp> {
    let defined = facts.iter().filter(|fact| fact.aside.is_none());
    let running = defined.filter_map(|fact| match &fact.what {
        What::Pipeline(pipeline) if pipeline.role.runs() => Some((pipeline.system, &fact.path)),
        _ => None,
    });
    let (systems, paths): (BTreeSet<CiSystem>, BTreeSet<String>) =
        running.map(|(system, path)| (system, path.clone())).unzip();
    let Some(commit) = head.commit.as_ref().filter(|_| systems.len() > 1) else {
        return BTreeMap::new();
    };
    let changes = reader.last_changes(&commit.id, &paths).into_iter();
    changes.filter_map(|(path, time)| Some((path, Timestamp::from_second(time).ok()?))).collect()
}

/// CI definitions that are marked as generated.
fn generated(facts: &[Fact], asides: &Asides<'_>) -> BTreeSet<String> {
    let pipelines = facts.iter().filter(|fact| fact.what.as_pipeline().is_some());
    let marked = pipelines.filter(|fact| asides.is_generated(&fact.path));
    marked.map(|fact| fact.path.clone()).collect()
}

/// Endings of files that people read as pages.
const PAGES: &[&str] = &[".md", ".mdx", ".markdown", ".adoc", ".asciidoc", ".rst", ".md.erb"];

fn is_page(path: &str) -> bool {
    let lower = path.to_ascii_lowercase();
    PAGES.iter().any(|ending| lower.ends_with(ending))
}

fn count(files: usize) -> u32 {
    u32::try_from(files).unwrap_or(u32::MAX)
}

struct Look<'a> {
    plan: &'a Plan<'a>,
    reader: &'a Reader,
    asides: Asides<'a>,
    homes: Homes<'a>,
    shelf: &'a mut Shelf,
    state: State,
}

impl Look<'_> {
    fn at(&mut self, entry: &Entry, wanted: &Wanted, listing: &Listing) {
        let seen = match self.seen(entry, wanted, listing) {
            Ok(seen) => seen,
            Err(trouble) => return self.lost(entry, trouble),
        };
        self.state.read += 1;
        if seen.findings.is_empty() {
            return;
        }
        let aside = self.asides.of(&entry.path);
        let before = self.state.facts.len();
        let replaced = seen.replaced;
        let Seen { findings, switches, wording, .. } = Arc::unwrap_or_clone(seen);
        if let Some(wording) = wording.filter(|_| !self.asides.is_generated(&entry.path)) {
            self.state.wordings.insert(entry.path.clone(), wording);
        }
        for (detector, findings) in findings {
            if let Some(detector) = self.plan.detectors.get(detector) {
                self.take(*detector, (&entry.path, aside, &switches), findings);
            }
        }
        // Only a file that says something loses evidence by what was replaced in it.
        if replaced && self.state.facts.len() > before {
            let detail = "not UTF-8; what is not was replaced and the rest read";
            self.trouble(&entry.path, None, TroubleCode::NotUtf8, detail.to_owned());
        }
    }

    /// What all detectors that want the file found in it, as it is remembered or as it is read now.
    fn seen(
        &mut self,
        entry: &Entry,
        wanted: &Wanted,
        listing: &Listing,
    ) -> Result<Arc<Seen>, Trouble> {
        let file = (entry.path.as_str(), self.homes.hold(&entry.path));
        let blob = entry.blob_id().filter(|_| wanted.content && self.shelf.is_on());
        if let Some(known) = blob.as_ref().and_then(|blob| self.shelf.file(blob, file)) {
            return Ok(known);
        }
        let bytes = if wanted.content { self.reader.read(entry, listing)? } else { Vec::new() };
        let (content, replaced) = text::decode(bytes);
        let source = Text::new(content);
        let read = File::new(&entry.path, &source, self.plan.verbs);
        let asked = wanted.detectors.iter();
        let mut findings: Vec<(usize, Findings)> =
            asked.filter_map(|index| Some((*index, self.ask(*index, &read)?))).collect();
        let all = findings.len() == wanted.detectors.len();
        findings.retain(|(_, findings)| !findings.is_silent());
        let switches = if findings.is_empty() { Switches::default() } else { read.switches() };
        let wording = wording::of(file, read.text, &findings);
        let seen = Arc::new(Seen { replaced, findings, switches, wording });
        if let Some(blob) = blob.filter(|_| all) {
            self.shelf.put_file(&blob, file, &seen);
        }
        Ok(seen)
    }

    /// What is set aside is no evidence, so nothing is lost when it cannot be read.
    fn lost(&mut self, entry: &Entry, trouble: Trouble) {
        if self.asides.of(&entry.path).is_none() {
            self.state.troubles.push(trouble);
        }
    }

    /// What one detector finds; `None` when it panics.
    fn ask(&mut self, index: usize, file: &File<'_>) -> Option<Findings> {
        let detector = self.plan.detectors.get(index)?;
        let mut findings = Findings::default();
        let outcome = catch_unwind(AssertUnwindSafe(|| detector.detect(file, &mut findings)));
        if outcome.is_ok() {
            return Some(findings);
        }
        let detail = format!("the detector {} panicked; please report this", detector.card().id);
        self.trouble(file.path, None, TroubleCode::Panic, detail);
        None
    }

    fn take(
        &mut self,
        detector: &dyn Detector,
        (path, aside, switches): (&str, Option<Aside>, &Switches),
        findings: Findings,
    ) {
        for (line, why) in findings.unread.into_iter().filter(|_| aside.is_none()) {
            self.trouble(path, Some(line), TroubleCode::Unparsed, why);
        }
        self.state.facts.extend(findings.found.into_iter().map(|found| Fact {
            detector: detector.card().id.to_owned(),
            path: path.to_owned(),
            line: found.line,
            confidence: found.confidence,
            aside: aside.or_else(|| Asides::of_what(path, &found.what)),
            switches: switches.at(found.line),
            what: found.what,
        }));
    }

    fn trouble(&mut self, path: &str, line: Option<u32>, code: TroubleCode, detail: String) {
        self.state.troubles.push(Trouble { path: Some(path.to_owned()), line, code, detail });
    }
}
