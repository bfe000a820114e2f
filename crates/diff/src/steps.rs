//! How each deployable of both snapshots takes each step in another way than before, seen as
//! capabilities: what continues by other means is neither lost nor gained.

use std::collections::{BTreeMap, BTreeSet};

use milepost_core::{Deployable, Standing, StandingName};

use crate::comparison::{Comparison, Pair, Step};
use crate::reasons;
use crate::{Movement, Reason, Stand, StepChange, StepTotals};

/// The steps that a deployable takes in another way, in the order of steps.
pub(crate) fn changes(all: &Comparison<'_>, pair: Pair<'_>) -> Vec<StepChange> {
    let steps = all.steps.iter();
    steps
        .filter_map(|step| {
            let before = pair.before.standing(step.id)?;
            let after = pair.after.standing(step.id)?;
            change(all, pair, step, (before, after))
        })
        .collect()
}

fn change(
    all: &Comparison<'_>,
    pair: Pair<'_>,
    step: &Step<'_>,
    (before, after): (&Standing, &Standing),
) -> Option<StepChange> {
    let same_way = all.renames.same(before.way.as_deref(), after.way.as_deref());
    let same = same_way && in_same_files(pair, before, after);
    let movement = movement(before.standing, after.standing, same)?;
    let seen = reasons::Seen { pair, step, before, after, same_way };
    let reason = reasons::of(all, &seen);
    let lost = movement == Movement::Lost && reason == Reason::Moved;
    Some(StepChange {
        step: step.id.to_owned(),
        name: step.name.to_owned(),
        core: step.core,
        before: stand(before),
        after: stand(after),
        movement,
        reason,
        within: reasons::within(all, &seen),
        regression: lost && pair.stays(),
        by: None,
    })
}

fn stand(standing: &Standing) -> Stand {
    Stand {
        standing: standing.standing,
        way: standing.way.clone(),
        why: standing.why.clone(),
        unknown: standing.unknown,
        evidence: standing.evidence.clone(),
    }
}

/// Whether a file that showed it still does: lines move all the time, and so do folders of
/// deployables.
fn in_same_files(pair: Pair<'_>, before: &Standing, after: &Standing) -> bool {
    let files = |deployable: &Deployable, standing: &Standing| -> BTreeSet<String> {
        let paths = standing.evidence.iter().map(|it| it.path.as_str());
        paths.map(|path| below(path, &deployable.path).to_owned()).collect()
    };
    let (before, after) = (files(pair.before, before), files(pair.after, after));
    before.is_empty() || after.is_empty() || !before.is_disjoint(&after)
}

/// A path as it is seen from a folder.
fn below<'p>(path: &'p str, folder: &str) -> &'p str {
    let rest = path.strip_prefix(folder).filter(|_| !folder.is_empty());
    rest.and_then(|rest| rest.strip_prefix('/')).unwrap_or(path)
}

/// What the change of a standing is; `None` when there is none. The way is the same when it has the
/// same name and is shown by the same file.
pub(crate) fn movement(
    before: StandingName,
    after: StandingName,
    same_way: bool,
) -> Option<Movement> {
    use StandingName::{Absent, Excepted, NotApplicable, OwnWay, Standard, Unknown};
    if before == after {
        let taken = matches!(before, Standard | OwnWay | Excepted);
        return (taken && !same_way).then_some(Movement::Continues);
    }
    Some(match (before, after) {
        (_, NotApplicable) => Movement::Ceases,
        (NotApplicable, _) => Movement::Applies,
        (_, Unknown) => Movement::Hidden,
        (Unknown, _) => Movement::Visible,
        (_, Excepted) => Movement::Excepted,
        (Excepted, OwnWay | Absent) => Movement::Lapsed,
        (OwnWay | Excepted, Standard) | (Absent, Standard | OwnWay) => Movement::Gained,
        _ => Movement::Lost,
    })
}

/// How many standings went where, step by step, of deployables that count in both.
pub(crate) fn totals(
    all: &Comparison<'_>,
    changes: &BTreeMap<&str, Vec<StepChange>>,
) -> Vec<StepTotals> {
    let staying = all.pairs.iter().filter(|pair| pair.stays());
    let made: Vec<&StepChange> =
        staying.filter_map(|pair| changes.get(pair.after.id.as_str())).flatten().collect();
    let totals = all.steps.iter().map(|step| {
        let (mut movements, mut others) = (BTreeMap::new(), BTreeMap::new());
        for change in made.iter().filter(|change| change.step == step.id) {
            match change.reason {
                Reason::Moved | Reason::Visible | Reason::Hidden => {
                    *movements.entry(change.movement).or_default() += 1;
                }
                reason => *others.entry(reason).or_default() += 1,
            }
        }
        StepTotals {
            step: step.id.to_owned(),
            name: step.name.to_owned(),
            core: step.core,
            movements,
            others,
        }
    });
    totals.filter(|it| !it.movements.is_empty() || !it.others.is_empty()).collect()
}

#[cfg(test)]
mod tests {
    use milepost_core::StandingName::{Absent, Excepted, OwnWay, Standard, Unknown};

    use super::*;

    #[test]
    fn another_way_with_the_same_standing_is_no_loss_and_no_gain() {
        assert_eq!(movement(Standard, Standard, false), Some(Movement::Continues));
        assert_eq!(movement(OwnWay, OwnWay, false), Some(Movement::Continues));
        assert_eq!(movement(OwnWay, OwnWay, true), None);
        assert_eq!(movement(Absent, Absent, false), None);
    }

    #[test]
    fn what_becomes_known_is_no_gain_and_what_cannot_be_told_no_loss() {
        assert_eq!(movement(Unknown, Standard, false), Some(Movement::Visible));
        assert_eq!(movement(Unknown, Absent, false), Some(Movement::Visible));
        assert_eq!(movement(Standard, Unknown, false), Some(Movement::Hidden));
    }

    #[test]
    fn an_exemption_is_its_own_movement_and_the_way_back_to_the_standard_a_gain() {
        assert_eq!(movement(OwnWay, Excepted, true), Some(Movement::Excepted));
        assert_eq!(movement(Standard, Excepted, false), Some(Movement::Excepted));
        assert_eq!(movement(Excepted, Absent, false), Some(Movement::Lapsed));
        assert_eq!(movement(Excepted, Standard, false), Some(Movement::Gained));
    }

    #[test]
    fn less_of_a_capability_is_a_loss() {
        assert_eq!(movement(Standard, OwnWay, true), Some(Movement::Lost));
        assert_eq!(movement(OwnWay, Absent, false), Some(Movement::Lost));
        assert_eq!(movement(Standard, Absent, false), Some(Movement::Lost));
        assert_eq!(movement(Absent, OwnWay, false), Some(Movement::Gained));
    }
}
