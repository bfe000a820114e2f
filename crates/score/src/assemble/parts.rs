//! Whose a template is, where one chart runs several parts of a repository (trap T77): the part whose
//! image it names, else the part it is named for. What is nobody's alone stays shared.

use std::collections::{BTreeMap, BTreeSet};

use milepost_core::place::is_under;
use milepost_core::{ChartValues, Fact, Object, Repository, UnitKind, Use, What, Workload};

use super::group::{self, Group, is_named, spelt};
use super::identity::LASTING;
use super::{Brings, Estate, facts, facts_of, images};

/// What of a repository is another component's, although its place would not tell.
#[derive(Debug, Default, Clone)]
pub(super) struct Foreign<'a> {
    /// Files as a whole.
    pub(super) files: BTreeSet<&'a str>,
    /// What begins on a line of a file that is shared.
    lines: BTreeSet<(&'a str, u32)>,
    /// Charts that run siblings as well, by their paths.
    pub(super) charts: BTreeSet<&'a str>,
    /// Names of charts that those depend on, and that run something of siblings.
    pub(super) dependencies: BTreeSet<&'a str>,
}

impl Foreign<'_> {
    /// Whether it holds a fact by its line.
    pub(super) fn holds(&self, fact: &Fact) -> bool {
        self.lines.contains(&(fact.path.as_str(), fact.line))
    }
}

/// For each of `groups`, what of the charts it shares is another's.
pub(super) fn foreign<'a>(
    estate: &Estate<'_>,
    repository: &'a Repository,
    groups: &[Group<'a>],
) -> Vec<Foreign<'a>> {
    let mut found = vec![Foreign::default(); groups.len()];
    if groups.len() < 2 {
        return found;
    }
    let mut sharing: BTreeMap<&'a str, BTreeSet<usize>> = BTreeMap::new();
    for (index, group) in groups.iter().enumerate() {
        for (fact, _) in &group.charts {
            sharing.entry(&fact.path).or_default().insert(index);
        }
    }
    for (path, parts) in sharing.into_iter().filter(|(_, parts)| parts.len() > 1) {
        let shared = Shared::of(repository, (path, &parts), groups);
        shared.tell(&mut found);
        shared.tell_dependencies(&mut found, |fact, used| {
            let chart = used.source.rsplit('/').next().unwrap_or(&used.source);
            let brings = estate.charts.named(chart, used.held(&repository.facts, fact));
            brings.is_some_and(Brings::runs_something)
        });
    }
    found
}

/// One part that a chart runs among others.
struct Part {
    /// Its place among the groups of the repository.
    index: usize,
    /// Whether it stands at the root, where the chart bears its name.
    is_main: bool,
    /// Words that name it and no other.
    words: BTreeSet<String>,
    /// Names its image may have, in lower case.
    images: BTreeSet<String>,
}

impl Part {
    fn of(repository: &Repository, (index, group): (usize, &Group<'_>)) -> Self {
        let words = group.words(&images::named(repository));
        let folders = group.also.iter().chain([&group.folder]);
        let mut images: BTreeSet<String> =
            folders.flat_map(|folder| group::names_of(repository, folder)).collect();
        let name = repository.name().to_ascii_lowercase();
        images.extend(words.iter().flat_map(|word| [word.clone(), format!("{name}-{word}")]));
        let is_main = group.folder.is_empty();
        if is_main {
            images.extend(group.charts.iter().map(|(_, chart)| chart.name.to_ascii_lowercase()));
        }
        Self { index, is_main, words, images }
    }
}

/// A chart that runs several parts.
struct Shared<'a> {
    path: &'a str,
    parts: Vec<Part>,
    /// What its templates ask for, with the parts that is for; none where that cannot be told.
    workloads: Vec<(&'a Fact, &'a Workload, BTreeSet<usize>)>,
    /// What stands around them.
    rest: Vec<&'a Fact>,
    /// Charts it depends on.
    uses: Vec<(&'a Fact, &'a Use)>,
}

impl<'a> Shared<'a> {
    fn of(
        repository: &'a Repository,
        (path, sharing): (&'a str, &BTreeSet<usize>),
        groups: &[Group<'a>],
    ) -> Self {
        let home = path.rsplit_once('/').map_or("", |(home, _)| home);
        let above = home.rsplit_once('/').map_or("", |(above, _)| above);
        let parts = groups.iter().enumerate().filter(|(index, _)| sharing.contains(index));
        let parts: Vec<Part> = parts.map(|it| Part::of(repository, it)).collect();
        let values = facts_of(repository, What::as_chart_values);
        let values = values.filter(|(fact, _)| is_under(&fact.path, above)).map(|(_, it)| it);
        let values: Vec<&ChartValues> = values.collect();
        let templates = format!("{home}/templates");
        let templates = templates.trim_start_matches('/');
        let beside = |fact: &Fact| fact.path.rsplit_once('/').map_or("", |(home, _)| home) == home;
        let uses = facts_of(repository, What::as_use);
        let uses = uses.filter(|(fact, it)| it.unit == UnitKind::Chart && beside(fact)).collect();
        let mut shared = Self { path, parts, workloads: Vec::new(), rest: Vec::new(), uses };
        for fact in facts(repository).filter(|fact| is_under(&fact.path, templates)) {
            match &fact.what {
                What::Workload(workload) => {
                    let by_image = shared.imaged(workload, &values);
                    let owners = if by_image.is_empty() {
                        shared.named([workload.name.as_deref(), Some(stem(fact))])
                    } else {
                        by_image
                    };
                    shared.workloads.push((fact, workload, owners));
                }
                _ => shared.rest.push(fact),
            }
        }
        shared.settle_last();
        shared
    }

    /// The parts whose image a workload names, as it is written or as values fill it in.
    fn imaged(&self, workload: &Workload, values: &[&ChartValues]) -> BTreeSet<usize> {
        let mut owners = BTreeSet::new();
        for image in workload.images.iter().chain(&workload.filled) {
            let (repository, tag) = split(image);
            let tagged = tag.split('{').next().unwrap_or_default();
            let tagged = self.named([Some(tagged.trim_end_matches(['-', '.', '_']))]);
            if tagged.is_empty() {
                let last = repository.rsplit('/').next().unwrap_or(repository);
                owners.extend(names(last, values).iter().filter_map(|name| self.building(name)));
            } else {
                owners.extend(tagged);
            }
        }
        owners
    }

    /// The part whose image is called `name`, where it is one alone's.
    fn building(&self, name: &str) -> Option<usize> {
        let mut parts = self.parts.iter().filter(|part| part.images.contains(name));
        let part = parts.next()?;
        parts.next().is_none().then_some(part.index)
    }

    /// The part that one of these texts is named for; of several words, by the longest.
    fn named<const N: usize>(&self, texts: [Option<&str>; N]) -> BTreeSet<usize> {
        let words =
            self.parts.iter().flat_map(|part| part.words.iter().map(move |word| (word, part)));
        let texts: Vec<String> = texts.into_iter().flatten().map(spelt).collect();
        let meant = words.filter(|(word, _)| texts.iter().any(|text| is_named(text, word)));
        let longest = meant.max_by_key(|(word, _)| word.len());
        longest.map(|(_, part)| part.index).into_iter().collect()
    }

    /// The only lasting workload that is nobody's is the only part's that has none.
    fn settle_last(&mut self) {
        let having = self.having();
        let mut without = self.parts.iter().filter(|part| !having.contains(&part.index));
        let (Some(part), None) = (without.next(), without.next()) else { return };
        let index = part.index;
        let mut left = self
            .workloads
            .iter_mut()
            .filter(|(_, it, owners)| owners.is_empty() && LASTING.contains(&it.kind.as_str()));
        if let (Some((_, _, owners)), None) = (left.next(), left.next()) {
            owners.insert(index);
        }
    }

    /// Parts with a lasting workload of their own.
    fn having(&self) -> BTreeSet<usize> {
        let lasting =
            self.workloads.iter().filter(|(_, it, _)| LASTING.contains(&it.kind.as_str()));
        lasting.flat_map(|(_, _, owners)| owners.iter().copied()).collect()
    }

    /// Tells each part what is another's.
    fn tell(&self, found: &mut [Foreign<'a>]) {
        let having = self.having();
        for part in &self.parts {
            let Some(foreign) = found.get_mut(part.index) else { continue };
            foreign.charts.insert(self.path);
            let mut files: BTreeMap<&'a str, bool> = BTreeMap::new();
            for (fact, workload, owners) in &self.workloads {
                // What has a workload of its own takes none that may be another's.
                let lasts = LASTING.contains(&workload.kind.as_str());
                let served = lasts && having.contains(&part.index) && !part.is_main;
                let is_others =
                    if owners.is_empty() { served } else { !owners.contains(&part.index) };
                if is_others {
                    foreign.lines.insert((&fact.path, fact.line));
                }
                *files.entry(&fact.path).or_insert(true) &= is_others;
            }
            foreign.files.extend(files.iter().filter(|(_, all)| **all).map(|(path, _)| *path));
            for fact in &self.rest {
                let owners = self.owners_beside(fact);
                if !files.contains_key(fact.path.as_str())
                    && !owners.is_empty()
                    && !owners.contains(&part.index)
                {
                    foreign.lines.insert((&fact.path, fact.line));
                }
            }
        }
    }

    /// Tells each part which charts that the chart depends on are another's: what has a workload of
    /// its own takes no other that `runs` something, unless that is named for it.
    fn tell_dependencies(&self, found: &mut [Foreign<'a>], runs: impl Fn(&Fact, &Use) -> bool) {
        let having = self.having();
        for part in self.parts.iter().filter(|it| !it.is_main && having.contains(&it.index)) {
            let Some(foreign) = found.get_mut(part.index) else { continue };
            for (fact, used) in self.uses.iter().filter(|(fact, used)| runs(fact, used)) {
                let chart = used.source.rsplit('/').next().unwrap_or(&used.source);
                let name = used.name.as_deref().unwrap_or(chart);
                if !self.named([Some(name)]).contains(&part.index) {
                    foreign.lines.insert((&fact.path, fact.line));
                    foreign.dependencies.insert(name);
                }
            }
        }
    }

    /// The parts that something of a template without a workload is for: of a service account, those
    /// whose workloads run under it; else the one it points at, or its file is named for.
    fn owners_beside(&self, fact: &Fact) -> BTreeSet<usize> {
        let object = match &fact.what {
            What::Object(object) => Some(object),
            _ => None,
        };
        let by_account = object.map(|it| self.running_under(it)).unwrap_or_default();
        if !by_account.is_empty() {
            return by_account;
        }
        let target = object.filter(|it| it.kind != "ServiceAccount");
        let target = target.and_then(|it| it.target.as_deref()?.rsplit('/').next());
        self.named([target, Some(stem(fact))])
    }

    /// The parts whose workloads run under an account.
    fn running_under(&self, object: &Object) -> BTreeSet<usize> {
        let account = object.name.as_deref().filter(|_| object.kind == "ServiceAccount");
        let workloads = self
            .workloads
            .iter()
            .filter(|(_, it, _)| account.is_some() && it.identity.as_deref() == account);
        let owners: Vec<&BTreeSet<usize>> = workloads.map(|(_, _, owners)| owners).collect();
        if owners.iter().any(|owners| owners.is_empty()) {
            return BTreeSet::new();
        }
        owners.into_iter().flatten().copied().collect()
    }
}

/// The name of a fact's file without its ending.
fn stem(fact: &Fact) -> &str {
    let name = fact.path.rsplit('/').next().unwrap_or(&fact.path);
    name.split('.').next().unwrap_or(name)
}

/// The repository and the tag of an image that values may fill in.
fn split(image: &str) -> (&str, &str) {
    let image = image.split('@').next().unwrap_or(image);
    let name = image.rfind('/').map_or(0, |at| at.saturating_add(1));
    let colon = image.get(name..).and_then(|rest| rest.find(':'));
    let at = colon.map(|colon| name.saturating_add(colon));
    at.and_then(|at| Some((image.get(..at)?, image.get(at.saturating_add(1)..)?)))
        .unwrap_or((image, ""))
}

/// What the last part of an image's name is, in lower case: as it is written, or as each file of
/// values fills it in.
fn names(last: &str, values: &[&ChartValues]) -> BTreeSet<String> {
    let Some((before, rest)) = last.split_once('{') else {
        return BTreeSet::from([last.to_ascii_lowercase()]);
    };
    let Some((path, after)) = rest.split_once('}') else { return BTreeSet::new() };
    let key = [".repository", ".name"].iter().find_map(|end| path.strip_suffix(end));
    let images = values
        .iter()
        .filter_map(|values| values.image_keys.get(path).or_else(|| values.image_keys.get(key?)));
    images
        .map(|image| {
            let name = image.rsplit('/').next().unwrap_or(image);
            format!("{before}{name}{after}").to_ascii_lowercase()
        })
        .collect()
}

#[cfg(test)]
mod tests;
