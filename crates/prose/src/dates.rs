//! Days and periods that a text names: `2026-09-30`, `30 September 2026`, `Sept 2026`, `Q3 2026`, `H2 2026`.
//! A year alone says too little, and two numbers with a slash may be a day in either order: neither is
//! one.

use jiff::civil::Date;

/// The first day of something, and its last.
pub type Days = (Date, Date);

/// How months begin.
const MONTHS: &[&str] =
    &["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];

/// Their whole names.
const LONG: &[&str] = &[
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
];

/// The days and periods that a text names, in its order. A quarter without a year is that of `year`,
/// where the text stands in a document about one.
pub fn of_text(text: &str, year: Option<i16>) -> Vec<Days> {
    let words = words(text);
    let mut found = Vec::new();
    let mut at = 0;
    while at < words.len() {
        match first(words.get(at..).unwrap_or_default(), year) {
            Some((days, length)) => {
                found.push(days);
                at += length;
            }
            None => at += 1,
        }
    }
    found
}

/// The only year that a text names.
pub fn year(text: &str) -> Option<i16> {
    let words = words(text);
    let mut years = words.iter().filter_map(Word::year);
    let first = years.next()?;
    years.all(|other| other == first).then_some(first)
}

/// A word in lower case, or a part of one between hyphens and slashes.
struct Word {
    text: String,
    /// Whether it hangs on the part before.
    glued: bool,
}

fn words(text: &str) -> Vec<Word> {
    let is_end = |c: char| !c.is_alphanumeric();
    let tokens = text.split(|c: char| c.is_whitespace() || c == '_');
    let parts = tokens.flat_map(|token| {
        let parts = token.trim_matches(is_end).split(['-', '/', '–']);
        parts.enumerate().map(|(place, part)| Word {
            text: part.trim_matches(is_end).to_lowercase(),
            glued: place > 0,
        })
    });
    parts.filter(|word| !word.text.is_empty()).collect()
}

impl Word {
    fn number(&self, digits: std::ops::RangeInclusive<usize>) -> Option<i16> {
        let is_number = digits.contains(&self.text.len())
            && self.text.bytes().all(|byte| byte.is_ascii_digit());
        is_number.then(|| self.text.parse().ok()).flatten()
    }

    fn year(&self) -> Option<i16> {
        self.number(4..=4).filter(|year| (2000..2100).contains(year))
    }

    fn month(&self) -> Option<i8> {
        let place = MONTHS
            .iter()
            .position(|start| self.text == *start || self.text == "sept" && *start == "sep");
        let place = place.or_else(|| LONG.iter().position(|name| self.text == *name));
        place.and_then(|place| i8::try_from(place + 1).ok())
    }

    /// `30`, `30th`, and the beginning of `30t12:00`.
    fn day(&self) -> Option<i8> {
        let end = self.text.find(|c: char| !c.is_ascii_digit()).unwrap_or(self.text.len());
        let (number, rest) = self.text.split_at_checked(end)?;
        let ordinal = matches!(rest, "" | "st" | "nd" | "rd" | "th");
        let timed = number.len() == 2 && rest.starts_with('t');
        number.parse().ok().filter(|day| (ordinal || timed) && (1..=31).contains(day))
    }

    /// The first month of a quarter, or of a half, and how many it has.
    fn period(&self) -> Option<(i8, i8)> {
        match self.text.as_str() {
            "q1" => Some((1, 3)),
            "q2" => Some((4, 3)),
            "q3" => Some((7, 3)),
            "q4" => Some((10, 3)),
            "h1" => Some((1, 6)),
            "h2" => Some((7, 6)),
            _ => None,
        }
    }
}

/// What the first words name, and how many of them do.
fn first(words: &[Word], year: Option<i16>) -> Option<(Days, usize)> {
    numeric(words).or_else(|| written(words)).or_else(|| periodic(words, year))
}

/// `2026-09-30`, `2026-09`.
fn numeric(words: &[Word]) -> Option<(Days, usize)> {
    let (year, rest) = words.split_first()?;
    let year = year.year()?;
    let month = rest.first().filter(|it| it.glued)?.number(2..=2)?;
    let month = i8::try_from(month).ok()?;
    let day = rest.get(1).filter(|it| it.glued && it.text.len() > 1).and_then(Word::day);
    match day.and_then(|day| Date::new(year, month, day).ok()) {
        Some(day) => Some(((day, day), 3)),
        None => Some((months(year, month, 1)?, 2)),
    }
}

/// `30 September 2026`, `30th of September 2026`, `September 30, 2026`, `Sept 2026`.
fn written(words: &[Word]) -> Option<(Days, usize)> {
    let at = |place: usize| words.get(place);
    let month = |place| at(place).and_then(Word::month);
    let day = |place| at(place).and_then(Word::day);
    let year = |place| at(place).and_then(Word::year);
    let of = usize::from(at(1).is_some_and(|word| word.text == "of"));
    let one = |year, month, day| Date::new(year, month, day).ok().map(|day| (day, day));
    if let (Some(day), Some(month), Some(year)) = (day(0), month(1 + of), year(2 + of)) {
        return Some((one(year, month, day)?, 3 + of));
    }
    let month = month(0)?;
    if let (Some(day), Some(year)) = (day(1), year(2)) {
        return Some((one(year, month, day)?, 3));
    }
    Some((months(year(1)?, month, 1)?, 2))
}

/// `Q3 2026`, `2026-Q3`, `2026Q3`, and `Q3` of the year that is told. A quarter of a fiscal year may be
/// any time.
fn periodic(words: &[Word], told: Option<i16>) -> Option<(Days, usize)> {
    let (first, rest) = words.split_first()?;
    let second = rest.first();
    if let Some((year, period)) = first.text.split_at_checked(4) {
        let part = |text: &str| Word { text: text.to_owned(), glued: false };
        if let (Some(year), Some((month, count))) = (part(year).year(), part(period).period()) {
            return Some((months(year, month, count)?, 1));
        }
    }
    let next_period = second.and_then(Word::period);
    if let (Some(year), Some((month, count))) = (first.year(), next_period) {
        return Some((months(year, month, count)?, 2));
    }
    let (month, count) = first.period()?;
    if let Some(year) = second.and_then(Word::year) {
        return Some((months(year, month, count)?, 2));
    }
    let fiscal = second.is_some_and(|word| word.text.starts_with("fy"));
    let year = told.filter(|_| count == 3 && !fiscal)?;
    Some((months(year, month, count)?, 1))
}

/// The days of so many months.
fn months(year: i16, month: i8, count: i8) -> Option<Days> {
    let from = Date::new(year, month, 1).ok()?;
    let to = Date::new(year, month + count - 1, 1).ok()?.last_of_month();
    Some((from, to))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(text: &str) -> Vec<String> {
        let days = of_text(text, None).into_iter();
        days.map(|(from, to)| format!("{from}..{to}")).collect()
    }

    #[test]
    fn days_are_told_in_the_ways_people_write_them() {
        for text in [
            "goes on 2026-09-30.",
            "2026-09-30T12:00:00Z",
            "by 30 September 2026, at the latest",
            "the 30th of Sept 2026",
            "(September 30, 2026)",
            "developer_survey_2026-09-30",
        ] {
            assert_eq!(found(text), ["2026-09-30..2026-09-30"], "{text}");
        }
    }

    #[test]
    fn months_quarters_and_halves_are_periods() {
        for text in ["Q3 2026", "2026-Q3", "2026Q3:", "Q3/2026"] {
            assert_eq!(found(text), ["2026-07-01..2026-09-30"], "{text}");
        }
        assert_eq!(found("survey-2026-02"), ["2026-02-01..2026-02-28"]);
        assert_eq!(
            found("in Feb 2026 and H2 2026"),
            ["2026-02-01..2026-02-28", "2026-07-01..2026-12-31"]
        );
    }

    #[test]
    fn what_may_mean_something_else_is_no_date() {
        for text in [
            "in 2026",
            "Q3",
            "Q3 FY26",
            "09/10/2026",
            "2026, 10 teams",
            "v2026.09.1",
            "we may",
            "h1",
            "2026-13-01",
        ] {
            assert_eq!(found(text), [""; 0], "{text}");
        }
    }

    #[test]
    fn a_quarter_is_of_the_year_that_the_document_is_about() {
        let year = year("Roadmap 2026");
        let days = of_text("Q3: databases, h2", year);
        assert_eq!(days.len(), 1);
        assert_eq!(days[0].0.to_string(), "2026-07-01");
        assert_eq!(super::year("2025 and 2026"), None);
    }
}
