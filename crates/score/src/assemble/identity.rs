//! What is one deployable: identity goes by workload, and images attach to it (trap T77). Folders
//! whose images run in one workload are one; an image that runs in several workloads is several.

use std::collections::{BTreeMap, BTreeSet};

use milepost_core::{ImageReference, Repository, Workload, environment};

use super::component::Component;
use super::group::Group;
use super::links::{Link, Links};
use super::{entry, facts_of};
use crate::rules::{Lists, is_among};

/// Kinds of workloads that each are something of their own. What runs to an end belongs to what it
/// does its work for.
pub(super) const LASTING: &[&str] =
    &["Deployment", "StatefulSet", "DaemonSet", "Rollout", "DeploymentConfig", "ReplicaSet"];

/// The groups of a repository, those joined whose images only run together in one workload. A folder
/// that another workload runs as well, without the others, stays by itself.
pub(super) fn joined<'a>(
    repository: &'a Repository,
    links: &Links<'a>,
    groups: Vec<Group<'a>>,
) -> Vec<Group<'a>> {
    if groups.len() < 2 {
        return groups;
    }
    let run = together(repository, links, &groups);
    let mut homes: Vec<usize> = (0..groups.len()).collect();
    for (index, home) in homes.iter_mut().enumerate() {
        let mine: Vec<&Together> = run.iter().filter(|it| it.groups.contains(&index)).collect();
        let mut mains = mine.iter().map(|it| it.main);
        let Some(main) = mains.next().filter(|main| *main != index) else { continue };
        // It runs nowhere without the same other one.
        if mains.all(|other| other == main) {
            *home = main;
        }
    }
    join(groups, &homes)
}

/// The groups whose images one workload runs, by their places.
struct Together {
    groups: BTreeSet<usize>,
    /// The one the workload is named for, else the one it names first.
    main: usize,
}

fn together(repository: &Repository, links: &Links<'_>, groups: &[Group<'_>]) -> Vec<Together> {
    let names: Vec<BTreeSet<String>> =
        groups.iter().map(|group| group.image_names(repository)).collect();
    let here = facts_of(repository, milepost_core::What::as_workload).map(|(_, it)| it);
    let all_names = names.iter().flatten().map(String::as_str);
    let elsewhere = links.of_images(all_names).filter_map(|link| link.workload());
    let mut all: Vec<Together> = here.chain(elsewhere).filter_map(|it| run(it, &names)).collect();
    all.sort_by(|a, b| (a.main, &a.groups).cmp(&(b.main, &b.groups)));
    all
}

/// What a workload runs of the groups with these names.
fn run(workload: &Workload, names: &[BTreeSet<String>]) -> Option<Together> {
    let meant = workload.images.iter().filter_map(|image| {
        let image = ImageReference::parse(image).repository;
        let last = image.rsplit('/').next().unwrap_or(&image).to_ascii_lowercase();
        names.iter().position(|known| known.contains(&last))
    });
    let meant: Vec<usize> = meant.collect();
    let name = workload.name.as_deref().map(str::to_ascii_lowercase);
    let by_name = name.and_then(|name| {
        let called = |index: &&usize| names.get(**index).is_some_and(|it| it.contains(&name));
        meant.iter().find(called)
    });
    let main = *by_name.or_else(|| meant.first())?;
    Some(Together { groups: meant.into_iter().collect(), main })
}

fn join<'a>(groups: Vec<Group<'a>>, homes: &[usize]) -> Vec<Group<'a>> {
    let mut kept: BTreeMap<usize, Group<'a>> = BTreeMap::new();
    let mut moving = Vec::new();
    for (index, group) in groups.into_iter().enumerate() {
        let home = homes.get(index).copied().unwrap_or(index);
        // What moves to one that moves itself stays: nobody can tell which of them is the main one.
        if home == index || homes.get(home) != Some(&home) {
            kept.insert(index, group);
        } else {
            moving.push((home, group));
        }
    }
    for (home, group) in moving {
        if let Some(main) = kept.get_mut(&home) {
            main.absorb(group);
        }
    }
    kept.into_values().collect()
}

/// A component as one for each lasting workload that runs its image under a name of its own. The
/// one named for the component keeps its id, so that a worker that comes along later renames nothing;
/// where none is named for it, the first by name does.
pub(super) fn split<'a>(component: Component<'a>, lists: &Lists) -> Vec<Component<'a>> {
    let names: BTreeSet<String> =
        component.links.iter().filter_map(|link| name_of(*link, lists)).collect();
    if names.len() < 2 {
        return vec![component];
    }
    let known = component.names();
    let main = names.iter().find(|name| known.contains(*name)).or_else(|| names.first()).cloned();
    let each = names.iter().map(|name| {
        let mut one = component.clone();
        if Some(name) != main.as_ref() {
            one.id = format!("{}:{name}", component.id);
        }
        one.links.retain(|link| name_of(*link, lists).is_none_or(|it| it == *name));
        one.foreign.files.extend(foreign(&component, name, lists));
        let own: Vec<entry::Entry<'a>> = entry::called(component.repository, name);
        if !own.is_empty() {
            one.entries = own;
        }
        one
    });
    each.collect()
}

/// Files of the repository in which nothing lasting runs but what has another name.
fn foreign<'a>(component: &Component<'a>, name: &str, lists: &Lists) -> BTreeSet<&'a str> {
    let here = component.links.iter().filter(|it| it.repository.id == component.repository.id);
    let mut files: BTreeMap<&str, bool> = BTreeMap::new();
    for (link, found) in here.filter_map(|link| Some((link, name_of(*link, lists)?))) {
        *files.entry(&link.fact.path).or_default() |= found == name;
    }
    files.into_iter().filter(|(_, own)| !own).map(|(path, _)| path).collect()
}

/// The name of a lasting workload, without the environment and the part of a roll-out it is for.
fn name_of(link: Link<'_>, lists: &Lists) -> Option<String> {
    let workload = link.workload().filter(|it| LASTING.contains(&it.kind.as_str()))?;
    let name = workload.name.as_deref()?.to_ascii_lowercase();
    let computed = name.contains(['{', '$', '<', '}']);
    let words = name.split(['-', '_', '.']);
    let kept: Vec<&str> = words
        .filter(|word| !environment::is_word(word) && !is_among(&lists.rollout_words, word))
        .collect();
    (!computed && !kept.is_empty()).then(|| kept.join("-"))
}
