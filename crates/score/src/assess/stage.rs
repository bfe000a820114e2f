//! The stage as an interval: what holds whatever the unknown turns out to be, and what could.

use milepost_core::{CriterionKind, Judgement, Verdict};

use crate::rules::Model;

/// A stage between its bounds, and what would settle it.
pub(super) struct Interval {
    pub(super) lo: u32,
    pub(super) hi: u32,
    pub(super) settled_by: Vec<String>,
}

/// The highest stage whose own needs and gates and those of all lower stages hold, once with
/// everything unknown failing, once with it holding; then what caps it.
pub(super) fn interval(model: &Model, needs: &[Judgement], criteria: &[Judgement]) -> Interval {
    let lowest = model.stages.first().map_or(0, |stage| stage.number);
    let (mut lo, mut hi) = (lowest, lowest);
    let (mut lo_goes_on, mut hi_goes_on) = (true, true);
    for stage in model.stages.iter().filter(|stage| stage.number > lowest) {
        let verdict = gates(stage.number, needs, criteria)
            .fold(Verdict::NotApplicable, |all, judgement| all.and(judgement.verdict));
        // Gates that all are about nothing are not met: an organisation that runs nothing is at no
        // stage of running it.
        lo_goes_on &= verdict == Verdict::Holds;
        hi_goes_on &= verdict != Verdict::Fails;
        lo = if lo_goes_on { stage.number } else { lo };
        hi = if hi_goes_on { stage.number } else { hi };
    }
    let mut capping = Vec::new();
    for cap in &model.caps {
        let Some(judgement) = criteria.iter().find(|judgement| judgement.id == cap.criterion)
        else {
            continue;
        };
        let capped = (judgement.verdict.name() == cap.is).then_some(());
        if capped.is_some() {
            hi = hi.min(cap.stage);
        }
        if (capped.is_some() || judgement.verdict.is_open()) && lo > cap.stage {
            lo = cap.stage;
            capping.extend(judgement.verdict.is_open().then(|| judgement.id.clone()));
        }
    }
    hi = hi.max(lo);
    let settled_by =
        if lo < hi { open(lo + 1, needs, criteria).chain(capping).collect() } else { vec![] };
    Interval { lo, hi, settled_by }
}

/// What the stage above the lower bound waits for.
fn open<'j>(
    stage: u32,
    needs: &'j [Judgement],
    criteria: &'j [Judgement],
) -> impl Iterator<Item = String> + 'j {
    gates(stage, needs, criteria)
        .filter(|judgement| judgement.verdict.is_open())
        .map(|judgement| judgement.id.clone())
}

fn gates<'j>(
    stage: u32,
    needs: &'j [Judgement],
    criteria: &'j [Judgement],
) -> impl Iterator<Item = &'j Judgement> {
    needs
        .iter()
        .chain(criteria.iter().filter(|judgement| judgement.kind == CriterionKind::Gate))
        .filter(move |judgement| judgement.stage == Some(stage))
}
