//! What tells one component of a repository from the others, where one pipeline serves several
//! (rubric 0.5, trap T04): its folder, its charts, its build files, by name or by path.

use std::collections::BTreeSet;

use milepost_core::Repository;
use milepost_core::place::is_under;

use super::group::Group;
use super::{Doing, Running};

/// Which components of one repository each thing is about that its pipelines do.
pub(super) struct Siblings {
    /// Whether each component stands at the root, where it goes by no name of its own.
    roots: Vec<bool>,
    /// By pipeline and by what it does, the components that are named; none where there is one.
    named: Vec<Vec<BTreeSet<usize>>>,
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
    /// What the components that `groups` become are named by in `running`.
    pub(super) fn of(
        repository: &Repository,
        groups: &[Group<'_>],
        running: &[Running<'_>],
    ) -> Self {
        let known: Vec<Names> = groups.iter().map(|group| Names::of(repository, group)).collect();
        let alone = known.len() < 2;
        let named = running.iter().map(|running| {
            let doings = running.doings.iter().filter(|_| !alone);
            doings.map(|doing| meant(&known, &doing.about)).collect()
        });
        Self {
            named: named.collect(),
            roots: groups.iter().map(|it| it.folder.is_empty()).collect(),
        }
    }

    /// What of a pipeline's doings is left to the component at `index`: what names a sibling and not
    /// it is theirs, and so is everything in a pipeline that names only them.
    pub(super) fn leave<'a>(
        &self,
        (pipeline, running): (usize, &'a Running<'a>),
        index: usize,
    ) -> Vec<&'a Doing> {
        let Some(named) = self.named.get(pipeline).filter(|named| !named.is_empty()) else {
            return running.doings.iter().collect();
        };
        let is_left = |named: &BTreeSet<usize>| named.is_empty() || named.contains(&index);
        let at_root = self.roots.get(index).is_some_and(|root| *root);
        let of_pipeline: BTreeSet<usize> = named.iter().flatten().copied().collect();
        if !at_root && !is_left(&of_pipeline) {
            return Vec::new();
        }
        let doings = running.doings.iter().zip(named);
        doings.filter(|(_, named)| is_left(named)).map(|(doing, _)| doing).collect()
    }
}

/// The components that one of `texts` means.
fn meant(names: &[Names], texts: &[String]) -> BTreeSet<usize> {
    let all = names.iter().enumerate();
    all.filter(|(_, names)| texts.iter().any(|text| names.are_meant(text)))
        .map(|(index, _)| index)
        .collect()
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
