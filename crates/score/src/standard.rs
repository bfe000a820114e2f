//! The organisation's standard way of each step (rubric 3.2), and how each component stands to it.

use std::collections::{BTreeMap, BTreeSet};

use milepost_core::{Basis, Counts, Standard, Standing, StandingName, Unknown};
use rayon::prelude::*;

use crate::assemble::{Component, Estate};
use crate::rules::StepCard;
use crate::settings::{Declared, Exemption};
use crate::steps::{Route, State, Taking, Way, taking, team_name, team_of};

/// Lines kept behind one standing; a reader opens two or three.
const EVIDENCE: usize = 6;

/// One step, taken by every component in their order.
pub(crate) struct Taken<'r> {
    pub(crate) card: &'r StepCard,
    /// `None` when nothing looks at this step yet.
    pub(crate) takings: Option<Vec<Taking>>,
}

/// How every component takes every step.
pub(crate) fn take<'r>(estate: &Estate<'r>, components: &[Component<'_>]) -> Vec<Taken<'r>> {
    estate
        .rules
        .steps
        .par_iter()
        .map(|card| {
            let takings: Option<Vec<Taking>> =
                components.iter().map(|component| taking(&card.id, estate, component)).collect();
            let seen = crate::steps::LOOKS.iter().any(|(id, _)| *id == card.id);
            Taken { card, takings: takings.filter(|_| seen) }
        })
        .collect()
}

/// Finds the standard way of a step among the components of one segment: those that are `picked`.
pub(crate) fn find(
    estate: &Estate<'_>,
    (components, picked): (&[Component<'_>], &[bool]),
    taken: &Taken<'_>,
) -> Standard {
    let mut standard = Standard {
        step: taken.card.id.clone(),
        name: taken.card.name.clone(),
        core: taken.card.is_core(),
        basis: Basis::Unseen,
        family: None,
        units: Vec::new(),
        versions: BTreeMap::new(),
        ways: BTreeMap::new(),
        paper: false,
        counts: Counts::default(),
        unknown: None,
    };
    let Some(takings) = &taken.takings else {
        standard.unknown = taken.card.unknown.or(Some(Unknown::Unmeasured));
        return standard;
    };
    let counting: Vec<(&Component<'_>, &Taking)> = components
        .iter()
        .zip(takings)
        .zip(picked)
        .filter_map(|(found, picked)| picked.then_some(found))
        .filter(|(component, taking)| component.counts() && applies(taking))
        .filter(|(component, _)| !is_platform(estate, component))
        .collect();
    standard.ways = ways(&counting);
    if let Some(declared) = estate.settings.standards.get(&taken.card.id) {
        standard.basis = Basis::Declared;
        standard.family = declared.units.first().cloned();
    } else {
        (standard.basis, standard.family) = infer(estate, &counting, components);
    }
    describe(estate, &mut standard, &counting);
    standard
}

/// Whether the platform team itself owns it: its own services do not show what others choose
/// (trap T28).
fn is_platform(estate: &Estate<'_>, component: &Component<'_>) -> bool {
    let platform = estate.settings.platform_team.as_deref().map(team_name);
    platform.is_some() && team_of(component) == platform
}

fn applies(taking: &Taking) -> bool {
    !matches!(taking.state, State::NotApplicable(_))
}

/// How many go each way; who takes the step without a family goes their own.
fn ways(counting: &[(&Component<'_>, &Taking)]) -> BTreeMap<String, u32> {
    let mut ways = BTreeMap::new();
    for (_, taking) in counting.iter().filter(|(_, taking)| taking.state == State::Taken) {
        let families = taking.families();
        if families.is_empty() {
            *ways.entry("own way".to_owned()).or_default() += 1;
        }
        for family in families {
            *ways.entry(family.to_owned()).or_default() += 1;
        }
    }
    ways
}

/// The mode of rubric std.5: strong, clear, contested or none.
fn infer(
    estate: &Estate<'_>,
    counting: &[(&Component<'_>, &Taking)],
    all: &[Component<'_>],
) -> (Basis, Option<String>) {
    let number = |name: &str| estate.rules.profile.number("standard", name);
    let ranked = rank(counting);
    let Some((Family { name, users, .. }, others)) = ranked.split_first() else {
        return (Basis::None, None);
    };
    let share = |users: usize| as_f64(users) / as_f64(counting.len());
    // A rival is used instead of the first, not along with it: what a unit stands on is no rival.
    let instead =
        |other: &Family<'_, '_>| other.users.keys().filter(|id| !users.contains_key(*id)).count();
    let (first, second) =
        (share(users.len()), share(others.iter().map(instead).max().unwrap_or(0)));
    let leads = first >= number("lead") * second;
    let components: Vec<&Component<'_>> = users.values().copied().collect();
    let family = Some((*name).to_owned());
    if first >= number("strong") && leads && is_shared(&components) {
        (Basis::InferredStrong, family)
    } else if first >= number("inferred") && second >= number("inferred") && !leads {
        (Basis::Contested, None)
    } else if first >= number("inferred")
        && leads
        && is_shared(&components)
        && as_f64(users.len()) >= number("adopters")
        && teams_suffice(&components, number("teams"), all)
    {
        (Basis::Inferred, family)
    } else {
        (Basis::None, None)
    }
}

/// Whether more than one repository uses it: what the parts of one have in common is its own.
fn is_shared(users: &[&Component<'_>]) -> bool {
    let repositories: BTreeSet<&str> =
        users.iter().map(|component| component.repository.id.as_str()).collect();
    repositories.len() > 1
}

/// A family of units and the components that use it, by id.
struct Family<'t, 'c> {
    name: &'t str,
    /// The sum of how deep below their callers its units stand.
    depth: usize,
    users: BTreeMap<&'c str, &'c Component<'c>>,
}

/// Families by adopters; among equals the one called first, then by name.
fn rank<'t, 'c>(counting: &[(&'c Component<'c>, &'t Taking)]) -> Vec<Family<'t, 'c>> {
    let mut families: BTreeMap<&str, Family<'_, '_>> = BTreeMap::new();
    for (component, taking) in counting {
        for way in taking.counted() {
            let Some(name) = way.family.as_deref() else {
                continue;
            };
            let family = families.entry(name).or_insert_with(|| Family {
                name,
                depth: 0,
                users: BTreeMap::new(),
            });
            family.depth += way.depth;
            family.users.insert(&component.id, component);
        }
    }
    let mut ranked: Vec<_> = families.into_values().collect();
    ranked.sort_by(|a, b| {
        let by_users = b.users.len().cmp(&a.users.len());
        by_users.then(a.depth.cmp(&b.depth)).then_with(|| a.name.cmp(b.name))
    });
    ranked
}

/// Whether enough teams use it. Where the owner of most is not known the question cannot be asked,
/// and where all belong to one team it does not arise (trap T49).
pub(crate) fn teams_suffice(users: &[&Component<'_>], least: f64, all: &[Component<'_>]) -> bool {
    let owners: Vec<String> = users.iter().filter_map(|component| team_of(component)).collect();
    let known = owners.len() * 2 >= users.len();
    let teams: BTreeSet<String> = owners.into_iter().collect();
    !known || as_f64(teams.len()) >= least || is_of_one_team(all)
}

/// Whether everything that counts belongs to one team.
pub(crate) fn is_of_one_team(all: &[Component<'_>]) -> bool {
    let mut teams = all.iter().filter(|component| component.counts()).map(team_of);
    let first = teams.next().flatten();
    first.is_some() && teams.all(|team| team == first)
}

/// The units of the family in use and the versions asked for of the first of them.
fn describe(estate: &Estate<'_>, standard: &mut Standard, counting: &[(&Component<'_>, &Taking)]) {
    let declared = estate.settings.standards.get(&standard.step);
    let mut users: BTreeMap<&str, BTreeMap<&str, u32>> = BTreeMap::new();
    for (_, taking) in counting {
        for way in taking.counted().iter().filter(|way| is_standard(way, standard, declared)) {
            let version = way.version.as_deref().unwrap_or("none");
            *users.entry(&way.unit).or_default().entry(version).or_default() += 1;
        }
    }
    let mut units: Vec<(&str, u32, BTreeMap<&str, u32>)> = users
        .into_iter()
        .map(|(unit, versions)| (unit, versions.values().sum(), versions))
        .collect();
    units.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(b.0)));
    if let Some((_, _, versions)) = units.first() {
        standard.versions =
            versions.iter().map(|(version, count)| ((*version).to_owned(), *count)).collect();
    }
    standard.units = units.into_iter().map(|(unit, _, _)| unit.to_owned()).collect();
}

fn is_standard(way: &Way, standard: &Standard, declared: Option<&Declared>) -> bool {
    match declared {
        Some(declared) => declared.units.iter().any(|pattern| {
            fits(pattern, &way.unit) || way.family.as_deref().is_some_and(|f| fits(pattern, f))
        }),
        None => standard.family.is_some() && way.family == standard.family,
    }
}

fn fits(pattern: &str, name: &str) -> bool {
    match pattern.strip_suffix('*') {
        Some(start) => name.starts_with(start),
        None => name == pattern,
    }
}

/// How a component that takes a step in this way stands to its standard.
pub(crate) fn stand(
    estate: &Estate<'_>,
    component: &Component<'_>,
    taking: Option<&Taking>,
    standard: &Standard,
) -> Standing {
    let mut standing = Standing {
        step: standard.step.clone(),
        standing: StandingName::Unknown,
        way: None,
        why: None,
        unknown: standard.unknown,
        evidence: Vec::new(),
    };
    let Some(taking) = taking else {
        return standing;
    };
    let declared = estate.settings.standards.get(&standard.step);
    let chosen = taking.ways.iter().find(|way| is_standard(way, standard, declared));
    let moving = migrating(taking, standard, declared);
    let shown = moving.as_ref().map(|(way, _)| *way).or(chosen).or_else(|| taking.ways.first());
    standing.way = shown.map(|way| way.unit.clone());
    standing.evidence = shown.map(|way| way.evidence.clone()).unwrap_or_default();
    standing.evidence.truncate(EVIDENCE);
    (standing.standing, standing.why, standing.unknown) = match &taking.state {
        State::NotApplicable(why) => (StandingName::NotApplicable, Some(why.clone()), None),
        State::Unknown(code, why) => (StandingName::Unknown, Some(why.clone()), Some(*code)),
        State::Absent(why) => (StandingName::Absent, Some(why.clone()), None),
        State::Taken if standard.basis == Basis::Contested => {
            let why = "the organisation has not decided for one way".to_owned();
            (StandingName::Unknown, Some(why), Some(Unknown::NoStd))
        }
        State::Taken if moving.is_some() => {
            (StandingName::OwnWay, moving.map(|(_, why)| why), None)
        }
        State::Taken if chosen.is_some() && taking.deviation.is_none() => {
            (StandingName::Standard, None, None)
        }
        State::Taken => {
            (StandingName::OwnWay, taking.deviation.clone().filter(|_| chosen.is_some()), None)
        }
    };
    if let Some(exemption) = exemption(estate, component, &standing) {
        standing.why = Some(format!("{}, says {}", exemption.reason, exemption.owner));
        standing.standing = StandingName::Excepted;
    }
    standing
}

/// The way that counts while a move from one route to another is half done, and why: that of the route
/// that shipped to production last, where that is told, else the old one, until it is gone (trap T29).
/// No move where every route goes the standard way, or the one that ships does.
fn migrating<'t>(
    taking: &'t Taking,
    standard: &Standard,
    declared: Option<&Declared>,
) -> Option<(&'t Way, String)> {
    let follows =
        |route: &&Route| route.ways.iter().any(|way| is_standard(way, standard, declared));
    let (first, last) = (taking.routes.first()?, taking.routes.last()?);
    if first.active {
        return (!follows(&first)).then(|| shipping(first, &taking.routes)).flatten();
    }
    let own = taking.routes.iter().find(|route| !follows(route))?;
    // Where one of them is the standard way, the others are what is left behind.
    let (old, new) = match taking.routes.iter().find(follows) {
        Some(new) => (own, new),
        None => (first, last),
    };
    let at = old.lines().into_iter().next()?;
    let why = format!("migrating: {} still takes it, at {at}, beside {}", old.name, new.name);
    Some((old.ways.first()?, why))
}

/// The way of the route that ships, and what stands beside it.
fn shipping<'t>(active: &'t Route, routes: &[Route]) -> Option<(&'t Way, String)> {
    let others = || routes.iter().filter(|route| !route.active);
    let at = active.lines().into_iter().next()?;
    let ships = format!("{} shipped last, at {at}", active.name);
    let why = match others().find(|route| route.never_shipped()) {
        Some(new) => format!("migrating: {ships}, and {} has not yet", new.name),
        None => format!("{ships}, and {} is left behind", others().next()?.name),
    };
    Some((active.ways.first()?, why))
}

/// The exemption that covers a shortfall, if it has not expired.
fn exemption<'e>(
    estate: &'e Estate<'_>,
    component: &Component<'_>,
    standing: &Standing,
) -> Option<&'e Exemption> {
    if !matches!(standing.standing, StandingName::OwnWay | StandingName::Absent) {
        return None;
    }
    let today = estate.at.to_zoned(jiff::tz::TimeZone::UTC).date();
    estate.settings.exemptions.iter().find(|exemption| {
        let covers = globset::Glob::new(&exemption.deployable)
            .is_ok_and(|glob| glob.compile_matcher().is_match(&component.id));
        covers && exemption.step == standing.step && exemption.expires >= today
    })
}

/// Whether a standard was declared long enough ago, where that is known, and is taken by hardly
/// anybody whom it applies to (rubric std.1, trap T30).
pub(crate) fn is_paper(estate: &Estate<'_>, standard: &Standard) -> bool {
    let Some(declared) = estate.settings.standards.get(&standard.step) else { return false };
    let number = |name: &str| estate.rules.profile.number("standard", name);
    let today = estate.at.to_zoned(jiff::tz::TimeZone::UTC).date();
    let days = |from| today.since((jiff::Unit::Day, from)).map_or(0, |span| span.get_days());
    let old = declared.valid_from.is_none_or(|from| f64::from(days(from)) >= number("paper-days"));
    let share = standard.counts.share().bounds();
    old && share.is_some_and(|share| share.hi < number("paper"))
}

/// Adds a standing to the counts of its standard.
pub(crate) fn count(counts: &mut Counts, standing: &Standing) {
    *match standing.standing {
        StandingName::Standard => &mut counts.standard,
        StandingName::OwnWay => &mut counts.own_way,
        StandingName::Absent => &mut counts.absent,
        StandingName::Excepted => &mut counts.excepted,
        StandingName::Unknown => &mut counts.unknown,
        StandingName::NotApplicable => &mut counts.not_applicable,
    } += 1;
}

pub(crate) fn as_f64(count: usize) -> f64 {
    f64::from(u32::try_from(count).unwrap_or(u32::MAX))
}
