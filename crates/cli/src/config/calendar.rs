//! `fiscal-year-starts`: the month in which the first quarter starts.

use milepost_core::Calendar;

use super::reading::{Reader, Value};

const MONTHS: &[&str] = &[
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

/// The calendar whose year starts in the month that is named.
pub(super) fn read(reader: &mut Reader, value: &Value<'_>) -> Calendar {
    let expected = "a month, as in \"april\"";
    let Some(month) = reader.text(value, expected) else {
        return Calendar::default();
    };
    let lower = month.text.to_lowercase();
    let place = MONTHS.iter().position(|name| *name == lower);
    let calendar = place.and_then(|place| i8::try_from(place + 1).ok());
    calendar.and_then(Calendar::starting_in).unwrap_or_else(|| {
        reader.wrong(month.at, format!("expected {expected}, found {:?}", month.text));
        Calendar::default()
    })
}
