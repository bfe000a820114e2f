//! The few styles of the report.

use anstyle::{AnsiColor, Style};
use milepost_core::{StandingName, Verdict};

/// Ordinary text.
pub(crate) const PLAIN: Style = Style::new();
/// What a reader should see first.
pub(crate) const STRONG: Style = Style::new().bold();
/// What a reader may skip.
pub(crate) const FAINT: Style = Style::new().dimmed();
/// What is as it should be.
pub(crate) const GOOD: Style = AnsiColor::Green.on_default();
/// What is not.
pub(crate) const BAD: Style = AnsiColor::Red.on_default();
/// What cannot be told.
pub(crate) const OPEN: Style = AnsiColor::Yellow.on_default();
/// What can be typed or opened.
pub(crate) const LINK: Style = AnsiColor::Cyan.on_default();

/// The sign of a verdict, and its style.
pub(crate) fn verdict(verdict: Verdict) -> (&'static str, Style) {
    match verdict {
        Verdict::Holds => ("✓", GOOD),
        Verdict::Fails => ("✗", BAD),
        Verdict::Partial | Verdict::Unknown => ("?", OPEN),
        Verdict::NotApplicable => ("–", FAINT),
    }
}

/// The sign of a standing, and its style.
pub(crate) fn standing(standing: StandingName) -> (&'static str, Style) {
    match standing {
        StandingName::Standard => ("■", GOOD),
        StandingName::OwnWay => ("▪", PLAIN),
        StandingName::Absent => ("·", BAD),
        StandingName::Excepted => ("e", PLAIN),
        StandingName::Unknown => ("?", OPEN),
        StandingName::NotApplicable => ("–", FAINT),
    }
}
