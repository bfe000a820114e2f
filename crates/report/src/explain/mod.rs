//! Why, of a single thing: what it claims, how it ends, and the lines that show it.

mod deployable;
mod evidence;
mod judgement;
mod lists;
mod measure;
mod repository;
mod rung;
mod step;
mod unit;

pub(crate) use lists::IDS;
use milepost_core::Snapshot;
use milepost_score::Rulebook;

use crate::line::{Line, Page};
use crate::paint::{FAINT, STRONG};

/// Columns that running text is wrapped at.
pub(crate) const COLUMNS: usize = 96;

/// What is asked.
#[derive(Debug, Clone, Copy)]
pub struct Question<'a> {
    /// The id of a criterion, the needs of a stage, a step, a measure, a rung, a deployable, a
    /// repository or a shared unit; `deployables` or `troubles` for all there are. The model and the owner may be left out where that is clear.
    pub id: &'a str,
    /// Whether every member is listed rather than the first few.
    pub all: bool,
}

/// What an explanation is made from.
#[derive(Clone, Copy)]
struct Source<'a> {
    snapshot: &'a Snapshot,
    rules: &'a Rulebook,
    all: bool,
}

impl Source<'_> {
    /// How many of a list are shown.
    fn shown(self, few: usize) -> usize {
        if self.all { usize::MAX } else { few }
    }
}

/// Why, for everything that bears this name; nothing when nothing does.
pub fn explain(snapshot: &Snapshot, rules: &Rulebook, question: &Question<'_>) -> Option<String> {
    let source = Source { snapshot, rules, all: question.all };
    let pages: Vec<String> = [
        judgement::pages(source, question.id),
        step::pages(source, question.id),
        measure::pages(source, question.id),
        rung::pages(source, question.id),
        deployable::pages(source, question.id),
        repository::pages(source, question.id),
        unit::pages(source, question.id),
        lists::pages(source, question.id),
    ]
    .into_iter()
    .flatten()
    .map(Page::whole)
    .collect();
    (!pages.is_empty()).then(|| pages.join("\n"))
}

/// The first line of a page: an id, and what it is.
fn title(id: &str, what: &str) -> Line {
    Line::new().styled(STRONG, id).text("  ").styled(FAINT, what)
}

/// A heading inside a page.
fn heading(text: &str) -> Line {
    Line::indented(2).styled(STRONG, text)
}

/// A name and what stands beside it.
fn field(name: &str, value: impl AsRef<str>) -> Line {
    Line::indented(2).styled(FAINT, name).to(18).text(value)
}

/// How many of a list were not shown.
fn more(total: usize, shown: usize) -> Option<Line> {
    let left = total.saturating_sub(shown);
    (left > 0).then(|| Line::indented(4).styled(FAINT, format!("… {left} more: --all lists them")))
}

/// A deployable or repository that is meant by its id, or by its name alone when only one has it.
fn by_name<'a, T>(things: &'a [T], asked: &str, id: impl Fn(&T) -> &str) -> Vec<&'a T> {
    let exact: Vec<&T> = things.iter().filter(|thing| id(thing) == asked).collect();
    if !exact.is_empty() || asked.is_empty() {
        return exact;
    }
    let named: Vec<&T> =
        things.iter().filter(|thing| id(thing).rsplit('/').next() == Some(asked)).collect();
    if named.len() == 1 { named } else { Vec::new() }
}
