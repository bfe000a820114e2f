//! The five answers, and how they combine (rubric 0.2, rules 1 and 3).

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// How a criterion ends.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "kebab-case")]
pub enum Verdict {
    /// Not so, whatever the unknown units do.
    Fails,
    /// The structure allows it, the effect was not seen. Counts as unknown and prints as itself.
    Partial,
    /// Cannot be told from what was seen.
    Unknown,
    /// So, whatever the unknown units do.
    Holds,
    /// There is nothing it could apply to.
    NotApplicable,
}

impl Verdict {
    /// Both: fails before unknown before holds. What does not apply is left out.
    #[must_use]
    pub fn and(self, other: Self) -> Self {
        match (self, other) {
            (Self::NotApplicable, verdict) | (verdict, Self::NotApplicable) => verdict,
            (a, b) => a.min(b),
        }
    }

    /// Either: holds before unknown before fails. What does not apply is left out.
    #[must_use]
    pub fn or(self, other: Self) -> Self {
        match (self, other) {
            (Self::NotApplicable, verdict) | (verdict, Self::NotApplicable) => verdict,
            (a, b) => a.max(b),
        }
    }

    /// The opposite.
    #[must_use]
    pub fn negate(self) -> Self {
        match self {
            Self::Fails => Self::Holds,
            Self::Holds => Self::Fails,
            open => open,
        }
    }

    /// Whether it can still turn out either way.
    pub fn is_open(self) -> bool {
        matches!(self, Self::Partial | Self::Unknown)
    }

    /// The name as reports write it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Fails => "fails",
            Self::Partial => "partial",
            Self::Unknown => "unknown",
            Self::Holds => "holds",
            Self::NotApplicable => "not applicable",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Verdict::{Fails, Holds, NotApplicable, Partial, Unknown};

    #[test]
    fn combination_is_kleene_logic() {
        assert_eq!(Fails.and(Unknown), Fails);
        assert_eq!(Unknown.and(Holds), Unknown);
        assert_eq!(Partial.and(Holds), Partial);
        assert_eq!(Fails.or(Unknown), Unknown);
        assert_eq!(Holds.or(Unknown), Holds);
        assert_eq!(Unknown.negate(), Unknown);
    }

    #[test]
    fn what_does_not_apply_decides_nothing() {
        assert_eq!(NotApplicable.and(Fails), Fails);
        assert_eq!(Holds.or(NotApplicable), Holds);
        assert_eq!(NotApplicable.and(NotApplicable), NotApplicable);
    }
}
