//! Rounding parts so that what is printed adds up as well (largest remainder).

use std::cmp::Reverse;

use num_rational::BigRational;
use num_traits::{Signed as _, Zero as _};

use crate::Fraction;
use crate::fraction::{scale, whole};

/// Parts in hundredths with so many decimals, whose sum is exactly `total`: each is its own value
/// rounded down or up, and those with the largest remainders are rounded up. A part that is
/// nothing stays nothing.
pub fn apportion(parts: &[&Fraction], total: i64, decimals: u32) -> Vec<i64> {
    let scale = scale(decimals);
    let scaled: Vec<BigRational> = parts.iter().map(|part| &part.0 * &scale).collect();
    let mut shown: Vec<i64> = scaled.iter().map(|part| whole(&part.floor())).collect();
    let mut order: Vec<usize> = Vec::new();
    for (place, part) in scaled.iter().enumerate() {
        if !part.is_zero() {
            order.push(place);
        }
    }
    order.sort_by_key(|place| Reverse(scaled.get(*place).map(|part| part - part.floor())));
    let rest = total - shown.iter().sum::<i64>();
    if rest < 0 {
        order.reverse();
    }
    for place in order.iter().cycle().take(usize::try_from(rest.abs()).unwrap_or(0)) {
        if let Some(part) = shown.get_mut(*place) {
            *part += rest.signum();
        }
    }
    shown
}

/// The fewest decimals, and at most so many, with which no part that is something reads as nothing.
pub fn decimals(parts: &[&Fraction], most: u32) -> u32 {
    let half = BigRational::new(1.into(), 2.into());
    let tells = |decimals: &u32| {
        let scale = scale(*decimals);
        parts.iter().all(|part| part.0.is_zero() || (&part.0 * &scale).abs() >= half)
    };
    (0..most).find(tells).unwrap_or(most)
}

#[cfg(test)]
mod tests {
    use num_traits::One as _;
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn three_thirds_are_a_hundred() {
        let third = Fraction::of(1, 3);
        assert_eq!(apportion(&[&third, &third, &third], 100, 0), [34, 33, 33]);
    }

    #[test]
    fn a_part_that_is_nothing_takes_no_remainder() {
        let (none, some) = (Fraction::zero(), Fraction::of(1, 7));
        assert_eq!(apportion(&[&none, &some], 15, 0), [0, 15]);
    }

    #[test]
    fn small_parts_ask_for_decimals() {
        assert_eq!(decimals(&[&Fraction::of(1, 20)], 2), 0);
        assert_eq!(decimals(&[&Fraction::of(1, 20), &Fraction::of(1, 900)], 2), 1);
        assert_eq!(decimals(&[], 2), 0);
    }

    proptest! {
        #[test]
        fn what_is_shown_adds_up_whatever_the_parts(
            parts in prop::collection::vec((0usize..40, 1usize..40), 1..12), decimals in 0u32..3
        ) {
            let parts: Vec<Fraction> =
                parts.into_iter().map(|(part, of)| Fraction::of(part, of)).collect();
            let exact = parts.iter().fold(BigRational::zero(), |sum, part| sum + &part.0);
            let total = whole(&(exact * scale(decimals)).round());
            let borrowed: Vec<&Fraction> = parts.iter().collect();
            let shown = apportion(&borrowed, total, decimals);
            prop_assert_eq!(shown.iter().sum::<i64>(), total);
            for (part, shown) in parts.iter().zip(&shown) {
                let value = &part.0 * scale(decimals);
                let shown = BigRational::from_integer((*shown).into());
                prop_assert!((value - shown).abs() <= BigRational::one());
            }
        }
    }
}
