//! Which repository is read first.

use std::cmp::Reverse;
use std::sync::atomic::{AtomicUsize, Ordering};

use milepost_git::Found;
use rayon::prelude::*;

/// Does the work for every repository, the largest first, because a scan is as long as its last
/// repository; what it gives stands in the order of `found`.
pub(crate) fn largest_first<T: Send>(found: &[Found], work: impl Fn(&Found) -> T + Sync) -> Vec<T> {
    let mut order: Vec<usize> = (0..found.len()).collect();
    order.sort_by_cached_key(|index| Reverse(found.get(*index).map(Found::weight)));
    // Threads that look for work share it out by halves, which is no order.
    let next = AtomicUsize::new(0);
    let one = |_| {
        let index = *order.get(next.fetch_add(1, Ordering::Relaxed))?;
        Some((index, work(found.get(index)?)))
    };
    let mut done: Vec<(usize, T)> =
        (0..found.len()).into_par_iter().with_max_len(1).filter_map(one).collect();
    done.sort_unstable_by_key(|(index, _)| *index);
    done.into_iter().map(|(_, it)| it).collect()
}
