//! What is printed: counts in columns, then every difference.

use std::fmt::Write as _;
use std::io::Write;

use super::Outcome;
use super::running::ROWS;
use super::tally::{Counts, Tally};

/// Writes the counts and the differences.
pub(super) fn write(outcome: &Outcome, out: &mut dyn Write) -> anyhow::Result<()> {
    out.write_all(text(outcome)?.as_bytes())?;
    Ok(())
}

fn text(outcome: &Outcome) -> Result<String, std::fmt::Error> {
    let mut text = format!(
        "{} repositories compared · {} skipped · {} differences\n",
        outcome.compared,
        outcome.skipped.len(),
        outcome.differences.len()
    );
    for skipped in &outcome.skipped {
        writeln!(text, "skipped {skipped}")?;
    }
    head(&mut text, "facts")?;
    for (kind, counts, detectors) in outcome.facts.kinds() {
        row(&mut text, kind, counts)?;
        let named: Vec<_> = detectors.iter().filter(|(name, _)| !name.is_empty()).collect();
        if named.len() > 1 {
            for (detector, counts) in named {
                said(&mut text, &format!("  {detector}"), *counts)?;
            }
        }
    }
    row(&mut text, "total", outcome.facts.total())?;
    detectors(&mut text, &outcome.facts)?;
    head(&mut text, "what is run")?;
    for wanted in ROWS {
        let counts = outcome.run.kinds().find(|(row, ..)| row == wanted);
        row(&mut text, wanted, counts.map_or_else(Counts::default, |(_, counts, _)| counts))?;
    }
    row(&mut text, "total", outcome.run.total())?;
    if !outcome.differences.is_empty() {
        text.push_str("\ndifferences\n");
    }
    for difference in &outcome.differences {
        writeln!(text, "{difference}")?;
    }
    Ok(text)
}

/// Detectors have a precision alone: nobody says what is missed.
fn detectors(text: &mut String, facts: &Tally) -> std::fmt::Result {
    head(text, "detectors")?;
    for (detector, counts) in facts.detectors() {
        if !detector.is_empty() {
            said(text, detector, counts)?;
        }
    }
    Ok(())
}

fn head(text: &mut String, what: &str) -> std::fmt::Result {
    writeln!(
        text,
        "\n{what:<32}{:>7}{:>7}{:>8}{:>6}{:>11}{:>9}",
        "right", "wrong", "missed", "line", "precision", "recall"
    )
}

fn row(text: &mut String, what: &str, counts: Counts) -> std::fmt::Result {
    let Counts { right, wrong, missed, line } = counts;
    let (precision, recall) = (percent(counts.precision()), percent(counts.recall()));
    writeln!(text, "{what:<32}{right:>7}{wrong:>7}{missed:>8}{line:>6}{precision:>11}{recall:>9}")
}

/// A row of what one detector says.
fn said(text: &mut String, what: &str, counts: Counts) -> std::fmt::Result {
    let Counts { right, wrong, line, .. } = counts;
    let precision = percent(counts.precision());
    writeln!(text, "{what:<32}{right:>7}{wrong:>7}{:>8}{line:>6}{precision:>11}{:>9}", "–", "–")
}

fn percent(share: Option<f64>) -> String {
    share.map_or_else(|| "–".to_owned(), |share| format!("{:.1} %", share * 100.0))
}
