//! Counting units that do, do not, or cannot be told, and the ways they go.

use std::collections::BTreeMap;

use milepost_core::{Bounds, Diversity, Evidence, Measure, Member, Share, Unknown};

use super::Context;
use crate::assemble::Component;

/// What one unit answers.
pub(crate) enum Answer {
    /// It does, as these lines show.
    Yes(Vec<Evidence>),
    /// It does not.
    No(String, Vec<Evidence>),
    /// It cannot be told.
    Open(Unknown),
    /// The question does not concern it.
    Outside,
}

/// A measure that is unknown as a whole.
pub(crate) fn unknown(id: &str, code: Option<Unknown>) -> Measure {
    Measure {
        id: id.to_owned(),
        value: None,
        share: None,
        unknown: code,
        not_applicable: None,
        yes: Vec::new(),
        no: Vec::new(),
        open: Vec::new(),
    }
}

/// A measure whose question does not arise.
pub(crate) fn not_applicable(id: &str, why: &str) -> Measure {
    Measure { not_applicable: Some(why.to_owned()), ..unknown(id, None) }
}

/// A number that stands by itself.
pub(crate) fn number(id: &str, value: Option<Bounds>) -> Measure {
    Measure { value, ..unknown(id, None) }
}

/// The share of deployables that answer yes, of those the measure is about. What is built and may or may not be run stays in the
/// denominator as open.
pub(crate) fn share(
    context: &Context<'_>,
    id: &str,
    ask: impl Fn(&Component<'_>) -> Answer,
) -> Measure {
    let answers = context.population_of(id).map(|(component, _)| {
        let answer = ask(component);
        let sure = component.counts() || component.is_dormant();
        let open = !sure && !matches!(answer, Answer::Outside);
        (component.id.clone(), if open { Answer::Open(Unknown::Unmapped) } else { answer })
    });
    of_answers(id, answers)
}

/// The share of units that answer yes.
pub(crate) fn of_answers(id: &str, answers: impl Iterator<Item = (String, Answer)>) -> Measure {
    let mut measure = unknown(id, None);
    for (unit, answer) in answers {
        match answer {
            Answer::Yes(evidence) => {
                measure.yes.push(Member { id: unit, way: String::new(), evidence });
            }
            Answer::No(way, evidence) => measure.no.push(Member { id: unit, way, evidence }),
            Answer::Open(code) => {
                let way = code.code().to_owned();
                measure.open.push(Member { id: unit, way, evidence: Vec::new() });
            }
            Answer::Outside => {}
        }
    }
    let share =
        Share { yes: count(&measure.yes), no: count(&measure.no), unknown: count(&measure.open) };
    measure.share = Some(share);
    measure.value = share.bounds();
    measure
}

/// Which way each counted deployable goes.
pub(crate) struct Ways {
    diversity: Diversity,
    members: Vec<Member>,
    open: Vec<Member>,
}

impl Ways {
    /// Asks every counted deployable; an `Err` is a way that cannot be told.
    pub(crate) fn ask(
        context: &Context<'_>,
        ask: impl Fn(&Component<'_>) -> Option<Result<(String, Vec<Evidence>), Unknown>>,
    ) -> Self {
        let mut ways =
            Self { diversity: Diversity::default(), members: Vec::new(), open: Vec::new() };
        for (component, _) in context.counted() {
            match ask(component) {
                None => {}
                Some(Ok((way, evidence))) => {
                    ways.diversity.add(&way);
                    ways.members.push(Member { id: component.id.clone(), way, evidence });
                }
                Some(Err(code)) => {
                    ways.diversity.unknown += 1;
                    let way = code.code().to_owned();
                    ways.open.push(Member { id: component.id.clone(), way, evidence: Vec::new() });
                }
            }
        }
        ways
    }

    /// How many units go each way.
    pub(crate) fn counts(&self) -> &BTreeMap<String, u32> {
        &self.diversity.ways
    }

    /// How many units go a way that cannot be told.
    pub(crate) fn unknown(&self) -> u32 {
        self.diversity.unknown
    }

    /// The effective number of ways, between all unknown units going one of the known ways and
    /// each going its own.
    pub(crate) fn effective(self, id: &str) -> Measure {
        let value = (self.diversity.known() > 0).then(|| self.effective_bounds());
        self.finish(id, value)
    }

    fn effective_bounds(&self) -> Bounds {
        let unknown = self.diversity.unknown;
        let (mut together, mut apart) = (self.diversity.clone(), self.diversity.clone());
        if let Some((mode, _)) = self.diversity.mode() {
            *together.ways.entry(mode.to_owned()).or_default() += unknown;
        }
        for index in 0..unknown {
            apart.add(format!("unknown {index}"));
        }
        let (a, b) = (together.effective(), apart.effective());
        Bounds { lo: a.min(b), hi: a.max(b) }
    }

    /// The share of the way most go, between no unknown unit going it and all of them.
    pub(crate) fn top_share(mut self, id: &str) -> Measure {
        let Some((mode, most)) = self.diversity.mode().map(|(mode, most)| (mode.to_owned(), most))
        else {
            return self.finish(id, None);
        };
        let share =
            Share { yes: most, no: self.diversity.known() - most, unknown: self.diversity.unknown };
        let (yes, no) = std::mem::take(&mut self.members).into_iter().partition(|m| m.way == mode);
        let open = self.open;
        Measure { value: share.bounds(), share: Some(share), yes, no, open, ..unknown(id, None) }
    }

    /// The number of distinct ways seen.
    pub(crate) fn distinct(self, id: &str) -> Measure {
        let seen = f64::from(u32::try_from(self.diversity.ways.len()).unwrap_or(u32::MAX));
        let value = Bounds { lo: seen, hi: seen + f64::from(self.diversity.unknown) };
        let value = (self.diversity.known() > 0).then_some(value);
        self.finish(id, value)
    }

    fn finish(self, id: &str, value: Option<Bounds>) -> Measure {
        Measure { value, yes: self.members, open: self.open, ..unknown(id, None) }
    }
}

fn count(members: &[Member]) -> u32 {
    u32::try_from(members.len()).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn ways(counts: &[u32], unknown: u32) -> Ways {
        let ways = counts.iter().enumerate().map(|(i, n)| (format!("way {i}"), *n)).collect();
        Ways { diversity: Diversity { ways, unknown }, members: vec![], open: vec![] }
    }

    proptest! {
        #[test]
        fn bounds_of_a_top_share_hold_every_completion(
            counts in prop::collection::vec(1u32..9, 1..5), unknown in 0u32..5, to in 0usize..5
        ) {
            let bounds = ways(&counts, unknown).top_share("x").value.unwrap();
            let mut complete = counts.clone();
            if to < complete.len() { complete[to] += unknown } else if unknown > 0 { complete.push(unknown) }
            let actual = ways(&complete, 0).top_share("x").value.unwrap();
            prop_assert!(bounds.lo <= actual.lo + 1e-9 && actual.hi <= bounds.hi + 1e-9);
        }
    }
}
