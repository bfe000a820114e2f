//! The closed set of things a rule can say.

use milepost_core::Unknown;
use serde::Deserialize;

use super::RuleError;

/// When a rule holds.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Predicate {
    /// Every part holds.
    All(Vec<Self>),
    /// At least one part holds.
    Any(Vec<Self>),
    /// The part does not hold.
    Not(Box<Self>),
    /// The rung holds, and those below it.
    Rung(String),
    /// The criterion holds.
    Criterion(String),
    /// Not decidable, for this reason.
    Unknown(Unknown),
    /// A measure, or the sum of several, against a threshold of the profile.
    Compare {
        /// The measures; more than one are added up.
        measures: Vec<String>,
        /// How they compare.
        comparison: Comparison,
        /// The name of the threshold, under the rule's own id.
        threshold: String,
    },
}

/// How a measure compares with a threshold.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Comparison {
    /// `≥`
    AtLeast,
    /// `≤`
    AtMost,
    /// `>`
    Above,
    /// `<`
    Below,
}

impl Comparison {
    /// The comparison in words.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::AtLeast => "at least",
            Self::AtMost => "at most",
            Self::Above => "above",
            Self::Below => "below",
        }
    }
}

/// A predicate as written: exactly one of the keys, or a comparison.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct RawPredicate {
    all: Option<Vec<Self>>,
    any: Option<Vec<Self>>,
    not: Option<Box<Self>>,
    rung: Option<String>,
    criterion: Option<String>,
    unknown: Option<Unknown>,
    measure: Option<String>,
    sum: Option<Vec<String>>,
    at_least: Option<String>,
    at_most: Option<String>,
    above: Option<String>,
    below: Option<String>,
}

impl Predicate {
    /// Checks what was written under the rule `id`.
    pub(crate) fn of(raw: RawPredicate, id: &str) -> Result<Self, RuleError> {
        let many = |parts: Vec<RawPredicate>| -> Result<Vec<Self>, RuleError> {
            parts.into_iter().map(|part| Self::of(part, id)).collect()
        };
        let comparison = comparison(&raw);
        let measures = raw.sum.or_else(|| raw.measure.map(|measure| vec![measure]));
        let mut said = Vec::new();
        if let Some(parts) = raw.all {
            said.push(Self::All(many(parts)?));
        }
        if let Some(parts) = raw.any {
            said.push(Self::Any(many(parts)?));
        }
        if let Some(part) = raw.not {
            said.push(Self::Not(Box::new(Self::of(*part, id)?)));
        }
        said.extend(raw.rung.map(Self::Rung));
        said.extend(raw.criterion.map(Self::Criterion));
        said.extend(raw.unknown.map(Self::Unknown));
        if let (Some(measures), [(comparison, threshold)]) = (measures, comparison.as_slice()) {
            let threshold = threshold.clone();
            said.push(Self::Compare { measures, comparison: *comparison, threshold });
        }
        match (said.pop(), said.is_empty()) {
            (Some(only), true) => Ok(only),
            _ => Err(RuleError::Content {
                id: id.to_owned(),
                detail: "expected exactly one of all, any, not, rung, criterion, unknown, or a \
                         measure with at_least, at_most, above or below"
                    .to_owned(),
            }),
        }
    }
}

fn comparison(raw: &RawPredicate) -> Vec<(Comparison, String)> {
    [
        (Comparison::AtLeast, &raw.at_least),
        (Comparison::AtMost, &raw.at_most),
        (Comparison::Above, &raw.above),
        (Comparison::Below, &raw.below),
    ]
    .into_iter()
    .filter_map(|(comparison, threshold)| Some((comparison, threshold.clone()?)))
    .collect()
}
