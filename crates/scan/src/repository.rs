//! One repository: list, read what is claimed, ask the detectors.

use std::collections::{BTreeMap, BTreeSet};
use std::panic::{AssertUnwindSafe, catch_unwind};

use jiff::Timestamp;
use milepost_core::{CiSystem, Class, Fact, Repository, Trouble, TroubleCode, What};
use milepost_detector::{Detector, File, Findings, Text};
use milepost_git::{Entry, Found, Listing, Reader};

use crate::aside::{self, Asides};
use crate::claims::{Claims, Wanted};
use crate::{Plan, text};

/// What the files of `listing` say that `wanted` picks, as `reader` reads them.
pub(crate) fn facts(
    plan: &Plan<'_>,
    claims: &Claims,
    (reader, listing): (Reader, &Listing),
    picked: impl Fn(&str) -> bool,
) -> (Reader, Vec<Fact>) {
    let asides = Asides::new(claims, &reader, listing);
    let mut look = Look { plan, reader, asides, facts: Vec::new(), troubles: Vec::new(), read: 0 };
    for entry in listing.entries.iter().filter(|entry| picked(&entry.path)) {
        let wanted = claims.wanted(&entry.path);
        if !wanted.detectors.is_empty() {
            look.at(entry, &wanted, listing);
        }
    }
    (look.reader, look.facts)
}

pub(crate) fn scan(plan: &Plan<'_>, claims: &Claims, found: &Found) -> Repository {
    let (reader, mut listing) = Reader::open(found, plan.source);
    let troubles = std::mem::take(&mut listing.troubles);
    let asides = Asides::new(claims, &reader, &listing);
    let mut look = Look { plan, reader, asides, facts: Vec::new(), troubles, read: 0 };
    for entry in &listing.entries {
        let wanted = claims.wanted(&entry.path);
        if !wanted.detectors.is_empty() {
            look.at(entry, &wanted, &listing);
        }
    }
    aside::skeletons(&mut look.facts, &mut look.troubles);
    look.troubles.sort();
    let changed = changed(&look, &listing);
    let generated = generated(&look);
    let commit = listing.commit;
    Repository {
        id: listing.identity.to_string(),
        host: listing.identity.host,
        class: Class::Unknown,
        committed: commit.as_ref().and_then(|commit| Timestamp::from_second(commit.time).ok()),
        branch: commit.as_ref().and_then(|commit| commit.branch.clone()),
        commit: commit.map(|commit| commit.id),
        files: count(listing.entries.len()),
        pages: count(listing.entries.iter().filter(|entry| is_page(&entry.path)).count()),
        read: look.read,
        top: top(&listing.entries),
        releases: Vec::new(),
        facts: look.facts,
        versions: Vec::new(),
        changed,
        dead: BTreeMap::new(),
        generated,
        troubles: look.troubles,
    }
}

/// The names at the root.
fn top(entries: &[Entry]) -> Vec<String> {
    let names = entries.iter().filter_map(|entry| entry.path.split('/').next());
    let names: BTreeSet<&str> = names.collect();
    names.into_iter().map(str::to_owned).collect()
}

/// Where several CI systems are defined, when each definition last changed: one of them may be a
/// leftover.
fn changed(look: &Look<'_>, listing: &Listing) -> BTreeMap<String, Timestamp> {
    let defined = look.facts.iter().filter(|fact| fact.aside.is_none());
    let running = defined.filter_map(|fact| match &fact.what {
        What::Pipeline(pipeline) if pipeline.role.runs() => Some((pipeline.system, &fact.path)),
        _ => None,
    });
    let (systems, paths): (BTreeSet<CiSystem>, BTreeSet<String>) =
        running.map(|(system, path)| (system, path.clone())).unzip();
    let Some(commit) = listing.commit.as_ref().filter(|_| systems.len() > 1) else {
        return BTreeMap::new();
    };
    let changes = look.reader.last_changes(&commit.id, &paths).into_iter();
    changes.filter_map(|(path, time)| Some((path, Timestamp::from_second(time).ok()?))).collect()
}

/// CI definitions that are marked as generated.
fn generated(look: &Look<'_>) -> BTreeSet<String> {
    let pipelines = look.facts.iter().filter(|fact| fact.what.as_pipeline().is_some());
    let marked = pipelines.filter(|fact| look.asides.is_generated(&fact.path));
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
    reader: Reader,
    asides: Asides<'a>,
    facts: Vec<Fact>,
    troubles: Vec<Trouble>,
    read: u32,
}

impl Look<'_> {
    fn at(&mut self, entry: &Entry, wanted: &Wanted, listing: &Listing) {
        let content = if wanted.content { self.reader.read(entry, listing) } else { Ok(vec![]) };
        let bytes = match content {
            Ok(bytes) => bytes,
            Err(trouble) => return self.lost(entry, trouble),
        };
        self.read += 1;
        let (content, replaced) = text::decode(bytes);
        let before = self.facts.len();
        let source = Text::new(content);
        let file = File::new(&entry.path, &source, self.plan.verbs);
        for detector in wanted.detectors.iter().filter_map(|index| self.plan.detectors.get(*index))
        {
            self.ask(*detector, &file);
        }
        // Only a file that says something loses evidence by what was replaced in it.
        if replaced && self.facts.len() > before {
            let detail = "not UTF-8; what is not was replaced and the rest read";
            self.trouble(&entry.path, None, TroubleCode::NotUtf8, detail.to_owned());
        }
    }

    /// What is set aside is no evidence, so nothing is lost when it cannot be read.
    fn lost(&mut self, entry: &Entry, trouble: Trouble) {
        if self.asides.of(&entry.path).is_none() {
            self.troubles.push(trouble);
        }
    }

    fn ask(&mut self, detector: &dyn Detector, file: &File<'_>) {
        let mut findings = Findings::default();
        let outcome = catch_unwind(AssertUnwindSafe(|| detector.detect(file, &mut findings)));
        if outcome.is_err() {
            let detail =
                format!("the detector {} panicked; please report this", detector.card().id);
            self.trouble(file.path, None, TroubleCode::Panic, detail);
        }
        let aside = self.asides.of(file.path);
        for (line, why) in findings.unread.into_iter().filter(|_| aside.is_none()) {
            self.trouble(file.path, Some(line), TroubleCode::Unparsed, why);
        }
        self.facts.extend(findings.found.into_iter().map(|found| Fact {
            detector: detector.card().id.to_owned(),
            path: file.path.to_owned(),
            line: found.line,
            confidence: found.confidence,
            aside: self.asides.of_what(file.path, &found.what),
            what: found.what,
        }));
    }

    fn trouble(&mut self, path: &str, line: Option<u32>, code: TroubleCode, detail: String) {
        self.troubles.push(Trouble { path: Some(path.to_owned()), line, code, detail });
    }
}
