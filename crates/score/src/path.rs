//! Whether a golden path exists, and who is on it (rubric 3.3).

use milepost_core::{
    Bounds, Deployable, GoldenPath, Share, Standard, Standing, StandingName, Verdict,
};

use crate::assemble::{Component, Estate};
use crate::standard::{as_f64, teams_suffice};

/// Whether a component takes every applicable core step the standard way (path.3).
pub(crate) fn on_path(standings: &[Standing], standards: &[Standard]) -> Verdict {
    let core = standings.iter().zip(standards).filter(|(_, standard)| standard.core);
    let mut verdict = Verdict::NotApplicable;
    for (standing, _) in core {
        verdict = verdict.and(match standing.standing {
            StandingName::Standard => Verdict::Holds,
            StandingName::OwnWay | StandingName::Absent | StandingName::Excepted => Verdict::Fails,
            StandingName::Unknown => Verdict::Unknown,
            StandingName::NotApplicable => Verdict::NotApplicable,
        });
    }
    verdict
}

/// The share of applicable steps taken the standard way (path.4).
pub(crate) fn coverage(standings: &[Standing]) -> Option<Bounds> {
    let mut share = Share::default();
    for standing in standings {
        match standing.standing {
            StandingName::Standard => share.yes += 1,
            StandingName::OwnWay | StandingName::Absent | StandingName::Excepted => share.no += 1,
            StandingName::Unknown => share.unknown += 1,
            StandingName::NotApplicable => {}
        }
    }
    share.bounds()
}

/// The path of one segment of the organisation, and who of all of it is on theirs.
pub(crate) fn of(
    estate: &Estate<'_>,
    components: &[Component<'_>],
    (deployables, segment): (&[Deployable], Option<&str>),
    standards: &[Standard],
) -> GoldenPath {
    let core: Vec<&Standard> = standards.iter().filter(|standard| standard.core).collect();
    let with = core.iter().filter(|standard| standard.basis.is_some()).count();
    let open = core.iter().filter(|standard| standard.unknown.is_some()).count();
    let joint: Vec<&Component<'_>> = components
        .iter()
        .zip(deployables)
        .filter(|(_, deployable)| deployable.segment.as_deref() == segment)
        .filter(|(_, deployable)| deployable.counted && takes_all(deployable, &core))
        .map(|(component, _)| component)
        .collect();
    let number = |name: &str| estate.rules.profile.number("path", name);
    let enough = as_f64(joint.len()) >= number("joint-adopters")
        && teams_suffice(&joint, number("joint-teams"), components);
    let exists = if as_f64(with + open) < number("core-steps") || with == 0 || !enough {
        Verdict::Fails
    } else if as_f64(with) < number("core-steps") {
        Verdict::Unknown
    } else {
        Verdict::Holds
    };
    GoldenPath {
        exists,
        core_standards: count(with),
        core_steps: count(core.len()),
        joint_adopters: count(joint.len()),
        on: on(deployables),
        coverage: mean_coverage(deployables),
    }
}

/// Whether a deployable takes every core step that has a standard the standard way.
pub(crate) fn takes_all(deployable: &Deployable, core: &[&Standard]) -> bool {
    let mut steps = core.iter().filter(|standard| standard.basis.is_some()).peekable();
    steps.peek().is_some()
        && steps.all(|standard| {
            deployable.standing(&standard.step).is_some_and(|standing| {
                matches!(standing.standing, StandingName::Standard | StandingName::NotApplicable)
            })
        })
}

fn on(deployables: &[Deployable]) -> Share {
    let mut share = Share::default();
    for deployable in deployables.iter().filter(|it| it.counted && !is_pathless(it)) {
        match deployable.on_path {
            Verdict::Holds => share.yes += 1,
            Verdict::Fails => share.no += 1,
            Verdict::Unknown | Verdict::Partial | Verdict::NotApplicable => share.unknown += 1,
        }
    }
    share
}

/// Whether it is of a segment that has no path: it is not off one.
pub(crate) fn is_pathless(deployable: &Deployable) -> bool {
    deployable.segment.is_some() && deployable.on_path == Verdict::NotApplicable
}

fn mean_coverage(deployables: &[Deployable]) -> Option<Bounds> {
    let all: Vec<Bounds> =
        deployables.iter().filter(|d| d.counted).filter_map(|d| d.coverage).collect();
    let mean = |of: fn(&Bounds) -> f64| all.iter().map(of).sum::<f64>() / as_f64(all.len());
    (!all.is_empty()).then(|| Bounds { lo: mean(|b| b.lo), hi: mean(|b| b.hi) })
}

fn count(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}
