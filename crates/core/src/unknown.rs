//! Why a thing is unknown (rubric 0.4).

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Why a thing is unknown.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "kebab-case")]
pub enum Unknown {
    /// The repository could not be read.
    NoClone,
    /// The history is shorter than the window.
    Shallow,
    /// GitHub's API was not asked, or did not answer.
    NoApi,
    /// The API's data is older than GitHub keeps it.
    Retention,
    /// The definition lies outside what was scanned.
    External,
    /// The run saw fewer repositories than the organisation has.
    PartialScan,
    /// A deployable cannot be linked to what deploys or describes it.
    Unmapped,
    /// The value is computed at run time.
    Dynamic,
    /// The file was recognised and could not be parsed.
    Unparsed,
    /// The organisation has no decided standard for the step.
    NoStd,
    /// Teams, or the platform team, are not known.
    NoTeam,
    /// Fewer units or events than a judgement needs.
    TooFew,
    /// The adoption was compelled and cannot be read as choice.
    Mandated,
    /// Only people know it, and nobody has attested it.
    NoAttest,
    /// It was attested, and the attestation has expired.
    Expired,
    /// Channels disagree.
    Conflict,
    /// No detector or history reader covers it, or what it is worked out from is open itself.
    Unmeasured,
}

impl Unknown {
    /// Every code, in the order of this type.
    pub const ALL: &[Self] = &[
        Self::NoClone,
        Self::Shallow,
        Self::NoApi,
        Self::Retention,
        Self::External,
        Self::PartialScan,
        Self::Unmapped,
        Self::Dynamic,
        Self::Unparsed,
        Self::NoStd,
        Self::NoTeam,
        Self::TooFew,
        Self::Mandated,
        Self::NoAttest,
        Self::Expired,
        Self::Conflict,
        Self::Unmeasured,
    ];

    /// The code as reports and snapshots write it.
    pub fn code(self) -> &'static str {
        match self {
            Self::NoClone => "no-clone",
            Self::Shallow => "shallow",
            Self::NoApi => "no-api",
            Self::Retention => "retention",
            Self::External => "external",
            Self::PartialScan => "partial-scan",
            Self::Unmapped => "unmapped",
            Self::Dynamic => "dynamic",
            Self::Unparsed => "unparsed",
            Self::NoStd => "no-std",
            Self::NoTeam => "no-team",
            Self::TooFew => "too-few",
            Self::Mandated => "mandated",
            Self::NoAttest => "no-attest",
            Self::Expired => "expired",
            Self::Conflict => "conflict",
            Self::Unmeasured => "unmeasured",
        }
    }
}
