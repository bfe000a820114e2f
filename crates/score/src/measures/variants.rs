//! Near copies among what the platform team looks after (five-stages.3.dozens-configs): charts,
//! overlays and pipelines that say nearly the same, one for each team.
//!
//! What files say is told by their sketches, without numbers and without what is named for the place
//! of a file. Those that say the same in every line as written are copies, which are kept in step
//! and no variants; what something generates has no sketch (trap T12).

mod hands;
mod likeness;
mod sets;
mod teams;

use std::collections::{BTreeMap, BTreeSet};

use milepost_core::{Bounds, Evidence, Measure, Member, Unknown};

use self::hands::{Hand, Hands};
use self::likeness::{Limits, clusters};
use self::sets::{Configuration, Kind, of_repository};
use self::teams::Served;
use super::Context;
use super::census::{number, unknown};
use crate::steps::team_name;

/// Lines kept behind one variant; a reader opens two or three.
const EVIDENCE: usize = 3;

/// Near copies, as far as it is known who looks after them.
struct Variants<'a> {
    /// Those the platform team looks after, each with the first of those it is a near copy of.
    known: Vec<(Configuration<'a>, String)>,
    /// Those there may be beside these: it is not known whose they are.
    open: Vec<(Configuration<'a>, Unknown)>,
    /// The platform team's own that are like no other, and copies of others.
    others: Vec<Configuration<'a>>,
}

impl<'a> Variants<'a> {
    /// `None` when nobody says who the platform team is.
    fn of(context: &Context<'a>) -> Option<Self> {
        let hands = Hands::of(context)?;
        let (mut own, mut open) = (Vec::new(), Vec::new());
        let active = context.estate.repositories.iter().filter(|it| context.estate.is_active(it));
        for configuration in active.flat_map(|it| of_repository(&context.estate.ownership, it)) {
            match hands.of_configuration(&configuration) {
                Hand::Platform => own.push(configuration),
                Hand::Open(code) => open.push((configuration, code)),
                Hand::Other => {}
            }
        }
        let limits = Limits::of(&context.estate.rules.profile);
        let near = near_copies(&own.iter().collect::<Vec<_>>(), limits);
        let all: Vec<&Configuration<'_>> =
            own.iter().chain(open.iter().map(|(it, _)| it)).collect();
        let may_be = near_copies(&all, limits);
        let more =
            own.iter().filter(|it| may_be.contains_key(&it.key()) && !near.contains_key(&it.key()));
        let more = more.map(|it| (it.clone(), Unknown::NoTeam)).collect::<Vec<_>>();
        open.retain(|(it, _)| may_be.contains_key(&it.key()));
        open.extend(more);
        open.sort_by(|a, b| a.0.id.cmp(&b.0.id));
        let (known, others): (Vec<_>, Vec<_>) =
            own.into_iter().partition(|it| near.contains_key(&it.key()));
        let known = known.into_iter().map(|it| {
            let first = near.get(&it.key()).cloned().unwrap_or_default();
            (it, first)
        });
        Some(Self { known: known.collect(), open, others })
    }

    fn count(&self) -> Bounds {
        let (lo, open) = (self.known.len(), self.open.len());
        let as_f64 = crate::standard::as_f64;
        Bounds { lo: as_f64(lo), hi: as_f64(lo + open) }
    }

    /// The measure `id` with this value, and all of them as its members.
    fn measure(self, id: &str, value: Bounds) -> Measure {
        let member = |it: &Configuration<'_>, way: String| Member {
            id: it.id.clone(),
            way,
            evidence: it.lines(EVIDENCE),
        };
        let near = |(it, first): &(Configuration<'_>, String)| {
            let way = if it.id == *first { String::new() } else { format!("nearly {first}") };
            member(it, way)
        };
        let open = |(it, code): &(Configuration<'_>, Unknown)| member(it, code.code().to_owned());
        Measure {
            yes: self.known.iter().map(near).collect(),
            no: self
                .others
                .iter()
                .map(|it| member(it, "no near copy of another".to_owned()))
                .collect(),
            open: self.open.iter().map(open).collect(),
            ..number(id, Some(value))
        }
    }
}

/// Of configurations in the order of their ids, those in clusters of near copies, each with the
/// first of its cluster.
fn near_copies(all: &[&Configuration<'_>], limits: Limits) -> BTreeMap<(Kind, String), String> {
    let kinds: BTreeSet<_> = all.iter().map(|it| it.kind).collect();
    let mut near = BTreeMap::new();
    for kind in kinds {
        let of_kind = all.iter().copied().filter(|it| it.kind == kind && limits.judges(&it.sketch));
        let mut of_kind: Vec<&Configuration<'_>> = of_kind.collect();
        of_kind.sort_by(|a, b| a.id.cmp(&b.id));
        let said: Vec<_> = of_kind.iter().map(|it| (&it.sketch, &it.written)).collect();
        for cluster in clusters(&said, limits) {
            let members = || cluster.iter().filter_map(|place| of_kind.get(*place));
            let Some(first) = members().next() else { continue };
            near.extend(members().map(|it| (it.key(), first.id.clone())));
        }
    }
    near
}

/// Charts, overlays and pipelines of the platform team that are near copies of one another.
pub(super) fn variants(context: &Context<'_>, id: &str) -> Measure {
    let Some(variants) = Variants::of(context) else {
        return unknown(id, Some(Unknown::NoTeam));
    };
    let value = variants.count();
    variants.measure(id, value)
}

/// Teams that one of these is for.
pub(super) fn served(context: &Context<'_>, id: &str) -> Measure {
    let Some(variants) = Variants::of(context) else {
        return unknown(id, Some(Unknown::NoTeam));
    };
    let served = Served::of(context);
    let mut teams: BTreeMap<String, Vec<Evidence>> = BTreeMap::new();
    let mut open = Vec::new();
    for (it, _) in &variants.known {
        match served.team(it) {
            Some(team) => teams.entry(team).or_default().extend(it.lines(1)),
            None => open.push((it, Unknown::NoTeam)),
        }
    }
    open.extend(variants.open.iter().map(|(it, code)| (it, *code)));
    let platform = context.estate.settings.platform_team.as_deref().map(team_name);
    teams.retain(|team, _| Some(team) != platform.as_ref());
    let as_f64 = crate::standard::as_f64;
    let value = Bounds { lo: as_f64(teams.len()), hi: as_f64(teams.len() + open.len()) };
    let yes = teams.into_iter().map(|(id, mut evidence)| {
        let way = format!("{} of them", evidence.len());
        evidence.truncate(EVIDENCE);
        Member { id, way, evidence }
    });
    let open = open.into_iter().map(|(it, code)| Member {
        id: it.id.clone(),
        way: code.code().to_owned(),
        evidence: it.lines(EVIDENCE),
    });
    let (yes, mut open) = (yes.collect(), open.collect::<Vec<Member>>());
    open.sort_by(|a, b| a.id.cmp(&b.id));
    Measure { yes, open, ..number(id, Some(value)) }
}

/// These for each team that has something to run.
pub(super) fn per_team(context: &Context<'_>, id: &str) -> Measure {
    let Some(variants) = Variants::of(context) else {
        return unknown(id, Some(Unknown::NoTeam));
    };
    let teams = match super::teams::of_products(context, id) {
        Ok(teams) => crate::standard::as_f64(teams),
        Err(measure) => return *measure,
    };
    let Bounds { lo, hi } = variants.count();
    variants.measure(id, Bounds { lo: lo / teams, hi: hi / teams })
}

#[cfg(test)]
mod tests;
