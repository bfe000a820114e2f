//! `fiscal-year-starts`: the month in which the first quarter starts.

use jiff::fmt::strtime;
use milepost_core::Calendar;

use super::reading::{Reader, Value};

/// The calendar whose year starts in the month that is named.
pub(super) fn read(reader: &mut Reader, value: &Value<'_>) -> Calendar {
    let expected = "a month, as in \"april\"";
    let Some(month) = reader.text(value, expected) else {
        return Calendar::default();
    };
    let named = strtime::parse("%B", &month.text).ok().and_then(|named| named.month());
    named.and_then(Calendar::starting_in).unwrap_or_else(|| {
        reader.wrong(month.at, format!("expected {expected}, found {:?}", month.text));
        Calendar::default()
    })
}
