//! One repository: list it, look at its files, and what is known of it as a whole.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;
use milepost_core::{CiSystem, Class, Fact, Repository, What};
use milepost_git::{Entry, Found, Listing, Reader};

use crate::claims::Claims;
use crate::look::Look;
use crate::{Plan, aside};

pub(crate) fn scan(plan: &Plan<'_>, claims: &Claims, found: &Found) -> Repository {
    let (reader, mut listing) = Reader::open(found, plan.source);
    let mut troubles = std::mem::take(&mut listing.troubles);
    let mut look = Look::new(plan, claims, &reader, &listing);
    listing.entries.iter().for_each(|entry| look.at(entry));
    let Look { mut facts, troubles: met, read, .. } = look;
    troubles.extend(met);
    aside::skeletons(&mut facts, &mut troubles);
    troubles.sort();
    let changed = changed(&reader, &listing, &facts);
    let commit = listing.commit;
    Repository {
        id: listing.identity.to_string(),
        host: listing.identity.host,
        class: Class::Unknown,
        committed: commit.as_ref().and_then(|commit| Timestamp::from_second(commit.time).ok()),
        branch: commit.as_ref().and_then(|commit| commit.branch.clone()),
        commit: commit.map(|commit| commit.id),
        files: count(listing.entries.len()),
        pages: count(listing.entries.iter().filter(|entry| is_page(&entry.path)).count()),
        read,
        top: top(&listing.entries),
        releases: Vec::new(),
        facts,
        versions: Vec::new(),
        changed,
        dead: BTreeMap::new(),
        troubles,
    }
}

/// The names at the root.
fn top(entries: &[Entry]) -> Vec<String> {
    let names = entries.iter().filter_map(|entry| entry.path.split('/').next());
    let names: BTreeSet<&str> = names.collect();
    names.into_iter().map(str::to_owned).collect()
}

/// Where several CI systems are defined, when each definition last changed: one of them may be a
/// leftover.
fn changed(reader: &Reader, listing: &Listing, facts: &[Fact]) -> BTreeMap<String, Timestamp> {
    let defined = facts.iter().filter(|fact| fact.aside.is_none());
    let running = defined.filter_map(|fact| match &fact.what {
        What::Pipeline(pipeline) if pipeline.role.runs() => Some((pipeline.system, &fact.path)),
        _ => None,
    });
    let (systems, paths): (BTreeSet<CiSystem>, BTreeSet<String>) =
        running.map(|(system, path)| (system, path.clone())).unzip();
    let Some(commit) = listing.commit.as_ref().filter(|_| systems.len() > 1) else {
        return BTreeMap::new();
    };
    let changes = reader.last_changes(&commit.id, &paths).into_iter();
    changes.filter_map(|(path, time)| Some((path, Timestamp::from_second(time).ok()?))).collect()
}

/// Endings of files that people read as pages.
const PAGES: &[&str] = &[".md", ".mdx", ".markdown", ".adoc", ".asciidoc", ".rst", ".md.erb"];

fn is_page(path: &str) -> bool {
    let lower = path.to_ascii_lowercase();
    PAGES.iter().any(|ending| lower.ends_with(ending))
}

fn count(files: usize) -> u32 {
    u32::try_from(files).unwrap_or(u32::MAX)
}
