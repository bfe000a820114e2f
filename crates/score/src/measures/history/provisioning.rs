//! Who adds resources and environments (rubric M.res-self, M.env-self), by the changes of the default
//! branch that do. What somebody makes in a console is not among them.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;
use milepost_core::environment::{of_code, of_values};
use milepost_core::{
    Change, Class, Evidence, History, Measure, PathRole, Repository, Touch, Touched, Unknown,
};

use super::{HALF_YEAR, Why as _, before};
use crate::assemble::owners;
use crate::measures::Context;
use crate::measures::census::{Answer, of_answers, unknown};
use crate::measures::routes::makes_store;
use crate::rules::is_among;
use crate::settings::EnvironmentClass;
use crate::steps::team_name;

/// What one change adds, and a path that shows it.
pub(super) type Added<'a> = (&'a Change, &'a str, String);

/// Changes that add a data store, queue, topic or bucket and need nobody of the platform team.
pub(in crate::measures) fn resources(context: &Context<'_>, id: &str) -> Measure {
    of_additions(context, id, |repository, history, start| {
        resources_since(context, (repository, history), start)
    })
}

/// Changes since an instant that add a resource.
pub(super) fn resources_since<'a>(
    context: &Context<'_>,
    (repository, history): (&'a Repository, &'a History),
    start: Timestamp,
) -> Vec<Added<'a>> {
    let recent = counted(history, start);
    recent.filter_map(|change| brings_resource(context, repository, change)).collect()
}

/// Changes that add an environment and need nobody of the platform team.
pub(in crate::measures) fn environments(context: &Context<'_>, id: &str) -> Measure {
    of_additions(context, id, |repository, history, start| {
        let known = Environments::of(context, repository, history);
        counted(history, start).filter_map(|change| known.brought_by(history, change)).collect()
    })
}

/// Changes since an instant; what came as a whole from elsewhere adds nothing (trap T34).
fn counted(history: &History, start: Timestamp) -> impl Iterator<Item = &Change> {
    let born = history.birth.as_ref().map(|birth| birth.at);
    history.changes.iter().filter(move |it| it.at >= start && !it.mass && Some(it.at) != born)
}

/// Asks what every repository's changes add; one whose history is not told may have added something.
fn of_additions<'a>(
    context: &Context<'a>,
    id: &str,
    added: impl Fn(&'a Repository, &'a History, Timestamp) -> Vec<Added<'a>>,
) -> Measure {
    if context.estate.settings.platform_people.is_empty() {
        return unknown(id, Some(Unknown::NoTeam));
    }
    let start = before(context.estate.at, HALF_YEAR);
    let mut answers: Vec<(String, Answer)> = Vec::new();
    for repository in context.estate.repositories.iter().filter(|it| it.commit.is_some()) {
        let Some(history) = repository.history.as_ref().filter(|it| it.reaches(start)) else {
            answers.push((repository.id.clone(), Answer::Open(Unknown::Shallow)));
            continue;
        };
        for (change, path, what) in added(repository, history, start) {
            let name = format!("{}@{}", repository.id, change.commit);
            let line = Evidence {
                repository: repository.id.clone(),
                path: path.to_owned(),
                line: 0,
                shows: what,
            };
            answers.push((name, answer(context, (repository, change), line)));
        }
    }
    answers.sort_by(|a, b| a.0.cmp(&b.0));
    let measure = of_answers(id, answers.into_iter());
    let told = measure.yes.len() + measure.no.len();
    let few = super::count(told) < context.estate.rules.profile.minimum.units;
    let hidden = (measure.open.len() > told).then(|| Unknown::of(&measure.open)).flatten();
    Measure { unknown: hidden.or(few.then_some(Unknown::TooFew)), ..measure }
}

/// Whether a change was made without the platform team. Owners of code matter where the rules of the
/// branch ask them, which only the host tells.
fn answer(
    context: &Context<'_>,
    (repository, change): (&Repository, &Change),
    line: Evidence,
) -> Answer {
    if change.platform {
        return Answer::No("the platform team wrote or merged it".to_owned(), vec![line]);
    }
    let Some((_, owners)) = owners::of_path(repository, &line.path) else {
        return Answer::Yes(vec![line]);
    };
    let Some(team) = context.estate.settings.platform_team.as_deref().map(team_name) else {
        return Answer::Open(Unknown::NoTeam);
    };
    if !owners.iter().any(|owner| team_name(owner.trim_start_matches('@')) == team) {
        return Answer::Yes(vec![line]);
    }
    let facts = repository.hosted.as_ref().and_then(|hosted| hosted.facts.as_ref());
    match facts.and_then(|facts| facts.guard.as_ref()) {
        None => Answer::Open(Unknown::NoApi),
        Some(guard) if guard.owners => {
            Answer::No("the platform team must approve it".to_owned(), vec![line])
        }
        Some(_) => Answer::Yes(vec![line]),
    }
}

/// The first resource in the order of paths that a change adds.
fn brings_resource<'a>(
    context: &Context<'_>,
    repository: &'a Repository,
    change: &'a Change,
) -> Option<Added<'a>> {
    let history = repository.history.as_ref()?;
    let lists = &context.estate.rules.lists;
    let is_resource = |what: &str| {
        let types = [&lists.stores, &lists.carriers];
        let modules = [&lists.store_modules, &lists.carrier_modules];
        types.iter().any(|known| is_among(known, what))
            || is_module(what) && modules.iter().any(|words| makes(words, what))
    };
    change.touches.iter().find_map(|touch| {
        let what = touch.adds.iter().find(|what| is_resource(what))?;
        Some((change, history.path(touch.path)?.path.as_str(), what.clone()))
    })
}

fn is_module(what: &str) -> bool {
    what.contains('/')
}

/// Whether the name of a module has one of the words; of one in a registry the name stands before the
/// provider.
fn makes(words: &[String], source: &str) -> bool {
    let registry = source.split('/').count() == 3 && !source.contains([':', '.']);
    let named = source.rsplit_once('/').filter(|_| registry).map_or(source, |(name, _)| name);
    makes_store(words, named)
}

/// An environment, and the place it is one of: the folder its own folder or file lies in where a
/// repository describes several things, else the repository.
type Key<'a> = (&'a str, &'a str);

/// The environments files of one repository are named for.
struct Environments<'a> {
    /// By place in the table of paths.
    keys: BTreeMap<u32, Key<'a>>,
    /// Those of which some file is older than its changes are told.
    older: BTreeSet<Key<'a>>,
    /// When the first file of each came.
    first: BTreeMap<Key<'a>, Timestamp>,
}

impl<'a> Environments<'a> {
    fn of(context: &Context<'_>, repository: &Repository, history: &'a History) -> Self {
        let many = matches!(context.class(&repository.id), Class::Gitops | Class::Infrastructure);
        let mut keys = BTreeMap::new();
        for (path, place) in history.paths.iter().zip(0_u32..) {
            let named = (path.role == PathRole::Infrastructure).then(|| named(&path.path));
            let Some((name, base)) = named.flatten() else { continue };
            if context.estate.settings.environment(name) != EnvironmentClass::Preview {
                keys.insert(place, (name, if many { base } else { "" }));
            }
        }
        let mut came: BTreeMap<u32, Timestamp> = BTreeMap::new();
        for change in history.changes.iter().rev() {
            for touch in change.touches.iter().filter(|it| it.how == Touched::Added) {
                came.entry(touch.path).or_insert(change.at);
            }
        }
        let mut older = BTreeSet::new();
        let mut first: BTreeMap<Key<'a>, Timestamp> = BTreeMap::new();
        for (place, key) in &keys {
            match came.get(place) {
                None => {
                    older.insert(*key);
                }
                Some(at) => {
                    let known = first.entry(*key).or_insert(*at);
                    *known = (*known).min(*at);
                }
            }
        }
        Self { keys, older, first }
    }

    /// The first environment that begins with a change; one whose files only moved does not.
    fn brought_by(&self, history: &'a History, change: &'a Change) -> Option<Added<'a>> {
        let key = |touch: &Touch| self.keys.get(&touch.path).copied();
        let gone = change.touches.iter().filter(|it| it.how == Touched::Removed);
        let gone: BTreeSet<&str> = gone.filter_map(|it| Some(key(it)?.0)).collect();
        change.touches.iter().filter(|it| it.how == Touched::Added).find_map(|touch| {
            let own = key(touch)?;
            let begins = self.first.get(&own) == Some(&change.at) && !self.older.contains(&own);
            let path = history.path(touch.path)?.path.as_str();
            let what = format!("environment {}", own.0);
            (begins && !gone.contains(own.0)).then_some((change, path, what))
        })
    }
}

/// The environment a path is named for, and the folder that the environment is in.
fn named(path: &str) -> Option<(&str, &str)> {
    let (folder, file) = path.rsplit_once('/').unwrap_or(("", path));
    let stem = file.split('.').next().unwrap_or(file);
    let stem =
        stem.strip_prefix("values-").or_else(|| stem.strip_prefix("values_")).unwrap_or(stem);
    let name = of_values(path, stem).or_else(|| of_code(path))?;
    let mut at = 0;
    for part in folder.split('/') {
        if part == name {
            return Some((name, path.get(..at).unwrap_or_default()));
        }
        at += part.len() + 1;
    }
    Some((name, folder))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_environment_is_named_by_a_folder_or_a_file_of_values() {
        assert_eq!(named("apps/shop/overlays/prod/a.yaml"), Some(("prod", "apps/shop/overlays/")));
        assert_eq!(named("helm/values-staging.yaml"), Some(("staging", "helm")));
        assert_eq!(named("src/main.tf"), None);
    }

    #[test]
    fn a_module_is_told_by_its_name_and_not_by_its_provider() {
        let words = ["rds".to_owned()];
        assert!(makes(&words, "terraform-aws-modules/rds/aws"));
        assert!(makes(&words, "github.com/acme/terraform-rds-instance"));
        assert!(!makes(&words, "terraform-aws-modules/vpc/aws"));
    }
}
