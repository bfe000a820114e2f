//! Whether owners are there: teams that the host knows, of which somebody works on what they own.

use milepost_core::{Evidence, Measure, Unknown};

use super::Context;
use super::census::{Answer, share, unknown};
use crate::assemble::{Component, evidence, owners};
use crate::steps::{owner, team_name};

/// Deployables whose owner is a team with a member who wrote something there in the last half year.
/// Where the host does not say who is in which team, nothing tells.
pub(super) fn alive(context: &Context<'_>, id: &str) -> Measure {
    let seen = |component: &Component<'_>| at_work(component).is_some();
    if !context.population_of(id).any(|(component, _)| seen(component)) {
        return unknown(id, Some(Unknown::NoApi));
    }
    share(context, id, |component| {
        let stated = stated(component);
        if stated.is_empty() {
            return Answer::Outside;
        }
        let Some(at_work) = at_work(component) else { return Answer::Open(Unknown::NoApi) };
        let is_at_work = |owner: &&Stated| at_work.iter().any(|team| owner.is(team));
        if let Some(alive) = stated.iter().find(is_at_work) {
            return Answer::Yes(vec![alive.at.clone()]);
        }
        let is_team = |owner: &Stated| context.estate.settings.teams.iter().any(|it| owner.is(it));
        let lines = stated.iter().map(|owner| owner.at.clone()).collect();
        if stated.iter().any(is_team) {
            let way = "nobody of the team wrote anything there for half a year";
            return Answer::No(way.to_owned(), lines);
        }
        // A group of the catalogue may be a team under another name.
        if stated.iter().any(|owner| is_group(context, owner)) {
            return Answer::Open(Unknown::Unmapped);
        }
        Answer::No("its owner is no team that GitHub knows".to_owned(), lines)
    })
}

/// An owner somebody wrote down, and where.
struct Stated {
    name: String,
    is_person: bool,
    at: Evidence,
}

impl Stated {
    fn of(text: &str, at: Evidence) -> Self {
        // A team of code owners has its organisation before it; a person has not, or is an address.
        let by_login = text.strip_prefix('@');
        let is_person = text.starts_with("user:")
            || by_login.is_some_and(|owner| !owner.contains('/'))
            || by_login.is_none() && text.contains('@');
        Self { name: team_name(text), is_person, at }
    }

    fn is(&self, team: &str) -> bool {
        !self.is_person && self.name.eq_ignore_ascii_case(team)
    }
}

/// The owners of a component: those its entries name, else those of the code owners file.
fn stated(component: &Component<'_>) -> Vec<Stated> {
    let entered = component.entries.iter().filter_map(|entry| {
        let owner = owner(entry.entity)?;
        Some(Stated::of(owner, entry.evidence(owner)))
    });
    let entered: Vec<Stated> = entered.collect();
    if !entered.is_empty() {
        return entered;
    }
    let of_path = owners::of_path(component.repository, &component.built_at());
    let Some((fact, owners)) = of_path else { return Vec::new() };
    let at = |owner: &String| evidence(component.repository, fact, owner.clone());
    owners.iter().map(|owner| Stated::of(owner, at(owner))).collect()
}

/// The teams that are at work in the component's repository, where the host says so.
fn at_work<'a>(component: &Component<'a>) -> Option<&'a [String]> {
    component.repository.hosted.as_ref()?.facts.as_ref()?.teams.as_deref()
}

/// Whether an owner is a group that the catalogue knows.
fn is_group(context: &Context<'_>, owner: &Stated) -> bool {
    let repositories = context.estate.repositories.iter();
    let mut entities = repositories.flat_map(|repository| {
        crate::assemble::facts_of(repository, milepost_core::What::as_entity)
    });
    entities.any(|(_, it)| it.kind == "Group" && it.name.eq_ignore_ascii_case(&owner.name))
}
