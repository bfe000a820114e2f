//! Stages, and criteria that end differently, with the numbers before and after.

use milepost_core::{Assessment, Judgement, Reading, Snapshot};

use crate::{ReadingChange, ReadingIs, StageChange, StageIs, VerdictChange};

/// The stage by each model that both know, in the order of the models.
pub(crate) fn stages(from: &Snapshot, to: &Snapshot) -> Vec<StageChange> {
    let both = to.assessments.iter().filter_map(|after| Some((before(from, after)?, after)));
    both.map(|(before, after)| StageChange {
        model: after.model.clone(),
        before: stage(before),
        after: stage(after),
    })
    .collect()
}

fn before<'a>(from: &'a Snapshot, after: &Assessment) -> Option<&'a Assessment> {
    from.assessments.iter().find(|before| before.model == after.model)
}

fn stage(assessment: &Assessment) -> StageIs {
    StageIs { version: assessment.version, lo: assessment.lo, hi: assessment.hi }
}

/// Criteria and needs that end differently, in the order of the models.
pub(crate) fn changes(from: &Snapshot, to: &Snapshot) -> Vec<VerdictChange> {
    let mut changes = Vec::new();
    for after in &to.assessments {
        let Some(before) = before(from, after) else {
            continue;
        };
        let olds = || before.needs.iter().chain(&before.criteria);
        let news = || after.needs.iter().chain(&after.criteria);
        for new in news() {
            let old = olds().find(|old| old.id == new.id);
            changes.extend(change(&after.model, old, Some(new)));
        }
        for old in olds().filter(|old| !news().any(|new| new.id == old.id)) {
            changes.extend(change(&after.model, Some(old), None));
        }
    }
    changes
}

fn change(model: &str, old: Option<&Judgement>, new: Option<&Judgement>) -> Option<VerdictChange> {
    let shown = new.or(old)?;
    let (before, after) = (old.map(|it| it.verdict), new.map(|it| it.verdict));
    if before == after {
        return None;
    }
    let readings = readings(old, new);
    let values = readings.iter().all(|reading| {
        let value = |it: &Option<ReadingIs>| it.as_ref().map(|it| (it.value, it.share));
        reading.before.is_none()
            || reading.after.is_none()
            || value(&reading.before) == value(&reading.after)
    });
    let limits = readings.iter().any(|reading| match (&reading.before, &reading.after) {
        (Some(before), Some(after)) => before.threshold.to_bits() != after.threshold.to_bits(),
        _ => true,
    });
    Some(VerdictChange {
        model: model.to_owned(),
        id: shown.id.clone(),
        kind: shown.kind,
        stage: shown.stage,
        before,
        after,
        by_rules: values && (limits || before.is_none() || after.is_none()),
        readings,
    })
}

/// Readings of the same measures by the same comparison, in their order; those that end
/// differently first.
fn readings(old: Option<&Judgement>, new: Option<&Judgement>) -> Vec<ReadingChange> {
    let olds: Vec<&Reading> = old.into_iter().flat_map(|it| &it.readings).collect();
    let news: Vec<&Reading> = new.into_iter().flat_map(|it| &it.readings).collect();
    let mut left = olds;
    let mut changes = Vec::new();
    for new in news {
        let same =
            |old: &&Reading| old.measures == new.measures && old.comparison == new.comparison;
        let place = left.iter().position(same);
        let old = place.map(|place| left.remove(place));
        changes.push(pair(new, old, Some(new)));
    }
    changes.extend(left.into_iter().map(|old| pair(old, Some(old), None)));
    changes.sort_by_key(|change| {
        let verdict = |it: &Option<ReadingIs>| it.as_ref().map(|it| it.verdict);
        verdict(&change.before) == verdict(&change.after)
    });
    changes
}

fn pair(shown: &Reading, old: Option<&Reading>, new: Option<&Reading>) -> ReadingChange {
    ReadingChange {
        measures: shown.measures.clone(),
        comparison: shown.comparison.clone(),
        before: old.map(is),
        after: new.map(is),
    }
}

fn is(reading: &Reading) -> ReadingIs {
    ReadingIs {
        value: reading.value,
        share: reading.share,
        threshold: reading.threshold,
        verdict: reading.verdict,
    }
}
