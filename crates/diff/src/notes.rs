//! What a reader has to know before the numbers.

use std::collections::BTreeMap;

use milepost_core::StandingName;

use crate::comparison::Comparison;
use crate::{Note, Passage, Reason, RepositoryChanges, Sameness, StepChange};

/// Of a hundred: from this many on, something that many did at once is said (traps T52, T53, T56).
const MANY: usize = 20;
/// Fewer than these are not many, whatever the share.
const FEW: usize = 3;

pub(crate) fn of(
    all: &Comparison<'_>,
    changes: &BTreeMap<&str, Vec<StepChange>>,
    (came, went): (&[Passage], &[Passage]),
    repositories: &RepositoryChanges,
) -> Vec<Note> {
    let mut notes = Vec::new();
    if all.from.organisation != all.to.organisation {
        let before = all.from.organisation.clone();
        notes.push(Note::Organisations { before, after: all.to.organisation.clone() });
    }
    if all.from.at > all.to.at {
        notes.push(Note::Backwards);
    }
    if all.rules.same != Sameness::Same {
        let unclear =
            changes.values().filter(|steps| steps.iter().any(|step| step.reason == Reason::Moved));
        notes.push(Note::OtherRules { unclear: count(unclear.count()) });
    }
    let missing = repositories.gone.len() + repositories.unreadable.len();
    if missing > 0 {
        notes.push(Note::FewerSeen { repositories: count(missing) });
    }
    notes.extend(many_came(all, came));
    notes.extend(many_left_out(all, went));
    notes.extend(campaigns(all, changes));
    notes
}

fn many_came(all: &Comparison<'_>, came: &[Passage]) -> Option<Note> {
    let arrived = came
        .iter()
        .filter(|it| matches!(it.reason, Reason::Imported | Reason::Came | Reason::Born));
    let (arrived, of) = (arrived.count(), all.to.counted().count());
    is_many(arrived, of).then(|| Note::ManyCame { deployables: count(arrived), of: count(of) })
}

fn many_left_out(all: &Comparison<'_>, went: &[Passage]) -> Option<Note> {
    let out = went.iter().filter(|it| it.reason == Reason::Uncounted);
    let (out, of) = (out.count(), all.from.counted().count());
    is_many(out, of).then(|| Note::ManyLeftOut { deployables: count(out), of: count(of) })
}

/// Steps that many took on where they were absent.
fn campaigns(all: &Comparison<'_>, changes: &BTreeMap<&str, Vec<StepChange>>) -> Vec<Note> {
    let staying = || all.pairs.iter().filter(|pair| pair.stays());
    let of = staying().count();
    let taken_on = |step: &str| {
        let steps = staying().filter_map(|pair| changes.get(pair.after.id.as_str())).flatten();
        steps
            .filter(|it| it.step == step && it.reason == Reason::Moved)
            .filter(|it| it.before.standing == StandingName::Absent)
            .count()
    };
    let steps = all.steps.iter().map(|step| (step, taken_on(step.id)));
    steps
        .filter(|(_, taken)| is_many(*taken, of))
        .map(|(step, taken)| Note::Campaign {
            step: step.id.to_owned(),
            name: step.name.to_owned(),
            deployables: count(taken),
            of: count(of),
        })
        .collect()
}

fn is_many(part: usize, whole: usize) -> bool {
    part >= FEW && part * 100 >= whole * MANY
}

fn count(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}
