//! Codes in plain words.

use milepost_core::{TroubleCode, Unknown};

/// Why a thing is unknown, in a few words.
pub(crate) fn unknown(code: Unknown) -> &'static str {
    match code {
        Unknown::NoClone => "the repository could not be read",
        Unknown::Shallow => "the history is too short",
        Unknown::NoApi => "needs GitHub's API",
        Unknown::Retention => "older than GitHub keeps it",
        Unknown::External => "defined outside the scan",
        Unknown::PartialScan => "not all repositories were scanned",
        Unknown::Unmapped => "nothing links the two",
        Unknown::Dynamic => "decided only when it runs",
        Unknown::Unparsed => "a file could not be parsed",
        Unknown::NoStd => "no standard is decided",
        Unknown::NoTeam => "the platform team is not known",
        Unknown::TooFew => "too few to judge",
        Unknown::Mandated => "adoption was compelled",
        Unknown::NoAttest => "only people know it",
        Unknown::Expired => "the attestation has expired",
        Unknown::Conflict => "sources disagree",
        Unknown::Unmeasured => "what tells it is open itself",
    }
}

/// Several codes, the first in words.
pub(crate) fn unknowns(codes: &[Unknown]) -> String {
    let Some(first) = codes.first() else {
        return String::new();
    };
    format!("{} ({})", unknown(*first), listed(codes))
}

/// Several codes as they are written.
pub(crate) fn listed(codes: &[Unknown]) -> String {
    let codes: Vec<&str> = codes.iter().map(|code| code.code()).collect();
    codes.join(", ")
}

/// What sort of trouble, behind a count: `3 too large`.
pub(crate) fn trouble(code: TroubleCode) -> &'static str {
    match code {
        TroubleCode::Unreadable => "unreadable",
        TroubleCode::Stale => "not up to date",
        TroubleCode::Empty => "without a commit",
        TroubleCode::Absent => "not in the clone",
        TroubleCode::TooLarge => "too large",
        TroubleCode::NotUtf8 => "not UTF-8",
        TroubleCode::Link => "broken links",
        TroubleCode::Submodule => "submodules",
        TroubleCode::Unparsed => "not valid",
        TroubleCode::Limit => "beyond a limit",
        TroubleCode::Double => "found twice",
        TroubleCode::Panic => "that stopped a detector",
    }
}

/// A channel of a rule, in words.
pub(crate) fn channel(letter: &str) -> String {
    let (letter, sign) = match letter.split_at_checked(1) {
        Some((letter, sign)) => (letter, sign),
        None => (letter, ""),
    };
    let name = match letter {
        "R" => "files in repositories",
        "H" => "git history",
        "A" => "GitHub's API",
        "X" => "people, by attestation",
        other => other,
    };
    let limit = match sign {
        "+" => " (can prove, never disprove)",
        "-" => " (can disprove, never prove)",
        "~" => " (only a hint)",
        _ => "",
    };
    format!("{name}{limit}")
}

/// Channels, best first.
pub(crate) fn channels(letters: &[String]) -> String {
    let names: Vec<String> = letters.iter().map(|letter| channel(letter)).collect();
    names.join("; ")
}
