//! What caused a change of a standing. Only files that changed count as the organisation's doing
//! (rubric 0.9); everything else is told apart first.

use std::collections::BTreeSet;

use milepost_core::{Standard, Standing, StandingName, Unknown};

use crate::comparison::{Comparison, Pair, Step};
use crate::{Reason, Within};

/// One standing before and after.
pub(crate) struct Seen<'s, 'a> {
    pub(crate) pair: Pair<'s>,
    pub(crate) step: &'s Step<'a>,
    pub(crate) before: &'s Standing,
    pub(crate) after: &'s Standing,
    /// Whether the way is the same, under the names of now.
    pub(crate) same_way: bool,
}

/// The cause of a change.
pub(crate) fn of(all: &Comparison<'_>, seen: &Seen<'_, '_>) -> Reason {
    use StandingName::{Absent, Excepted, OwnWay};
    let (before, after) = (seen.before.standing, seen.after.standing);
    let exempted = after == Excepted;
    let lapsed = before == Excepted && matches!(after, OwnWay | Absent);
    if exempted || lapsed {
        return Reason::Exemptions;
    }
    let same_input = is_same_input(all, seen);
    let by_rules = all.rules.same != crate::Sameness::Same && same_input;
    if by_rules && all.other_rules() {
        return Reason::Rules;
    }
    if is_by_standard(all, seen) {
        return Reason::Standards;
    }
    if by_rules || is_new_look(all, seen) {
        return Reason::Rules;
    }
    match (before, after) {
        (StandingName::Unknown, _) => Reason::Visible,
        (_, StandingName::Unknown) => Reason::Hidden,
        _ => Reason::Moved,
    }
}

/// Where the evidence changed.
pub(crate) fn within(all: &Comparison<'_>, seen: &Seen<'_, '_>) -> Within {
    if !all.is_untouched(&seen.pair.before.repository) {
        Within::Repository
    } else if others(all, seen).iter().any(|id| !all.is_untouched(id)) {
        Within::SharedUnit
    } else {
        Within::Neither
    }
}

/// Whether nothing changed in the repositories behind it, its own and those its evidence and its
/// ways name.
fn is_same_input(all: &Comparison<'_>, seen: &Seen<'_, '_>) -> bool {
    all.is_untouched(&seen.pair.before.repository)
        && others(all, seen).iter().all(|id| all.is_untouched(id))
}

/// Other repositories that the evidence or the way names, by their ids before; of those that are
/// looked at.
fn others<'s>(all: &Comparison<'s>, seen: &Seen<'s, '_>) -> BTreeSet<&'s str> {
    let known_before = |id: &'s str| all.repository_before(id).map(|it| it.id.as_str());
    let known_after = |id: &'s str| all.matched.repositories.before(id);
    let named_before = seen.before.evidence.iter().map(|it| it.repository.as_str());
    let named_after = seen.after.evidence.iter().map(|it| it.repository.as_str());
    let (way_before, way_after) = (seen.before.way.as_deref(), seen.after.way.as_deref());
    let before = named_before
        .chain(way_before.and_then(repository_of))
        .chain(way_before.and_then(|way| all.defined_before(way)));
    let after = named_after
        .chain(way_after.and_then(repository_of))
        .chain(way_after.and_then(|way| all.defined_after(way)));
    let mut others: BTreeSet<&str> = before.filter_map(known_before).collect();
    others.extend(after.filter_map(known_after));
    others.remove(seen.pair.before.repository.as_str());
    others
}

/// The repository a way is defined in, when it is written as `owner/name/…`.
fn repository_of(way: &str) -> Option<&str> {
    let (owner, rest) = way.split_once('/')?;
    let end = rest.find(['/', ':', '@']).unwrap_or(rest.len());
    way.get(..owner.len() + 1 + end)
}

/// Whether the standard of the step is another, or is decided or undecided now, and the way this
/// deployable takes is not.
fn is_by_standard(all: &Comparison<'_>, seen: &Seen<'_, '_>) -> bool {
    let decided = |standing: &Standing| standing.unknown == Some(Unknown::NoStd);
    is_another(all, seen.step)
        && (seen.same_way || decided(seen.before) || decided(seen.after))
        && seen.before.standing != StandingName::Absent
        && seen.after.standing != StandingName::Absent
}

/// Whether the standard of a step is another way, or there is one now where there was none.
pub(crate) fn is_another(all: &Comparison<'_>, step: &Step<'_>) -> bool {
    let family = |standard: Option<&Standard>| {
        standard.filter(|it| it.basis.is_some()).and_then(|it| it.family.clone())
    };
    let (before, after) = (family(step.before), family(step.after));
    let basis = |standard: Option<&Standard>| standard.map(|it| it.basis.is_some());
    !all.renames.same(before.as_deref(), after.as_deref())
        || basis(step.before) != basis(step.after)
        || is_contested(step.before) != is_contested(step.after)
}

fn is_contested(standard: Option<&Standard>) -> bool {
    standard.is_some_and(|it| it.basis == milepost_core::Basis::Contested)
}

/// Whether other rules look at a step that nothing looked at, or look no more, or judge the same
/// lines another way.
fn is_new_look(all: &Comparison<'_>, seen: &Seen<'_, '_>) -> bool {
    let unmeasured = |standing: &Standing| standing.unknown == Some(Unknown::Unmeasured);
    let same_lines = || {
        let places = |standing: &Standing| -> Vec<(String, u32)> {
            standing.evidence.iter().map(|it| (it.path.clone(), it.line)).collect()
        };
        seen.same_way
            && !seen.before.evidence.is_empty()
            && places(seen.before) == places(seen.after)
            && seen.before.why == seen.after.why
    };
    all.other_rules() && (unmeasured(seen.before) || unmeasured(seen.after) || same_lines())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_repository_of_a_way_is_its_first_two_names() {
        assert_eq!(repository_of("acme/ci/.github/workflows/a.yml"), Some("acme/ci"));
        assert_eq!(repository_of("acme/orb:build"), Some("acme/orb"));
        assert_eq!(repository_of("workload identity"), None);
    }
}
