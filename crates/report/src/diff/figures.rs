//! The numbers of a split as they are printed: with as many decimals as they need, and so that the
//! parts add up.

use milepost_diff::{Fraction, Range, Split, apportion, decimals};

/// A lower and an upper bound, in hundredths with the decimals of the figures.
pub(super) type Pair = (i64, i64);

/// Most decimals of the share on the path: one deployable of thousands is to be seen.
pub(super) const OF_PATH: u32 = 2;
/// Most decimals of the mean over steps.
pub(super) const OF_MEAN: u32 = 1;

/// A split in print.
pub(super) struct Figures {
    decimals: u32,
    /// Before and after; absent of nothing.
    pub(super) before: Option<Pair>,
    pub(super) after: Option<Pair>,
    /// Those that count in both, before and after.
    pub(super) cohort: Option<(Pair, Pair)>,
    /// The difference, and its parts in their order.
    pub(super) change: Pair,
    pub(super) parts: Vec<Pair>,
}

impl Figures {
    /// With at most so many decimals.
    pub(super) fn of(split: &Split, most: u32) -> Self {
        let lo: Vec<&Fraction> = split.parts.iter().map(|part| &part.by.lo).collect();
        let hi: Vec<&Fraction> = split.parts.iter().map(|part| &part.by.hi).collect();
        let decimals = decimals(&lo, most).max(decimals(&hi, most));
        let shown = |range: &Range| (range.lo.shown(decimals), range.hi.shown(decimals));
        let (before, after) = (split.before.as_ref().map(shown), split.after.as_ref().map(shown));
        let (was, is) = (before.unwrap_or_default(), after.unwrap_or_default());
        let change = (is.0 - was.0, is.1 - was.1);
        let parts = apportion(&lo, change.0, decimals)
            .into_iter()
            .zip(apportion(&hi, change.1, decimals))
            .collect();
        let cohort = split.cohort.before.as_ref().zip(split.cohort.after.as_ref());
        let cohort = cohort.map(|(before, after)| (shown(before), shown(after)));
        Self { decimals, before, after, cohort, change, parts }
    }

    /// Whether the bounds differ anywhere, so that both are worth a column.
    pub(super) fn is_open(&self) -> bool {
        let apart = |pair: &Pair| pair.0 != pair.1;
        self.before.iter().chain(&self.after).chain(&self.parts).any(apart)
    }

    /// A share: `32 %`, `32..41 %`; `–` of nothing.
    pub(super) fn share(&self, pair: Option<Pair>) -> String {
        match pair {
            None => "–".to_owned(),
            Some((lo, hi)) if lo == hi => format!("{} %", self.number(lo)),
            Some((lo, hi)) => format!("{}..{} %", self.number(lo), self.number(hi)),
        }
    }

    /// A difference with its sign: `+9`, `−2.5`, `±0`.
    pub(super) fn signed(&self, points: i64) -> String {
        let sign = match points {
            0 => "±",
            points if points < 0 => "−",
            _ => "+",
        };
        format!("{sign}{}", self.number(points.abs()))
    }

    /// `+9 points`, or `±0 points, upper bound +9`.
    pub(super) fn change(&self) -> String {
        self.points(self.change)
    }

    /// The same of two shares.
    pub(super) fn change_of(&self, before: Pair, after: Pair) -> String {
        self.points((after.0 - before.0, after.1 - before.1))
    }

    fn points(&self, (lo, hi): Pair) -> String {
        let points =
            |it: i64| if it.abs() == 10_i64.pow(self.decimals) { "point" } else { "points" };
        if self.is_open() {
            let (lo, hi) = (self.signed(lo), self.signed(hi));
            format!("{lo} points, upper bound {hi}")
        } else {
            format!("{} {}", self.signed(lo), points(lo))
        }
    }

    fn number(&self, value: i64) -> String {
        let scale = 10_i64.pow(self.decimals);
        match usize::try_from(self.decimals).unwrap_or(0) {
            0 => value.to_string(),
            decimals => format!("{}.{:0decimals$}", value / scale, value % scale),
        }
    }
}
