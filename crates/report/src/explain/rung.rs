//! A rung of a dimension.

use super::{Source, field, heading, title};
use crate::line::{Line, Page};

/// The page of the rung with this id.
pub(super) fn pages(source: Source<'_>, id: &str) -> Vec<Page> {
    let Some(rung) = source.rules.rungs.get(id) else {
        return Vec::new();
    };
    let mut page = Page::default();
    page.push(title(id, &format!("rung of {}", rung.dimension)));
    if let Some(below) = rung.below() {
        page.push(field("rests on", below));
    }
    page.push(heading("It holds when"));
    let when = rung.describe_when(source.rules);
    page.extend(when.lines().map(|line| Line::indented(4).text(line)));
    vec![page]
}
