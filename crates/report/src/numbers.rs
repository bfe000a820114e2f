//! Numbers as people read them.

use milepost_core::{Bounds, Reading, Share};
use milepost_score::Rulebook;

/// Room for the error of decimal fractions.
const TOLERANCE: f64 = 1e-9;

/// What a value is counted in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Unit {
    /// A part of a whole.
    Share,
    /// Anything else.
    Number,
}

impl Unit {
    /// The unit of a measure, or of a sum of measures.
    pub(crate) fn of(measures: &[String], rules: &Rulebook) -> Self {
        let share = |id: &String| rules.measure(id).is_some_and(|card| card.value == "share");
        if measures.iter().all(share) { Self::Share } else { Self::Number }
    }

    fn suffix(self) -> &'static str {
        match self {
            Self::Share => " %",
            Self::Number => "",
        }
    }

    /// The digits, with so many decimals. A share that is not all never reads 100, and one that is
    /// not nothing never reads 0.
    fn digits(self, value: f64, decimals: usize) -> String {
        match self {
            Self::Share => {
                let value = value.clamp(0.0, 1.0);
                let step = 0.1_f64.powi(i32::try_from(decimals).unwrap_or(0));
                let shown = match value * 100.0 {
                    hundredths if value > TOLERANCE && hundredths < step => step,
                    hundredths if value < 1.0 - TOLERANCE => hundredths.min(100.0 - step),
                    hundredths => hundredths,
                };
                format!("{shown:.decimals$}")
            }
            Self::Number if (value - value.round()).abs() < TOLERANCE => format!("{value:.0}"),
            Self::Number => format!("{value:.*}", decimals + 1),
        }
    }
}

/// A value: `61 %`, `40..70 %`, `3`, `1.1..1.9`.
pub(crate) fn bounds(value: Bounds, unit: Unit) -> String {
    with_decimals(value, unit, 0)
}

fn with_decimals(value: Bounds, unit: Unit, decimals: usize) -> String {
    let (lo, hi) = (unit.digits(value.lo, decimals), unit.digits(value.hi, decimals));
    let suffix = unit.suffix();
    if lo == hi { format!("{lo}{suffix}") } else { format!("{lo}..{hi}{suffix}") }
}

/// A threshold: `80 %`, `2`, `2.5 %`.
pub(crate) fn threshold(value: f64, unit: Unit) -> String {
    let decimals = (0..3)
        .find(|&decimals| {
            let shown: f64 = unit.digits(value, decimals).parse().unwrap_or(f64::NAN);
            let meant = if unit == Unit::Share { value * 100.0 } else { value };
            (shown - meant).abs() < 1e-6
        })
        .unwrap_or(2);
    format!("{}{}", unit.digits(value, decimals), unit.suffix())
}

/// A share of a whole, `61 %`; `–` of nothing.
pub(crate) fn percent(part: u32, whole: u32) -> String {
    if whole == 0 {
        return "–".to_owned();
    }
    bounds(Bounds::exactly(f64::from(part) / f64::from(whole)), Unit::Share)
}

/// A value against its threshold, with as many decimals as it takes to see them differ:
/// `61 % of 80 %`, `14..100 %, at most 50 %`; without a value, `needs 80 %`.
pub(crate) fn reading(reading: &Reading, rules: &Rulebook) -> String {
    let unit = Unit::of(&reading.measures, rules);
    let limit = threshold(reading.threshold, unit);
    let of_whole = reading.comparison == "at least" && unit == Unit::Share;
    let Some(value) = reading.value else {
        return if reading.comparison == "at least" {
            format!("needs {limit}")
        } else {
            format!("{} {limit}", reading.comparison)
        };
    };
    let value = telling(value, reading.threshold, unit);
    if of_whole {
        format!("{value} of {limit}")
    } else {
        format!("{value}, {} {limit}", reading.comparison)
    }
}

/// The value with enough decimals to be told from the threshold.
fn telling(value: Bounds, threshold: f64, unit: Unit) -> String {
    let clear = |bound: f64, decimals: usize| {
        let same = (bound - threshold).abs() < TOLERANCE;
        let shown = |value| unit.digits(value, decimals).parse::<f64>().ok();
        same || shown(bound) != shown(threshold)
    };
    let decimals = (0..3)
        .find(|&decimals| clear(value.lo, decimals) && clear(value.hi, decimals))
        .unwrap_or(2);
    with_decimals(value, unit, decimals)
}

/// The counts behind a share: `80/131`, `80/131 and 4 open`.
pub(crate) fn share(share: Share) -> String {
    let total = share.total();
    match share.unknown {
        0 => format!("{}/{total}", share.yes),
        open => format!("{}/{total}, {open} open", share.yes),
    }
}

/// The fewest units that would have to change for a failing share to reach its threshold.
pub(crate) fn missing(reading: &Reading) -> Option<String> {
    let share = reading.share.filter(|_| reading.measures.len() == 1)?;
    let total = f64::from(share.total());
    let part = |count: u32| f64::from(count) / total;
    match reading.comparison.as_str() {
        "at least" => (1..=share.total() - share.yes)
            .find(|more| part(share.yes + more) >= reading.threshold - TOLERANCE)
            .map(|more| format!("{more} more")),
        "at most" => (1..=share.yes)
            .find(|fewer| part(share.yes - fewer) <= reading.threshold + TOLERANCE)
            .map(|fewer| format!("{fewer} fewer")),
        _ => None,
    }
}

/// `1 repository`, `3 repositories`.
pub fn many(count: usize, one: &str, more: &str) -> String {
    if count == 1 { format!("1 {one}") } else { format!("{count} {more}") }
}

/// So many bytes, `980 B`, `104.9 kB`, `1.2 MB`: each unit is a thousand of the one before.
pub(crate) fn size(bytes: u64) -> String {
    let units = [("GB", 1_000_000_000), ("MB", 1_000_000), ("kB", 1_000)];
    match units.into_iter().find(|(_, unit)| bytes >= *unit) {
        None => format!("{bytes} B"),
        Some((name, unit)) => {
            let tenths = bytes / (unit / 10);
            format!("{}.{} {name}", tenths / 10, tenths % 10)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn share_of(value: f64) -> String {
        bounds(Bounds::exactly(value), Unit::Share)
    }

    #[test]
    fn nearly_all_is_not_all_and_nearly_none_is_not_none() {
        assert_eq!(share_of(0.999), "99 %");
        assert_eq!(share_of(1.0), "100 %");
        assert_eq!(share_of(0.001), "1 %");
        assert_eq!(share_of(0.0), "0 %");
        assert_eq!(share_of(0.415), "42 %");
    }

    #[test]
    fn a_value_next_to_its_threshold_shows_the_difference() {
        assert_eq!(telling(Bounds::exactly(0.798), 0.8, Unit::Share), "79.8 %");
        assert_eq!(telling(Bounds::exactly(0.8), 0.8, Unit::Share), "80 %");
        assert_eq!(telling(Bounds::exactly(1.98), 2.0, Unit::Number), "1.98");
    }

    #[test]
    fn how_many_more_is_the_fewest_that_suffice() {
        let reading = |yes, no, comparison: &str, threshold| Reading {
            measures: vec!["ci".to_owned()],
            value: None,
            share: Some(Share { yes, no, unknown: 0 }),
            comparison: comparison.to_owned(),
            threshold,
            verdict: milepost_core::Verdict::Fails,
        };
        assert_eq!(missing(&reading(80, 51, "at least", 0.8)).as_deref(), Some("25 more"));
        assert_eq!(missing(&reading(7, 3, "at least", 0.8)).as_deref(), Some("1 more"));
        assert_eq!(missing(&reading(6, 4, "at most", 0.5)).as_deref(), Some("1 fewer"));
    }

    #[test]
    fn thresholds_keep_their_decimals() {
        assert_eq!(threshold(0.025, Unit::Share), "2.5 %");
        assert_eq!(threshold(24.0, Unit::Number), "24");
        assert_eq!(threshold(0.75, Unit::Number), "0.75");
    }

    #[test]
    fn a_size_has_one_decimal_and_never_four_digits_before_it() {
        let shown = [0, 999, 1_000, 104_958, 999_999, 1_000_000, 2_147_483_648].map(size);
        assert_eq!(shown, ["0 B", "999 B", "1.0 kB", "104.9 kB", "999.9 kB", "1.0 MB", "2.1 GB"]);
    }
}
