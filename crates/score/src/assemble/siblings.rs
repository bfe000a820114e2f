//! What tells one component of a repository from the others, where one pipeline serves several
//! (rubric 0.5, trap T04): its folder, its charts, its build files, by name or by path.

use std::collections::BTreeSet;

use milepost_core::Repository;
use milepost_core::place::is_under;

use super::group::Group;
use super::{Doing, Running};

/// The names of one component, and those of its siblings, in lower case.
#[derive(Debug, Default)]
pub(super) struct Siblings {
    own: Names,
    others: Vec<Names>,
}

/// What one component is known by.
#[derive(Debug, Default, Clone)]
struct Names {
    /// Its folder; empty at the root, which names nothing.
    folder: String,
    /// Files and folders that are its alone: build files, folders of charts.
    paths: BTreeSet<String>,
    /// Names without a path: of its charts, of the last segment of its folder.
    words: BTreeSet<String>,
}

impl Siblings {
    /// One for each group, in their order.
    pub(super) fn of(repository: &Repository, groups: &[Group<'_>]) -> Vec<Self> {
        let all: Vec<Names> = groups.iter().map(|group| Names::of(repository, group)).collect();
        (0..all.len())
            .map(|index| {
                let own = all.get(index).cloned().unwrap_or_default();
                let others = all.iter().enumerate().filter(|(other, _)| *other != index);
                Self { own, others: others.map(|(_, names)| names.clone()).collect() }
            })
            .collect()
    }

    /// Whether the component's siblings leave it something a pipeline does: what names one of them
    /// and not the component is theirs, and so is everything in a pipeline that names only them.
    pub(super) fn leave(&self, running: &Running<'_>, doing: &Doing) -> bool {
        if self.others.is_empty() {
            return true;
        }
        let in_pipeline = |names: &Names| {
            let mut about = running.doings.iter().flat_map(|doing| &doing.about);
            about.any(|text| names.are_meant(text))
        };
        // What stands at the root goes by no name of its own.
        let of_pipeline = self.own.folder.is_empty() || self.leaves(in_pipeline);
        of_pipeline && self.leaves(|names| doing.about.iter().any(|text| names.are_meant(text)))
    }

    /// Whether the component is named, or none of its siblings is.
    fn leaves(&self, named: impl Fn(&Names) -> bool) -> bool {
        named(&self.own) || !self.others.iter().any(named)
    }
}

impl Names {
    fn of(repository: &Repository, group: &Group<'_>) -> Self {
        let lower = |text: &str| text.to_ascii_lowercase();
        let folder = lower(&group.folder);
        let built = group.images.iter().map(|(fact, _)| lower(&fact.path));
        let charts = group
            .charts
            .iter()
            .filter_map(|(fact, _)| fact.path.rsplit_once('/').map(|(folder, _)| lower(folder)));
        let last = folder.rsplit('/').next().unwrap_or_default().to_owned();
        let charted = group.charts.iter().map(|(_, chart)| lower(&chart.name));
        let mut words: BTreeSet<String> = charted.chain([last]).collect();
        // The name of the repository is everybody's.
        words.remove(&lower(repository.name()));
        words.remove("");
        Self { paths: built.chain(charts).collect(), folder, words }
    }

    /// Whether a text, in lower case, means this component.
    fn are_meant(&self, text: &str) -> bool {
        let path = text.trim_start_matches("./").trim_end_matches('/');
        let below = !self.folder.is_empty() && is_under(path, &self.folder);
        let named = || {
            let parts =
                path.split(|c: char| c.is_whitespace() || matches!(c, '/' | ',' | ':' | '='));
            parts.into_iter().any(|part| self.words.contains(part))
                || self.words.iter().any(|word| ends_with_word(path, word))
        };
        below || self.paths.iter().any(|own| is_under(path, own)) || named()
    }
}

/// Whether a text ends in a word that stands for itself: `build-search` ends in `search`.
fn ends_with_word(text: &str, word: &str) -> bool {
    text.strip_suffix(word).is_some_and(|rest| rest.ends_with(['-', '_', '/', ' ', ':']))
}
