//! What is asked for, in per cent, and which of several limits speaks for a file.

use milepost_core::{Confidence, Tool, ToolFamily, What};
use milepost_detector::Findings;

/// What is counted, the one that people mean by coverage first.
const COUNTED: &[&str] =
    &["lines", "statements", "instructions", "branches", "functions", "methods"];

/// The least share of something that tests must reach.
pub(crate) struct Limit {
    pub(crate) line: u32,
    /// What is counted, as the tool calls it.
    pub(crate) of: String,
    /// In per cent.
    pub(crate) asks: f64,
}

impl Limit {
    /// A limit in per cent, as written: `80`, `80%`, `97.5`.
    pub(crate) fn percent(line: u32, of: &str, text: &str) -> Option<Self> {
        let number: f64 = text.trim().trim_end_matches('%').trim().parse().ok()?;
        let of = of.to_ascii_lowercase();
        (0.0..=100.0).contains(&number).then_some(Self { line, of, asks: number })
    }

    /// A limit as a share, as written: `0.8`; with a sign of per cent it is one.
    pub(crate) fn share(line: u32, of: &str, text: &str) -> Option<Self> {
        if text.contains('%') {
            return Self::percent(line, of, text);
        }
        let number: f64 = text.trim().parse().ok()?;
        let of = of.to_ascii_lowercase();
        (0.0..=1.0).contains(&number).then_some(Self { line, of, asks: number * 100.0 })
    }

    /// How far from what people mean by coverage.
    fn rank(&self) -> usize {
        let is = |name: &&str| *name == self.of || name.trim_end_matches('s') == self.of;
        COUNTED.iter().position(is).unwrap_or(COUNTED.len())
    }
}

/// Notes the limit that speaks for all: the one on lines, else on what is nearest to them; of
/// several on the same the least, which what has just this much passes.
pub(crate) fn note(
    limits: Vec<Limit>,
    product: &str,
    confidence: Confidence,
    findings: &mut Findings,
) {
    let first = limits.into_iter().min_by(|a, b| {
        let by_rank = a.rank().cmp(&b.rank());
        by_rank.then(a.asks.total_cmp(&b.asks)).then(a.line.cmp(&b.line))
    });
    let Some(limit) = first else { return };
    let what = What::Tool(Tool {
        family: ToolFamily::TestCoverage,
        product: product.to_owned(),
        name: None,
        signs: vec![limit.of.clone()],
        asks: Some(written(limit.asks)),
    });
    match confidence {
        Confidence::Parsed => findings.parsed(limit.line, what),
        _ => findings.pattern(limit.line, what),
    }
}

/// A number with two decimals at most, and without zeros at its end.
fn written(number: f64) -> String {
    let text = format!("{number:.2}");
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

/// The line that holds an offset of a text.
pub(crate) fn line_at(text: &str, offset: usize) -> u32 {
    let before = text.get(..offset).unwrap_or(text);
    u32::try_from(before.matches('\n').count() + 1).unwrap_or(u32::MAX)
}
