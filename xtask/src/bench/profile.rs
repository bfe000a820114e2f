//! Where the time of a scan goes, with one thread: the parts of the engine done one by one, with a
//! clock around each.

use std::fmt::Write as _;
use std::io::Write;
use std::rc::Rc;
use std::time::{Duration, Instant};

use globset::{Glob, GlobSet, GlobSetBuilder};
use milepost_core::{VerbTable, place};
use milepost_detector::{Detector, File, Findings, Text};
use milepost_git::{Entry, Found, Listing, Past, Reader, Source};
use milepost_registry::DETECTORS;

use super::scan::Parts;
use super::table::millis;

/// The time one detector took.
#[derive(Default, Clone)]
struct Cost {
    time: Duration,
    files: u32,
    facts: usize,
    slowest: Option<(Duration, String)>,
}

struct Profile {
    verbs: Rc<VerbTable>,
    globs: GlobSet,
    /// For each glob its detector, and whether that wants the content.
    owners: Vec<(usize, bool)>,
    listing: Duration,
    patterns: Duration,
    reading: Duration,
    decoding: Duration,
    aside: Duration,
    costs: Vec<Cost>,
}

/// Takes the scan of `found` apart and writes what each part took; `whole` is one real scan.
pub(super) fn write(found: &[Found], whole: &Parts, out: &mut dyn Write) -> anyhow::Result<()> {
    let mut profile = Profile::new()?;
    for found in found {
        profile.repository(found);
    }
    let mut text = String::from("\nwith one thread, a clock around each part");
    writeln!(text, "{:>22}{:>10}{:>10}", "ms", "files", "facts")?;
    let parts = [
        ("opening and listing", profile.listing),
        ("path patterns", profile.patterns),
        ("reading blobs", profile.reading),
        ("bytes into text", profile.decoding),
        ("what is set aside", profile.aside),
        ("reading the rules", whole.rules),
        ("score", whole.score),
    ];
    for (part, time) in parts {
        writeln!(text, "{part:<53}{:>10.1}", millis(time))?;
    }
    let mut costs: Vec<_> = DETECTORS.iter().zip(&profile.costs).collect();
    costs.sort_by_key(|(_, cost)| std::cmp::Reverse(cost.time));
    for (detector, cost) in costs {
        let what = format!("detector {}", detector.card().id);
        let (time, files, facts) = (millis(cost.time), cost.files, cost.facts);
        writeln!(text, "{what:<53}{time:>10.1}{files:>10}{facts:>10}")?;
        if let Some((time, path)) = &cost.slowest {
            writeln!(text, "  slowest {:.1} ms  {path}", millis(*time))?;
        }
    }
    out.write_all(text.as_bytes())?;
    Ok(())
}

impl Profile {
    fn new() -> anyhow::Result<Self> {
        let (mut globs, mut owners) = (GlobSetBuilder::new(), Vec::new());
        for (index, detector) in DETECTORS.iter().enumerate() {
            let card = detector.card();
            let by_content = card.claims.iter().map(|claim| (claim, true));
            let by_name = card.claims_by_name.iter().map(|claim| (claim, false));
            for (claim, content) in by_content.chain(by_name) {
                globs.add(Glob::new(claim)?);
                owners.push((index, content));
            }
        }
        Ok(Self {
            verbs: Rc::new(VerbTable::shipped()),
            globs: globs.build()?,
            owners,
            listing: Duration::ZERO,
            patterns: Duration::ZERO,
            reading: Duration::ZERO,
            decoding: Duration::ZERO,
            aside: Duration::ZERO,
            costs: vec![Cost::default(); DETECTORS.len()],
        })
    }

    fn repository(&mut self, found: &Found) {
        let start = Instant::now();
        let (mut reader, head) = Reader::open(found, Source::DefaultBranch, Past::default());
        let listing = reader.files(&head);
        let name = head.identity.to_string();
        self.listing += start.elapsed();
        for entry in &listing.entries {
            let start = Instant::now();
            let globs = self.globs.matches(&entry.path);
            self.patterns += start.elapsed();
            if !globs.is_empty() {
                self.entry((&reader, &listing), entry, (&globs, &name));
            }
        }
    }

    fn entry(
        &mut self,
        (reader, listing): (&Reader, &Listing),
        entry: &Entry,
        (globs, name): (&[usize], &str),
    ) {
        let mut owners: Vec<_> = globs.iter().filter_map(|glob| self.owners.get(*glob)).collect();
        let content = owners.iter().any(|(_, content)| *content);
        owners.dedup_by_key(|(detector, _)| *detector);
        let detectors: Vec<usize> = owners.into_iter().map(|(detector, _)| *detector).collect();
        let start = Instant::now();
        let bytes = if content { reader.read(entry, listing) } else { Ok(Vec::new()) };
        self.reading += start.elapsed();
        let Ok(bytes) = bytes else {
            return;
        };
        let start = Instant::now();
        let text = String::from_utf8_lossy(&bytes);
        self.decoding += start.elapsed();
        let source = Text::new(&*text);
        let verbs = Rc::clone(&self.verbs);
        let file = File::new(&entry.path, &source, &verbs);
        for index in detectors {
            self.ask(index, &file, name);
            let start = Instant::now();
            std::hint::black_box(place::of_path(&entry.path));
            self.aside += start.elapsed();
        }
    }

    fn ask(&mut self, index: usize, file: &File<'_>, repository: &str) {
        let (Some(detector), Some(cost)) = (DETECTORS.get(index), self.costs.get_mut(index)) else {
            return;
        };
        let detector: &dyn Detector = *detector;
        let mut findings = Findings::default();
        let start = Instant::now();
        detector.detect(file, &mut findings);
        let time = start.elapsed();
        cost.time += time;
        cost.files += 1;
        cost.facts += findings.found.len();
        if cost.slowest.as_ref().is_none_or(|(slowest, _)| time > *slowest) {
            cost.slowest = Some((time, format!("{repository}/{}", file.path)));
        }
    }
}
