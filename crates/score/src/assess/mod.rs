//! A model applied: verdicts by Kleene logic, then the stage as an interval (rubric 0.2, 4.3).

mod judge;
mod stage;

use milepost_core::{Assessment, CriterionKind, Judgement, Measure, Verdict};

use crate::rules::{Criterion, Model, Predicate, Rules, StageCard};
use judge::Bench;

/// How far a threshold is moved to see whether a stage hangs on it (trap T66).
const NUDGE: f64 = 0.1;

/// Applies a model to the measures of an organisation.
pub(crate) fn assess(model: &Model, rules: &Rules, measures: &[Measure]) -> Assessment {
    let bench = Bench::new(rules, measures);
    let mut assessment = judged(model, &bench);
    assessment.fragile = fragile(model, rules, measures, &assessment);
    assessment
}

fn judged(model: &Model, bench: &Bench<'_>) -> Assessment {
    let criteria: Vec<Judgement> =
        model.criteria.iter().map(|criterion| judge_criterion(criterion, bench)).collect();
    let needs: Vec<Judgement> =
        model.stages.iter().filter_map(|stage| judge_needs(model, stage, bench)).collect();
    let interval = stage::interval(model, &needs, &criteria);
    Assessment {
        model: model.id.clone(),
        version: model.version,
        lo: interval.lo,
        hi: interval.hi,
        settled_by: interval.settled_by,
        fragile: Vec::new(),
        needs,
        criteria,
    }
}

fn judge_criterion(criterion: &Criterion, bench: &Bench<'_>) -> Judgement {
    let mut judgement = Judgement {
        id: criterion.id.clone(),
        kind: criterion.kind,
        stage: criterion.stage,
        verdict: Verdict::NotApplicable,
        unknown: Vec::new(),
        readings: Vec::new(),
    };
    if let Some(when) = &criterion.when {
        bench.judge(when, &criterion.id, &mut judgement);
    }
    judgement
}

fn judge_needs(model: &Model, stage: &StageCard, bench: &Bench<'_>) -> Option<Judgement> {
    let needs = stage.needs.as_ref()?;
    let id = stage.needs_id(&model.id);
    let mut judgement = Judgement {
        id: id.clone(),
        kind: CriterionKind::Need,
        stage: Some(stage.number),
        verdict: Verdict::NotApplicable,
        unknown: Vec::new(),
        readings: Vec::new(),
    };
    bench.judge(needs, &id, &mut judgement);
    Some(judgement)
}

/// The thresholds whose move by a tenth, alone, would change the stage. Only those whose move
/// changes what they are compared with are tried.
fn fragile(
    model: &Model,
    rules: &Rules,
    measures: &[Measure],
    assessed: &Assessment,
) -> Vec<String> {
    let bench = Bench::new(rules, measures);
    let mut fragile = Vec::new();
    for (rule, thresholds) in &rules.profile.thresholds {
        let Some(when) = predicate(model, rules, rule) else {
            continue;
        };
        for name in thresholds.keys() {
            let moves = [1.0 - NUDGE, 1.0 + NUDGE].into_iter().any(|factor| {
                let nudge = (rule.as_str(), name.as_str(), factor);
                let bent = Bench::nudged(rules, measures, nudge);
                let changes = bench.differs(&bent, when, (rule, name));
                changes && {
                    let nudged = judged(model, &bent);
                    (nudged.lo, nudged.hi) != (assessed.lo, assessed.hi)
                }
            });
            if moves {
                fragile.push(format!("{rule} {name}"));
            }
        }
    }
    fragile
}

/// The predicate whose thresholds stand under the id `rule`.
fn predicate<'r>(model: &'r Model, rules: &'r Rules, rule: &str) -> Option<&'r Predicate> {
    let criterion = model.criteria.iter().find(|criterion| criterion.id == rule);
    let stage = model.stages.iter().find(|stage| stage.needs_id(&model.id) == rule);
    criterion
        .and_then(|criterion| criterion.when.as_ref())
        .or_else(|| stage.and_then(|stage| stage.needs.as_ref()))
        .or_else(|| rules.rungs.get(rule).map(|rung| &rung.when))
}
