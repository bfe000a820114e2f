//! A repository.

use std::collections::BTreeMap;

use milepost_core::{Deployable, Evidence, Releases, Repository, What};

use super::{Source, by_name, evidence, field, heading, more, title};
use crate::line::{Line, Page};
use crate::links;
use crate::numbers::many;
use crate::paint::{FAINT, LINK, OPEN};

/// Units of the organisation that are shown.
const UNITS: usize = 8;

/// The page of the repository with this id, or of the only one with this name.
pub(super) fn pages(source: Source<'_>, id: &str) -> Vec<Page> {
    by_name(&source.snapshot.repositories, id, |repository| &repository.id)
        .into_iter()
        .map(|repository| page(source, repository))
        .collect()
}

fn page(source: Source<'_>, repository: &Repository) -> Page {
    let mut page = Page::default();
    let what = format!("repository, {}", repository.class.name());
    page.push(title(&repository.id, &what));
    page.push(field("commit", commit(repository)));
    if let Some(home) = links::home(repository, source.snapshot) {
        page.push(field("address", "").styled(LINK, home));
    }
    page.push(field(
        "files",
        format!("{}, of which {} were read", repository.files, repository.read),
    ));
    page.push(field("facts", facts(repository)));
    let aside = aside(repository);
    if !aside.is_empty() {
        page.push(field("set aside", aside));
    }
    hosted(repository, &mut page);
    deployables(source, repository, &mut page);
    units(source, repository, &mut page);
    troubles(repository, &mut page);
    page
}

fn commit(repository: &Repository) -> String {
    let Some(commit) = &repository.commit else {
        return "none".to_owned();
    };
    let branch = repository.branch.iter().map(|branch| format!(" on {branch}"));
    let day = repository.committed.iter().map(|committed| {
        let day: String = committed.to_string().chars().take(10).collect();
        format!(", {day}")
    });
    let said: String = branch.chain(day).collect();
    format!("{}{said}", links::short(commit))
}

/// `412: ci 80, dockerfile 3`.
fn facts(repository: &Repository) -> String {
    let mut by: BTreeMap<&str, usize> = BTreeMap::new();
    for fact in &repository.facts {
        *by.entry(&fact.detector).or_default() += 1;
    }
    counted(repository.facts.len(), &by)
}

/// Facts that are no evidence of anything that is run, by reason.
fn aside(repository: &Repository) -> String {
    let mut by: BTreeMap<&str, usize> = BTreeMap::new();
    for aside in repository.facts.iter().filter_map(|fact| fact.aside) {
        *by.entry(aside.name()).or_default() += 1;
    }
    if by.is_empty() {
        return String::new();
    }
    counted(by.values().sum(), &by)
}

/// What its host alone knows of it, by settings that leave no file and by what it was told.
fn hosted(repository: &Repository, page: &mut Page) {
    let Some(facts) = repository.api_facts() else { return };
    if let Some(security) = &facts.security {
        let parts = security.named().map(|(name, on)| {
            let on = match on {
                Some(true) => "on",
                Some(false) => "off",
                None => "not seen",
            };
            format!("{name} {on}")
        });
        page.push(field("security", parts.join(", ")));
    }
    if let Some(releases) = &facts.releases {
        page.push(field("releases", released(releases)));
    }
}

/// `12 published, of which 3 before production, and 1 draft; the newest, v2, on 2026-03-01`.
fn released(releases: &Releases) -> String {
    let published = || releases.all.iter().filter(|it| it.published.is_some());
    let early = published().filter(|it| it.prerelease).count();
    let drafts = releases.all.len() - published().count();
    let newest = published().find_map(|it| Some((&it.tag, it.published?)));
    let parts = [
        Some(format!("{} published", published().count())),
        (early > 0).then(|| format!(", of which {early} before production")),
        (drafts > 0).then(|| format!(", and {}", many(drafts, "draft", "drafts"))),
        newest.map(|(tag, at)| format!("; the newest, {tag}, on {}", at.strftime("%Y-%m-%d"))),
    ];
    parts.into_iter().flatten().collect()
}

fn counted(total: usize, by: &BTreeMap<&str, usize>) -> String {
    if by.is_empty() {
        return total.to_string();
    }
    let parts: Vec<String> = by.iter().map(|(name, count)| format!("{name} {count}")).collect();
    format!("{total}: {}", parts.join(", "))
}

fn deployables(source: Source<'_>, repository: &Repository, page: &mut Page) {
    let own: Vec<&Deployable> = source
        .snapshot
        .deployables
        .iter()
        .filter(|deployable| deployable.repository == repository.id)
        .collect();
    if own.is_empty() {
        return;
    }
    page.push(heading("Deployables"));
    for deployable in own {
        let mut what = deployable.certainty.name().to_owned();
        if !deployable.counted {
            what.push_str(", not counted");
        }
        page.push(Line::indented(4).text(&deployable.id).styled(FAINT, format!("  {what}")));
    }
}

/// Units of the organisation that it uses, each with the first line that does.
fn units(source: Source<'_>, repository: &Repository, page: &mut Page) {
    let mut uses: BTreeMap<(&str, &str), Vec<Evidence>> = BTreeMap::new();
    for fact in repository.facts.iter().filter(|fact| fact.aside.is_none()) {
        let What::Use(says) = &fact.what else {
            continue;
        };
        let mut units = source.snapshot.units.iter();
        let Some(unit) = units.find(|unit| unit.owned && unit.source == says.source) else {
            continue;
        };
        let version = says.version.as_deref().unwrap_or("no version");
        uses.entry((&unit.source, version)).or_default().push(Evidence {
            repository: repository.id.clone(),
            path: fact.path.clone(),
            line: fact.line,
            shows: String::new(),
        });
    }
    if uses.is_empty() {
        return;
    }
    page.push(heading("Units of the organisation it uses"));
    for ((unit, version), lines) in uses.iter().take(source.shown(UNITS)) {
        page.push(Line::indented(4).text(*unit).styled(FAINT, format!("  {version}")));
        evidence::lines(source, 6, lines.get(..1).unwrap_or_default(), page);
    }
    page.extend(more(uses.len(), source.shown(UNITS)));
}

fn troubles(repository: &Repository, page: &mut Page) {
    if repository.troubles.is_empty() {
        return;
    }
    page.push(heading("Troubles"));
    for trouble in &repository.troubles {
        page.push(Line::indented(4).styled(OPEN, trouble.to_string()));
    }
}
