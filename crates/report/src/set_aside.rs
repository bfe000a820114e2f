//! What is no evidence of anything that is run, and why: every file that says something and was
//! set aside.

use std::collections::BTreeMap;

use milepost_core::place::Aside;
use milepost_core::{Repository, Snapshot};

use crate::line::{Line, Page};
use crate::numbers::many;
use crate::paint::{FAINT, OPEN};

/// Everything that was set aside, by repository and reason.
pub fn set_aside(snapshot: &Snapshot) -> String {
    let files: Vec<(&Repository, BTreeMap<&str, Aside>)> = snapshot
        .repositories
        .iter()
        .map(|repository| (repository, files(repository)))
        .filter(|(_, files)| !files.is_empty())
        .collect();
    let count: usize = files.iter().map(|(_, files)| files.len()).sum();
    let mut page = Page::default();
    page.gap();
    let heading = format!("Set aside  {}", many(count, "file", "files"));
    let places = many(files.len(), "repository", "repositories");
    page.extend([Line::new().styled(OPEN, heading).text(format!(" in {places}"))]);
    for (repository, files) in files {
        page.extend([Line::indented(2).text(repository.id.clone())]);
        for (path, aside) in files {
            let why = repository
                .dead
                .get(path)
                .map_or_else(|| aside.name().to_owned(), |why| format!("{}: {why}", aside.name()));
            page.extend([Line::indented(4).text(path).styled(FAINT, format!("  {why}"))]);
        }
    }
    page.whole()
}

/// The files of a repository that say something and were set aside, each with its reason.
fn files(repository: &Repository) -> BTreeMap<&str, Aside> {
    let facts = repository.facts.iter();
    facts.filter_map(|fact| Some((fact.path.as_str(), fact.aside?))).collect()
}
