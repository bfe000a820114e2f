//! Who owns a path, as a CODEOWNERS file decides it: of the files GitHub would read the first, and
//! in it the last line that matches.

use milepost_core::{Fact, Ownership, Repository, What, owners};

use super::facts_of;

/// Where GitHub looks, in this order.
const PLACES: &[&str] = &[".github/CODEOWNERS", "CODEOWNERS", "docs/CODEOWNERS"];

/// A path that no pattern is about but one for everything.
const ANYTHING: &str = "\u{0}\u{0}\u{0}\u{0}";

/// The owners of a whole repository, and the line that names them: the last one that is about
/// everything in it.
pub(crate) fn of_everything(repository: &Repository) -> Option<(&Fact, &[String])> {
    of_path(repository, ANYTHING)
}

/// The owners of a path, and the line that names them; `None` when no line matches, or the one
/// that does names nobody.
pub(crate) fn of_path<'a>(
    repository: &'a Repository,
    path: &str,
) -> Option<(&'a Fact, &'a [String])> {
    let lines: Vec<(&Fact, &Ownership)> = facts_of(repository, What::as_ownership).collect();
    let place = PLACES.iter().find(|place| lines.iter().any(|(fact, _)| fact.path == **place))?;
    let mut lines = lines.into_iter().rev();
    let (fact, decides) = lines.find(|(fact, it)| {
        fact.path == **place && it.invalid.is_none() && owners::matches(&it.pattern, path)
    })?;
    (!decides.owners.is_empty()).then_some((fact, decides.owners.as_slice()))
}
