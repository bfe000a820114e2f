//! What a job of GitHub Actions is told: its summary, its outputs, and notes beside its log.

use std::fs::OpenOptions;
use std::io::Write;
use std::path::{Path, PathBuf};

use anyhow::Context as _;
use milepost_core::Bounds;
use milepost_score::Rulebook;

use super::Night;
use crate::commands::scan;
use crate::exit::Exit;

/// Columns of the report in a summary.
const COLUMNS: usize = 100;

/// Bytes of a summary that are written; GitHub takes a mebibyte of each step.
const SUMMARY: usize = 1_000_000;

/// The files a job reads, as the runner names them.
pub(super) struct Actions {
    summary: Option<PathBuf>,
    outputs: Option<PathBuf>,
}

impl Actions {
    /// The files of the job this runs in, if it runs in one.
    pub(super) fn of_environment() -> Option<Self> {
        let named = |name| std::env::var_os(name).filter(|it| !it.is_empty()).map(PathBuf::from);
        std::env::var_os("GITHUB_ACTIONS")?;
        Some(Self { summary: named("GITHUB_STEP_SUMMARY"), outputs: named("GITHUB_OUTPUT") })
    }

    /// Tells the job what the night told.
    pub(super) fn tell(
        &self,
        night: &Night,
        rules: &Rulebook,
        out: &mut dyn Write,
    ) -> anyhow::Result<()> {
        if let Some(file) = &self.summary {
            append(file, &summary(night, rules))?;
        }
        if let Some(file) = &self.outputs {
            append(file, &outputs(night))?;
        }
        for note in notes(night) {
            writeln!(out, "{note}")?;
        }
        Ok(())
    }
}

fn append(file: &Path, text: &str) -> anyhow::Result<()> {
    let opened = OpenOptions::new().append(true).create(true).open(file);
    let written = opened.and_then(|mut file| file.write_all(text.as_bytes()));
    written.with_context(|| file.display().to_string())
}

/// The report and the differences as Markdown, cut where GitHub would refuse the whole.
fn summary(night: &Night, rules: &Rulebook) -> String {
    let report = milepost_report::screen(&night.snapshot, rules, COLUMNS);
    let report = anstream::adapter::strip_str(&report).to_string();
    let mut text = format!("```text\n{report}```\n");
    for (words, changed) in &night.since {
        let changes = milepost_report::diff_markdown(changed, rules);
        text.extend(["\n## ", words, "\n\n", &changes]);
    }
    if text.len() > SUMMARY {
        let cut = (0..=SUMMARY).rev().find(|at| text.is_char_boundary(*at)).unwrap_or_default();
        text.truncate(cut);
        text.push_str("\n\n… cut here; the snapshot has the rest.\n");
    }
    text
}

/// What later steps can read.
fn outputs(night: &Night) -> String {
    let snapshot = &night.snapshot;
    let mut lines = Vec::new();
    let mut line = |name: &str, value: String| lines.push(format!("{name}={value}\n"));
    if let Some(assessment) = snapshot.assessments.first() {
        line("stage-lo", assessment.lo.to_string());
        line("stage-hi", assessment.hi.to_string());
    }
    if let Some(Bounds { lo, hi }) = snapshot.path.on.bounds() {
        line("coverage-lo", format!("{lo:.4}"));
        line("coverage-hi", format!("{hi:.4}"));
    }
    line("repositories", snapshot.repositories.len().to_string());
    line("deployables", snapshot.counted().count().to_string());
    line("complete", (scan::exit(snapshot) == Exit::Done).to_string());
    line("gate", if night.exit == Exit::GateNotMet { "not met" } else { "met" }.to_owned());
    line("snapshot", night.kept.display().to_string());
    lines.concat()
}

/// Notes beside the log, each on a line of its own.
fn notes(night: &Night) -> Vec<String> {
    let mut notes = Vec::new();
    for roll in &night.snapshot.rolls {
        if let Some(words) = roll.gap() {
            notes.push(note("warning", "The list is not complete", &words));
        }
    }
    for repository in &night.snapshot.repositories {
        let costly = repository.troubles.iter().filter(|trouble| trouble.code.costs_evidence());
        let mut whole = costly.filter(|trouble| trouble.path.is_none());
        if let Some(trouble) = whole.next() {
            notes.push(note("warning", &repository.id, &trouble.to_string()));
        }
    }
    if night.exit == Exit::GateNotMet {
        notes.push(note("error", "A gate is not met", "the log says which"));
    }
    notes
}

/// A note in the words the runner understands, with what would end it written otherwise.
fn note(kind: &str, title: &str, words: &str) -> String {
    let plain = |text: &str| text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A");
    let title = plain(title).replace(':', "%3A").replace(',', "%2C");
    format!("::{kind} title={title}::{}", plain(words))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_note_stays_on_its_line_and_in_its_title() {
        assert_eq!(
            note("warning", "a: b, c", "x\ny 5 %"),
            "::warning title=a%3A b%2C c::x%0Ay 5 %25"
        );
    }
}
