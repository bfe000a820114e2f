//! A measure.

use super::{COLUMNS, Source, evidence, field, title};
use crate::line::Page;
use crate::numbers::{self, Unit};
use crate::why;

/// The page of the measure with this id.
pub(super) fn pages(source: Source<'_>, id: &str) -> Vec<Page> {
    let Some(card) = source.rules.measure(id) else {
        return Vec::new();
    };
    let mut page = Page::default();
    page.push(title(id, &format!("measure: {}", card.title)));
    page.prose(2, COLUMNS, &card.says);
    page.push(field("of", &card.of));
    page.push(field("told by", why::channels(&card.by)));
    let Some(measure) = source.snapshot.measures.iter().find(|m| m.id == id) else {
        page.push(field("value", "not in this snapshot"));
        return vec![page];
    };
    let unit = Unit::of(std::slice::from_ref(&card.id), source.rules);
    let value = match (measure.value, measure.unknown, &measure.not_applicable) {
        (Some(value), _, _) => numbers::bounds(value, unit),
        (None, Some(code), _) => format!("unknown: {} ({})", why::unknown(code), code.code()),
        (None, None, Some(why)) => format!("n/a ({why})"),
        (None, None, None) => "none: there is nothing to count".to_owned(),
    };
    page.push(field("value", value));
    if let Some(share) = measure.share {
        page.push(field("counts", numbers::share(share)));
    }
    evidence::members(source, measure, &mut page);
    vec![page]
}
