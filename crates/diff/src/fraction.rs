//! Exact fractions, so that the parts of a difference add up to it.

use std::borrow::Cow;
use std::fmt;
use std::str::FromStr as _;

use num_bigint::BigInt;
use num_rational::BigRational;
use num_traits::{One as _, ToPrimitive as _, Zero as _};
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

/// An exact fraction, written as `7/131`, `-1/12` or `0`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Fraction(pub(crate) BigRational);

impl Fraction {
    /// `part` of `whole`; nothing of nothing is nothing.
    pub fn of(part: usize, whole: usize) -> Self {
        Self(ratio(part, whole))
    }

    /// Nothing.
    pub fn zero() -> Self {
        Self(BigRational::zero())
    }

    /// The exact sum.
    #[must_use]
    pub fn plus(&self, other: &Self) -> Self {
        Self(&self.0 + &other.0)
    }

    /// Whether it is nothing.
    pub fn is_zero(&self) -> bool {
        self.0.is_zero()
    }

    /// As a decimal fraction, for figures that need not add up.
    pub fn to_f64(&self) -> f64 {
        self.0.to_f64().unwrap_or(0.0)
    }

    /// Its value in hundredths, with so many decimals, as a share is printed: the nearest, except
    /// that a share that is not all never reads 100 and one that is not nothing never reads 0.
    pub fn shown(&self, decimals: u32) -> i64 {
        let most = scale(decimals);
        let value = &self.0 * &most;
        let one = BigRational::one();
        let inside = self.0 > BigRational::zero() && self.0 < one;
        let shown = if inside && value < one {
            one
        } else if inside && value > &most - &one {
            &most - &one
        } else {
            half_to_even(&value)
        };
        whole(&shown)
    }
}

/// `part` of `whole`, or nothing of nothing.
pub(crate) fn ratio(part: usize, whole: usize) -> BigRational {
    if whole == 0 {
        return BigRational::zero();
    }
    BigRational::new(BigInt::from(part), BigInt::from(whole))
}

/// How many units of a hundredth with so many decimals are in one whole.
pub(crate) fn scale(decimals: u32) -> BigRational {
    BigRational::from_integer(BigInt::from(10).pow(decimals.saturating_add(2)))
}

/// A whole number as a machine holds it.
pub(crate) fn whole(value: &BigRational) -> i64 {
    value.to_integer().to_i64().unwrap_or(0)
}

/// The nearest whole number; halfway, the even one.
fn half_to_even(value: &BigRational) -> BigRational {
    let up = value + BigRational::new(BigInt::from(1), BigInt::from(2));
    let nearest = up.floor();
    let odd = (nearest.to_integer() % BigInt::from(2)) != BigInt::zero();
    if up.is_integer() && odd { nearest - BigRational::one() } else { nearest }
}

impl fmt::Display for Fraction {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.0)
    }
}

impl Serialize for Fraction {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Fraction {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = Cow::<str>::deserialize(deserializer)?;
        let expected = || de::Error::custom(format!("expected a fraction as 7/131, found {text}"));
        BigRational::from_str(&text).map(Self).map_err(|_| expected())
    }
}

impl JsonSchema for Fraction {
    fn schema_name() -> Cow<'static, str> {
        "Fraction".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "description": "An exact fraction, written as `7/131`, `-1/12` or `0`.",
            "type": "string",
            "pattern": "^-?[0-9]+(/[0-9]+)?$",
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_share_is_shown_as_the_screen_of_a_scan_shows_it() {
        assert_eq!(Fraction::of(999, 1000).shown(0), 99);
        assert_eq!(Fraction::of(1, 1).shown(0), 100);
        assert_eq!(Fraction::of(1, 1000).shown(0), 1);
        assert_eq!(Fraction::of(0, 9).shown(0), 0);
        assert_eq!(Fraction::of(415, 1000).shown(0), 42);
        assert_eq!(Fraction::of(1, 8).shown(0), 12);
        assert_eq!(Fraction::of(1, 3).shown(2), 3333);
    }

    #[test]
    fn a_fraction_survives_being_written() {
        for text in ["7/131", "-1/12", "0", "3"] {
            let read: Fraction = serde_json::from_str(&format!("\"{text}\"")).unwrap();
            assert_eq!(read.to_string(), text);
        }
        assert!(serde_json::from_str::<Fraction>("\"1/0\"").is_err());
    }
}
