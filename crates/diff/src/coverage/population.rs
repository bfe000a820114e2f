//! Deployables that are counted in one of the snapshots only, and why.

use milepost_core::{Certainty, Class, Deployable};

use crate::comparison::{Comparison, Pair};
use crate::{Passage, Reason, Sameness};

/// Those counted in the newer snapshot only, sorted by reason and id.
pub(crate) fn came(all: &Comparison<'_>) -> Vec<Passage> {
    let new = all.to.deployables.iter().filter(|it| it.counted);
    let new = new.filter(|it| all.matched.deployables.before(&it.id).is_none());
    let new = new.map(|it| passage(it, (arrival(all, it), None)));
    let turned = all.pairs.iter().filter(|pair| pair.after.counted && !pair.before.counted);
    let turned = turned.map(|pair| passage(pair.after, turned_reason(all, *pair, Reason::Counted)));
    sorted(new.chain(turned))
}

/// Those counted in the older snapshot only, sorted by reason and id.
pub(crate) fn went(all: &Comparison<'_>) -> Vec<Passage> {
    let left = all.from.deployables.iter().filter(|it| it.counted);
    let left = left.filter(|it| all.matched.deployables.after(&it.id).is_none());
    let left = left.map(|it| passage(it, (departure(all, it), None)));
    let turned = all.pairs.iter().filter(|pair| pair.before.counted && !pair.after.counted);
    let turned =
        turned.map(|pair| passage(pair.before, turned_reason(all, *pair, Reason::Uncounted)));
    sorted(left.chain(turned))
}

fn sorted(passages: impl Iterator<Item = Passage>) -> Vec<Passage> {
    let mut passages: Vec<Passage> = passages.collect();
    passages.sort_by(|a, b| (a.reason, &a.id).cmp(&(b.reason, &b.id)));
    passages
}

fn passage(deployable: &Deployable, (reason, detail): (Reason, Option<String>)) -> Passage {
    Passage { id: deployable.id.clone(), reason, on_path: deployable.on_path, detail }
}

/// Why a deployable is new.
fn arrival(all: &Comparison<'_>, deployable: &Deployable) -> Reason {
    let is = all.repository_after(&deployable.repository);
    let before = all.matched.repositories.before(&deployable.repository);
    let was = before.and_then(|id| all.repository_before(id));
    match (was, is.and_then(|is| is.born)) {
        (Some(was), _) if was.class == Class::Unreadable => Reason::Visible,
        (Some(was), _) if is_by_rules(all, &was.id) => Reason::Rules,
        (None, Some(born)) if born <= all.from.at => Reason::Imported,
        (Some(_), _) | (None, Some(_)) => Reason::Born,
        (None, None) => Reason::Came,
    }
}

/// Why a deployable is no more.
fn departure(all: &Comparison<'_>, deployable: &Deployable) -> Reason {
    let after = all.matched.repositories.after(&deployable.repository);
    match after.and_then(|id| all.repository_after(id)) {
        Some(is) if is.class == Class::Unreadable => Reason::Hidden,
        Some(_) if is_by_rules(all, &deployable.repository) => Reason::Rules,
        Some(_) => Reason::Retired,
        None => Reason::Gone,
    }
}

/// Whether other rules alone see what there is in a repository.
fn is_by_rules(all: &Comparison<'_>, before: &str) -> bool {
    all.rules.same != Sameness::Same && all.is_untouched(before)
}

/// Why a deployable of both counts in one of them only, and in what the two differ.
fn turned_reason(
    all: &Comparison<'_>,
    pair: Pair<'_>,
    otherwise: Reason,
) -> (Reason, Option<String>) {
    let uncounted = if pair.after.counted { pair.before } else { pair.after };
    let detail = uncounted.left_out.clone().or_else(|| {
        let detail = match uncounted {
            it if !it.active => "its repository did not change for a year",
            it if it.certainty == Certainty::Possible => "not seen to be run",
            _ => return None,
        };
        Some(detail.to_owned())
    });
    let same_time = pair.before.active == pair.after.active;
    let by_rules = same_time
        && all.other_rules()
        && pair.before.left_out == pair.after.left_out
        && all.is_untouched(&pair.before.repository);
    (if by_rules { Reason::Rules } else { otherwise }, detail)
}
