//! Quarters, in UTC: of the calendar, or of a fiscal year that starts in another month.

use std::fmt;

use jiff::civil::{Date, Weekday};
use jiff::tz::TimeZone;
use jiff::{Span, Timestamp};

/// When the year of an organisation starts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Calendar {
    /// The month in which the first quarter starts, from 1.
    first_month: i8,
}

/// A quarter of a year: `2026-Q2`. A fiscal year is named for the calendar year it starts in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Quarter {
    /// The year it belongs to.
    pub year: i16,
    /// Which quarter it is, from 1 to 4.
    pub number: i8,
}

/// How far apart the instants of a history lie.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Every {
    /// The ends of quarters.
    #[default]
    Quarter,
    /// The ends of months.
    Month,
    /// The ends of Sundays.
    Week,
}

impl Default for Calendar {
    fn default() -> Self {
        Self { first_month: 1 }
    }
}

impl Calendar {
    /// The calendar whose year starts in this month, from 1 to 12.
    pub fn starting_in(month: i8) -> Option<Self> {
        (1..=12).contains(&month).then_some(Self { first_month: month })
    }

    /// The month its year starts with, from 1 to 12.
    pub fn first_month(self) -> i8 {
        self.first_month
    }

    /// The quarter an instant lies in.
    pub fn quarter(self, instant: Timestamp) -> Quarter {
        let date = instant.to_zoned(TimeZone::UTC).date();
        let since = i16::from(date.month()) - i16::from(self.first_month);
        let year = if since < 0 { date.year() - 1 } else { date.year() };
        let number = i8::try_from(since.rem_euclid(12) / 3 + 1).unwrap_or(1);
        Quarter { year, number }
    }

    /// The last instant of a quarter, to the second; `None` beyond the dates there are.
    pub fn end(self, quarter: Quarter) -> Option<Timestamp> {
        let start = Date::new(quarter.year, self.first_month, 1).ok()?;
        let months = Span::new().try_months(i64::from(quarter.number) * 3).ok()?;
        end_before(start.checked_add(months).ok()?)
    }
}

impl Calendar {
    /// The ends of all periods that end in the time from `since` to `until`, the oldest first, each
    /// with its name: `2026-Q2`, `2026-06`, `2026-06-28`.
    pub fn ends(
        self,
        every: Every,
        since: Timestamp,
        until: Timestamp,
    ) -> Vec<(String, Timestamp)> {
        let mut ends = Vec::new();
        let mut next = self.period_of(every, since);
        while let Some((name, end, after)) = next.filter(|(_, end, _)| *end <= until) {
            ends.push((name, end));
            next = self.period_of(every, after);
        }
        ends
    }

    /// The period an instant lies in: its name, its end, and the first instant of the next.
    fn period_of(self, every: Every, at: Timestamp) -> Option<(String, Timestamp, Timestamp)> {
        let date = at.to_zoned(TimeZone::UTC).date();
        let (name, end) = match every {
            Every::Quarter => {
                let quarter = self.quarter(at);
                (quarter.to_string(), self.end(quarter)?)
            }
            Every::Month => (date.strftime("%Y-%m").to_string(), end_of_day(date.last_of_month())?),
            Every::Week => {
                let left = i64::from(Weekday::Sunday.since(date.weekday()));
                let sunday = date.checked_add(Span::new().days(left)).ok()?;
                (sunday.to_string(), end_of_day(sunday)?)
            }
        };
        Some((name, end, end.checked_add(Span::new().seconds(1)).ok()?))
    }
}

impl Quarter {
    /// Reads `2026-Q2`.
    pub fn read(text: &str) -> Option<Self> {
        let (year, number) = text.split_once("-Q").or_else(|| text.split_once("-q"))?;
        let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
        if year.len() != 4 || !digits(year) || number.len() != 1 {
            return None;
        }
        let quarter = Self { year: year.parse().ok()?, number: number.parse().ok()? };
        (1..=4).contains(&quarter.number).then_some(quarter)
    }

    /// The quarter before.
    #[must_use]
    pub fn previous(self) -> Self {
        match self.number {
            ..=1 => Self { year: self.year - 1, number: 4 },
            number => Self { number: number - 1, ..self },
        }
    }

    /// The quarter after.
    #[must_use]
    pub fn next(self) -> Self {
        match self.number {
            4.. => Self { year: self.year + 1, number: 1 },
            number => Self { number: number + 1, ..self },
        }
    }
}

impl fmt::Display for Quarter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-Q{}", self.year, self.number)
    }
}

/// The last instant of a day in UTC, to the second.
pub fn end_of_day(date: Date) -> Option<Timestamp> {
    end_before(date.tomorrow().ok()?)
}

fn end_before(date: Date) -> Option<Timestamp> {
    let midnight = date.to_zoned(TimeZone::UTC).ok()?.timestamp();
    midnight.checked_sub(Span::new().seconds(1)).ok()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn instant(text: &str) -> Timestamp {
        text.parse().unwrap()
    }

    #[test]
    fn a_quarter_ends_with_its_last_second_in_utc() {
        let quarter = Quarter::read("2026-Q2").unwrap();
        assert_eq!(Calendar::default().end(quarter), Some(instant("2026-06-30T23:59:59Z")));
        let april = Calendar::starting_in(4).unwrap();
        assert_eq!(april.end(quarter), Some(instant("2026-09-30T23:59:59Z")));
        let last = Quarter::read("2026-Q4").unwrap();
        assert_eq!(april.end(last), Some(instant("2027-03-31T23:59:59Z")));
    }

    #[test]
    fn a_fiscal_year_is_named_for_the_calendar_year_it_starts_in() {
        let april = Calendar::starting_in(4).unwrap();
        assert_eq!(april.quarter(instant("2026-02-10T00:00:00Z")).to_string(), "2025-Q4");
        assert_eq!(april.quarter(instant("2026-04-01T00:00:00Z")).to_string(), "2026-Q1");
    }

    #[test]
    fn a_history_has_the_ends_of_all_periods_that_ended_in_it() {
        let (since, until) = (instant("2026-01-15T00:00:00Z"), instant("2026-07-03T00:00:00Z"));
        let names = |every| -> Vec<String> {
            let ends = Calendar::default().ends(every, since, until).into_iter();
            ends.map(|(name, _)| name).collect()
        };
        assert_eq!(names(Every::Quarter), ["2026-Q1", "2026-Q2"]);
        let months = ["2026-01", "2026-02", "2026-03", "2026-04", "2026-05", "2026-06"];
        assert_eq!(names(Every::Month), months);
        let weeks = names(Every::Week);
        assert_eq!(weeks.first().map(String::as_str), Some("2026-01-18"));
        assert_eq!(weeks.last().map(String::as_str), Some("2026-06-28"));
    }

    #[test]
    fn what_is_no_quarter_is_none() {
        for text in ["2026", "2026-Q5", "2026-Q0", "26-Q1", "2026-Q12", "+026-Q1", "2026Q1"] {
            assert_eq!(Quarter::read(text), None, "{text}");
        }
    }

    proptest! {
        #[test]
        fn every_instant_lies_between_the_ends_of_its_quarter_and_the_one_before(
            second in 0i64..4_000_000_000, month in 1i8..=12
        ) {
            let (at, calendar) = (Timestamp::from_second(second).unwrap(), Calendar { first_month: month });
            let quarter = calendar.quarter(at);
            prop_assert!(at <= calendar.end(quarter).unwrap());
            prop_assert!(at > calendar.end(quarter.previous()).unwrap());
            prop_assert_eq!(quarter.previous().next(), quarter);
        }
    }
}
