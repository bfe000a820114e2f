//! What is set aside in one repository, which takes all of its paths to know.

use std::collections::BTreeSet;

use milepost_core::place::{self, Aside};
use milepost_core::{Fact, Trouble, UnitKind, What};
use milepost_git::{Listing, Reader};

use crate::attributes::Attributes;
use crate::claims::Claims;

/// Knows which paths of one repository are no evidence of anything that is run.
pub(crate) struct Asides<'a> {
    claims: &'a Claims,
    repository: String,
    nested: BTreeSet<String>,
    attributes: Attributes,
}

impl<'a> Asides<'a> {
    /// Knows the paths of `listing`, of the repository called `identity`.
    pub(crate) fn new(
        claims: &'a Claims,
        (reader, listing): (&Reader, &Listing),
        identity: &str,
    ) -> Self {
        let entries = listing.entries.iter();
        let nested = entries
            .filter_map(|entry| place::nested_repository(&entry.path))
            .map(str::to_owned)
            .collect();
        let attributes = Attributes::read(reader, listing);
        Self { claims, repository: identity.to_owned(), nested, attributes }
    }

    /// Why `path` is set aside, if it is.
    pub(crate) fn of(&self, path: &str) -> Option<Aside> {
        if self.claims.excludes(&self.repository, path) {
            return Some(Aside::Excluded);
        }
        place::of_path(path).or_else(|| {
            let inside = self.nested.iter().any(|folder| place::is_under(path, folder));
            let vendored = || self.attributes.is_vendored(path).then_some(Aside::Vendored);
            inside.then_some(Aside::NestedRepository).or_else(vendored)
        })
    }

    /// Whether the owners of the repository mark a file as generated.
    pub(crate) fn is_generated(&self, path: &str) -> bool {
        self.attributes.is_generated(path)
    }

    /// Why `what` is set aside where `path` alone says nothing: among the pages at the root, what
    /// could be run is there to be read (trap T11).
    pub(crate) fn of_what(path: &str, what: &What) -> Option<Aside> {
        let among_pages = PAGES.iter().any(|folder| place::is_under(path, folder));
        (among_pages && could_run(what)).then_some(Aside::Example)
    }
}

/// Folders of pages, at the root; deeper, one of these names may be that of a service.
const PAGES: &[&str] = &["docs", "doc", "documentation"];

/// Whether it says that something is built, run, set up or listed, rather than read.
fn could_run(what: &What) -> bool {
    match what {
        What::Image(_)
        | What::Chart(_)
        | What::ChartValues(_)
        | What::ChartPart(_)
        | What::Workload(_)
        | What::Delivery(_)
        | What::Infrastructure(_)
        | What::Lock(_)
        | What::CostLabels(_)
        | What::Object(_)
        | What::Cluster(_)
        | What::Secret(_)
        | What::Policy(_) => true,
        What::Entity(entity) => entity.kind == "Component",
        What::Use(used) => !matches!(used.unit, UnitKind::Preset | UnitKind::Template),
        _ => false,
    }
}

/// Sets aside what lies in the folders that a template of the repository says it copies from
/// (trap T03), and forgets what could not be read there.
pub(crate) fn skeletons(facts: &mut [Fact], troubles: &mut Vec<Trouble>) {
    let templates = facts.iter().filter(|fact| fact.aside.is_none());
    let folders: BTreeSet<String> = templates
        .filter_map(|fact| match &fact.what {
            What::Template(template) => Some(&template.skeletons),
            _ => None,
        })
        .flatten()
        .filter(|folder| !folder.is_empty())
        .cloned()
        .collect();
    let inside = |path: &str| folders.iter().any(|folder| place::is_under(path, folder));
    let copied = |fact: &&mut Fact| inside(&fact.path) && !matches!(fact.what, What::Template(_));
    for fact in facts.iter_mut().filter(copied) {
        fact.aside = Some(Aside::Skeleton);
    }
    troubles.retain(|trouble| !trouble.path.as_deref().is_some_and(inside));
}
