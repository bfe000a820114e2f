//! What stands between two stages, one row a condition.

use milepost_core::{
    Assessment, CriterionKind, Judgement, Reading, Share, Snapshot, Unknown, Verdict,
};
use milepost_score::{Model, Rulebook, StageCard};

use crate::numbers;

/// One condition of a stage.
#[derive(Debug)]
pub(super) struct Row {
    /// The id of the criterion, or of what the stage needs.
    pub(super) id: String,
    /// What it is called.
    pub(super) name: String,
    /// How it ends, seen from the stage: a sign that keeps a stage down fails it.
    pub(super) verdict: Verdict,
    /// Its numbers, apart from the counts.
    pub(super) figures: Vec<String>,
    /// The counts behind them.
    pub(super) share: Option<Share>,
    /// How many more it takes, or what else would do.
    pub(super) more: Vec<String>,
    /// Why it is open.
    pub(super) unknown: Vec<Unknown>,
}

/// Everything rows are made from.
#[derive(Clone, Copy)]
pub(super) struct Source<'a> {
    pub(super) snapshot: &'a Snapshot,
    pub(super) rules: &'a Rulebook,
    pub(super) model: &'a Model,
    pub(super) assessment: &'a Assessment,
}

impl Source<'_> {
    /// The conditions of a stage, in their order; those that hold among them.
    pub(super) fn rows(self, stage: &StageCard) -> Vec<Row> {
        let mut rows = self.needs(stage);
        let gates = self.assessment.criteria.iter().filter(|judgement| {
            judgement.kind == CriterionKind::Gate && judgement.stage == Some(stage.number)
        });
        rows.extend(gates.map(|gate| self.whole(gate, Verdict::Holds)));
        for cap in self.caps(stage) {
            if !rows.iter().any(|row| row.id == cap.id) {
                rows.push(cap);
            }
        }
        rows.retain(|row| row.verdict != Verdict::NotApplicable);
        rows
    }

    /// What the stage needs: each number of its own, or the one criterion that is all it needs.
    fn needs(self, stage: &StageCard) -> Vec<Row> {
        let id = stage.needs_id(&self.model.id);
        let Some(judgement) = self.assessment.needs.iter().find(|need| need.id == id) else {
            return Vec::new();
        };
        if let Some(sole) = stage.sole_need() {
            let row = self.whole(judgement, Verdict::Holds);
            let name = self.short(sole).unwrap_or(row.name);
            return vec![Row { id: sole.to_owned(), name, ..row }];
        }
        let missing = self.rules.decisive(judgement, Verdict::Holds);
        let mut rows: Vec<Row> =
            missing.iter().map(|group| self.alternatives(judgement, group)).collect();
        if rows.is_empty() && judgement.verdict != Verdict::Holds {
            rows.push(self.whole(judgement, Verdict::Holds));
        }
        for reading in &judgement.readings {
            let held = reading.verdict == Verdict::Holds && reading.measures.len() == 1;
            if held {
                rows.push(self.row(judgement, reading));
            }
        }
        let mut names: Vec<String> = Vec::new();
        rows.retain(|row| {
            let new = !names.contains(&row.name);
            names.push(row.name.clone());
            new
        });
        rows
    }

    /// One thing that is missing: the reading that is nearest, and how many others would do.
    fn alternatives(self, judgement: &Judgement, group: &[usize]) -> Row {
        let mut readings = readings(judgement, group);
        readings.sort_by_key(|reading| {
            let sum = reading.measures.len() > 1;
            (sum, reading.value.is_none(), reading.verdict)
        });
        let Some(first) = readings.first() else {
            return self.whole(judgement, Verdict::Holds);
        };
        let mut row = self.row(judgement, first);
        let others = readings.iter().filter(|reading| reading.measures != first.measures).count();
        if others > 0 {
            let others = numbers::many(others, "another way", "other ways");
            row.more.push(format!("or {}", others.trim_start_matches("1 ")));
        }
        row
    }

    fn row(self, judgement: &Judgement, reading: &Reading) -> Row {
        Row {
            id: judgement.id.clone(),
            name: self.title(&reading.measures),
            verdict: reading.verdict,
            figures: vec![numbers::reading(reading, self.rules)],
            share: share(reading),
            more: missing(reading),
            unknown: self.codes(reading),
        }
    }

    /// A judgement in one row, with the number that matters most.
    fn whole(self, judgement: &Judgement, wanted: Verdict) -> Row {
        let groups = self.rules.decisive(judgement, wanted);
        let mut readings = readings(judgement, &groups.concat());
        readings.sort_by_key(|reading| (reading.verdict.is_open(), reading.value.is_none()));
        let first = readings.first().copied();
        let figures = first.map(|first| numbers::reading(first, self.rules));
        let mut more = first.map(missing).unwrap_or_default();
        if groups.len() > 1 {
            more.push(format!("and {} more", groups.len() - 1));
        }
        Row {
            id: judgement.id.clone(),
            name: self.short(&judgement.id).unwrap_or_else(|| "its other needs".to_owned()),
            verdict: judgement.verdict,
            figures: figures.into_iter().collect(),
            share: first.and_then(share),
            more,
            unknown: judgement.unknown.clone(),
        }
    }

    /// Signs that keep the organisation below the stage, or could.
    fn caps(self, stage: &StageCard) -> Vec<Row> {
        let below = stage.number.saturating_sub(1);
        let caps = self.model.caps.iter().filter(|cap| cap.stage == below);
        caps.filter_map(|cap| {
            let judgement =
                self.assessment.criteria.iter().find(|judgement| judgement.id == cap.criterion)?;
            let wanted =
                if cap.is == Verdict::Holds.name() { Verdict::Fails } else { Verdict::Holds };
            let row = self.whole(judgement, wanted);
            let verdict = if judgement.verdict.name() == cap.is {
                Verdict::Fails
            } else if judgement.verdict.is_open() {
                Verdict::Unknown
            } else {
                Verdict::NotApplicable
            };
            let keeps = if verdict == Verdict::Fails { "keeps" } else { "could keep" };
            let mut figures = vec![format!("{keeps} it at {}", cap.stage)];
            figures.extend(row.figures);
            Some(Row { verdict, figures, ..row })
        })
        .collect()
    }

    /// Why a reading is open: the code of its measure, or those of the units nobody can tell of.
    fn codes(self, reading: &Reading) -> Vec<Unknown> {
        let measures =
            self.snapshot.measures.iter().filter(|measure| reading.measures.contains(&measure.id));
        let mut codes: Vec<Unknown> = Vec::new();
        for measure in measures {
            codes.extend(measure.unknown);
            let ways = Unknown::ALL.iter().copied();
            codes.extend(ways.filter(|code| measure.open.iter().any(|m| m.way == code.code())));
        }
        let few = reading.value.is_none() && share(reading).is_some();
        if codes.is_empty() && few && reading.verdict.is_open() {
            codes.push(Unknown::TooFew);
        }
        codes.sort_unstable();
        codes.dedup();
        codes
    }

    /// The titles of measures, as they stand inside a sentence.
    fn title(self, measures: &[String]) -> String {
        let titles: Vec<String> = measures
            .iter()
            .map(|id| match self.rules.measure(id) {
                Some(card) => inside(&card.title),
                None => id.clone(),
            })
            .collect();
        titles.join(" + ")
    }

    fn short(self, id: &str) -> Option<String> {
        let (_, criterion) = self.rules.criterion(id)?;
        Some(criterion.short.clone())
    }
}

fn readings<'a>(judgement: &'a Judgement, places: &[usize]) -> Vec<&'a Reading> {
    places.iter().filter_map(|place| judgement.readings.get(*place)).collect()
}

/// How many more it takes, when it fails.
fn missing(reading: &Reading) -> Vec<String> {
    let fails = reading.verdict == Verdict::Fails;
    let missing = numbers::missing(reading).filter(|_| fails);
    missing.into_iter().collect()
}

/// The counts behind a reading of one measure, when there is anything to count.
fn share(reading: &Reading) -> Option<Share> {
    let one = reading.measures.len() == 1;
    reading.share.filter(|share| one && share.total() > 0)
}

/// A title as it stands inside a sentence: an abbreviation keeps its capitals.
pub(crate) fn inside(title: &str) -> String {
    let mut letters = title.chars();
    match (letters.next(), letters.next()) {
        (Some(first), Some(second)) if second.is_lowercase() || second == ' ' => {
            first.to_lowercase().chain(title.chars().skip(1)).collect()
        }
        _ => title.to_owned(),
    }
}
