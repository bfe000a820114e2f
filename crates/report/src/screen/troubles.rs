//! What could not be read.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use milepost_core::{Repository, Snapshot, Trouble, TroubleCode};

use crate::line::{Line, listed, shorten, width as columns};
use crate::numbers::many;
use crate::paint::{BAD, FAINT, LINK, OPEN};
use crate::why;

/// Troubles that are named before the rest is counted.
const NAMED: usize = 5;

/// The troubles: how many of each sort, and those that cost evidence by name.
pub(super) fn lines(snapshot: &Snapshot, width: usize) -> Vec<Line> {
    let all: Vec<(&Repository, &Trouble)> = snapshot
        .repositories
        .iter()
        .flat_map(|repository| repository.troubles.iter().map(move |trouble| (repository, trouble)))
        .collect();
    if all.is_empty() {
        return Vec::new();
    }
    let costly: Vec<&(&Repository, &Trouble)> =
        all.iter().filter(|(_, trouble)| trouble.code.costs_evidence()).collect();
    let mut lines = vec![summary(&all, costly.is_empty(), width)];
    for (repository, trouble) in costly.iter().take(NAMED) {
        lines.push(named(repository, trouble, width));
    }
    if costly.len() > NAMED {
        let more = format!("… {} more", costly.len() - NAMED);
        lines.push(Line::indented(2).styled(FAINT, more));
    }
    let link = Line::indented(2).text("all of them: ");
    lines.push(link.styled(LINK, "milepost explain troubles [TARGET…]"));
    lines
}

/// `Troubles  4 in 1 repository: 4 not valid`.
fn summary(all: &[(&Repository, &Trouble)], harmless: bool, width: usize) -> Line {
    let mut codes: BTreeMap<TroubleCode, usize> = BTreeMap::new();
    for (_, trouble) in all {
        *codes.entry(trouble.code).or_default() += 1;
    }
    let mut repositories: Vec<&str> =
        all.iter().map(|(repository, _)| repository.id.as_str()).collect();
    repositories.dedup();
    let mut codes: Vec<(TroubleCode, usize)> = codes.into_iter().collect();
    codes.sort_by_key(|(code, count)| (!code.costs_evidence(), Reverse(*count)));
    let counts: Vec<String> =
        codes.iter().map(|(code, count)| format!("{count} {}", why::trouble(*code))).collect();
    let style = if harmless { OPEN } else { BAD };
    let counts: Vec<&str> = counts.iter().map(String::as_str).collect();
    let line = Line::new()
        .styled(style, format!("Troubles  {}", all.len()))
        .text(format!(" in {}: ", many(repositories.len(), "repository", "repositories")));
    listed(line, &counts, width)
}

/// Where, and what: the place keeps its room, the detail gets the rest.
fn named(repository: &Repository, trouble: &Trouble, width: usize) -> Line {
    let mut place = repository.id.clone();
    if let Some(path) = &trouble.path {
        place = format!("{place}:{path}");
    }
    let line = Line::indented(2);
    let room = width.saturating_sub(2);
    let code = format!("  {}", trouble.code.name());
    let place = shorten(&place, room.saturating_sub(columns(&code)));
    let line = line.text(place).styled(BAD, code);
    let detail = format!(": {}", trouble.detail);
    if line.width() + columns(&detail) <= width { line.styled(FAINT, detail) } else { line }
}
