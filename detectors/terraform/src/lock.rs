//! The versions of providers that were locked.

use milepost_core::{Lock, Locked};

use crate::value::Entry;

/// What the lock file holds, and the line of its first provider.
pub(crate) fn of(entries: &[Entry]) -> Option<(u32, Lock)> {
    let providers: Vec<&Entry> = entries.iter().filter(|entry| entry.key == "provider").collect();
    let locked: Vec<Locked> = providers
        .iter()
        .filter_map(|provider| {
            Some(Locked {
                name: provider.label(0).to_owned(),
                version: provider.text("version")?.to_owned(),
            })
        })
        .collect();
    let opentofu = |entry: &Locked| entry.name.starts_with("registry.opentofu.org/");
    let tool = if locked.iter().any(opentofu) { "opentofu" } else { "terraform" };
    let line = providers.first()?.line;
    Some((line, Lock { tool: tool.to_owned(), entries: locked }))
}
