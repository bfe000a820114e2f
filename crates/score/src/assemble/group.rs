//! Images and charts that belong together, by folder, by name and by being all there is.

use std::collections::{BTreeMap, BTreeSet};

use milepost_core::place::is_under;
use milepost_core::{
    Chart, ChartValues, CiSystem, Confidence, DeployModel, DocumentRole, Fact, Image, Makes,
    Repository, Runtime, Verb, What, Workload,
};

use super::images::NamedImage;
use super::{Doing, Running, built, coded, facts, facts_of, images};

/// Folders that hold how something is built, rather than something that is built: what stands in
/// them belongs to the folder above.
const BUILD_FOLDERS: &[&str] =
    &["docker", ".docker", "build", "container", "containers", "deploy", "deployment", "image"];

/// What is built from one folder, and the charts that run it.
pub(super) struct Group<'a> {
    pub(super) folder: String,
    /// Further folders whose images run in the same workload.
    pub(super) also: Vec<String>,
    pub(super) images: Vec<(&'a Fact, &'a Image)>,
    pub(super) charts: Vec<(&'a Fact, &'a Chart)>,
    /// What a platform is asked to run without an image: functions, an app of a `Procfile`.
    pub(super) platforms: Vec<(&'a Fact, &'a Workload)>,
    /// What builds an image in a pipeline, when no file in the repository says how.
    pub(super) built_by: Option<&'a Doing>,
}

impl Group<'_> {
    /// Names its images may have, in lower case: of its folders, its charts, and of the repository
    /// at its root.
    pub(super) fn image_names(&self, repository: &Repository) -> BTreeSet<String> {
        let folders = self.also.iter().chain([&self.folder]);
        let folders = folders.flat_map(|folder| names_of(repository, folder));
        let charts = self.charts.iter().map(|(_, chart)| chart.name.to_ascii_lowercase());
        folders.chain(charts).collect()
    }

    /// Words that name it and no sibling, in lower case: the last of each of its folders, and what
    /// its build files are named for. None at the root of a repository, and none that names an image
    /// which pipelines build from elsewhere.
    pub(super) fn words(&self, named: &[NamedImage]) -> BTreeSet<String> {
        let of_another = |word: &String| {
            let mut alike =
                named.iter().filter(|it| it.has_place() && is_named(&spelt(&it.name), word));
            alike.clone().next().is_some() && !alike.any(|image| self.builds(image))
        };
        let mut words = self.all_words();
        words.retain(|word| !of_another(word));
        words
    }

    /// Whether pipelines build an image from one of its folders.
    fn builds(&self, image: &NamedImage) -> bool {
        self.also.iter().chain([&self.folder]).any(|folder| image.is_of(folder))
    }

    fn all_words(&self) -> BTreeSet<String> {
        let folders = self.also.iter().chain([&self.folder]);
        let last = folders.map(|folder| folder.rsplit('/').next().unwrap_or_default());
        let built = self.images.iter().filter(|_| !self.folder.is_empty());
        let built = built.filter_map(|(fact, _)| qualifier(&fact.path));
        last.chain(built).filter(|word| !word.is_empty()).map(spelt).collect()
    }

    /// Takes over another group, whose images run in the same workload.
    pub(super) fn absorb(&mut self, other: Self) {
        self.also.push(other.folder);
        self.also.extend(other.also);
        self.images.extend(other.images);
        self.platforms.extend(other.platforms);
        let new = other.charts.into_iter().filter(|chart| !self.charts.contains(chart));
        let new: Vec<_> = new.collect();
        self.charts.extend(new);
    }
}

/// A word as names of Kubernetes spell it.
pub(super) fn spelt(word: &str) -> String {
    word.to_ascii_lowercase().replace('_', "-")
}

/// Whether a text is a word, or begins or ends with it as a word of its own.
pub(super) fn is_named(text: &str, word: &str) -> bool {
    text == word
        || text.strip_prefix(word).is_some_and(|rest| rest.starts_with(['-', '.', '/']))
        || text.strip_suffix(word).is_some_and(|rest| rest.ends_with(['-', '.', '/']))
}

/// What a build file is named for: of `Dockerfile.worker` and `worker.Dockerfile`, `worker`.
fn qualifier(path: &str) -> Option<&str> {
    let name = path.rsplit('/').next().unwrap_or(path);
    ["Dockerfile", "Containerfile"].iter().find_map(|file| {
        let behind = name.strip_prefix(file).and_then(|rest| rest.strip_prefix(['.', '-', '_']));
        behind.or_else(|| name.strip_suffix(file)?.strip_suffix(['.', '-', '_']))
    })
}

/// Names the image of a folder may have, in lower case.
pub(super) fn names_of(repository: &Repository, folder: &str) -> Vec<String> {
    let name = repository.name().to_ascii_lowercase();
    // What a folder of sources is of stands above it.
    let mut parts = folder.rsplit('/').filter(|part| *part != "src");
    let last = parts.next().unwrap_or_default().to_ascii_lowercase();
    if last.is_empty() {
        return vec![name];
    }
    vec![format!("{name}-{last}"), last]
}

/// Joins images and charts: each folder that is built is one of them, whatever shares a chart.
pub(super) fn of<'a>(repository: &'a Repository, running: &'a [Running<'a>]) -> Vec<Group<'a>> {
    let charts = application_charts(repository);
    let platforms = platforms(repository);
    let mut folders = build_folders(repository);
    for folder in platforms.keys() {
        folders.entry(folder.clone()).or_default();
    }
    let built = built_by_pipelines(repository, running, &folders);
    for folder in built.keys() {
        folders.entry(folder.clone()).or_default();
    }
    if folders.len() <= 1 {
        let built_by = built.into_values().next();
        return together(folders, charts, (platforms, built_by)).into_iter().collect();
    }
    let names: Vec<String> = folders.keys().cloned().collect();
    let mut groups: Vec<Group<'a>> = folders
        .into_iter()
        .map(|(folder, images)| {
            let platforms = platforms.get(&folder).cloned().unwrap_or_default();
            let built_by = built.get(&folder).copied();
            Group { folder, also: Vec::new(), images, charts: Vec::new(), platforms, built_by }
        })
        .collect();
    let only = charts.len() == 1;
    let images = images::named(repository);
    for chart in charts {
        if only {
            let runs = |group: &Group<'_>| {
                group.folder.is_empty() || runs(repository, chart.0, &group.words(&images))
            };
            groups.iter_mut().filter(|group| runs(group)).for_each(|it| it.charts.push(chart));
        }
        if groups.iter().any(|group| group.charts.contains(&chart)) {
            continue;
        }
        let folder = folder_of_chart(repository, &names, chart);
        if let Some(group) = groups.iter_mut().find(|group| Some(&group.folder) == folder) {
            group.charts.push(chart);
        }
    }
    groups
}

/// What builds images in pipelines that no file in the repository says how to build, by the folder
/// they are built from: the root where no folder is named.
fn built_by_pipelines<'a>(
    repository: &'a Repository,
    running: &'a [Running<'a>],
    known: &BTreeMap<String, Vec<(&'a Fact, &'a Image)>>,
) -> BTreeMap<String, &'a Doing> {
    // An orb builds and deploys to try itself.
    let tried = facts(repository).any(|fact| match &fact.what {
        What::Pipeline(it) => it.system == CiSystem::Circleci && it.role.is_called(),
        _ => false,
    });
    if tried {
        return BTreeMap::new();
    }
    let folders: Vec<&str> = known.keys().map(String::as_str).collect();
    let mut built = built::folders(repository, running, &folders);
    if built.is_empty() && known.is_empty() {
        let unbuilt = || shipped_without_build(repository, running);
        let by = image_build(running).or_else(unbuilt);
        built.extend(by.map(|doing| (String::new(), doing)));
    }
    built
}

/// Whether a chart asks for something that one of these words names: a workload or an image, or a
/// template named for it.
fn runs(repository: &Repository, chart: &Fact, words: &BTreeSet<String>) -> bool {
    let named = |text: &str| words.iter().any(|word| is_named(&spelt(text), word));
    let home = chart.path.rsplit_once('/').map_or("", |(home, _)| home);
    // Values for an environment often stand beside the chart.
    let above = home.rsplit_once('/').map_or("", |(above, _)| above);
    let image = |image: &String| {
        let image = milepost_core::ImageReference::parse(image).repository;
        named(image.rsplit('/').next().unwrap_or(&image))
    };
    facts(repository).filter(|fact| is_under(&fact.path, above)).any(|fact| match &fact.what {
        What::Workload(workload) if is_under(&fact.path, home) => {
            if !fact.switches.iter().all(|path| is_set(repository, path)) {
                return false;
            }
            let file = fact.path.rsplit('/').next().unwrap_or_default();
            let stem = file.rsplit_once('.').map_or(file, |(stem, _)| stem);
            workload.name.as_deref().is_some_and(named)
                || workload.images.iter().any(image)
                || named(stem)
        }
        What::ChartValues(values) => values.images.iter().any(image),
        _ => false,
    })
}

/// Whether a file of values says anything but no of a value that switches a part of a chart.
fn is_set(repository: &Repository, path: &str) -> bool {
    facts_of(repository, What::as_chart_values).any(|(fact, values)| {
        let is_off = values.off.iter().any(|off| off == path);
        let full = values.keys.len() >= ChartValues::KEYS;
        let unread = full || fact.confidence == Confidence::Name;
        !is_off && (unread || values.keys.iter().any(|key| is_on_way(key, path)))
    })
}

/// Whether one of two paths of values, joined by dots, is the other or stands above it.
fn is_on_way(one: &str, other: &str) -> bool {
    let is_above = |above: &str, below: &str| {
        below.strip_prefix(above).is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
    };
    is_above(one, other) || is_above(other, one)
}

/// Ways to ship that need no image: what a cloud or a platform is handed.
const HANDED_OVER: &[DeployModel] = &[
    DeployModel::CloudCli,
    DeployModel::ServerlessFw,
    DeployModel::Sam,
    DeployModel::Cdk,
    DeployModel::PaasCli,
];

/// Folders at the root that hold what helps those who work on a repository.
const HELPING: &[&str] = &["bin", "ci", "hack", "script", "scripts", "tools", "utils"];

/// What ships a package of the repository's own without an image: a function's archive, a site.
fn shipped_without_build<'a>(
    repository: &Repository,
    running: &'a [Running<'a>],
) -> Option<&'a Doing> {
    let packaged = facts(repository).all(|fact| match &fact.what {
        What::Package(package) => package.makes != Makes::Library,
        What::Document(document) => document.role != DocumentRole::Site,
        What::Infrastructure(_) => false,
        _ => true,
    });
    // What is built elsewhere may be handed over as well: something must be made here, and an image
    // would be made by a file or a pipeline.
    let builds = |running: &Running<'_>| {
        let done = running.doings.iter().any(|doing| doing.verb == Verb::Build);
        done || running.doubtful(false).any(|(verb, _)| verb == Verb::Build)
    };
    let package = |fact: &Fact| matches!(fact.what, What::Package(_)) && !is_help(&fact.path);
    let makes = facts(repository).any(package) || running.iter().any(builds);
    let ships = |verb| matches!(verb, Verb::Deploy(model) if HANDED_OVER.contains(&model));
    let mut doings = running.iter().flat_map(|running| &running.doings);
    doings.find(|doing| packaged && makes && ships(doing.verb) && !doing.takes_image)
}

/// Whether a path leads to what helps those who work on a repository.
fn is_help(path: &str) -> bool {
    let top = path.split('/').next().unwrap_or(path);
    path.contains('/') && (top.starts_with('.') || HELPING.contains(&top))
}

/// All of it as one: in the only folder that is built, else at the root.
fn together<'a>(
    folders: BTreeMap<String, Vec<(&'a Fact, &'a Image)>>,
    charts: Vec<(&'a Fact, &'a Chart)>,
    (platforms, built_by): (Platforms<'a>, Option<&'a Doing>),
) -> Option<Group<'a>> {
    let only = (folders.len() == 1).then(|| folders.keys().next().cloned()).flatten();
    let images: Vec<_> = folders.into_values().flatten().collect();
    let platforms: Vec<_> = platforms.into_values().flatten().collect();
    (!images.is_empty() || !platforms.is_empty() || built_by.is_some()).then(|| Group {
        folder: only.unwrap_or_default(),
        also: Vec::new(),
        images,
        charts,
        platforms,
        built_by,
    })
}

/// What platforms are asked to run, by the folder that says so.
type Platforms<'a> = BTreeMap<String, Vec<(&'a Fact, &'a Workload)>>;

/// Files that both build and run something, by their folder (rubric 0.5, build marker).
fn platforms(repository: &Repository) -> Platforms<'_> {
    let mut folders = Platforms::new();
    let workloads = facts_of(repository, What::as_workload);
    for (fact, workload) in workloads {
        if matches!(workload.runtime, Runtime::Functions | Runtime::Paas | Runtime::Edge) {
            let folder = match &workload.code {
                Some(code) => coded::folder(repository, code).map(str::to_owned),
                None => Some(built_folder(&fact.path)),
            };
            if let Some(folder) = folder {
                folders.entry(folder).or_default().push((fact, workload));
            }
        }
    }
    folders
}

/// Charts that are installed by themselves: one that lies in another's `charts` is a part of that
/// (trap T10).
fn application_charts(repository: &Repository) -> Vec<(&Fact, &Chart)> {
    let charts: Vec<(&Fact, &Chart)> = facts_of(repository, |what| match what {
        What::Chart(chart) if !chart.vendored => Some(chart),
        _ => None,
    })
    .collect();
    let folder = |fact: &Fact| fact.path.rsplit_once('/').map_or("", |(f, _)| f).to_owned();
    let inside = |fact: &Fact| {
        charts.iter().any(|(other, _)| {
            let home = folder(other);
            let parts =
                if home.is_empty() { "charts/".to_owned() } else { format!("{home}/charts/") };
            fact.path.starts_with(&parts)
        })
    };
    charts.iter().filter(|(fact, chart)| !chart.library && !inside(fact)).copied().collect()
}

/// Images that make a deployable, by the folder they build; the main one of each in front.
fn build_folders(repository: &Repository) -> BTreeMap<String, Vec<(&Fact, &Image)>> {
    let mut folders: BTreeMap<String, Vec<(&Fact, &Image)>> = BTreeMap::new();
    let images = facts_of(repository, |what| match what {
        What::Image(image) if image.variant.is_none() => Some(image),
        _ => None,
    });
    for (fact, image) in images {
        // The image of an action runs in a pipeline.
        let folder = fact.path.rsplit_once('/').map_or("", |(folder, _)| folder);
        if is_action(repository, folder) {
            continue;
        }
        folders.entry(built_folder(&fact.path)).or_default().push((fact, image));
    }
    folders
}

/// Whether a folder holds an action's definition.
fn is_action(repository: &Repository, folder: &str) -> bool {
    facts(repository).any(|fact| {
        let (home, name) = fact.path.rsplit_once('/').unwrap_or(("", &fact.path));
        home == folder && matches!(name, "action.yml" | "action.yaml")
    })
}

/// The folder that a build file builds.
fn built_folder(path: &str) -> String {
    let folder = path.rsplit_once('/').map_or("", |(folder, _)| folder);
    let (above, last) = folder.rsplit_once('/').unwrap_or(("", folder));
    if BUILD_FOLDERS.contains(&last) { above.to_owned() } else { folder.to_owned() }
}

/// What builds an image when something changes. A build on a schedule serves a scan.
fn image_build<'a>(running: &'a [Running<'a>]) -> Option<&'a Doing> {
    running
        .iter()
        .flat_map(|running| &running.doings)
        .find(|doing| doing.starts.on_change && doing.verb == Verb::ImageBuild)
}

/// The folder a chart belongs to: the one it lies in, the one of its name, or the root when the
/// chart is named for the repository.
fn folder_of_chart<'n>(
    repository: &Repository,
    folders: &'n [String],
    (fact, chart): (&Fact, &Chart),
) -> Option<&'n String> {
    let last = |folder: &str| folder.rsplit('/').next().unwrap_or(folder).to_owned();
    let inside = folders
        .iter()
        .filter(|folder| !folder.is_empty() && is_under(&fact.path, folder))
        .max_by_key(|folder| folder.len());
    let named = || folders.iter().find(|folder| last(folder) == chart.name);
    let root = || folders.iter().find(|f| f.is_empty() && chart.name == repository.name());
    let ending = || {
        folders.iter().find(|folder| {
            !folder.is_empty() && chart.name.ends_with(&format!("-{}", last(folder)))
        })
    };
    inside.or_else(named).or_else(root).or_else(ending)
}
