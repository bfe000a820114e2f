//! One shard of an organisation, of several that are read on several machines.

use std::str::FromStr;

/// The shard with this number, of so many.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, serde::Serialize, serde::Deserialize,
)]
pub(crate) struct Shard {
    /// From 1.
    pub(crate) number: u32,
    /// At least `number`.
    pub(crate) of: u32,
}

impl Shard {
    /// Whether a repository belongs to this shard: the one that draws highest. So a repository stays
    /// where it is when others come and go, and when there are more shards, only what the new ones
    /// draw moves.
    pub(crate) fn holds(self, repository: &str) -> bool {
        let draw = |number: u32| {
            let hash = blake3::hash(format!("{number} {repository}").as_bytes());
            (*hash.as_bytes(), number)
        };
        (1..=self.of).max_by_key(|number| draw(*number)) == Some(self.number)
    }
}

impl FromStr for Shard {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let expected = || "expected a shard and how many there are, as in `2/5`".to_owned();
        let (number, of) = text.split_once('/').ok_or_else(expected)?;
        let read = |text: &str| text.parse::<u32>().map_err(|_| expected());
        let shard = Self { number: read(number)?, of: read(of)? };
        let valid = (1..=shard.of).contains(&shard.number) && shard.of <= MOST;
        if valid { Ok(shard) } else { Err(expected()) }
    }
}

/// More shards than anybody has machines.
const MOST: u32 = 10_000;

#[cfg(test)]
mod tests {
    use super::*;

    fn home(repository: &str, of: u32) -> u32 {
        let homes: Vec<u32> =
            (1..=of).filter(|number| Shard { number: *number, of }.holds(repository)).collect();
        assert_eq!(homes.len(), 1, "{repository} has one home");
        homes[0]
    }

    #[test]
    fn each_repository_belongs_to_one_part() {
        for number in 0..100 {
            home(&format!("acme/service-{number}"), 7);
        }
    }

    #[test]
    fn one_more_part_moves_only_what_goes_to_it() {
        for number in 0..200 {
            let name = format!("acme/service-{number}");
            let (before, after) = (home(&name, 4), home(&name, 5));
            assert!(before == after || after == 5, "{name}: {before} {after}");
        }
    }

    #[test]
    fn a_part_is_a_number_of_so_many() {
        assert_eq!("2/5".parse(), Ok(Shard { number: 2, of: 5 }));
        for text in ["0/5", "6/5", "5", "1/0", "a/b", "1/10001"] {
            assert!(text.parse::<Shard>().is_err(), "{text}");
        }
    }
}
