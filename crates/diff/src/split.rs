//! The difference of two means, split exactly into what each member did to it.
//!
//! Three steps, in the order in which a reader can follow them: those that left are taken away,
//! those that stay change, those that came are added. With `n` that stay,
//!
//! - one that left counts for what it kept the mean from being that of those that stay:
//!   `(mean of those that stay, before − its value) / all before`;
//! - one that stays counts for its own change: `(after − before) / n`;
//! - one that came counts for what it differs from those that stay:
//!   `(its value − mean of those that stay, after) / all after`.
//!
//! The sum is the difference of the means, whatever the members (docs/comparing.md has the proof).
//! Seen from the other end, every part is its own opposite. Where nobody stays, the mean of those
//! that stay counts as nothing, and so does the mean of nobody.

use num_bigint::BigInt;
use num_rational::BigRational;
use num_traits::Zero as _;

/// One member: its value before and after, where it was and is one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Member {
    pub(crate) before: Option<BigRational>,
    pub(crate) after: Option<BigRational>,
}

/// What each member did to the mean, in their order.
pub(crate) fn contributions(members: &[Member]) -> Vec<BigRational> {
    let befores = members.iter().filter_map(|member| member.before.as_ref()).count();
    let afters = members.iter().filter_map(|member| member.after.as_ref()).count();
    let stay = || members.iter().filter_map(|m| Some((m.before.as_ref()?, m.after.as_ref()?)));
    let stays = stay().count();
    let before = mean(stay().map(|(before, _)| before));
    let after = mean(stay().map(|(_, after)| after));
    members
        .iter()
        .map(|member| match (&member.before, &member.after) {
            (Some(was), Some(is)) => (is - was) / whole(stays),
            (Some(was), None) => (&before - was) / whole(befores),
            (None, Some(is)) => (is - &after) / whole(afters),
            (None, None) => BigRational::zero(),
        })
        .collect()
}

/// The mean; nothing of nobody.
pub(crate) fn mean<'a>(values: impl Iterator<Item = &'a BigRational>) -> BigRational {
    let (mut sum, mut count) = (BigRational::zero(), 0usize);
    for value in values {
        sum += value;
        count += 1;
    }
    if count == 0 { sum } else { sum / whole(count) }
}

fn whole(count: usize) -> BigRational {
    BigRational::from_integer(BigInt::from(count))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::fraction::ratio;

    fn member(before: Option<usize>, after: Option<usize>) -> Member {
        let value = |it: usize| ratio(it, 1);
        Member { before: before.map(value), after: after.map(value) }
    }

    #[test]
    fn one_of_four_that_moves_is_a_quarter() {
        let mut members = vec![member(Some(0), Some(0)); 3];
        members.push(member(Some(0), Some(1)));
        assert_eq!(contributions(&members).last(), Some(&ratio(1, 4)));
    }

    #[test]
    fn one_that_leaves_off_the_path_lifts_the_rest() {
        let members = [member(Some(1), Some(1)), member(Some(0), None)];
        assert_eq!(contributions(&members), [ratio(0, 1), ratio(1, 2)]);
    }

    #[test]
    fn who_comes_is_compared_with_who_was_there() {
        let members = [member(Some(1), Some(1)), member(None, Some(0)), member(None, Some(1))];
        assert_eq!(contributions(&members), [ratio(0, 1), -ratio(1, 3), ratio(0, 1)]);
    }

    fn value() -> impl Strategy<Value = Option<BigRational>> {
        prop::option::of((0usize..30, 1usize..30).prop_map(|(part, of)| ratio(part, of)))
    }

    fn members() -> impl Strategy<Value = Vec<Member>> {
        let member = (value(), value()).prop_map(|(before, after)| Member { before, after });
        prop::collection::vec(member, 0..24)
    }

    proptest! {
        #[test]
        fn the_parts_add_up_for_any_members(members in members()) {
            let sum = contributions(&members).into_iter().fold(ratio(0, 1), |sum, it| sum + it);
            let before = mean(members.iter().filter_map(|member| member.before.as_ref()));
            let after = mean(members.iter().filter_map(|member| member.after.as_ref()));
            prop_assert_eq!(sum, after - before);
        }

        #[test]
        fn seen_from_the_other_end_every_part_is_its_own_opposite(members in members()) {
            let turned: Vec<Member> = members
                .iter()
                .map(|it| Member { before: it.after.clone(), after: it.before.clone() })
                .collect();
            let back: Vec<BigRational> =
                contributions(&turned).into_iter().map(|part| -part).collect();
            prop_assert_eq!(contributions(&members), back);
        }
    }
}
