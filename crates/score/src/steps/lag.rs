//! How far behind the newest version of the shared units it uses a component is.

use jiff::{Span, Timestamp};
use milepost_core::range::Range;
use milepost_core::{Evidence, Pin, UnitKind, Unknown, Use, What, published};

use super::Taking;
use super::seen::add;
use crate::assemble::released::{Tags, numbers};
use crate::assemble::{Component, Estate, evidence};

/// gp.38: the shared units it uses are less than a major version and half a year behind.
pub(super) fn current(estate: &Estate<'_>, component: &Component<'_>) -> Taking {
    let lags = lags(estate, component);
    if lags.is_empty() {
        return Taking::not_applicable("uses no shared unit under a version");
    }
    if let Some(late) = lags.iter().find(|lag| lag.pace == Pace::Late) {
        return Taking::absent(&format!(
            "{} is asked for at {}, and {} is out",
            late.source,
            late.asked,
            late.newest.unwrap_or_default()
        ));
    }
    if let Some(untold) = lags.iter().find(|lag| lag.pace == Pace::Untold) {
        let why = format!(
            "{} is asked for at {}; what is out by now is not seen",
            untold.source, untold.asked
        );
        return Taking::unknown(Unknown::External, why);
    }
    let mut ways = Vec::new();
    for lag in lags {
        add(&mut ways, "follows its shared units", lag.at);
    }
    Taking::taken(ways)
}

/// Whether a use keeps up with its unit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Pace {
    /// Less than a major version behind, and not more than half a year.
    Current,
    /// At least a major version or more than half a year behind.
    Late,
    /// Not all releases that it takes to tell are in sight.
    Untold,
}

/// How far a use is behind its unit's newest release.
pub(crate) struct Lag<'a> {
    pub(crate) at: Evidence,
    pub(crate) source: &'a str,
    pub(crate) asked: &'a str,
    /// The newest version that anything in the scan tells of.
    pub(crate) newest: Option<&'a str>,
    pub(crate) pace: Pace,
}

/// Uses of the organisation's units, and of others whose releases are in the scan. What has no
/// version follows by itself.
pub(crate) fn lags<'a>(estate: &'a Estate<'_>, component: &Component<'a>) -> Vec<Lag<'a>> {
    component
        .facts_of(What::as_use)
        .filter_map(|(fact, used)| {
            let asked = used.held(&component.repository.facts, fact)?;
            let is_locked = used.version.as_deref() != Some(asked);
            let pin = if is_locked { Pin::of_version(asked) } else { used.pin };
            let tags = estate.releases.tags(&estate.units, used, asked);
            if tags.is_none() && !is_versioned_unit(estate, used) {
                return None;
            }
            let newest = newest(tags.as_ref(), estate.asked.highest(used));
            Some(Lag {
                at: evidence(component.repository, fact, asked),
                source: &used.source,
                asked,
                newest,
                pace: pace(estate, (pin, asked), tags.as_ref(), newest),
            })
        })
        .collect()
}

/// Whether a use is of a unit of the organisation's that is released under versions. What a
/// repository was made from is no version it follows, and a kind of a platform has that of its API.
fn is_versioned_unit(estate: &Estate<'_>, used: &Use) -> bool {
    let released = !matches!(used.unit, UnitKind::Template | UnitKind::PlatformKind);
    released && !used.is_local() && estate.ownership.is_owned(used.unit, &used.source)
}

/// The higher of the highest tag and the highest version anybody asks for.
fn newest<'a>(tags: Option<&Tags<'a>>, asked: Option<&'a str>) -> Option<&'a str> {
    let tagged = tags.map(|tags| tags.highest.tag.as_str());
    tagged.into_iter().chain(asked).max_by_key(|version| numbers(version))
}

fn pace(
    estate: &Estate<'_>,
    (pin, asked): (Pin, &str),
    tags: Option<&Tags<'_>>,
    newest: Option<&str>,
) -> Pace {
    let first = |version: &str| numbers(version).and_then(|numbers| numbers.first().copied());
    // A range is as far as the newest in it.
    let reaches = tags.and_then(|tags| tags.allowed).map_or(asked, |release| &release.tag);
    let asked_major = first(reaches);
    if pin == Pin::Floating && newest.is_some_and(|newest| is_in(asked, newest)) {
        return Pace::Current;
    }
    if asked_major.is_some() && newest.and_then(first) > asked_major {
        return Pace::Late;
    }
    if newest.is_none() && is_bounded(asked) {
        return Pace::Untold;
    }
    if matches!(pin, Pin::Floating | Pin::Branch | Pin::Local | Pin::None) {
        return Pace::Current;
    }
    // Without a tag nothing says that what others ask for is the newest.
    let Some(tags) = tags else { return Pace::Untold };
    let days = estate.rules.profile.number("standard.current", "days");
    let limit = |at: Timestamp| before(at, days);
    if tags.asked.zip(limit(tags.last.at)).is_some_and(|(made, limit)| made < limit) {
        return Pace::Late;
    }
    let is_newest = newest.is_some_and(|newest| numbers(newest) == numbers(asked));
    let tagged = newest.is_some_and(|newest| newest == tags.highest.tag);
    // What came after the last tag is younger than that.
    let beyond = numbers(asked) > numbers(&tags.highest.tag);
    let made = tags.asked.or(beyond.then_some(tags.last.at));
    let young = made.zip(limit(estate.at)).is_some_and(|(made, limit)| made >= limit);
    let told = is_newest && numbers(asked).is_some() || tagged && tags.asked.is_some() || young;
    if told { Pace::Current } else { Pace::Untold }
}

/// Whether a range that is asked for holds a version, whatever stands before its numbers.
fn is_in(asked: &str, version: &str) -> bool {
    let numbers = numbers(version).unwrap_or_default();
    let number = |place: usize| numbers.get(place).copied().unwrap_or(0);
    let version = published::version(&format!("{}.{}.{}", number(0), number(1), number(2)));
    Range::parse(asked).zip(version).is_some_and(|(range, version)| range.allows(&version))
}

/// Whether a range that is asked for ends somewhere, so that a version beyond it may be out. A part of a
/// version (`1.24`) is a tag that moves on.
fn is_bounded(asked: &str) -> bool {
    let bare = asked.strip_prefix('v').unwrap_or(asked);
    if bare.chars().all(|c| c.is_ascii_digit() || c == '.') {
        return false;
    }
    let far = published::version("1000000.0.0");
    let range = Range::parse(asked).zip(far).map(|(range, far)| !range.allows(&far));
    range.unwrap_or_else(|| asked.trim_start().starts_with("~>"))
}

/// The instant so many days before another.
fn before(at: Timestamp, days: f64) -> Option<Timestamp> {
    #[expect(clippy::cast_possible_truncation, reason = "a number of days from the profile")]
    let span = Span::new().hours(days as i64 * 24);
    at.checked_sub(span).ok()
}
