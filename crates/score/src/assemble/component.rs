//! What is built in a repository, and whether it is run (rubric 0.5, traps T04, T08, T77).

use std::collections::BTreeSet;

use milepost_core::place::is_under;
use milepost_core::{
    Certainty, Chart, ChartValues, Evidence, Fact, Image, LeftOut, Repository, Trigger, What,
    Workload,
};

use super::common::{self, Common, Whose};
use super::entry::{self, Entry};
use super::group::{self, Group};
use super::handed::Handed;
use super::identity;
use super::images::{self, NamedImage};
use super::links::Link;
use super::parts::{self, Foreign};
use super::shipped::serves;
use super::siblings::Siblings;
use super::{Doing, Estate, Running, evidence, facts_of, switched, whole};

/// Something built from a repository, put together from its facts.
#[derive(Clone)]
pub(crate) struct Component<'a> {
    pub(crate) id: String,
    pub(crate) repository: &'a Repository,
    pub(crate) path: String,
    pub(crate) certainty: Certainty,
    pub(crate) active: bool,
    /// Why the configuration or its own lifecycle leaves it out, if so.
    pub(crate) left_out: Option<(LeftOut, String)>,
    pub(crate) because: Vec<Evidence>,
    pub(crate) images: Vec<(&'a Fact, &'a Image)>,
    pub(crate) charts: Vec<(&'a Fact, &'a Chart)>,
    pub(crate) values: Vec<(&'a Fact, &'a ChartValues)>,
    /// Values that are handed to charts where they are installed.
    pub(super) handed: Handed<'a>,
    pub(crate) entries: Vec<Entry<'a>>,
    /// What a platform is asked to run of it without an image.
    pub(crate) platforms: Vec<(&'a Fact, &'a Workload)>,
    /// What runs it: manifests and values with its image, GitOps routes, here or elsewhere.
    pub(crate) links: Vec<Link<'a>>,
    /// What runs an image that may be its own, or one of another repository as well.
    pub(crate) contested: Vec<Link<'a>>,
    pub(crate) pipelines: Vec<&'a Running<'a>>,
    /// What builds its image in a pipeline, when no file in the repository says how.
    pub(super) built_by: Option<&'a Doing>,
    /// Further folders of its own: their images run in the same workload.
    also: Vec<String>,
    /// What of its repository runs another component of the same image or of the same chart.
    pub(super) foreign: Foreign<'a>,
    /// Folders of the other components of the repository.
    pub(super) others: Vec<String>,
    /// What is common to it and them.
    common: Common<'a>,
    /// The catalogue entry of its repository as a whole, where that holds several components.
    pub(crate) entry_of_whole: Option<Entry<'a>>,
    /// For each of its pipelines, what that does for it.
    done: Vec<Vec<&'a Doing>>,
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

    /// Whether it is deployed as far as can be seen, and has been quiet for a year. Only security and
    /// ownership are asked of it (trap T54).
    pub(crate) fn is_dormant(&self) -> bool {
        !self.active && self.certainty == Certainty::Certain && self.left_out.is_none()
    }

    /// Whether it may count: active, built, and nothing tells whether it is run.
    pub(crate) fn may_count(&self) -> bool {
        self.active && !self.is_run() && self.left_out.is_none()
    }

    /// Whether a route that reads its repository means this component: by path or by name.
    fn is_named_in(&self, fact: &Fact) -> bool {
        let What::Delivery(delivery) = &fact.what else { return false };
        let last = self.path.rsplit('/').next().unwrap_or_default();
        let path = delivery.source.as_deref().and_then(|source| source.rsplit_once("//"));
        let below = path.is_some_and(|(_, path)| {
            self.charts.iter().any(|(fact, _)| is_under(&fact.path, path))
                || !self.path.is_empty() && is_under(path, &self.path)
        });
        below || !last.is_empty() && delivery.name.as_deref() == Some(last)
    }

    /// A path that is its own: of its build file, else of its folder.
    pub(crate) fn built_at(&self) -> String {
        let built = self.images.first().map(|(fact, _)| fact.path.clone());
        built.unwrap_or_else(|| {
            if self.path.is_empty() {
                "README.md".to_owned()
            } else {
                format!("{}/README.md", self.path)
            }
        })
    }

    /// Names it goes by elsewhere, in lower case: of its folder, its charts, its catalogue entries,
    /// and of its repository where it is all that is in it.
    pub(crate) fn names(&self) -> BTreeSet<String> {
        let charts = self.own_charts().map(|chart| chart.name.to_ascii_lowercase());
        let entries = self.entries.iter().map(|entry| entry.entity.name.to_ascii_lowercase());
        let mut names: BTreeSet<String> = charts.chain(entries).collect();
        let whole = if self.path.is_empty() { self.repository.name() } else { &self.path };
        names.insert(whole.rsplit('/').next().unwrap_or(whole).to_ascii_lowercase());
        names
    }

    /// Its charts that are named for it: what runs siblings as well bears the name of what stands at
    /// the root.
    pub(super) fn own_charts(&self) -> impl Iterator<Item = &'a Chart> + '_ {
        let own = |path: &str| self.path.is_empty() || !self.foreign.charts.contains(path);
        self.charts.iter().filter(move |(fact, _)| own(&fact.path)).map(|(_, chart)| *chart)
    }

    /// Names by which its charts hand values to the charts they depend on, without those that run
    /// siblings alone.
    pub(crate) fn dependencies(&self) -> impl Iterator<Item = &'a str> + '_ {
        let all = self.charts.iter().flat_map(|(_, chart)| &chart.dependencies);
        let names = all.map(|it| it.alias.as_deref().unwrap_or(&it.name));
        names.filter(|name| !self.foreign.dependencies.contains(name))
    }

    /// Workloads that run it, own ones in front.
    pub(crate) fn workloads(&self) -> Vec<(Evidence, &'a Workload)> {
        let mut own: Vec<(&Fact, &Workload)> = self.facts_of(What::as_workload).collect();
        // What is made of its code may be defined elsewhere.
        let known: Vec<&Fact> = own.iter().map(|(fact, _)| *fact).collect();
        let is_known = |fact: &Fact| known.iter().any(|it| std::ptr::eq(*it, fact));
        own.extend(self.platforms.iter().filter(|(fact, _)| !is_known(fact)));
        let is_own = |link: &&Link<'a>| own.iter().any(|(fact, _)| std::ptr::eq(*fact, link.fact));
        let linked = self
            .links
            .iter()
            .filter(|link| !is_own(link))
            .filter_map(|link| Some((link.evidence("runs its image"), link.workload()?)));
        let at = |fact, workload: &Workload| evidence(self.repository, fact, workload.kind.clone());
        own.iter().map(|(fact, workload)| (at(fact, workload), *workload)).chain(linked).collect()
    }

    /// Everything its pipelines do.
    pub(crate) fn doings(&self) -> impl Iterator<Item = &'a Doing> + '_ {
        self.done_by(|_| true)
    }

    /// Everything its pipelines do when something changes.
    pub(crate) fn doings_on_change(&self) -> impl Iterator<Item = &'a Doing> + '_ {
        self.done_by(|doing| doing.starts.on_change)
    }

    /// Everything its pipelines do when something comes to the default branch.
    pub(crate) fn doings_on_push(&self) -> impl Iterator<Item = &'a Doing> + '_ {
        self.done_by(|doing| doing.starts.on_push)
    }

    /// Its repository as a whole, as a place a reader can open.
    pub(crate) fn whole(&self, shows: impl Into<String>) -> Evidence {
        whole(self.repository, shows)
    }

    /// Whether it is all that is built in its repository.
    pub(crate) fn is_alone(&self) -> bool {
        self.others.is_empty()
    }

    /// Its pipelines that do something for what is made of it.
    pub(crate) fn serving<'s>(
        &'s self,
        estate: &'s Estate<'_>,
    ) -> impl Iterator<Item = &'a Running<'a>> + 's {
        let all = self.pipelines.iter().copied().zip(&self.done);
        let serving = all.filter(move |(running, done)| {
            let scans = running.doings.iter().any(|doing| doing.verb.is_scan());
            // What a unit of the organisation does that cannot be read may be any of it.
            let unread = || running.unseen(false).any(|unit| estate.ownership.owns_call(unit));
            done.iter().any(|doing| serves(doing.verb)) || !scans && unread()
        });
        serving.map(|(running, _)| running)
    }

    /// What `pick` picks of what its pipelines do, without what they do for its siblings.
    fn done_by(&self, pick: fn(&Doing) -> bool) -> impl Iterator<Item = &'a Doing> + '_ {
        self.done.iter().flatten().copied().filter(move |doing| pick(doing))
    }

    /// Whether a path of its repository is its own or shared, rather than another component's.
    pub(crate) fn owns_path(&self, path: &str) -> bool {
        if self.foreign.files.contains(path) {
            return false;
        }
        if self.also.iter().any(|folder| !folder.is_empty() && is_under(path, folder)) {
            return true;
        }
        if self.others.is_empty() || is_under(path, &self.path) && !self.path.is_empty() {
            return true;
        }
        if let Some(Whose::One(name)) = self.common.whose(path) {
            let own = self.also.iter().chain([&self.path]);
            return own.into_iter().any(|folder| common::name_of(folder) == name);
        }
        if self.others.iter().any(|other| !other.is_empty() && is_under(path, other)) {
            return false;
        }
        // What stands above a part is shared with it; what stands beside it is not.
        let folder = path.rsplit_once('/').map_or("", |(folder, _)| folder);
        let charted = self.charts.iter().any(|(fact, _)| {
            is_under(path, fact.path.rsplit_once('/').map_or("", |(folder, _)| folder))
        });
        self.path.is_empty() || path.starts_with('.') || is_under(&self.path, folder) || charted
    }

    /// The facts of one kind that are its own or shared.
    pub(crate) fn facts_of<T: 'a>(
        &self,
        pick: fn(&'a What) -> Option<T>,
    ) -> impl Iterator<Item = (&'a Fact, T)> {
        facts_of(self.repository, pick)
            .filter(|(fact, _)| self.owns_path(&fact.path) || self.common.is_everybodys(fact))
            .filter(|(fact, _)| !self.foreign.holds(fact))
            .filter(|(fact, _)| !switched::is_off(self, fact))
    }
}

/// The components of one repository.
pub(crate) fn of<'a>(estate: &'a Estate<'_>, repository: &'a Repository) -> Vec<Component<'a>> {
    let running = estate.running.get(repository.id.as_str()).map_or(&[][..], Vec::as_slice);
    let groups = identity::joined(repository, &estate.links, group::of(repository, running));
    let folders: Vec<String> = groups.iter().map(|group| group.folder.clone()).collect();
    let siblings = Siblings::of(repository, &groups, running);
    let foreign = parts::foreign(estate, repository, &groups);
    let common = Common::of(repository, &groups);
    groups
        .into_iter()
        .zip(foreign)
        .enumerate()
        .map(|(index, (group, foreign))| {
            let common = common.clone();
            let beside = Beside { folders: &folders, siblings: &siblings, index, foreign, common };
            put_together(estate, repository, running, (group, beside))
        })
        .filter(|component| !component.is_product(&estate.rules.lists.products))
        .flat_map(|component| {
            let mut several = identity::split(component, &estate.rules.lists);
            if several.len() > 1 {
                // Some of what ran it was found to be another's.
                for one in &mut several {
                    one.weigh(estate);
                }
            }
            several
        })
        .collect()
}

/// What stands beside a component in its repository.
struct Beside<'s, 'a> {
    /// The folders of all of them, its own included.
    folders: &'s [String],
    siblings: &'s Siblings,
    /// Its place among them.
    index: usize,
    /// What of a chart they share is another's.
    foreign: Foreign<'a>,
    /// What is common to all of them.
    common: Common<'a>,
}

fn put_together<'a>(
    estate: &'a Estate<'_>,
    repository: &'a Repository,
    running: &'a [Running<'a>],
    (group, beside): (Group<'a>, Beside<'_, 'a>),
) -> Component<'a> {
    let alone = beside.folders.len() == 1;
    let others = beside.folders.iter().filter(|folder| **folder != group.folder).cloned();
    let others: Vec<String> = others.collect();
    // What stands at the root goes by the name of the whole.
    let shares_whole = !alone && !beside.folders.iter().any(String::is_empty);
    // A folder below the root is part of the name even of the only one: a second one that comes
    // along later must not rename the first.
    let id = if group.folder.is_empty() {
        repository.id.clone()
    } else {
        format!("{}//{}", repository.id, group.folder)
    };
    let (pipelines, done) = running
        .iter()
        .enumerate()
        .filter(|(_, running)| alone || concerns(running, &group.folder, &others))
        .map(|(number, running)| (running, beside.siblings.leave((number, running), beside.index)))
        .unzip();
    let mut component = Component {
        left_out: left_out(estate, &id),
        active: estate.is_active(repository),
        id,
        repository,
        path: group.folder,
        also: group.also,
        foreign: beside.foreign,
        built_by: group.built_by,
        certainty: Certainty::Possible,
        because: Vec::new(),
        images: group.images,
        charts: group.charts,
        platforms: group.platforms,
        links: Vec::new(),
        contested: Vec::new(),
        values: Vec::new(),
        handed: Handed::default(),
        entries: Vec::new(),
        pipelines,
        others,
        common: beside.common,
        entry_of_whole: entry::of_whole(repository).filter(|_| shares_whole),
        done,
    };
    let lists = &estate.rules.lists;
    let mut images = std::mem::take(&mut component.images);
    images.sort_by_key(|(_, image)| !component.ships(image, lists));
    component.images = images;
    component.links = links(estate, &component, alone);
    component.handed = Handed::of(estate.repositories, &component);
    component.values = component.facts_of(What::as_chart_values).collect();
    component.entries = entry::beside(&component, &estate.entries, alone);
    if component.entries.is_empty() {
        component.entries = estate.entries.naming(&component, alone);
    }
    component.weigh(estate);
    component
}

/// What runs a component, by its image's name, or by its repository where it is all there is.
fn links<'a>(estate: &'a Estate<'_>, component: &Component<'a>, alone: bool) -> Vec<Link<'a>> {
    if component.images.is_empty() && component.built_by.is_none() && component.platforms.is_empty()
    {
        return Vec::new();
    }
    let names = image_names(component, alone);
    let by_image = estate.links.of_images(names.iter().map(String::as_str));
    let routes = estate.links.of_repository(&component.repository.id).iter().copied();
    let routes = routes.filter(|link| alone || component.is_named_in(link.fact));
    let mut links: Vec<Link<'a>> = Vec::new();
    for link in by_image.chain(routes) {
        let known = |it: &Link<'_>| std::ptr::eq(it.fact, link.fact);
        if !links.iter().any(known) && is_of(link, component) {
            links.push(link);
        }
    }
    links
}

/// A name without a registry may be anybody's: elsewhere it says nothing.
fn is_of(link: Link<'_>, component: &Component<'_>) -> bool {
    let local = link.repository.id == component.repository.id;
    let has_registry = || match &link.fact.what {
        What::Workload(workload) => workload.images.iter().any(|image| image.contains('/')),
        What::ChartValues(values) => values.images.iter().any(|image| image.contains('/')),
        _ => true,
    };
    local || has_registry()
}

/// Names an image of the component may have, in lower case.
fn image_names(component: &Component<'_>, alone: bool) -> BTreeSet<String> {
    let repository = component.repository;
    let folders = component.also.iter().chain([&component.path]);
    let mut names: BTreeSet<String> =
        folders.flat_map(|folder| group::names_of(repository, folder)).collect();
    names.extend(component.own_charts().map(|chart| chart.name.to_ascii_lowercase()));
    let folders: Vec<&String> = component.also.iter().chain([&component.path]).collect();
    let own = |image: &NamedImage| alone || folders.iter().any(|folder| image.is_of(folder));
    let built = images::named(repository).into_iter().filter(|it| it.is_qualified && own(it));
    names.extend(built.map(|image| image.name));
    if alone {
        names.insert(repository.name().to_ascii_lowercase());
    }
    names
}

/// Whether a pipeline is a component's: it has no path filter, or one that lets its folder through
/// and not only those of others.
fn concerns(running: &Running<'_>, folder: &str, others: &[String]) -> bool {
    let triggers = &running.pipeline.triggers;
    let ignores = |trigger: &Trigger| {
        let ignored = trigger.paths.iter().filter_map(|path| path.strip_prefix('!'));
        ignored.filter_map(|path| path.strip_suffix("/**")).any(|path| is_under(folder, path))
    };
    if !folder.is_empty() && !triggers.is_empty() && triggers.iter().all(ignores) {
        return false;
    }
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
        filters.iter().any(|filter| is_under(filter, folder) || is_under(folder, filter))
    };
    if folder.is_empty() {
        return filters.iter().any(|filter| !others.iter().any(|other| is_under(filter, other)));
    }
    // What lies beside all of them is nobody's more than another's.
    let beside = |filter: &&str| {
        let overlaps = |other: &String| is_under(filter, other) || is_under(other, filter);
        !others.iter().any(overlaps)
    };
    lets(folder) || !others.iter().any(String::is_empty) && filters.iter().all(beside)
}

fn left_out(estate: &Estate<'_>, id: &str) -> Option<(LeftOut, String)> {
    estate.settings.left_out.iter().find_map(|(pattern, reason)| {
        let glob = globset::Glob::new(pattern).ok()?.compile_matcher();
        let named = pattern == id || glob.is_match(id);
        named.then(|| (LeftOut::Configuration, reason.clone()))
    })
}
