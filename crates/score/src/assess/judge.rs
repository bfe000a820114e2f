//! Verdicts: a predicate against the measures.

use std::collections::BTreeMap;

use milepost_core::{Bounds, Judgement, Measure, Reading, Share, Unknown, Verdict};

use crate::rules::{Comparison, Predicate, Rules};

/// Predicates inside predicates, through rungs and criteria, that are followed.
const DEPTH: usize = 24;

/// Everything a predicate is judged by.
pub(super) struct Bench<'a> {
    rules: &'a Rules,
    measures: BTreeMap<&'a str, &'a Measure>,
    /// One threshold, moved by a factor.
    nudge: Option<(&'a str, &'a str, f64)>,
}

/// One value, from one measure or several added up.
struct Value {
    bounds: Option<Bounds>,
    share: Option<Share>,
    unknown: Option<Unknown>,
}

impl<'a> Bench<'a> {
    pub(super) fn new(rules: &'a Rules, measures: &'a [Measure]) -> Self {
        let measures = measures.iter().map(|measure| (measure.id.as_str(), measure)).collect();
        Self { rules, measures, nudge: None }
    }

    pub(super) fn nudged(
        rules: &'a Rules,
        measures: &'a [Measure],
        nudge: (&'a str, &'a str, f64),
    ) -> Self {
        Self { nudge: Some(nudge), ..Self::new(rules, measures) }
    }

    /// Whether `other` sees some comparison of `predicate` with the threshold `name` of `rule`
    /// otherwise than this bench does.
    pub(super) fn differs(&self, other: &Self, predicate: &Predicate, rule: (&str, &str)) -> bool {
        match predicate {
            Predicate::All(parts) | Predicate::Any(parts) => {
                parts.iter().any(|part| self.differs(other, part, rule))
            }
            Predicate::Not(part) => self.differs(other, part, rule),
            Predicate::Rung(_) | Predicate::Criterion(_) | Predicate::Unknown(_) => false,
            Predicate::Compare { measures, comparison, threshold } => {
                let Some(bounds) = self.value(measures).bounds.filter(|_| threshold == rule.1)
                else {
                    return false;
                };
                let sees = |bench: &Self| {
                    against(bounds, *comparison, bench.threshold(rule, Some(bounds)))
                };
                sees(self) != sees(other)
            }
        }
    }

    /// Judges `predicate` of the rule `id` into `judgement`.
    pub(super) fn judge(&self, predicate: &Predicate, id: &str, judgement: &mut Judgement) {
        judgement.verdict = self.verdict(predicate, id, judgement, 0);
        if !judgement.verdict.is_open() {
            judgement.unknown.clear();
        }
        judgement.unknown.sort_unstable();
        judgement.unknown.dedup();
    }

    fn verdict(&self, what: &Predicate, id: &str, into: &mut Judgement, depth: usize) -> Verdict {
        if depth > DEPTH {
            return Verdict::Unknown;
        }
        let next = depth + 1;
        match what {
            Predicate::All(parts) => parts.iter().fold(Verdict::NotApplicable, |all, part| {
                all.and(self.verdict(part, id, into, next))
            }),
            Predicate::Any(parts) => parts.iter().fold(Verdict::NotApplicable, |any, part| {
                any.or(self.verdict(part, id, into, next))
            }),
            Predicate::Not(part) => self.verdict(part, id, into, next).negate(),
            Predicate::Rung(rung) => self.rung(rung, into, next),
            Predicate::Criterion(other) => self.criterion(other, into, next),
            Predicate::Unknown(code) => {
                into.unknown.push(*code);
                Verdict::Unknown
            }
            Predicate::Compare { measures, comparison, threshold } => {
                self.compare(measures, *comparison, (id, threshold), into)
            }
        }
    }

    fn rung(&self, id: &str, into: &mut Judgement, depth: usize) -> Verdict {
        let Some(rung) = self.rules.rungs.get(id) else {
            return Verdict::Unknown;
        };
        let own = self.verdict(&rung.when, id, into, depth);
        match rung.below() {
            Some(below) => own.and(self.rung(&below, into, depth + 1)),
            None => own,
        }
    }

    fn criterion(&self, id: &str, into: &mut Judgement, depth: usize) -> Verdict {
        let when = self.rules.criterion(id).and_then(|(_, criterion)| criterion.when.as_ref());
        when.map_or(Verdict::Unknown, |when| self.verdict(when, id, into, depth))
    }

    fn compare(
        &self,
        measures: &[String],
        comparison: Comparison,
        (id, name): (&str, &str),
        into: &mut Judgement,
    ) -> Verdict {
        let value = self.value(measures);
        let threshold = self.threshold((id, name), value.bounds);
        let verdict = match (value.bounds, value.unknown) {
            (None, Some(_)) => Verdict::Unknown,
            (None, None) => Verdict::NotApplicable,
            (Some(bounds), _) => against(bounds, comparison, threshold),
        };
        into.unknown.extend(value.unknown.filter(|_| verdict.is_open()));
        if verdict.is_open() && value.unknown.is_none() {
            into.unknown.extend(self.open_codes(measures));
        }
        into.readings.push(Reading {
            measures: measures.to_vec(),
            value: value.bounds,
            share: value.share,
            comparison: comparison.name().to_owned(),
            threshold,
            verdict,
        });
        verdict
    }

    /// The threshold, moved where this is the one to move. A count is not moved: between two whole
    /// numbers there is nothing to hang on.
    fn threshold(&self, (id, name): (&str, &str), value: Option<Bounds>) -> f64 {
        let threshold = self.rules.profile.number(id, name);
        let whole = |number: f64| number.fract() == 0.0;
        let counts = whole(threshold)
            && threshold >= 1.0
            && value.is_some_and(|value| whole(value.lo) && whole(value.hi));
        match self.nudge {
            Some((rule, moved, factor)) if rule == id && moved == name && !counts => {
                threshold * factor
            }
            _ => threshold,
        }
    }

    /// The sum of the measures. A share of too few units is unknown; in a sum, an unknown share
    /// lies somewhere between none and all, which may still decide.
    fn value(&self, ids: &[String]) -> Value {
        let mut sum = Value { bounds: None, share: None, unknown: None };
        for id in ids {
            let measure = self.measures.get(id.as_str()).copied();
            let unknown = measure.map_or(Some(Unknown::Unmeasured), |m| self.unknown(m));
            let bounds = match (unknown, ids.len()) {
                (Some(_), 1) => None,
                (Some(_), _) => Some(Bounds { lo: 0.0, hi: 1.0 }),
                (None, _) => measure.and_then(|measure| measure.value),
            };
            sum.unknown = sum.unknown.or(unknown);
            sum.share = measure.and_then(|measure| measure.share);
            sum.bounds = match (sum.bounds, bounds) {
                (Some(a), Some(b)) => Some(Bounds { lo: a.lo + b.lo, hi: a.hi + b.hi }),
                (known, None) | (None, known) => known,
            };
        }
        sum
    }

    fn unknown(&self, measure: &Measure) -> Option<Unknown> {
        let too_few = measure.share.is_some_and(|share| {
            share.total() > 0 && share.total() < self.rules.profile.minimum.units
        });
        measure.unknown.or(too_few.then_some(Unknown::TooFew))
    }

    /// Why the units behind measures are open.
    fn open_codes(&self, ids: &[String]) -> Vec<Unknown> {
        let ways: Vec<&str> = ids
            .iter()
            .filter_map(|id| self.measures.get(id.as_str()))
            .flat_map(|measure| measure.open.iter().map(|member| member.way.as_str()))
            .collect();
        Unknown::ALL.iter().copied().filter(|code| ways.contains(&code.code())).collect()
    }
}

fn against(bounds: Bounds, comparison: Comparison, threshold: f64) -> Verdict {
    match comparison {
        Comparison::AtLeast => bounds.at_least(threshold),
        Comparison::AtMost => bounds.at_most(threshold),
        Comparison::Above => bounds.at_most(threshold).negate(),
        Comparison::Below => bounds.at_least(threshold).negate(),
    }
}
