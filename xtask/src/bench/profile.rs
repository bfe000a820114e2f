//! Where the time of a scan goes, with one thread: the parts of the engine done one by one, with a
//! clock around each.

use std::fmt::Write as _;
use std::io::Write;
use std::rc::Rc;
use std::time::{Duration, Instant};

use milepost_core::{VerbTable, place};
use milepost_detector::{Detector, File, Findings, Text};
use milepost_git::{Entry, Found, Listing, Past, Reader, Source};
use milepost_registry::DETECTORS;
use milepost_scan::{Claims, Wanted};

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
    claims: Claims,
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
        Ok(Self {
            verbs: Rc::new(VerbTable::shipped()),
            claims: Claims::compile(DETECTORS, &[])?,
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
            let wanted = self.claims.wanted(&entry.path);
            self.patterns += start.elapsed();
            if !wanted.detectors.is_empty() {
                self.entry((&reader, &listing), entry, (&wanted, &name));
            }
        }
    }

    fn entry(
        &mut self,
        (reader, listing): (&Reader, &Listing),
        entry: &Entry,
        (wanted, name): (&Wanted, &str),
    ) {
        let start = Instant::now();
        let bytes = if wanted.content { reader.read(entry, listing) } else { Ok(Vec::new()) };
        self.reading += start.elapsed();
        let Ok(bytes) = bytes else {
            return;
        };
        let start = Instant::now();
        let text = String::from_utf8(bytes)
            .unwrap_or_else(|error| String::from_utf8_lossy(error.as_bytes()).into_owned());
        self.decoding += start.elapsed();
        let source = Text::new(text);
        let verbs = Rc::clone(&self.verbs);
        let file = File::new(&entry.path, &source, &verbs);
        let mut found = 0;
        for index in &wanted.detectors {
            found += self.ask(*index, &file, name);
        }
        let start = Instant::now();
        if found > 0 {
            std::hint::black_box(place::of_path(&entry.path));
        }
        self.aside += start.elapsed();
    }

    /// Asks one detector, and says how many facts it found.
    fn ask(&mut self, index: usize, file: &File<'_>, repository: &str) -> usize {
        let (Some(detector), Some(cost)) = (DETECTORS.get(index), self.costs.get_mut(index)) else {
            return 0;
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
        findings.found.len()
    }
}
