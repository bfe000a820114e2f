//! One listing, looked at file by file: what the detectors say becomes facts and troubles.

use std::collections::BTreeMap;
use std::panic::{AssertUnwindSafe, catch_unwind};

use milepost_core::{Fact, Trouble, TroubleCode};
use milepost_detector::{Card, File, Findings, Text};
use milepost_git::{ContentId, Entry, Listing, Reader};

use crate::aside::Asides;
use crate::claims::{Claims, Wanted};
use crate::{Plan, text};

/// Looks at the files of one listing.
pub(crate) struct Look<'a> {
    plan: &'a Plan<'a>,
    claims: &'a Claims,
    reader: &'a Reader,
    listing: &'a Listing,
    asides: Asides<'a>,
    /// What was found so far.
    pub(crate) facts: Vec<Fact>,
    /// What could not be read so far.
    pub(crate) troubles: Vec<Trouble>,
    /// How many files were read.
    pub(crate) read: u32,
}

/// What was said of the files of one repository. What detectors say depends on a file's path and
/// content alone, so that of another state only the files that differ are asked about.
#[derive(Default)]
pub(crate) struct Memory(BTreeMap<String, BTreeMap<ContentId, Said>>);

/// What the detectors say of one file, whatever else lies in its repository.
#[derive(Clone, Default)]
struct Said {
    /// In the order of the detectors.
    by: Vec<By>,
    /// Whether some of its bytes were no text.
    replaced: bool,
}

/// What one detector says of a file.
#[derive(Clone)]
struct By {
    card: &'static Card,
    findings: Findings,
    panicked: bool,
}

impl<'a> Look<'a> {
    pub(crate) fn new(
        plan: &'a Plan<'a>,
        claims: &'a Claims,
        reader: &'a Reader,
        listing: &'a Listing,
    ) -> Self {
        let asides = Asides::new(claims, reader, listing);
        let (facts, troubles) = (Vec::new(), Vec::new());
        Self { plan, claims, reader, listing, asides, facts, troubles, read: 0 }
    }

    /// Looks at a file, if a detector claims it.
    pub(crate) fn at(&mut self, entry: &Entry) {
        if let Some(said) = self.said(entry) {
            self.note(&entry.path, said);
        }
    }

    /// Looks at a file of one state among others; what `memory` holds is not asked again.
    pub(crate) fn at_one_of(&mut self, entry: &Entry, memory: &mut Memory) {
        let Some(id) = entry.content_id() else {
            return self.at(entry);
        };
        let held = memory.0.get(&entry.path).and_then(|contents| contents.get(&id));
        if let Some(said) = held {
            return self.note(&entry.path, said.clone());
        }
        if let Some(said) = self.said(entry) {
            memory.0.entry(entry.path.clone()).or_default().insert(id, said.clone());
            self.note(&entry.path, said);
        }
    }

    /// What the detectors say of a file; `None` when none claims it, or it cannot be read.
    fn said(&mut self, entry: &Entry) -> Option<Said> {
        let wanted = self.claims.wanted(&entry.path);
        if wanted.detectors.is_empty() {
            return None;
        }
        self.ask(entry, &wanted).map_err(|trouble| self.lost(entry, trouble)).ok()
    }

    /// Asks the detectors that want a file.
    fn ask(&self, entry: &Entry, wanted: &Wanted) -> Result<Said, Trouble> {
        let bytes =
            if wanted.content { self.reader.read(entry, self.listing)? } else { Vec::new() };
        let (content, replaced) = text::decode(bytes);
        let source = Text::new(content);
        let file = File::new(&entry.path, &source, self.plan.verbs);
        let detectors = wanted.detectors.iter().filter_map(|at| self.plan.detectors.get(*at));
        let by = detectors.map(|detector| {
            let mut findings = Findings::default();
            let asked = catch_unwind(AssertUnwindSafe(|| detector.detect(&file, &mut findings)));
            By { card: detector.card(), findings, panicked: asked.is_err() }
        });
        Ok(Said { by: by.filter(|by| !by.is_silent()).collect(), replaced })
    }

    fn note(&mut self, path: &str, said: Said) {
        self.read += 1;
        if said.by.is_empty() {
            return;
        }
        let aside = self.asides.of(path);
        let before = self.facts.len();
        for By { card, findings, panicked } in said.by {
            if panicked {
                let detail = format!("the detector {} panicked; please report this", card.id);
                self.trouble(path, None, TroubleCode::Panic, detail);
            }
            for (line, why) in findings.unread.into_iter().filter(|_| aside.is_none()) {
                self.trouble(path, Some(line), TroubleCode::Unparsed, why);
            }
            self.facts.extend(findings.found.into_iter().map(|found| Fact {
                detector: card.id.to_owned(),
                path: path.to_owned(),
                line: found.line,
                confidence: found.confidence,
                aside: aside.or_else(|| Asides::of_what(path, &found.what)),
                what: found.what,
            }));
        }
        // Only a file that says something loses evidence by what was replaced in it.
        if said.replaced && self.facts.len() > before {
            let detail = "not UTF-8; what is not was replaced and the rest read";
            self.trouble(path, None, TroubleCode::NotUtf8, detail.to_owned());
        }
    }

    /// What is set aside is no evidence, so nothing is lost when it cannot be read.
    fn lost(&mut self, entry: &Entry, trouble: Trouble) {
        if self.asides.of(&entry.path).is_none() {
            self.troubles.push(trouble);
        }
    }

    fn trouble(&mut self, path: &str, line: Option<u32>, code: TroubleCode, detail: String) {
        self.troubles.push(Trouble { path: Some(path.to_owned()), line, code, detail });
    }
}

impl By {
    fn is_silent(&self) -> bool {
        self.findings.found.is_empty() && self.findings.unread.is_empty() && !self.panicked
    }
}
