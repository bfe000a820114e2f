//! An organisation over time: a line for each number, with its course in between.

use milepost_core::{Bounds, Moment, Trend};
use milepost_score::Rulebook;

use crate::line::{Line, Page};
use crate::numbers::{Unit, bounds, many};
use crate::paint::{FAINT, STRONG};

/// Columns a name may take.
const NAME: usize = 34;

/// Columns a value may take.
const VALUE: usize = 12;

/// Columns of the course at least.
const COURSE: usize = 8;

/// The signs of a course, from the lowest to the highest.
const LEVELS: [char; 8] = ['▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'];

/// What stands where there is no value.
const NO_VALUE: char = '·';

/// An organisation over time, `width` columns wide. With `all`, measures that never changed are
/// shown too.
pub fn trend(trend: &Trend, rules: &Rulebook, width: usize, all: bool) -> String {
    let mut page = Page::default();
    let (Some(first), Some(last)) = (trend.points.first(), trend.points.last()) else {
        return String::new();
    };
    page.push(Line::new().styled(STRONG, &trend.organisation).text(format!(
        " from {} to {} · {} · {} → {} repositories · {} → {} deployables",
        first.name,
        last.name,
        many(trend.points.len(), "instant", "instants"),
        first.repositories,
        last.repositories,
        first.deployables,
        last.deployables,
    )));
    page.gap();
    let rows = Rows { trend, width };
    page.push(rows.head(first, last));
    for model in last.stages.keys() {
        let stage = |moment: &Moment| {
            let (lo, hi) = *moment.stages.get(model)?;
            Some(Bounds { lo: f64::from(lo), hi: f64::from(hi) })
        };
        page.push(rows.row(&format!("stage, {model}"), Unit::Number, Some((1.0, 5.0)), stage));
    }
    page.push(rows.share("on the golden path", |moment| moment.on_path.bounds()));
    page.push(rows.share("coverage", |moment| moment.coverage));
    page.gap();
    page.push(Line::new().styled(STRONG, "Steps").styled(FAINT, "  taken the standard way"));
    for step in &rules.steps {
        let value = |moment: &Moment| moment.steps.get(&step.id)?.bounds();
        if trend.points.iter().any(|moment| value(moment).is_some()) {
            page.push(rows.share(&step.name, value));
        }
    }
    page.gap();
    page.push(
        Line::new()
            .styled(STRONG, "Measures")
            .styled(FAINT, if all { "" } else { "  that changed; --all shows the others" }),
    );
    for card in &rules.measures {
        let value = |moment: &Moment| moment.measures.get(&card.id)?.value;
        let known: Vec<Bounds> = trend.points.iter().filter_map(value).collect();
        let changed = known.windows(2).any(|pair| pair[0] != pair[1]);
        if changed || all && !known.is_empty() {
            let unit = Unit::of(std::slice::from_ref(&card.id), rules);
            let range = (unit == Unit::Share).then_some((0.0, 1.0));
            page.push(rows.row(&card.title, unit, range, value));
        }
    }
    page.within(width)
}

struct Rows<'a> {
    trend: &'a Trend,
    width: usize,
}

impl Rows<'_> {
    fn head(&self, first: &Moment, last: &Moment) -> Line {
        Line::new().ending(NAME + VALUE, FAINT, &first.name).ending(
            NAME + VALUE + 2 + self.course() + 2 + VALUE,
            FAINT,
            &last.name,
        )
    }

    /// Columns of the course: one for each instant, and fewer where there is no room for all.
    fn course(&self) -> usize {
        let room = self.width.saturating_sub(NAME + VALUE + 2 + 2 + VALUE);
        self.trend.points.len().min(room.max(COURSE))
    }

    fn share(&self, name: &str, value: impl Fn(&Moment) -> Option<Bounds>) -> Line {
        self.row(name, Unit::Share, Some((0.0, 1.0)), value)
    }

    /// A name, the first value, the course of the lower bound, and the last value. Without a
    /// range, the course runs from the lowest value there is to the highest.
    fn row(
        &self,
        name: &str,
        unit: Unit,
        range: Option<(f64, f64)>,
        value: impl Fn(&Moment) -> Option<Bounds>,
    ) -> Line {
        let values: Vec<Option<Bounds>> = self.trend.points.iter().map(value).collect();
        let shown = |value: Option<&Option<Bounds>>| {
            value.copied().flatten().map_or_else(|| "?".to_owned(), |value| bounds(value, unit))
        };
        let lows: Vec<Option<f64>> = values.iter().map(|it| it.map(|value| value.lo)).collect();
        let range = range.unwrap_or_else(|| extent(&lows));
        let cut = lows.len().saturating_sub(self.course());
        let course: String = lows.iter().skip(cut).map(|low| level(*low, range)).collect();
        let name: String = name.chars().take(NAME - 3).collect();
        Line::indented(2)
            .text(name)
            .ending(NAME + VALUE, FAINT, &shown(values.first()))
            .text("  ")
            .text(course)
            .ending(NAME + VALUE + 2 + self.course() + 2 + VALUE, STRONG, &shown(values.last()))
    }
}

fn extent(values: &[Option<f64>]) -> (f64, f64) {
    let known = || values.iter().flatten().copied();
    (known().fold(f64::INFINITY, f64::min), known().fold(f64::NEG_INFINITY, f64::max))
}

/// The sign of a value between the ends of a range.
fn level(value: Option<f64>, (low, high): (f64, f64)) -> char {
    let Some(value) = value else {
        return NO_VALUE;
    };
    let part = if high > low { ((value - low) / (high - low)).clamp(0.0, 1.0) } else { 0.0 };
    // The sign whose eighth of the range the value lies in.
    let eighths = (1..LEVELS.len()).take_while(|eighth| part * 8.0 >= to_f64(*eighth)).count();
    LEVELS.get(eighths).copied().unwrap_or(NO_VALUE)
}

fn to_f64(number: usize) -> f64 {
    u32::try_from(number).map_or(0.0, f64::from)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_course_has_a_level_for_each_eighth_of_its_range() {
        let course: String = [0.0, 0.1, 0.13, 0.5, 0.99, 1.0]
            .iter()
            .map(|value| level(Some(*value), (0.0, 1.0)))
            .collect();
        assert_eq!(course, "▁▁▂▅██");
        assert_eq!(level(None, (0.0, 1.0)), NO_VALUE);
        assert_eq!(level(Some(3.0), (3.0, 3.0)), '▁');
    }
}
