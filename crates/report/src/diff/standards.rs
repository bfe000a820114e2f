//! Standards that are others than before.

use milepost_core::Basis;
use milepost_diff::{Diff, StandardChange, StandardIs};

use super::words;
use crate::line::{Line, width as columns};
use crate::paint::{FAINT, STRONG};

/// Each step whose standard changed, with the adoption of both ways.
pub(super) fn lines(diff: &Diff, width: usize) -> Vec<Line> {
    if diff.standards.is_empty() {
        return Vec::new();
    }
    let head = format!("Standards  {} changed", diff.standards.len());
    let mut lines = vec![Line::new().styled(STRONG, head)];
    let names = diff.standards.iter().map(|it| columns(&it.name)).max().unwrap_or(0);
    for change in &diff.standards {
        let line = Line::indented(2).text(&change.name).to(2 + names + 2);
        let line = line.text(said(diff, change));
        let adoption = adoption(diff, change);
        if line.width() + 2 + columns(&adoption) <= width {
            lines.push(line.styled(FAINT, format!("  {adoption}")));
        } else {
            lines.push(line);
            lines.push(Line::indented(2 + names + 2).styled(FAINT, adoption));
        }
    }
    lines
}

/// `none → ghcr.io/acme`, or only how sure it is.
pub(super) fn said(diff: &Diff, change: &StandardChange) -> String {
    let (before, after) = (change.before.as_ref(), change.after.as_ref());
    if change.same_way {
        let family = after.or(before).and_then(|it| it.family.as_deref());
        let family = family.map(|it| format!("{}: ", words::unit(diff, it))).unwrap_or_default();
        let basis = |it: Option<&StandardIs>| it.map_or("not known", |it| it.basis.name());
        return format!("{family}{} → {}", basis(before), basis(after));
    }
    format!("{} → {}", way(diff, before), way(diff, after))
}

fn way(diff: &Diff, standard: Option<&StandardIs>) -> String {
    match standard {
        None => "not known".to_owned(),
        Some(it) if it.basis.is_some() => {
            let family = it.family.as_deref().unwrap_or("declared");
            let basis = match it.basis {
                Basis::InferredStrong => String::new(),
                basis => format!(" ({})", basis.name()),
            };
            format!("{}{basis}", words::unit(diff, family))
        }
        Some(it) => it.basis.name().to_owned(),
    }
}

/// `used by 12 → 20`, of each family.
pub(super) fn adoption(diff: &Diff, change: &StandardChange) -> String {
    let one = change.adoption.len() == 1;
    let used: Vec<String> = change
        .adoption
        .iter()
        .map(|it| {
            let family =
                if one { String::new() } else { format!("{} ", words::unit(diff, &it.family)) };
            format!("{family}{} → {}", it.before, it.after)
        })
        .collect();
    if used.is_empty() { String::new() } else { format!("used by {}", used.join(", ")) }
}
