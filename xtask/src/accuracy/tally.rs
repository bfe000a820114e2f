//! Counts of what is right, wrong and missed, and what they come to.

use std::collections::BTreeMap;
use std::fmt;
use std::ops::AddAssign;

/// What is counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Part {
    /// Said and true.
    Right,
    /// Said, and not true.
    Wrong,
    /// True, and not said.
    Missed,
    /// Right, and said of another line.
    Line,
}

/// How often each.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
pub(super) struct Counts {
    pub(super) right: u32,
    pub(super) wrong: u32,
    pub(super) missed: u32,
    pub(super) line: u32,
}

impl Counts {
    /// The share of what is said that is true; of nothing there is none.
    pub(super) fn precision(self) -> Option<f64> {
        share(self.right, self.wrong)
    }

    /// The share of what is true that is said.
    pub(super) fn recall(self) -> Option<f64> {
        share(self.right, self.missed)
    }

    fn add(&mut self, part: Part) {
        *match part {
            Part::Right => &mut self.right,
            Part::Wrong => &mut self.wrong,
            Part::Missed => &mut self.missed,
            Part::Line => &mut self.line,
        } += 1;
    }
}

fn share(part: u32, rest: u32) -> Option<f64> {
    let whole = part + rest;
    (whole > 0).then(|| f64::from(part) / f64::from(whole))
}

impl AddAssign for Counts {
    fn add_assign(&mut self, other: Self) {
        self.right += other.right;
        self.wrong += other.wrong;
        self.missed += other.missed;
        self.line += other.line;
    }
}

/// Counts by kind, and in it by detector.
#[derive(Debug, Default)]
pub(super) struct Tally {
    kinds: BTreeMap<String, BTreeMap<String, Counts>>,
}

impl Tally {
    /// Makes sure that a kind is shown, even when nothing of it is found.
    pub(super) fn show(&mut self, kind: &str) {
        self.kinds.entry(kind.to_owned()).or_default();
    }

    pub(super) fn add(&mut self, kind: &str, detector: &str, part: Part) {
        let detectors = self.kinds.entry(kind.to_owned()).or_default();
        detectors.entry(detector.to_owned()).or_default().add(part);
    }

    /// Each kind with its counts, and those of its detectors.
    pub(super) fn kinds(&self) -> impl Iterator<Item = (&str, Counts, &BTreeMap<String, Counts>)> {
        self.kinds.iter().map(|(kind, detectors)| (kind.as_str(), sum(detectors), detectors))
    }

    /// Counts by detector, over all kinds.
    pub(super) fn detectors(&self) -> BTreeMap<&str, Counts> {
        let mut detectors: BTreeMap<&str, Counts> = BTreeMap::new();
        for (detector, counts) in self.kinds.values().flatten() {
            *detectors.entry(detector).or_default() += *counts;
        }
        detectors
    }

    /// Counts of everything.
    pub(super) fn total(&self) -> Counts {
        let mut total = Counts::default();
        for detectors in self.kinds.values() {
            total += sum(detectors);
        }
        total
    }
}

fn sum(detectors: &BTreeMap<String, Counts>) -> Counts {
    let mut sum = Counts::default();
    for counts in detectors.values() {
        sum += *counts;
    }
    sum
}

/// Something on which milepost and the labels do not agree.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Difference {
    pub(super) repository: String,
    /// Empty for the root.
    pub(super) path: String,
    pub(super) line: Option<u32>,
    pub(super) kind: String,
    /// `said`, `true`, or `line` where only the line differs.
    pub(super) side: String,
    pub(super) says: String,
}

impl fmt::Display for Difference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let path = if self.path.is_empty() { "." } else { &self.path };
        write!(f, "{} {path}", self.repository)?;
        if let Some(line) = self.line {
            write!(f, ":{line}")?;
        }
        write!(f, " {} {} {}", self.kind, self.side, self.says)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn precision_is_of_what_is_said_and_recall_of_what_is_true() {
        let counts = Counts { right: 3, wrong: 1, missed: 3, line: 0 };
        assert_eq!(counts.precision(), Some(0.75));
        assert_eq!(counts.recall(), Some(0.5));
        assert_eq!(Counts::default().recall(), None);
    }

    #[test]
    fn a_line_that_differs_changes_neither() {
        let mut tally = Tally::default();
        tally.add("image", "dockerfile", Part::Right);
        tally.add("image", "dockerfile", Part::Line);
        assert_eq!(tally.total().precision(), Some(1.0));
        assert_eq!(tally.total().recall(), Some(1.0));
    }
}
