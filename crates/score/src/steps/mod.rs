//! How a component takes each step of the golden path, before anybody knows the standard.

mod api;
mod birth;
mod catalogue;
mod chart;
mod cost;
mod deploy;
mod documents;
mod environments;
mod frontend;
mod guard;
mod guarded;
mod health;
mod host;
mod image;
mod instances;
mod lag;
mod packaging;
mod pages;
mod pipeline;
mod place;
mod promote;
mod reached;
mod resources;
mod rivals;
mod seen;
mod shipped;
#[cfg(test)]
mod tests;
mod unseen;
mod upkeep;
mod watch;

use milepost_core::{Evidence, Unknown};

use crate::assemble::{Component, Estate, owners};
pub(crate) use rivals::Route;

/// How one component takes one step.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Taking {
    pub(crate) state: State,
    /// Every way it takes it, the organisation's units first.
    pub(crate) ways: Vec<Way>,
    /// What keeps it from being standard although it uses the unit, if anything does.
    pub(crate) deviation: Option<String>,
    /// Routes that take it beside each other, the oldest in front, where there are several.
    pub(crate) routes: Vec<Route>,
}

/// Whether a step is taken at all.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum State {
    /// In one of the ways.
    Taken,
    /// Not, for this reason.
    Absent(String),
    /// Cannot be told, for this reason.
    Unknown(Unknown, String),
    /// Does not apply, for this reason.
    NotApplicable(String),
}

/// One way of taking a step.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Way {
    /// The family of units, or the place, that several may share; `None` when it is its own.
    pub(crate) family: Option<String>,
    /// The unit, place or tool, in a few words.
    pub(crate) unit: String,
    /// The version asked for.
    pub(crate) version: Option<String>,
    /// Units passed through before this one: 0 when the component calls it itself.
    pub(crate) depth: usize,
    /// The lines that show it.
    pub(crate) evidence: Vec<Evidence>,
}

impl Way {
    /// A way of its own, whose lines are still to come.
    pub(crate) fn own(unit: &str) -> Self {
        Self { family: None, unit: unit.to_owned(), version: None, depth: 0, evidence: Vec::new() }
    }
}

impl Taking {
    pub(crate) fn taken(mut ways: Vec<Way>) -> Self {
        ways.sort_by_key(|way| way.family.is_none());
        Self { state: State::Taken, ways, deviation: None, routes: Vec::new() }
    }

    pub(crate) fn absent(why: &str) -> Self {
        Self {
            state: State::Absent(why.to_owned()),
            ways: Vec::new(),
            deviation: None,
            routes: Vec::new(),
        }
    }

    pub(crate) fn unknown(code: Unknown, why: impl Into<String>) -> Self {
        Self {
            state: State::Unknown(code, why.into()),
            ways: Vec::new(),
            deviation: None,
            routes: Vec::new(),
        }
    }

    pub(crate) fn not_applicable(why: &str) -> Self {
        Self {
            state: State::NotApplicable(why.to_owned()),
            ways: Vec::new(),
            deviation: None,
            routes: Vec::new(),
        }
    }

    /// Taken in these ways, or absent when there is none.
    pub(crate) fn of(ways: Vec<Way>, otherwise: &str) -> Self {
        if ways.is_empty() { Self::absent(otherwise) } else { Self::taken(ways) }
    }

    /// The ways that count: while a move is half done, those of the old route (trap T29).
    pub(crate) fn counted(&self) -> &[Way] {
        self.routes.first().map_or(&self.ways, |old| &old.ways)
    }

    /// The families it uses, as far as they count, each once, in order.
    pub(crate) fn families(&self) -> Vec<&str> {
        let mut families: Vec<&str> =
            self.counted().iter().filter_map(|way| way.family.as_deref()).collect();
        families.sort_unstable();
        families.dedup();
        families
    }
}

/// Says how a component takes one step.
pub(crate) type Look = fn(&Estate<'_>, &Component<'_>) -> Taking;

/// The steps that can be seen, by their ids.
pub(crate) const LOOKS: &[(&str, Look)] = &[
    ("gp.01", birth::template),
    ("gp.02", birth::structure),
    ("gp.03", guarded::guarded),
    ("gp.04", health::health),
    ("gp.05", pipeline::pipeline),
    ("gp.06", pipeline::tests),
    ("gp.07", pipeline::scans),
    ("gp.08", image::image),
    ("gp.09", pipeline::publish),
    ("gp.10", packaging::packaging),
    ("gp.11", place::namespace),
    ("gp.12", deploy::deployment),
    ("gp.13", deploy::staging),
    ("gp.14", promote::promotion),
    ("gp.15", promote::burn_gate),
    ("gp.16", guard::policy),
    ("gp.17", guard::secrets),
    ("gp.18", resources::resources),
    ("gp.19", environments::environments),
    ("gp.20", watch::telemetry),
    ("gp.21", watch::alerts),
    ("gp.22", watch::dashboard),
    ("gp.23", watch::objective),
    ("gp.24", watch::on_call),
    ("gp.25", documents::runbook),
    ("gp.26", catalogue::entry),
    ("gp.27", catalogue::relations),
    ("gp.28", pages::site),
    ("gp.29", api::api),
    ("gp.30", documents::decisions),
    ("gp.31", pages::pull_request_template),
    ("gp.32", upkeep::updates),
    ("gp.33", cost::cost_labels),
    ("gp.34", catalogue::contact),
    ("gp.35", place::network),
    ("gp.36", guard::identity),
    ("gp.37", frontend::delivery),
    ("gp.38", lag::current),
    ("gp.39", promote::rollback),
    ("gp.40", catalogue::retirement),
];

/// How `component` takes the step `id`; `None` when nothing looks at that step yet.
pub(crate) fn taking(id: &str, estate: &Estate<'_>, component: &Component<'_>) -> Option<Taking> {
    LOOKS.iter().find(|(step, _)| *step == id).map(|(_, look)| look(estate, component))
}

/// The team that owns a component: as its catalogue entry says, or that of its repository as a whole,
/// else as the code owners file says of what it is built from. A person is no team.
pub(crate) fn owner_of<'a>(component: &Component<'a>) -> Option<&'a str> {
    let entries = component.entries.iter().chain(&component.entry_of_whole);
    let entered = entries.map(|entry| entry.entity).find_map(catalogue::owner);
    entered.or_else(|| {
        let (_, owners) = owners::of_path(component.repository, &component.built_at())?;
        owners.iter().map(String::as_str).find(|owner| owner.contains('/'))
    })
}

/// The team that owns a component, by its bare name in lower case: `group:default/Ledger` and
/// `@acme/ledger` are one. A person is no team.
pub(crate) fn team_of(component: &Component<'_>) -> Option<String> {
    owner_of(component).filter(|owner| !owner.starts_with("user:")).map(team_name)
}

/// A team's bare name, in lower case.
pub(crate) fn team_name(reference: &str) -> String {
    reference.rsplit(['/', ':']).next().unwrap_or_default().to_lowercase()
}

pub(crate) use birth::is_template;
pub(crate) use catalogue::{is_owned, is_placeholder, owner};
pub(crate) use chart::packages;
pub(crate) use cost::labels;
pub(crate) use deploy::{deploys, is_deploy, models};
pub(crate) use lag::{Lag, Pace, lags};
pub(crate) use packaging::segment;
pub(crate) use pipeline::families;
