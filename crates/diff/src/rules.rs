//! In what the rules of two snapshots differ.

use std::collections::BTreeMap;

use milepost_core::Rules;

use crate::{RuleChanges, Sameness, Versions};

pub(crate) fn changes(before: &Rules, after: &Rules) -> RuleChanges {
    let mut versions = BTreeMap::new();
    let mut note = |name: &str, before: Option<String>, after: Option<String>| {
        if before != after {
            versions.insert(name.to_owned(), Versions { before, after });
        }
    };
    note("milepost", Some(before.milepost.clone()), Some(after.milepost.clone()));
    note("profile", Some(before.profile.clone()), Some(after.profile.clone()));
    let version = |rules: &Rules, id: &str| rules.detectors.get(id).map(u32::to_string);
    for id in before.detectors.keys().chain(after.detectors.keys()) {
        note(&format!("detector {id}"), version(before, id), version(after, id));
    }
    let same = if before.digest == after.digest && versions.is_empty() {
        Sameness::Same
    } else if versions.is_empty() {
        Sameness::Configuration
    } else {
        Sameness::Rules
    };
    RuleChanges { same, versions }
}
