//! A document as the rules of this detector see it: how it is read, where it lies in its file, and
//! what it describes.

use milepost_core::{Signal, Telemetry, What};
use milepost_detector::Findings;
use milepost_syntax::reading::Reading;
use milepost_syntax::yaml::Node;

/// What stands in a masked text where a template computes something.
pub(crate) const FILLER: &str = "xxxx";

/// One document.
#[derive(Clone, Copy)]
pub(crate) struct Page<'r> {
    pub reading: &'r Reading<'r>,
    /// Whether a template was masked, here or in the file around it.
    pub masked: bool,
    /// How the lines of the document are lines of the file.
    pub place: Place,
    /// Whether the document holds values for a chart.
    pub values: bool,
    /// Whether the document is an object of Kubernetes.
    pub is_object: bool,
    /// The name of the object the document is, when that is run.
    pub owner: Option<&'r str>,
}

/// Where a document lies in its file.
#[derive(Clone, Copy)]
pub(crate) enum Place {
    /// So many lines below the start.
    Below(u32),
    /// Somewhere in a text whose lines are not those of the file.
    At(u32),
}

impl Page<'_> {
    /// The text of a scalar that is written out.
    pub(crate) fn literal<'n>(&self, node: &'n Node<'_>) -> Option<&'n str> {
        let text = self.reading.literal(node)?;
        let computed = self.masked && text.contains(FILLER);
        (!computed && !text.is_empty()).then_some(text)
    }

    /// The text under `keys`, when it is written out.
    pub(crate) fn at<'n>(&self, node: &'n Node<'_>, keys: &[&str]) -> Option<&'n str> {
        self.literal(node.at(keys)?)
    }

    /// [`Self::at`], owned.
    pub(crate) fn owned(&self, node: &Node<'_>, keys: &[&str]) -> Option<String> {
        self.at(node, keys).map(str::to_owned)
    }

    /// Whether the value under `keys` is written as true.
    pub(crate) fn is_true(&self, node: &Node<'_>, keys: &[&str]) -> bool {
        self.at(node, keys).is_some_and(|text| text.eq_ignore_ascii_case("true"))
    }

    /// The mark of what a template computes, in texts that are taken apart further.
    pub(crate) fn computed(&self) -> Option<&'static str> {
        self.masked.then_some(FILLER)
    }

    /// The line of the file.
    pub(crate) fn line(&self, line: u32) -> u32 {
        match self.place {
            Place::Below(lines) => line.saturating_add(lines),
            Place::At(line) => line,
        }
    }

    /// Notes what is read at `line` of the document.
    pub(crate) fn say(&self, line: u32, telemetry: Telemetry, findings: &mut Findings) {
        let what = What::Telemetry(telemetry);
        if self.masked {
            findings.pattern(self.line(line), what);
        } else {
            findings.parsed(self.line(line), what);
        }
    }

    /// Notes what a convention says at `line` of the document.
    pub(crate) fn guess(&self, line: u32, telemetry: Telemetry, findings: &mut Findings) {
        findings.pattern(self.line(line), What::Telemetry(telemetry));
    }
}

/// Telemetry of which only sort and stack are known yet.
pub(crate) fn telemetry(signal: Signal, stack: &str) -> Telemetry {
    Telemetry {
        signal,
        stack: stack.to_owned(),
        name: None,
        watches: None,
        golden: vec![],
        objective: None,
    }
}
