//! The profile: every number a rule compares with.

use milepost_score::Rulebook;

use super::markdown::{head, table};

const INTRODUCTION: &str = "\
# Thresholds

Every number that a rule compares with stands here, under the criterion, rung, stage or rule it belongs to. A share lies
between 0 and 1; a threshold in days or hours says so in its name. `milepost.toml` may change any of them, and what it
changes becomes part of the digest of the rules.

";

/// The page.
pub(super) fn page(rules: &Rulebook) -> String {
    let profile = &rules.profile;
    let rows: Vec<_> = profile
        .thresholds
        .iter()
        .flat_map(|(rule, thresholds)| {
            thresholds.iter().map(move |(name, value)| {
                [format!("`{rule}`"), format!("`{name}`"), value.to_string()]
            })
        })
        .collect();
    let minimum = format!(
        "Profile `{}`, version {}. A share is judged from {} units on, and a rate from {} events on; below that the \
         verdict is\nunknown with the code `too-few`.\n\n",
        profile.id, profile.version, profile.minimum.units, profile.minimum.events
    );
    head("crates/score/data/profile.toml")
        + INTRODUCTION
        + &minimum
        + &table(["rule", "threshold", "value"], &rows)
}
