//! The coverage of the newer snapshot by the standards of the older one (rubric std.8).

use std::collections::BTreeSet;

use milepost_core::{Basis, Deployable, Share, Standard, Standing, StandingName, Verdict};

use crate::comparison::{Comparison, Step};
use crate::reasons;

/// Deployables that would be on the path, had every standard stayed what it was; `None` when every
/// standard did. Who takes a step by the standard of now may take it by the old one as well, which
/// the snapshot does not say: that is unknown.
pub(crate) fn census(all: &Comparison<'_>) -> Option<Share> {
    let known = |standard: Option<&Standard>| standard.is_some_and(|it| it.basis != Basis::Unseen);
    let both = all.steps.iter().filter(|step| known(step.before) && known(step.after));
    let changed: Vec<&Step<'_>> = both.filter(|step| reasons::is_another(all, step)).collect();
    if changed.iter().all(|step| !step.core) {
        return None;
    }
    let core: BTreeSet<&str> =
        all.steps.iter().filter(|step| step.core).map(|step| step.id).collect();
    let mut share = Share::default();
    for deployable in all.to.counted() {
        match on_path(all, deployable, &changed, &core) {
            Verdict::Holds => share.yes += 1,
            Verdict::Fails => share.no += 1,
            _ => share.unknown += 1,
        }
    }
    Some(share)
}

fn on_path(
    all: &Comparison<'_>,
    deployable: &Deployable,
    changed: &[&Step<'_>],
    core: &BTreeSet<&str>,
) -> Verdict {
    let standings = deployable.standings.iter().filter(|it| core.contains(it.step.as_str()));
    standings.fold(Verdict::NotApplicable, |verdict, standing| {
        let changed = changed.iter().find(|step| step.id == standing.step);
        let taken = changed.map_or(standing.standing, |step| by_old(all, step, standing));
        verdict.and(match taken {
            StandingName::Standard => Verdict::Holds,
            StandingName::OwnWay | StandingName::Absent | StandingName::Excepted => Verdict::Fails,
            StandingName::Unknown => Verdict::Unknown,
            StandingName::NotApplicable => Verdict::NotApplicable,
        })
    })
}

/// How a step would be taken by the standard of before.
fn by_old(all: &Comparison<'_>, step: &Step<'_>, standing: &Standing) -> StandingName {
    let family = step.before.filter(|it| it.basis.is_some()).and_then(|it| it.family.as_deref());
    let taken = matches!(standing.standing, StandingName::Standard | StandingName::OwnWay);
    let undecided = standing.unknown == Some(milepost_core::Unknown::NoStd);
    if !taken && !undecided {
        return standing.standing;
    }
    let Some(family) = family else {
        return if step.before.is_some_and(|it| it.basis == Basis::Contested) {
            StandingName::Unknown
        } else {
            StandingName::OwnWay
        };
    };
    let family = all.renames.now(family);
    match standing.way.as_deref() {
        Some(way) if is_of(way, &family) && standing.why.is_none() => StandingName::Standard,
        Some(way) if is_of(way, &family) => standing.standing,
        _ if standing.standing == StandingName::Standard => StandingName::Unknown,
        _ => StandingName::OwnWay,
    }
}

/// Whether a way is of a family: the family itself, or a unit below it.
fn is_of(way: &str, family: &str) -> bool {
    way.strip_prefix(family)
        .is_some_and(|rest| rest.is_empty() || rest.starts_with(['/', ':', '@']))
}
