//! Lines a reader can open, and the members of a measure with theirs.

use milepost_core::{Evidence, Measure, Member, Unknown};

use super::{Source, heading, more};
use crate::line::{Line, Page, width};
use crate::links;
use crate::numbers::many;
use crate::paint::{FAINT, LINK};
use crate::why;

/// Members of each answer that are shown.
const MEMBERS: usize = 3;
/// Lines of each member that are shown.
const LINES: usize = 3;
/// The longest way that is shown whole.
const WAY: usize = 120;

/// Evidence, each with its place, what it shows, and its address where it has one.
pub(super) fn lines(source: Source<'_>, indent: usize, evidence: &[Evidence], into: &mut Page) {
    let shown = source.shown(LINES);
    for line in evidence.iter().take(shown) {
        let place = Line::indented(indent).text(links::place(line, source.snapshot));
        into.push(if line.shows.is_empty() {
            place
        } else {
            place.styled(FAINT, format!("  {}", line.shows))
        });
        if let Some(address) = links::address(line, source.snapshot) {
            into.push(Line::indented(indent + 2).styled(LINK, address));
        }
    }
    let left = evidence.len().saturating_sub(shown);
    if left > 0 {
        let text = format!("and {}", many(left, "more line", "more lines"));
        into.push(Line::indented(indent).styled(FAINT, text));
    }
}

/// Who does, who does not, and who cannot be told.
pub(super) fn members(source: Source<'_>, measure: &Measure, into: &mut Page) {
    let share = measure.share.is_some();
    let answers = [
        (if share { ["does", "do"] } else { ["counted"; 2] }, &measure.yes),
        (["does not", "do not"], &measure.no),
        (["cannot be told"; 2], &measure.open),
    ];
    for ([one, more_than_one], members) in answers {
        if members.is_empty() {
            continue;
        }
        into.push(heading(&many(members.len(), one, more_than_one)));
        let mut sorted: Vec<&Member> = members.iter().collect();
        sorted.sort_by_key(|member| member.evidence.is_empty());
        for member in sorted.iter().take(source.shown(MEMBERS)) {
            say(source, member, into);
        }
        into.extend(more(members.len(), source.shown(MEMBERS)));
    }
}

fn say(source: Source<'_>, member: &Member, into: &mut Page) {
    let line = Line::indented(4).text(&member.id);
    into.push(if member.way.is_empty() {
        line
    } else {
        line.styled(FAINT, format!("  {}", way(&member.way)))
    });
    lines(source, 6, &member.evidence, into);
}

/// A way, or the code of why it is open, in words.
fn way(way: &str) -> String {
    if let Some(code) = Unknown::ALL.iter().find(|code| code.code() == way) {
        return format!("{} ({way})", why::unknown(*code));
    }
    if width(way) <= WAY {
        return way.to_owned();
    }
    let head: String = way.chars().take(WAY).collect();
    format!("{head}…")
}
