//! The coverage before and after, and what the difference is made of.

use milepost_core::Share;
use milepost_diff::{Diff, Part, Split};

use super::figures::{Figures, OF_MEAN, OF_PATH, Pair};
use super::words;
use crate::line::{Line, listed, shorten, width as columns};
use crate::numbers::{self, Unit};
use crate::paint::{BAD, FAINT, GOOD, OPEN, PLAIN, STRONG};

/// The headline, those that count in both, and the parts.
pub(super) fn lines(diff: &Diff, width: usize) -> Vec<Line> {
    let coverage = &diff.coverage;
    if coverage.before.total() == 0 && coverage.after.total() == 0 {
        return Vec::new();
    }
    let figures = Figures::of(&coverage.on, OF_PATH);
    let mut lines = headline(diff, &figures, width);
    lines.push(Line::indented(2).text(cohort(&coverage.on, &figures)));
    if let Some(share) = coverage.by_old_standards {
        lines.push(Line::indented(2).text(old_standards(share)));
    }
    lines.extend(parts(diff, &figures, width));
    lines.extend(mean(diff, width));
    lines
}

fn headline(diff: &Diff, figures: &Figures, width: usize) -> Vec<Line> {
    let (before, after) = (diff.coverage.before, diff.coverage.after);
    let shares = format!("{} → {}", figures.share(figures.before), figures.share(figures.after));
    let line = Line::new()
        .styled(STRONG, format!("Golden path  {shares}"))
        .text("  ")
        .styled(style(figures.change), figures.change());
    let counts = format!("  {} → {}", of(before), of(after));
    if line.width() + columns(&counts) <= width {
        vec![line.text(counts)]
    } else {
        vec![line, Line::new().text(counts)]
    }
}

/// `54 of 131`.
fn of(share: Share) -> String {
    format!("{} of {}", share.yes, share.total())
}

fn style(change: Pair) -> anstyle::Style {
    match (change.0.signum(), change.1.signum()) {
        (1, 0 | 1) => GOOD,
        (-1, 0 | -1) => BAD,
        (0, 0) => PLAIN,
        _ => OPEN,
    }
}

/// The line that arrivals and departures cannot move.
pub(super) fn cohort(split: &Split, figures: &Figures) -> String {
    match (split.cohort.deployables, figures.cohort) {
        (0, _) | (_, None) => "none counts in both".to_owned(),
        (count, Some((before, after))) => format!(
            "the {count} that count in both: {} → {}",
            figures.share(Some(before)),
            figures.share(Some(after))
        ),
    }
}

/// The share by the standards of then.
pub(super) fn old_standards(share: Share) -> String {
    let value = share.bounds().map(|it| numbers::bounds(it, Unit::Share)).unwrap_or_default();
    format!("by the standards of then it would be {value} now")
}

fn parts(diff: &Diff, figures: &Figures, width: usize) -> Vec<Line> {
    let parts = &diff.coverage.on.parts;
    let signed = |it: &Pair| (figures.signed(it.0), figures.signed(it.1));
    let shown: Vec<(String, String)> = figures.parts.iter().map(signed).collect();
    let widest = shown.iter().map(|(lo, hi)| columns(lo).max(columns(hi))).max().unwrap_or(0);
    let widest = widest.max("lower".len());
    let open = figures.is_open();
    let mut lines = Vec::new();
    if open && !parts.is_empty() {
        let head = Line::new().ending(4 + widest, FAINT, "lower");
        lines.push(head.ending(4 + widest + 2 + widest, FAINT, "upper"));
    }
    for ((part, (lo, hi)), points) in parts.iter().zip(&shown).zip(&figures.parts) {
        let mut line = Line::new().ending(4 + widest, style(*points), lo);
        if open {
            line = line.ending(4 + widest + 2 + widest, style(*points), hi);
        }
        lines.extend(named(diff, part, line, width));
    }
    lines
}

/// How many deployables, what happened to them, and as many of them as fit: beside it or below.
fn named(diff: &Diff, part: &Part, line: Line, width: usize) -> Vec<Line> {
    let indent = line.width() + 2;
    let line = line.text(format!("  {} {}", part.deployables.len(), words::part(part)));
    let names: Vec<&str> = part.deployables.iter().map(|id| words::short(diff, id)).collect();
    let all = names.iter().map(|name| columns(name) + 3).sum::<usize>();
    if line.width() + all < width {
        return vec![listed(line.text(": "), &names, width)];
    }
    let longest = width.saturating_sub(indent + columns(" and 999 more"));
    let names: Vec<String> = names.iter().map(|name| shorten(name, longest)).collect();
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    vec![line, listed(Line::indented(indent), &names, width)]
}

/// The mean over deployables, and its parts in one line.
fn mean(diff: &Diff, width: usize) -> Vec<Line> {
    let split = &diff.coverage.steps;
    let figures = Figures::of(split, OF_MEAN);
    let (before, after) = (figures.share(figures.before), figures.share(figures.after));
    let head = format!("of its steps a deployable takes {before} → {after} the standard way");
    let mut lines = vec![Line::indented(2).styled(FAINT, head)];
    let mut bound = |label: &str, of: fn(&Pair) -> i64| {
        let parts = mean_parts(split, &figures, of);
        let parts: Vec<&str> = parts.iter().map(String::as_str).collect();
        if !parts.is_empty() {
            lines.push(listed(Line::indented(4).styled(FAINT, label), &parts, width));
        }
    };
    if figures.is_open() {
        bound("lower: ", |points| points.0);
        bound("upper: ", |points| points.1);
    } else {
        bound("", |points| points.0);
    }
    lines
}

/// `+2.1 moved`, for each part of one bound of the mean.
pub(super) fn mean_parts(split: &Split, figures: &Figures, bound: fn(&Pair) -> i64) -> Vec<String> {
    let parts = split.parts.iter().zip(&figures.parts);
    parts
        .filter(|(_, points)| bound(points) != 0)
        .map(|(part, points)| {
            format!("{} {}", figures.signed(bound(points)), words::cause(part.reason))
        })
        .collect()
}
