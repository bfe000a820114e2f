//! The table of steps.

use milepost_core::{Basis, Counts, Snapshot, Standard};

use crate::line::{Line, listed, shorten, width as columns};
use crate::numbers::{many, percent};
use crate::paint::{FAINT, GOOD, OPEN, PLAIN, STRONG};

/// The columns of numbers: their heading and how many units stand there.
type Column = (&'static str, fn(Counts) -> u32);

const COLUMNS: [Column; 5] = [
    ("standard", |counts| counts.standard),
    ("own way", |counts| counts.own_way),
    ("absent", |counts| counts.absent),
    ("excepted", |counts| counts.excepted),
    ("unknown", |counts| counts.unknown),
];

/// The table, core steps first, and how many steps nothing looks at yet.
pub(super) fn lines(snapshot: &Snapshot, width: usize) -> Vec<Line> {
    let seen: Vec<&Standard> = seen(snapshot);
    let mut lines = Vec::new();
    if !seen.is_empty() {
        lines.extend(table(snapshot, &seen, width));
    }
    lines.extend(unseen(snapshot, width));
    lines
}

/// The steps of which something is known, core steps first.
pub(super) fn seen(snapshot: &Snapshot) -> Vec<&Standard> {
    let looked_at = |standard: &&Standard| standard.basis != Basis::Unseen && !is_dark(standard);
    let (core, others): (Vec<_>, Vec<_>) =
        snapshot.standards.iter().filter(looked_at).partition(|standard| standard.core);
    core.into_iter().chain(others).collect()
}

/// Whether nothing can be told of any deployable, though something looks.
fn is_dark(standard: &Standard) -> bool {
    let share = standard.counts.share();
    standard.basis != Basis::Unseen && standard.ways.is_empty() && share.unknown == share.total()
}

fn table(snapshot: &Snapshot, seen: &[&Standard], width: usize) -> Vec<Line> {
    let excepted = seen.iter().any(|standard| standard.counts.excepted > 0);
    let shown: Vec<Column> =
        COLUMNS.into_iter().filter(|(heading, _)| *heading != "excepted" || excepted).collect();
    let names = seen.iter().map(|s| columns(&s.name)).max().unwrap_or(0);
    let names = names.max(columns("core step"));
    let mut lines = vec![heading("core step", &shown, names)];
    let mut core = true;
    for standard in seen {
        if core && !standard.core {
            core = false;
            lines.push(Line::indented(2).styled(FAINT, "other step"));
        }
        let (row, indent) = row(snapshot, standard, (&shown, names), width);
        lines.push(row);
        lines.extend(instead(snapshot, standard, width, indent));
    }
    lines
}

fn heading(first: &str, shown: &[Column], names: usize) -> Line {
    let mut line = Line::indented(2).styled(FAINT, first).to(2 + names);
    for (heading, _) in shown {
        let blanks = " ".repeat(gap(heading));
        line = line.styled(FAINT, format!("{blanks}{heading}"));
    }
    line.styled(FAINT, "  the standard way")
}

/// Blanks before a column: the first stands close, its numbers are short.
fn gap(heading: &str) -> usize {
    if heading == COLUMNS[0].0 { 1 } else { 2 }
}

/// The row of a step, and the column its standard way starts at.
fn row(
    snapshot: &Snapshot,
    standard: &Standard,
    (shown, names): (&[Column], usize),
    width: usize,
) -> (Line, usize) {
    let mut line = Line::indented(2).text(&standard.name).to(2 + names);
    let total = standard.counts.share().total();
    for (heading, count) in shown {
        let end = line.width() + gap(heading) + columns(heading);
        let count = count(standard.counts);
        let style = match (*heading, count) {
            (_, 0) => FAINT,
            ("standard", _) => GOOD,
            ("unknown", _) => OPEN,
            _ => PLAIN,
        };
        line = line.ending(end, style, &percent(count, total));
    }
    let line = line.text("  ");
    let indent = line.width();
    let way = way(snapshot, standard, width.saturating_sub(indent));
    (line.then(way), indent)
}

/// The standard way, in at most `room` columns: names give way before numbers do.
fn way(snapshot: &Snapshot, standard: &Standard, room: usize) -> Line {
    let line = Line::new();
    match standard.basis {
        Basis::Declared | Basis::InferredStrong | Basis::Inferred => {
            let basis = match standard.basis {
                Basis::InferredStrong => String::new(),
                _ if standard.paper => "  (paper standard)".to_owned(),
                other => format!("  ({})", other.name()),
            };
            let left = room.saturating_sub(columns(&basis));
            let name = shorten(&unit(snapshot, standard, left), left);
            // Versions are those of the first unit, so they stand beside it alone.
            let room = left.saturating_sub(columns(&name));
            let versions =
                if is_the_unit(standard) { versions(standard, room) } else { String::new() };
            line.styled(STRONG, name).styled(FAINT, versions).styled(FAINT, basis)
        }
        Basis::Contested => ways(snapshot, standard, "undecided: ", room),
        Basis::None | Basis::Unseen => ways(snapshot, standard, "none: ", room),
    }
}

/// Below a standard that hardly anybody follows, the way most go instead.
fn instead(snapshot: &Snapshot, standard: &Standard, width: usize, indent: usize) -> Option<Line> {
    let (way, count) = standard.mode_beside().filter(|_| standard.paper)?;
    let (before, behind) = ("most go ", format!(" ({count})"));
    let room = width.saturating_sub(indent + columns(before) + columns(&behind));
    let way = shorten(&short(snapshot, way), room);
    Some(Line::indented(indent).styled(FAINT, format!("{before}{way}{behind}")))
}

/// The family and, where most of its users use one unit, that unit; where both take too much room
/// the unit alone.
fn unit(snapshot: &Snapshot, standard: &Standard, room: usize) -> String {
    let family = standard.family.as_deref().unwrap_or("declared");
    let shown = short(snapshot, family);
    let first = standard.units.first().map_or("", String::as_str);
    let rest = first.strip_prefix(family).map(|rest| rest.trim_matches(['/', ':']));
    match rest.filter(|rest| !rest.is_empty() && is_the_unit(standard)) {
        None => shown,
        Some(rest) => {
            let unit = rest.rsplit('/').next().unwrap_or(rest);
            let both = format!("{shown} › {unit}");
            if columns(&both) <= room { both } else { unit.to_owned() }
        }
    }
}

/// Whether most deployables that take a step the standard way use its first unit.
fn is_the_unit(standard: &Standard) -> bool {
    standard.versions.values().sum::<u32>() * 2 > standard.counts.standard
}

/// As many versions as fit, most asked for first.
fn versions(standard: &Standard, room: usize) -> String {
    let mut versions: Vec<(&String, &u32)> =
        standard.versions.iter().filter(|(version, _)| *version != "none").collect();
    versions.sort_by_key(|(version, count)| (std::cmp::Reverse(**count), (*version).clone()));
    let mut text = String::new();
    for (place, (version, count)) in versions.iter().enumerate() {
        let blank = if place == 0 { "  " } else { " " };
        let next = format!("{blank}{} ({count})", shorten(version, 12));
        let more = if place + 1 < versions.len() { 2 } else { 0 };
        if columns(&text) + columns(&next) + more > room {
            let ellipsis = if text.is_empty() { "" } else { " …" };
            return text + ellipsis;
        }
        text.push_str(&next);
    }
    text
}

/// How a step without a standard is taken, as many ways as fit.
fn ways(snapshot: &Snapshot, standard: &Standard, label: &str, room: usize) -> Line {
    let mut ways: Vec<(&String, &u32)> = standard.ways.iter().collect();
    ways.sort_by_key(|(way, count)| {
        let own = *way == "own way";
        (own, std::cmp::Reverse(**count), (*way).clone())
    });
    if ways.is_empty() {
        return Line::new().styled(FAINT, label.trim_end_matches(": "));
    }
    let mut line = Line::new().styled(FAINT, label);
    for (place, (way, count)) in ways.iter().enumerate() {
        let comma = if place == 0 { "" } else { ", " };
        let count = format!(" ({count})");
        let last = place + 1 == ways.len();
        let free = room.saturating_sub(line.width() + comma.len() + columns(&count));
        let free = if last { free } else { free.saturating_sub(3) };
        let name = short(snapshot, way);
        if place > 0 && columns(&name) > free {
            return line.styled(FAINT, ", …");
        }
        line = line.text(format!("{comma}{}{count}", shorten(&name, free)));
    }
    line
}

/// A unit without scheme, and without the organisation when it is the one looked at.
pub(crate) fn short(snapshot: &Snapshot, unit: &str) -> String {
    let bare = unit.trim_start_matches("https://");
    let own = format!("{}/", snapshot.organisation);
    let pages = format!("{}.github.io/", snapshot.organisation);
    let bare = bare.strip_prefix("github.com/").unwrap_or(bare);
    bare.strip_prefix(&own).or_else(|| bare.strip_prefix(&pages)).unwrap_or(bare).to_owned()
}

/// Steps of which nothing is known: what cannot be told, and what nothing looks at yet.
fn unseen(snapshot: &Snapshot, width: usize) -> Vec<Line> {
    let dark: Vec<&str> = snapshot
        .standards
        .iter()
        .filter(|standard| is_dark(standard))
        .map(|standard| standard.name.as_str())
        .collect();
    let dark = (!dark.is_empty()).then(|| {
        let line = Line::indented(2).styled(FAINT, "cannot be told of any deployable: ");
        listed(line, &dark, width)
    });
    dark.into_iter().chain(unlooked(snapshot)).collect()
}

/// How many steps nothing looks at yet, and which of them are core.
fn unlooked(snapshot: &Snapshot) -> Option<Line> {
    let unseen: Vec<&Standard> =
        snapshot.standards.iter().filter(|standard| standard.basis == Basis::Unseen).collect();
    let core: Vec<&str> = unseen
        .iter()
        .filter(|standard| standard.core)
        .map(|standard| standard.name.as_str())
        .collect();
    let core = if core.is_empty() {
        String::new()
    } else {
        let among = if unseen.len() == 1 { ":" } else { ", among them" };
        format!("{among} the core step {}", core.join(", "))
    };
    let verb = if unseen.len() == 1 { "is" } else { "are" };
    let count = many(unseen.len(), "step", "steps");
    (!unseen.is_empty())
        .then(|| Line::indented(2).styled(FAINT, format!("{count} {verb} not looked at yet{core}")))
}
