//! How far something rose over two quarters.

use milepost_core::{Bounds, Measure, Unknown};

use super::{QUARTER, point::Point};
use crate::measures::{number, unknown};

/// Seconds of a day.
const DAY: i64 = 86_400;

/// The rise of the share of manifests on APIs that are removed.
pub(super) fn removed_apis(now: &Point, earlier: &[Point], id: &str) -> Measure {
    of(now, earlier, (id, "k8s-dep"))
}

/// How many more minor versions the oldest declared cluster is behind.
pub(super) fn lag(now: &Point, earlier: &[Point], id: &str) -> Measure {
    of(now, earlier, (id, "k8s-lag"))
}

fn of(now: &Point, earlier: &[Point], (id, measure): (&str, &str)) -> Measure {
    let Some(then) = half_a_year_ago(now, earlier) else {
        return unknown(id, Some(Unknown::Shallow));
    };
    let ends = (now.measure(measure), then.measure(measure));
    let (Some(new), Some(old)) = ends else {
        return unknown(id, Some(Unknown::Shallow));
    };
    match (new.value, old.value) {
        (Some(new), Some(old)) => {
            number(id, Some(Bounds { lo: new.lo - old.hi, hi: new.hi - old.lo }))
        }
        _ => unknown(id, new.unknown.or(old.unknown)),
    }
}

/// The point that is nearest to two quarters before this one, and no more than half a quarter from
/// there.
fn half_a_year_ago<'p>(now: &Point, earlier: &'p [Point]) -> Option<&'p Point> {
    let off = |point: &Point| {
        let days = now.at.duration_since(point.at).as_secs() / DAY;
        (days - 2 * QUARTER).abs()
    };
    let nearest = earlier.iter().min_by_key(|point| off(point))?;
    (off(nearest) <= QUARTER / 2).then_some(nearest)
}
