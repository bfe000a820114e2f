//! Clusters of what is alike.

use std::collections::{BTreeMap, BTreeSet};

use milepost_core::Sketch;

use crate::measures::rare::Rare;
use crate::rules::Profile;

/// What is alike enough, and how much of it.
#[derive(Debug, Clone, Copy)]
pub(super) struct Limits {
    /// The share of the lines either has that both have, at least.
    alike: f64,
    /// Different lines of what is compared, at least: what says less is alike by its form alone.
    lines: f64,
    /// Members of a cluster, at least.
    members: f64,
}

impl Limits {
    pub(super) fn of(profile: &Profile) -> Self {
        Self {
            alike: profile.number("measure.config-variants", "alike"),
            lines: profile.number("measure.config-variants", "lines"),
            members: profile.number("duplicate", "members"),
        }
    }

    /// Whether it says enough to be compared.
    pub(super) fn judges(self, sketch: &Sketch) -> bool {
        f64::from(sketch.lines) >= self.lines
    }
}

/// A cluster in the making.
struct Cluster<'s> {
    /// What everything in it is like.
    first: &'s Sketch,
    members: Vec<usize>,
}

/// Clusters of what is alike and not the same, as places in `said`, which tells of each what it says
/// and how that is written. Each is compared with the first of those clusters alone that share one of
/// its rarest lines: nothing else can be alike enough. Of copies the first counts.
pub(super) fn clusters(said: &[(&Sketch, &BTreeSet<u32>)], limits: Limits) -> Vec<Vec<usize>> {
    let mut seen: BTreeSet<&BTreeSet<u32>> = BTreeSet::new();
    let own: Vec<(usize, &Sketch)> = said
        .iter()
        .enumerate()
        .filter(|(_, (_, written))| seen.insert(*written))
        .map(|(place, (sketch, _))| (place, *sketch))
        .collect();
    let rare = Rare::of(own.iter().map(|(_, sketch)| sketch.hashes()), limits.alike);
    let mut clusters: Vec<Cluster<'_>> = Vec::new();
    let mut by_line: BTreeMap<u32, Vec<usize>> = BTreeMap::new();
    for (place, sketch) in own {
        let rarest = rare.rarest(sketch.hashes());
        let near: BTreeSet<usize> =
            rarest.iter().filter_map(|line| by_line.get(line)).flatten().copied().collect();
        let alike = near.into_iter().filter_map(|index| {
            let likeness = clusters.get(index)?.first.likeness(sketch);
            (likeness >= limits.alike).then_some((likeness, index))
        });
        // Among equals the first.
        let best = alike.reduce(|best, other| if other.0 > best.0 { other } else { best });
        if let Some(cluster) = best.and_then(|(_, index)| clusters.get_mut(index)) {
            cluster.members.push(place);
            continue;
        }
        for line in rarest {
            by_line.entry(*line).or_default().push(clusters.len());
        }
        clusters.push(Cluster { first: sketch, members: vec![place] });
    }
    let all = clusters.into_iter().map(|cluster| cluster.members);
    all.filter(|members| crate::standard::as_f64(members.len()) >= limits.members).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const LIMITS: Limits = Limits { alike: 0.7, lines: 4.0, members: 3.0 };

    /// A text of these lines, written in a way of its own.
    fn text(lines: &str, written: u32) -> (Sketch, BTreeSet<u32>) {
        let hashes = lines.bytes().map(|it| u32::from(it).wrapping_mul(2_654_435_761));
        (Sketch::of(hashes.collect()), BTreeSet::from([written]))
    }

    fn of(texts: &[(&str, u32)]) -> Vec<Vec<usize>> {
        let texts: Vec<_> = texts.iter().map(|(lines, written)| text(lines, *written)).collect();
        clusters(&texts.iter().map(|(a, b)| (a, b)).collect::<Vec<_>>(), LIMITS)
    }

    #[test]
    fn what_is_alike_stands_together_among_strangers() {
        let found = of(&[
            ("abcdefgh", 0),
            ("stuvwxyz", 1),
            ("abcdefgi", 2),
            ("mnopqrst", 3),
            ("abcdefg", 4),
        ]);
        assert_eq!(found, [[0, 2, 4]]);
    }

    #[test]
    fn of_copies_one_counts_and_two_are_no_cluster() {
        assert_eq!(
            of(&[("abcdefgh", 0), ("abcdefgh", 0), ("abcdefgi", 1)]),
            Vec::<Vec<usize>>::new()
        );
        let named_for_others = of(&[("abcdefgh", 0), ("abcdefgh", 1), ("abcdefgh", 2)]);
        assert_eq!(named_for_others, [[0, 1, 2]]);
    }
}
