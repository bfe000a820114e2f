//! Instants as people type them: a day, a quarter, a tag, a time.

use anyhow::bail;
use jiff::Timestamp;
use jiff::civil::Date;
use milepost_core::{Calendar, Quarter, end_of_day};
use milepost_git::Found;

/// What is expected where an instant is asked for.
pub(crate) const EXPECTED: &str = "a day (2026-06-30), a quarter (2026-Q2), a time (2026-06-30T12:00:00Z) or a tag \
     (acme/billing@v1.2.0, or v1.2.0 where one repository has it)";

/// The instant that is meant: the end of a day or of a quarter in UTC, a time, or when the commit
/// was made that a tag names in one of the repositories.
pub(crate) fn read(
    text: &str,
    calendar: Calendar,
    found: &[Found],
) -> anyhow::Result<Option<Timestamp>> {
    match dated(text, calendar) {
        Some(instant) => Ok(Some(instant)),
        None => tagged(text, found),
    }
}

/// The instant of a day, a quarter or a time.
pub(crate) fn dated(text: &str, calendar: Calendar) -> Option<Timestamp> {
    if let Some(quarter) = Quarter::read(text) {
        return calendar.end(quarter);
    }
    if let Ok(date) = text.parse::<Date>()
        && !text.contains([':', 'T'])
    {
        return end_of_day(date);
    }
    text.parse().ok()
}

fn tagged(text: &str, found: &[Found]) -> anyhow::Result<Option<Timestamp>> {
    let (repository, tag) = match text.rsplit_once('@') {
        Some((repository, tag)) => (Some(repository), tag),
        None => (None, text),
    };
    let asked = found.iter().filter_map(|found| {
        let (identity, at) = milepost_git::tag(found, tag)?;
        let name = identity.to_string();
        repository.is_none_or(|asked| asked == name).then_some((name, at))
    });
    let known: Vec<(String, i64)> = asked.collect();
    match &known[..] {
        [] => Ok(None),
        [(_, at)] => Ok(Some(Timestamp::from_second(*at)?)),
        several => {
            let names: Vec<&str> = several.iter().map(|(name, _)| name.as_str()).collect();
            bail!("{tag:?} is a tag of {}; say which, as in acme/billing@{tag}", names.join(", "))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read_alone(text: &str) -> String {
        let read = read(text, Calendar::default(), &[]).unwrap();
        read.map_or_else(|| "none".to_owned(), |instant| instant.to_string())
    }

    #[test]
    fn a_day_and_a_quarter_mean_their_ends_in_utc() {
        assert_eq!(read_alone("2026-06-30"), "2026-06-30T23:59:59Z");
        assert_eq!(read_alone("2026-Q2"), "2026-06-30T23:59:59Z");
        assert_eq!(read_alone("2026-06-30T12:00:00+02:00"), "2026-06-30T10:00:00Z");
    }

    #[test]
    fn what_is_none_of_them_is_none() {
        assert_eq!(read_alone("June"), "none");
        assert_eq!(read_alone("2026-13-01"), "none");
    }
}
