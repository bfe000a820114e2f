//! What tells one component of a repository from the others, where one pipeline serves several
//! (rubric 0.5, trap T04): its folder, its charts, its build files, by name or by path.

use std::collections::BTreeSet;

use milepost_core::place::is_under;
use milepost_core::{DeployModel, Repository, Verb, What};

use super::group::Group;
use super::running::is_computed;
use super::{Doing, Running, facts_of};

/// Which components of one repository each thing is about that its pipelines do.
pub(super) struct Siblings {
    /// Whether each component stands at the root, where it goes by no name of its own.
    roots: Vec<bool>,
    /// By pipeline and by what it does, the components that it is for, `None` where that is not told
    /// and it may be everybody's; none where there is one component.
    named: Vec<Vec<Meant>>,
}

/// The components that something is for, where that is told.
type Meant = Option<BTreeSet<usize>>;

/// What one component is known by.
#[derive(Debug, Default, Clone)]
struct Names {
    /// Its folder; empty at the root, which names nothing.
    folder: String,
    /// Files and folders that are its alone: build files, folders of charts.
    paths: BTreeSet<String>,
    /// Names without a path: of its charts, of the last segment of its folder.
    words: BTreeSet<String>,
    /// Whether its folder, below the root, holds a package.
    is_made_there: bool,
}

impl Siblings {
    /// What the components that `groups` become are named by in `running`.
    pub(super) fn of(
        repository: &Repository,
        groups: &[Group<'_>],
        running: &[Running<'_>],
    ) -> Self {
        let packages = packages(repository);
        let known = groups.iter().map(|group| Names::of(repository, group, &packages));
        let known: Vec<Names> = known.collect();
        let alone = known.len() < 2;
        let named = running.iter().map(|running| {
            let doings = running.doings.iter().filter(|_| !alone);
            doings.map(|doing| meant(&known, &packages, doing)).collect()
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
        let is_left = |named: &Meant| named.as_ref().is_none_or(|named| named.contains(&index));
        let at_root = self.roots.get(index).is_some_and(|root| *root);
        let of_pipeline: BTreeSet<usize> = named.iter().flatten().flatten().copied().collect();
        if !at_root && !of_pipeline.is_empty() && !of_pipeline.contains(&index) {
            return Vec::new();
        }
        let doings = running.doings.iter().zip(named);
        doings.filter(|(_, named)| is_left(named)).map(|(doing, _)| doing).collect()
    }
}

/// The components that something is for: those that it names, else whose folder it works on.
fn meant(names: &[Names], packages: &BTreeSet<String>, doing: &Doing) -> Meant {
    let which = |wanted: &dyn Fn(&Names) -> bool| -> BTreeSet<usize> {
        let all = names.iter().enumerate().filter(|(_, names)| wanted(names));
        all.map(|(index, _)| index).collect()
    };
    let told = which(&|names| doing.about.iter().any(|text| names.are_meant(text)));
    if !told.is_empty() {
        return Some(told);
    }
    let roots = which(&|names| names.folder.is_empty());
    if (is_of_whole(doing) || takes_image_of_whole(doing)) && !roots.is_empty() {
        return Some(roots);
    }
    // What is made elsewhere is not of a component that is made in a folder of its own.
    let made_elsewhere = is_beside(names, packages, doing);
    made_elsewhere.then(|| which(&|names| names.folder.is_empty() || !names.is_made_there))
}

/// Whether an image is built of the repository as a whole, by the file at its root.
fn is_of_whole(doing: &Doing) -> bool {
    let image = matches!(doing.verb, Verb::ImageBuild | Verb::ImagePush);
    image && !doing.paths.is_empty() && doing.paths.iter().all(|path| path == ".")
}

/// Whether infrastructure code is handed an image that goes by no name of its own.
fn takes_image_of_whole(doing: &Doing) -> bool {
    doing.verb == Verb::Deploy(DeployModel::IacApply) && doing.takes_image
}

/// Whether something is built or tested in folders that are no component's, one of which holds a
/// package.
fn is_beside(names: &[Names], packages: &BTreeSet<String>, doing: &Doing) -> bool {
    let makes =
        |verb: Verb| verb.is_build_or_test() || matches!(verb, Verb::ImagePush | Verb::Lint);
    let paths: Vec<String> = doing.paths.iter().map(|path| path.to_ascii_lowercase()).collect();
    let of_component = |path: &String| {
        let folders = names.iter().map(|names| &names.folder).filter(|it| !it.is_empty());
        folders.into_iter().any(|folder| is_under(path, folder) || is_under(folder, path))
    };
    let outside = |path: &String| path != "." && !is_computed(path) && !of_component(path);
    let holds = |path: &String| packages.iter().any(|package| is_under(path, package));
    makes(doing.verb) && paths.iter().all(outside) && paths.iter().any(holds)
}

/// Folders below the root that hold a package, in lower case.
fn packages(repository: &Repository) -> BTreeSet<String> {
    let all = facts_of(repository, |what| match what {
        What::Package(package) => Some(package),
        _ => None,
    });
    let folders = all.filter_map(|(fact, _)| Some(fact.path.rsplit_once('/')?.0));
    folders.map(str::to_ascii_lowercase).collect()
}

impl Names {
    fn of(repository: &Repository, group: &Group<'_>, packages: &BTreeSet<String>) -> Self {
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
        let is_made_there =
            !folder.is_empty() && packages.iter().any(|package| is_under(package, &folder));
        Self { paths: built.chain(charts).collect(), folder, words, is_made_there }
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
