//! Enough of what a file says to tell how like another one it is.

use std::cmp::Ordering;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Hashes that are kept of one sketch; of longer texts the least, which are the same in texts that
/// say the same.
const KEPT: usize = 32;

/// What a text says, as hashes of its lines.
#[derive(Debug, Default, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Sketch {
    /// How many different lines it has.
    pub lines: u32,
    /// The least hashes of them, sorted, each as eight hexadecimal digits.
    #[serde(with = "digits")]
    #[schemars(with = "String")]
    low: Vec<u32>,
}

/// What one file of configuration says.
#[derive(Debug, Default, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Wording {
    /// Its lines without numbers, and without what is named for the place it lies in.
    pub sketch: Sketch,
    /// A hash of its lines as written.
    pub written: u32,
}

impl Sketch {
    /// The sketch of lines with these hashes.
    pub fn of(mut hashes: Vec<u32>) -> Self {
        hashes.sort_unstable();
        hashes.dedup();
        let lines = count(hashes.len());
        hashes.truncate(KEPT);
        hashes.shrink_to_fit();
        Self { lines, low: hashes }
    }

    /// The hashes that are kept, sorted.
    pub fn hashes(&self) -> &[u32] {
        &self.low
    }

    /// How many lines both have, and how many either has: worked out from the least of all hashes
    /// where one of them does not have all of its own.
    pub fn common(&self, other: &Self) -> (u32, u32) {
        let all = u64::from(self.lines) + u64::from(other.lines);
        let whole = |it: &Self| count(it.low.len()) == it.lines;
        let most = if whole(self) && whole(other) { usize::MAX } else { KEPT };
        let (seen, shared) = least_of_both(&self.low, &other.low, most);
        // A share `s` of what either has is `all * s / (1 + s)` lines.
        let parts = (seen + shared).max(1);
        let both = (all * shared + parts / 2) / parts;
        let narrow = |number: u64| u32::try_from(number).unwrap_or(u32::MAX);
        (narrow(both), narrow(all - both))
    }

    /// The share of the lines either has that both have.
    pub fn likeness(&self, other: &Self) -> f64 {
        let (both, either) = self.common(other);
        f64::from(both) / f64::from(either.max(1))
    }

    /// The sketch of both texts together.
    #[must_use]
    pub fn with(&self, other: &Self) -> Self {
        let (_, lines) = self.common(other);
        let low: Vec<u32> = self.low.iter().chain(&other.low).copied().collect();
        Self { lines, ..Self::of(low) }
    }
}

/// Of so many of the least hashes that either of two sorted lists has: how many there are, and how
/// many of them both have.
fn least_of_both(own: &[u32], others: &[u32], most: usize) -> (u64, u64) {
    let (mut own, mut others) = (own.iter().peekable(), others.iter().peekable());
    let (mut seen, mut shared) = (0, 0);
    for _ in 0..most {
        let order = match (own.peek(), others.peek()) {
            (Some(a), Some(b)) => a.cmp(b),
            (Some(_), None) => Ordering::Less,
            (None, Some(_)) => Ordering::Greater,
            (None, None) => break,
        };
        seen += 1;
        shared += u64::from(order.is_eq());
        if order.is_le() {
            own.next();
        }
        if order.is_ge() {
            others.next();
        }
    }
    (seen, shared)
}

fn count(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}

/// Hashes as one text, which is a third of the list they are.
mod digits {
    use std::fmt::Write as _;

    use serde::de::Error as _;
    use serde::{Deserialize as _, Deserializer, Serializer};

    /// Digits of one hash.
    const WIDTH: usize = 8;

    pub(super) fn serialize<S: Serializer>(hashes: &[u32], to: S) -> Result<S::Ok, S::Error> {
        let mut text = String::with_capacity(hashes.len() * WIDTH);
        for hash in hashes {
            // Writing to a text never fails.
            let _never = write!(text, "{hash:0WIDTH$x}");
        }
        to.serialize_str(&text)
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<Vec<u32>, D::Error> {
        let text = String::deserialize(from)?;
        let parts = text.as_bytes().chunks(WIDTH);
        let hash = |part: &[u8]| {
            let digits = std::str::from_utf8(part).ok().filter(|it| it.len() == WIDTH);
            let hash = digits.and_then(|it| u32::from_str_radix(it, 16).ok());
            hash.ok_or_else(|| D::Error::custom("a sketch is hashes of eight hexadecimal digits"))
        };
        parts.map(hash).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sketch(hashes: impl IntoIterator<Item = u32>) -> Sketch {
        // Spread out, as hashes are.
        Sketch::of(hashes.into_iter().map(|it| it.wrapping_mul(2_654_435_761)).collect())
    }

    #[test]
    fn likeness_is_that_of_the_lines_whatever_their_order() {
        assert_eq!(sketch([1, 2, 3, 3]).common(&sketch([3, 1, 4])), (2, 4));
        assert_eq!(sketch([]).common(&sketch([1])), (0, 1));
        assert!((sketch([1, 2, 3]).likeness(&sketch([1, 2, 3])) - 1.0).abs() < 1e-9);
    }

    #[test]
    fn of_long_texts_the_likeness_is_worked_out_from_some_lines() {
        assert_eq!(sketch(0..1000).common(&sketch(0..1000)), (1000, 1000));
        assert_eq!(sketch(0..1000).common(&sketch(2000..3000)).0, 0);
        let share = sketch(0..1000).likeness(&sketch(500..1500));
        assert!((0.1..0.6).contains(&share), "a third, more or less: {share}");
    }

    #[test]
    fn texts_put_together_are_as_the_text_of_all_their_lines() {
        assert_eq!(sketch(0..10).with(&sketch(5..20)), sketch(0..20));
        let (long, all) = (sketch(0..400).with(&sketch(400..900)), sketch(0..900));
        assert_eq!(long.hashes(), all.hashes());
        assert!(long.lines.abs_diff(all.lines) < 90, "{}", long.lines);
    }

    #[test]
    fn a_sketch_is_written_as_one_text_and_read_back() {
        let sketch = sketch(0..50);
        let text = serde_json::to_string(&sketch).unwrap();
        assert_eq!(serde_json::from_str::<Sketch>(&text).unwrap(), sketch);
        for broken in [r#"{"lines":1,"low":"123"}"#, r#"{"lines":1,"low":"0000000é"}"#] {
            assert!(serde_json::from_str::<Sketch>(broken).is_err(), "{broken}");
        }
    }
}
