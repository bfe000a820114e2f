//! Rules in words, and which of the numbers behind a verdict keep it from being the one wanted.

use milepost_core::{Judgement, Reading, Verdict};

use super::{Criterion, Predicate, Rules, Rung, StageCard};

/// Rules inside rules, through rungs and criteria, that are followed.
const DEPTH: usize = 24;

impl Criterion {
    /// When it holds, one condition a line; nothing when it is never judged.
    pub fn describe_when(&self, rules: &Rules) -> Option<String> {
        let when = self.when.as_ref()?;
        Some(rules.described(when, &self.id))
    }
}

impl StageCard {
    /// What the stage of `model` needs besides its gates, one condition a line.
    pub fn describe_needs(&self, model: &str, rules: &Rules) -> Option<String> {
        let needs = self.needs.as_ref()?;
        Some(rules.described(needs, &self.needs_id(model)))
    }

    /// The criterion that is all it needs, when it is one criterion.
    pub fn sole_need(&self) -> Option<&str> {
        match self.needs.as_ref()? {
            Predicate::Criterion(criterion) => Some(criterion),
            _ => None,
        }
    }
}

impl Rung {
    /// When it holds, the rungs below it apart, one condition a line.
    pub fn describe_when(&self, rules: &Rules) -> String {
        rules.described(&self.when, &self.id)
    }
}

impl Rules {
    /// The places of the readings of `judgement` that keep it from holding (or from failing, when
    /// that is `wanted`): one group for each thing that is missing, alternatives together.
    pub fn decisive(&self, judgement: &Judgement, wanted: Verdict) -> Vec<Vec<usize>> {
        let Some((when, id)) = self.predicate(&judgement.id) else {
            return Vec::new();
        };
        let mut walk = Walk { rules: self, readings: judgement.readings.iter().enumerate() };
        let wanted = if wanted == Verdict::Fails { Verdict::Fails } else { Verdict::Holds };
        walk.part(when, id, wanted, 0).1
    }

    /// The rule behind a criterion or the needs of a stage, and the id its thresholds stand under.
    fn predicate<'a>(&'a self, id: &'a str) -> Option<(&'a Predicate, &'a str)> {
        if let Some((_, criterion)) = self.criterion(id) {
            return Some((criterion.when.as_ref()?, id));
        }
        self.models.iter().find_map(|model| {
            let stage = model.stages.iter().find(|s| s.needs_id(&model.id) == id)?;
            Some((stage.needs.as_ref()?, id))
        })
    }

    fn described(&self, predicate: &Predicate, id: &str) -> String {
        let mut lines = Vec::new();
        self.describe(predicate, id, 0, &mut lines);
        lines.join("\n")
    }

    fn describe(&self, predicate: &Predicate, id: &str, depth: usize, into: &mut Vec<String>) {
        let indent = "  ".repeat(depth);
        let mut say = |text: String| into.push(format!("{indent}{text}"));
        match predicate {
            Predicate::All(parts) | Predicate::Any(parts) => {
                let all = matches!(predicate, Predicate::All(_));
                say(if all { "all of" } else { "at least one of" }.to_owned());
                for part in parts {
                    self.describe(part, id, depth + 1, into);
                }
            }
            Predicate::Not(part) => {
                say("not".to_owned());
                self.describe(part, id, depth + 1, into);
            }
            Predicate::Rung(rung) => say(format!("rung {rung} of {}", self.dimension(rung))),
            Predicate::Criterion(other) => say(format!("{other} holds")),
            Predicate::Unknown(code) => {
                say(format!("something that cannot be told yet ({})", code.code()));
            }
            Predicate::Compare { measures, comparison, threshold } => say(format!(
                "{} {} {}",
                self.titles(measures),
                comparison.name(),
                self.limit(measures, self.profile.number(id, threshold))
            )),
        }
    }

    fn dimension(&self, rung: &str) -> String {
        self.rungs.get(rung).map(|rung| rung.dimension.to_lowercase()).unwrap_or_default()
    }

    /// `continuous integration (ci)`, or several added up.
    fn titles(&self, measures: &[String]) -> String {
        let titles: Vec<String> = measures
            .iter()
            .map(|id| match self.measure(id) {
                Some(card) => format!("{} ({id})", card.title),
                None => id.clone(),
            })
            .collect();
        titles.join(" + ")
    }

    fn limit(&self, measures: &[String], value: f64) -> String {
        let share = |id: &String| self.measure(id).is_some_and(|card| card.value == "share");
        if measures.iter().all(share) {
            let hundredths = (value * 1e6).round() / 1e4;
            format!("{hundredths} %")
        } else {
            format!("{value}")
        }
    }
}

/// Places of readings: one group for each thing that is missing.
type Groups = Vec<Vec<usize>>;

/// A walk through a predicate in the order in which its readings were taken.
struct Walk<'a> {
    rules: &'a Rules,
    readings: std::iter::Enumerate<std::slice::Iter<'a, Reading>>,
}

impl Walk<'_> {
    /// How a part ends, and the readings that keep it from ending as wanted.
    fn part(
        &mut self,
        part: &Predicate,
        id: &str,
        wanted: Verdict,
        depth: usize,
    ) -> (Verdict, Groups) {
        if depth > DEPTH {
            return (Verdict::Unknown, Vec::new());
        }
        match part {
            Predicate::All(parts) => self.parts(parts, id, wanted, (depth, true)),
            Predicate::Any(parts) => self.parts(parts, id, wanted, (depth, false)),
            Predicate::Not(part) => {
                let opposite =
                    if wanted == Verdict::Fails { Verdict::Holds } else { Verdict::Fails };
                let (verdict, places) = self.part(part, id, opposite, depth + 1);
                (verdict.negate(), places)
            }
            Predicate::Rung(rung) => self.rung(rung, wanted, depth + 1),
            Predicate::Criterion(other) => {
                let rules = self.rules;
                match rules.predicate(other) {
                    Some((when, id)) => self.part(when, id, wanted, depth + 1),
                    None => (Verdict::Unknown, Vec::new()),
                }
            }
            Predicate::Unknown(_) => (Verdict::Unknown, Vec::new()),
            Predicate::Compare { .. } => match self.readings.next() {
                Some((place, reading)) if !settled(reading.verdict, wanted) => {
                    (reading.verdict, vec![vec![place]])
                }
                Some((_, reading)) => (reading.verdict, Vec::new()),
                None => (Verdict::Unknown, Vec::new()),
            },
        }
    }

    fn parts(
        &mut self,
        parts: &[Predicate],
        id: &str,
        wanted: Verdict,
        (depth, all): (usize, bool),
    ) -> (Verdict, Groups) {
        let combine = if all { Verdict::and } else { Verdict::or };
        let mut end = (Verdict::NotApplicable, Groups::new());
        for part in parts {
            let (verdict, groups) = self.part(part, id, wanted, depth + 1);
            end.0 = combine(end.0, verdict);
            end.1.extend(groups);
        }
        // One of several is enough to make `any` hold, and to make `all` fail.
        if all == (wanted == Verdict::Fails) && !end.1.is_empty() {
            end.1 = vec![end.1.concat()];
        }
        unless_settled(end, wanted)
    }

    fn rung(&mut self, id: &str, wanted: Verdict, depth: usize) -> (Verdict, Groups) {
        let rules = self.rules;
        let Some(rung) = rules.rungs.get(id) else {
            return (Verdict::Unknown, Vec::new());
        };
        let (mut verdict, mut places) = self.part(&rung.when, id, wanted, depth);
        if let Some(below) = rung.below() {
            let (lower, more) = self.rung(&below, wanted, depth + 1);
            verdict = verdict.and(lower);
            places.extend(more);
        }
        unless_settled((verdict, places), wanted)
    }
}

fn unless_settled((verdict, places): (Verdict, Groups), wanted: Verdict) -> (Verdict, Groups) {
    if settled(verdict, wanted) { (verdict, Vec::new()) } else { (verdict, places) }
}

fn settled(verdict: Verdict, wanted: Verdict) -> bool {
    verdict == wanted || verdict == Verdict::NotApplicable
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::settings::Settings;
    use milepost_core::{Bounds, CriterionKind};

    fn reading(measure: &str, verdict: Verdict) -> Reading {
        Reading {
            measures: vec![measure.to_owned()],
            value: Some(Bounds::exactly(0.5)),
            share: None,
            comparison: "at least".to_owned(),
            threshold: 0.5,
            verdict,
        }
    }

    /// Stage 2 needs `ci`, or `cd`, or the two together.
    fn stage_2(verdicts: [Verdict; 3]) -> Judgement {
        Judgement {
            id: "five-stages.stage-2".to_owned(),
            kind: CriterionKind::Need,
            stage: Some(2),
            verdict: verdicts[0].or(verdicts[1]).or(verdicts[2]),
            unknown: Vec::new(),
            readings: verdicts.iter().map(|v| reading("ci", *v)).collect(),
        }
    }

    #[test]
    fn of_alternatives_none_is_missed_when_one_holds() {
        let rules = Rules::shipped(&Settings::default()).unwrap();
        let held = stage_2([Verdict::Fails, Verdict::Holds, Verdict::Unknown]);
        assert_eq!(rules.decisive(&held, Verdict::Holds), Groups::new());
        let open = stage_2([Verdict::Fails, Verdict::Fails, Verdict::Unknown]);
        assert_eq!(rules.decisive(&open, Verdict::Holds), vec![vec![0, 1, 2]]);
    }

    #[test]
    fn every_criterion_reads_in_words() {
        let rules = Rules::shipped(&Settings::default()).unwrap();
        for criterion in rules.models.iter().flat_map(|model| &model.criteria) {
            if let Some(words) = criterion.describe_when(&rules) {
                assert!(!words.contains("NaN"), "{}: {words}", criterion.id);
            }
        }
    }
}
