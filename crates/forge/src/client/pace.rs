//! How many calls are made, and how many may be.

use std::sync::atomic::{AtomicU64, Ordering};

use super::CallError;

/// The calls of a client.
pub(super) struct Pace {
    made: AtomicU64,
    most: Option<u64>,
}

impl Pace {
    /// A pace that ends after `most` calls.
    pub(super) fn new(most: Option<u64>) -> Self {
        Self { made: AtomicU64::new(0), most }
    }

    /// Counts a call that is about to be made.
    ///
    /// # Errors
    /// When it `counts` against the budget, and that is used up.
    pub(super) fn count(&self, counts: bool) -> Result<(), CallError> {
        match self.most {
            Some(most) if counts && self.made() >= most => Err(CallError::Budget(most)),
            _ => {
                self.made.fetch_add(1, Ordering::Relaxed);
                Ok(())
            }
        }
    }

    /// How many calls were made.
    pub(super) fn made(&self) -> u64 {
        self.made.load(Ordering::Relaxed)
    }
}
