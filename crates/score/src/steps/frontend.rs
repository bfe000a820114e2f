//! gp.37: a site is delivered near its readers, and changes behind switches.

use milepost_core::{ToolFamily, Unknown, What};

use super::Taking;
use super::seen::Seen;
use crate::assemble::{Component, Estate};

pub(super) fn delivery(estate: &Estate<'_>, component: &Component<'_>) -> Taking {
    let is_frontend = component
        .entries
        .iter()
        .any(|entry| matches!(entry.entity.type_.as_deref(), Some("website" | "frontend")));
    if component.entries.is_empty() {
        let why = "nothing says whether it is a site";
        return Taking::unknown(Unknown::Unmapped, why);
    }
    if !is_frontend {
        return Taking::not_applicable("its catalogue entry does not say it is a site");
    }
    let seen = Seen::of(estate, component, What::as_tool)
        .only(|it| matches!(it.family, ToolFamily::Cdn | ToolFamily::FeatureFlags));
    Taking::of(
        seen.ways(|it| format!("{} {}", it.family.name(), it.product)),
        "neither a content network nor feature flags",
    )
}
