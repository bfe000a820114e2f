//! What is built in a repository, and whether it is run (rubric 0.5, traps T04, T08, T77).

use std::collections::{BTreeMap, BTreeSet};

use milepost_core::place::is_under;
use milepost_core::{Certainty, Chart, ChartValues, Evidence, Fact, Image, Repository, Verb, What};

use super::entry::{self, Entry};
use super::{Doing, Estate, Running, evidence, facts_of};

/// Folders that hold how something is built, rather than something that is built: what stands in
/// them belongs to the folder above.
const BUILD_FOLDERS: &[&str] = &[
    "docker",
    ".docker",
    "build",
    "container",
    "containers",
    "deploy",
    "deployment",
    "image",
];

/// Something built from a repository, put together from its facts.
pub(crate) struct Component<'a> {
    pub(crate) id: String,
    pub(crate) repository: &'a Repository,
    pub(crate) path: String,
    pub(crate) certainty: Certainty,
    pub(crate) active: bool,
    /// Why the configuration or its own lifecycle leaves it out, if so.
    pub(crate) left_out: Option<String>,
    pub(crate) because: Vec<Evidence>,
    pub(crate) images: Vec<(&'a Fact, &'a Image)>,
    pub(crate) charts: Vec<(&'a Fact, &'a Chart)>,
    pub(crate) values: Vec<(&'a Fact, &'a ChartValues)>,
    pub(crate) entries: Vec<Entry<'a>>,
    pub(crate) pipelines: Vec<&'a Running<'a>>,
    /// Folders of the other components of the repository.
    others: Vec<String>,
}

impl<'a> Component<'a> {
    /// Whether it is run somewhere, as far as can be seen.
    pub(crate) fn is_run(&self) -> bool {
        self.certainty < Certainty::Possible
    }

    /// Whether it counts: active, and run as far as can be seen.
    pub(crate) fn counts(&self) -> bool {
        self.active && self.is_run() && self.left_out.is_none()
    }

    /// Whether it may count: active, built, and nothing tells whether it is run.
    pub(crate) fn may_count(&self) -> bool {
        self.active && !self.is_run() && self.left_out.is_none()
    }

    /// Everything its pipelines do.
    pub(crate) fn doings(&self) -> impl Iterator<Item = &'a Doing> + '_ {
        self.pipelines.iter().flat_map(|running| &running.doings)
    }

    /// Everything its pipelines do when something changes.
    pub(crate) fn doings_on_change(&self) -> impl Iterator<Item = &'a Doing> + '_ {
        self.pipelines
            .iter()
            .filter(|running| running.on_change())
            .flat_map(|r| &r.doings)
    }

    /// Whether a path of its repository is its own or shared, rather than another component's.
    pub(crate) fn owns_path(&self, path: &str) -> bool {
        let claimed = self
            .others
            .iter()
            .any(|other| !other.is_empty() && is_under(path, other));
        is_under(path, &self.path) && !self.path.is_empty() || !claimed
    }

    /// The facts of one kind that are its own or shared.
    pub(crate) fn facts_of<T: 'a>(
        &self,
        pick: fn(&'a What) -> Option<T>,
    ) -> impl Iterator<Item = (&'a Fact, T)> {
        facts_of(self.repository, pick).filter(|(fact, _)| self.owns_path(&fact.path))
    }
}

/// The components of one repository.
pub(crate) fn of<'a>(estate: &'a Estate<'_>, repository: &'a Repository) -> Vec<Component<'a>> {
    let running = estate
        .running
        .get(repository.id.as_str())
        .map_or(&[][..], Vec::as_slice);
    let groups = groups(repository, running);
    let folders: Vec<String> = groups.iter().map(|group| group.folder.clone()).collect();
    groups
        .into_iter()
        .map(|group| put_together(estate, repository, running, (group, &folders)))
        .collect()
}

/// Images and charts that belong together.
struct Group<'a> {
    folder: String,
    images: Vec<(&'a Fact, &'a Image)>,
    charts: Vec<(&'a Fact, &'a Chart)>,
}

/// Joins images and charts by folder, by name and, where one chart is all there is, by being the
/// only one: then every image is a part of what that chart runs.
fn groups<'a>(repository: &'a Repository, running: &[Running<'a>]) -> Vec<Group<'a>> {
    let charts = application_charts(repository);
    let mut folders = build_folders(repository);
    if folders.is_empty() && builds_image(running) {
        folders.insert(String::new(), Vec::new());
    }
    if folders.is_empty() {
        return Vec::new();
    }
    if folders.len() == 1 || charts.len() == 1 {
        let only = (folders.len() == 1)
            .then(|| folders.keys().next().cloned())
            .flatten();
        let images = folders.into_values().flatten().collect();
        return vec![Group {
            folder: only.unwrap_or_default(),
            images,
            charts,
        }];
    }
    let names: Vec<String> = folders.keys().cloned().collect();
    let mut groups: Vec<Group<'a>> = folders
        .into_iter()
        .map(|(folder, images)| Group {
            folder,
            images,
            charts: Vec::new(),
        })
        .collect();
    for chart in charts {
        let folder = folder_of_chart(repository, &names, chart);
        if let Some(group) = groups
            .iter_mut()
            .find(|group| Some(&group.folder) == folder)
        {
            group.charts.push(chart);
        }
    }
    groups
}

fn application_charts(repository: &Repository) -> Vec<(&Fact, &Chart)> {
    facts_of(repository, |what| match what {
        What::Chart(chart) if !chart.library && !chart.vendored => Some(chart),
        _ => None,
    })
    .collect()
}

/// Images that make a deployable, by the folder they build.
fn build_folders(repository: &Repository) -> BTreeMap<String, Vec<(&Fact, &Image)>> {
    let mut folders: BTreeMap<String, Vec<(&Fact, &Image)>> = BTreeMap::new();
    let images = facts_of(repository, |what| match what {
        What::Image(image) if image.variant.is_none() => Some(image),
        _ => None,
    });
    for (fact, image) in images {
        folders
            .entry(built_folder(&fact.path))
            .or_default()
            .push((fact, image));
    }
    folders
}

/// The folder that a build file builds.
fn built_folder(path: &str) -> String {
    let folder = path.rsplit_once('/').map_or("", |(folder, _)| folder);
    let (above, last) = folder.rsplit_once('/').unwrap_or(("", folder));
    if BUILD_FOLDERS.contains(&last) {
        above.to_owned()
    } else {
        folder.to_owned()
    }
}

fn builds_image(running: &[Running<'_>]) -> bool {
    running
        .iter()
        .flat_map(|running| &running.doings)
        .any(|doing| doing.verb == Verb::ImageBuild)
}

/// The folder a chart belongs to: the one it lies in, the one of its name, or the root when the
/// chart is named for the repository.
fn folder_of_chart<'n>(
    repository: &Repository,
    folders: &'n [String],
    (fact, chart): (&Fact, &Chart),
) -> Option<&'n String> {
    let inside = folders
        .iter()
        .filter(|folder| !folder.is_empty() && is_under(&fact.path, folder))
        .max_by_key(|folder| folder.len());
    let last = |folder: &str| folder.rsplit('/').next().unwrap_or(folder).to_owned();
    let named = || folders.iter().find(|folder| last(folder) == chart.name);
    let ending = || {
        folders.iter().find(|folder| {
            !folder.is_empty() && chart.name.ends_with(&format!("-{}", last(folder)))
        })
    };
    let root = || {
        folders
            .iter()
            .find(|folder| folder.is_empty() && chart.name == repository.name())
    };
    inside.or_else(named).or_else(root).or_else(ending)
}

fn put_together<'a>(
    estate: &'a Estate<'_>,
    repository: &'a Repository,
    running: &'a [Running<'a>],
    (group, folders): (Group<'a>, &[String]),
) -> Component<'a> {
    let alone = folders.len() == 1;
    let others: Vec<String> = folders
        .iter()
        .filter(|folder| **folder != group.folder)
        .cloned()
        .collect();
    let id = if alone || group.folder.is_empty() {
        repository.id.clone()
    } else {
        format!("{}//{}", repository.id, group.folder)
    };
    let pipelines = running
        .iter()
        .filter(|running| alone || concerns(running, &group.folder, &others))
        .collect();
    let mut component = Component {
        left_out: left_out(estate, &id),
        active: estate.is_active(repository),
        id,
        repository,
        path: group.folder,
        certainty: Certainty::Possible,
        because: Vec::new(),
        images: group.images,
        charts: group.charts,
        values: Vec::new(),
        entries: Vec::new(),
        pipelines,
        others,
    };
    component.values = component
        .facts_of(|what| match what {
            What::ChartValues(values) => Some(values),
            _ => None,
        })
        .collect();
    component.entries = entry::beside(&component, alone);
    if component.entries.is_empty() && alone {
        component.entries = entry::elsewhere(estate.repositories, repository);
    }
    component.judge();
    component
}

/// Whether a pipeline is a component's: it has no path filter, or one that lets its folder through
/// and not only those of others.
fn concerns(running: &Running<'_>, folder: &str, others: &[String]) -> bool {
    let filters: BTreeSet<&str> = running
        .pipeline
        .triggers
        .iter()
        .flat_map(|trigger| &trigger.paths)
        .filter(|path| !path.starts_with('!'))
        .map(|path| path.split('*').next().unwrap_or(path).trim_end_matches('/'))
        .collect();
    if filters.is_empty() || filters.contains("") {
        return true;
    }
    let lets = |folder: &str| {
        filters
            .iter()
            .any(|filter| is_under(filter, folder) || is_under(folder, filter))
    };
    if folder.is_empty() {
        return filters
            .iter()
            .any(|filter| !others.iter().any(|other| is_under(filter, other)));
    }
    lets(folder)
}

fn left_out(estate: &Estate<'_>, id: &str) -> Option<String> {
    estate
        .settings
        .left_out
        .iter()
        .find_map(|(pattern, reason)| {
            let glob = globset::Glob::new(pattern).ok()?.compile_matcher();
            (pattern == id || glob.is_match(id)).then(|| reason.clone())
        })
}

impl Component<'_> {
    /// Finds how sure it is that this is run, and what tells so.
    fn judge(&mut self) {
        let built: Vec<Evidence> = self
            .images
            .iter()
            .map(|(fact, _)| evidence(self.repository, fact, "built here"))
            .collect();
        let pushed = self.first(|verb| verb == Verb::ImagePush, "pushed as an image");
        let catalogued = self.entries.iter().find(|entry| {
            let type_ = entry.entity.type_.as_deref();
            matches!(type_, Some("service" | "website" | "backend" | "frontend"))
        });
        let catalogued = catalogued.map(|entry| entry.evidence("catalogued as a service"));
        let deployed = self
            .charts
            .iter()
            .map(|(fact, _)| evidence(self.repository, fact, "packaged to be installed"))
            .next()
            .or_else(|| self.first(Verb::is_deploy, "deployed by a pipeline"));
        self.certainty = match (&deployed, &pushed, &catalogued) {
            (Some(_), _, _) => Certainty::Certain,
            (None, Some(_), _) | (None, _, Some(_)) => Certainty::Probable,
            (None, None, None) => Certainty::Possible,
        };
        let deprecated = self.entries.iter().any(|entry| {
            let lifecycle = entry.entity.lifecycle.as_deref();
            lifecycle.is_some_and(|name| name.eq_ignore_ascii_case("deprecated"))
        });
        if deprecated && self.left_out.is_none() {
            self.left_out = Some("its catalogue entry says deprecated".to_owned());
        }
        self.because = built
            .into_iter()
            .chain(deployed)
            .chain(pushed)
            .chain(catalogued)
            .collect();
    }

    fn first(&self, wanted: impl Fn(Verb) -> bool, shows: &str) -> Option<Evidence> {
        let doing = self.doings().find(|doing| wanted(doing.verb))?;
        Some(Evidence {
            shows: shows.to_owned(),
            ..doing.at.clone()
        })
    }
}
