//! Repositories and shared units that are not what they were.

use milepost_diff::{Diff, How, RepositoryPair, UnitChange};

use super::words;
use crate::line::{Line, listed, shorten, width as columns};
use crate::numbers::many;
use crate::paint::{BAD, OPEN, STRONG};

/// A name is not cut to less than this.
const SHORTEST: usize = 12;

/// A line for each sort of change.
pub(super) fn lines(diff: &Diff, width: usize) -> Vec<Line> {
    let facts = facts(diff);
    if facts.is_empty() {
        return Vec::new();
    }
    let mut lines = vec![Line::new().styled(STRONG, "Around them")];
    for fact in facts {
        let head = format!("{}: ", fact.what);
        let rest = if fact.names.len() > 1 { columns(" and 999 more") } else { 0 };
        let room = width.saturating_sub(2 + columns(&head) + rest);
        let names: Vec<String> =
            fact.names.iter().map(|name| shorten(name, room.max(SHORTEST))).collect();
        let names: Vec<&str> = names.iter().map(String::as_str).collect();
        let line = match fact.weight {
            Weight::Plain => Line::indented(2).text(head),
            Weight::Open => Line::indented(2).styled(OPEN, head),
            Weight::Bad => Line::indented(2).styled(BAD, head),
        };
        lines.push(listed(line, &names, width));
    }
    lines
}

/// How much a reader should mind.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Weight {
    Plain,
    Open,
    Bad,
}

/// One sort of change, and what it happened to.
pub(super) struct Fact {
    pub(super) what: String,
    pub(super) names: Vec<String>,
    pub(super) weight: Weight,
}

/// Everything that happened around the deployables.
pub(super) fn facts(diff: &Diff) -> Vec<Fact> {
    let repositories = &diff.repositories;
    let short = |ids: &[String]| -> Vec<String> {
        ids.iter().map(|id| words::short(diff, id).to_owned()).collect()
    };
    let came: Vec<String> = repositories.came.iter().map(|it| it.id.clone()).collect();
    let renamed = repositories.renamed.iter().map(|it| renamed(diff, it)).collect();
    let troubled: Vec<String> = repositories
        .troubles
        .iter()
        .filter(|it| !it.came.is_empty())
        .map(|it| it.repository.clone())
        .collect();
    let one = ["repository", "repositories"];
    let (new, gone, used) = units(diff);
    let facts = [
        (renamed, one, "renamed or moved", Weight::Plain),
        (short(&came), one, "new", Weight::Plain),
        (short(&repositories.gone), one, "not seen any more", Weight::Open),
        (short(&repositories.unreadable), one, "cannot be read any more", Weight::Bad),
        (short(&repositories.readable), one, "can be read again", Weight::Plain),
        (short(&troubled), one, "with new troubles", Weight::Bad),
        (new, ["shared unit", "shared units"], "new", Weight::Plain),
        (gone, ["shared unit", "shared units"], "used no more", Weight::Plain),
        (used, ["shared unit", "shared units"], "used by more or fewer", Weight::Plain),
    ];
    facts
        .into_iter()
        .filter(|(names, ..)| !names.is_empty())
        .map(|(names, [one, more], what, weight)| Fact {
            what: format!("{} {what}", many(names.len(), one, more)),
            names,
            weight,
        })
        .collect()
}

/// `billing, was invoices (same first commit)`.
fn renamed(diff: &Diff, pair: &RepositoryPair) -> String {
    let (before, after) = (words::short(diff, &pair.before), words::short(diff, &pair.after));
    format!("{after}, was {before} ({})", how(pair.how))
}

/// What tells that two are one.
pub(super) fn how(how: How) -> &'static str {
    match how {
        How::Id => "the same place in its repository",
        How::Root => "same first commit",
        How::Name => "same name",
        How::Likeness => "nearly the same content",
    }
}

/// Units of the organisation that are new, that nobody uses any more, and those used by more or
/// fewer, most first.
fn units(diff: &Diff) -> (Vec<String>, Vec<String>, Vec<String>) {
    let owned: Vec<&UnitChange> = diff.units.iter().filter(|it| it.owned).collect();
    let mut used: Vec<&UnitChange> =
        owned.iter().copied().filter(|it| it.before > 0 && it.after > 0).collect();
    used.sort_by_key(|it| std::cmp::Reverse(it.before.abs_diff(it.after)));
    let name = |it: &UnitChange| words::unit(diff, &it.source);
    let new =
        owned.iter().filter(|it| it.before == 0).map(|it| format!("{} ({})", name(it), it.after));
    let gone =
        owned.iter().filter(|it| it.after == 0).map(|it| format!("{} ({})", name(it), it.before));
    let used = used.iter().map(|it| format!("{} ({} → {})", name(it), it.before, it.after));
    (new.collect(), gone.collect(), used.collect())
}
