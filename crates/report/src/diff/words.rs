//! What the parts of a difference are called.

use milepost_core::{StandingName, Verdict};
use milepost_diff::{Cause, Diff, Effect, Movement, Part, ReadAt, Reason, Stand, StepChange};

use crate::links;
use crate::numbers::{self, Unit};

/// What a cause did, behind a number of deployables: `moved onto it`.
pub(super) fn part(part: &Part) -> String {
    let sure = !part.by.lo.is_zero();
    match (part.reason, part.effect) {
        (Reason::Moved, Some(Effect::On)) if sure => "moved onto it",
        (Reason::Moved, Some(Effect::On)) => "came nearer, and may be on it",
        (Reason::Moved, Some(Effect::Off)) if sure => "moved off it",
        (Reason::Moved, Some(Effect::Off)) => "may have been on it, and moved off",
        (Reason::Standards, Some(Effect::On)) => "nearer or on it, as a standard changed",
        (Reason::Standards, Some(Effect::Off)) => "further or off it, as a standard changed",
        (reason, effect) => return format!("{}{}", cause(reason), where_it_stood(reason, effect)),
    }
    .to_owned()
}

/// Where one stood that came or went.
fn where_it_stood(reason: Reason, effect: Option<Effect>) -> &'static str {
    let came = matches!(reason, Reason::Born | Reason::Imported | Reason::Came | Reason::Counted);
    let went = matches!(reason, Reason::Retired | Reason::Gone | Reason::Uncounted);
    match effect {
        Some(Effect::On) if came => ", on it",
        Some(Effect::Off) if came => ", off it",
        Some(Effect::Open) if came => ", perhaps on it",
        Some(Effect::On) if went => ", from it",
        Some(Effect::Off) if went => ", from off it",
        Some(Effect::Open) if went => ", perhaps from it",
        _ => "",
    }
}

/// A cause in a few words, behind a number of deployables.
pub(super) fn cause(reason: Reason) -> &'static str {
    match reason {
        Reason::Moved => "moved",
        Reason::Standards => "judged by another standard",
        Reason::Exemptions => "by an exemption",
        Reason::Rules => "judged by other rules",
        Reason::Visible => "visible now",
        Reason::Hidden => "not visible any more",
        Reason::Born => "born",
        Reason::Imported => "imported",
        Reason::Came => "new to the scan",
        Reason::Retired => "retired",
        Reason::Gone => "gone from the scan",
        Reason::Counted => "began to count",
        Reason::Uncounted => "ceased to count",
        Reason::Unexplained => "without a cause in sight",
    }
}

/// An id without the organisation.
pub(super) fn short<'a>(diff: &Diff, id: &'a str) -> &'a str {
    let own = id.strip_prefix(diff.to.organisation.as_str());
    own.and_then(|rest| rest.strip_prefix('/')).unwrap_or(id)
}

/// A unit or a way without scheme and organisation, and without the folders that every workflow and
/// action of GitHub's lies in.
pub(super) fn unit(diff: &Diff, unit: &str) -> String {
    let bare = unit.trim_start_matches("https://");
    let bare = bare.strip_prefix("github.com/").unwrap_or(bare);
    let pages = format!("{}.github.io/", diff.to.organisation);
    let bare = short(diff, bare.strip_prefix(&pages).unwrap_or(bare));
    FOLDERS.iter().fold(bare.to_owned(), |unit, folder| unit.replacen(folder, " › ", 1))
}

/// Folders that say nothing of what lies in them.
const FOLDERS: [&str; 2] = ["/.github/workflows/", "/.github/actions/"];

/// How a step was and is taken: `own way → standard`, or `still standard`.
pub(super) fn standings(change: &StepChange) -> String {
    let (before, after) = (change.before.standing, change.after.standing);
    if before == after {
        format!("still {}", after.name())
    } else {
        format!("{} → {}", before.name(), after.name())
    }
}

/// The ways before and after, or why there is none.
pub(super) fn ways(diff: &Diff, change: &StepChange) -> String {
    let said = |stand: &Stand| {
        let taken = matches!(
            stand.standing,
            StandingName::Standard | StandingName::OwnWay | StandingName::Excepted
        );
        let way = stand.way.as_deref().filter(|_| taken);
        way.map(|way| unit(diff, way))
    };
    let (before, after) = (said(&change.before), said(&change.after));
    let ways = match (&before, &after) {
        (Some(before), Some(after)) if before == after => after.clone(),
        (Some(before), Some(after)) => format!("{before} → {after}"),
        (Some(before), None) => format!("was {before}"),
        (None, Some(after)) => after.clone(),
        (None, None) => String::new(),
    };
    if change.movement == Movement::Continues && before == after {
        let file = |stand: &Stand| stand.evidence.first().map(|it| it.path.clone());
        if let (Some(before), Some(after)) = (file(&change.before), file(&change.after)) {
            return format!("{ways}: {before} → {after}");
        }
    }
    match &change.after.why {
        Some(why) if ways.is_empty() => why.clone(),
        Some(why) => format!("{ways}: {why}"),
        None => ways,
    }
}

/// Whether it is on the path.
pub(super) fn on_path(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Holds => "on the path",
        Verdict::Fails => "off the path",
        Verdict::Partial | Verdict::Unknown | Verdict::NotApplicable => "perhaps on the path",
    }
}

/// A line of evidence: its place, and its address where the repository has one. The newer snapshot
/// is asked first; what is gone is shown where it was.
pub(super) fn evidence(diff: &Diff, change: &StepChange) -> Option<(String, Option<String>)> {
    let after = change.after.evidence.first().map(|it| (it, &diff.to, ""));
    let before = || change.before.evidence.first().map(|it| (it, &diff.from, "was "));
    let (evidence, end, was) = after.or_else(before)?;
    let read_at: Option<&ReadAt> = end.read_at.get(&evidence.repository);
    let place = links::place_at(evidence, read_at.map(|it| it.commit.as_str()));
    let address = read_at.and_then(|it| {
        let host = it.host.as_deref()?;
        Some(links::address_at(evidence, host, &it.commit))
    });
    Some((format!("{was}{place}"), address))
}

/// The commit that did it: `2026-05-12 1a2b3c4d in acme/billing: Move to the shared pipeline`.
pub(super) fn by(cause: &Cause) -> String {
    let subject = cause.subject.as_ref().map(|it| format!(": {it}")).unwrap_or_default();
    let commit = links::short(&cause.commit);
    format!("{} {commit} in {}{subject}", day(&cause.at.to_string()), cause.repository)
}

/// The address of the commit that did it, where its repository has one.
pub(super) fn commit(diff: &Diff, cause: &Cause) -> Option<String> {
    let ends = [&diff.to, &diff.from];
    let read_at = ends.iter().find_map(|end| end.read_at.get(&cause.repository))?;
    Some(links::commit_at(&cause.repository, read_at.host.as_deref()?, &cause.commit))
}

/// The day of an instant, in UTC.
pub(super) fn day(instant: &str) -> String {
    instant.chars().take(10).collect()
}

/// A share between bounds, `40..70 %`; nothing of nothing.
pub(super) fn share(bounds: Option<milepost_core::Bounds>) -> String {
    bounds.map_or_else(|| "–".to_owned(), |bounds| numbers::bounds(bounds, Unit::Share))
}
