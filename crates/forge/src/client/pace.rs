//! How fast GitHub is asked: all calls share one limit of how many are under way, one instant
//! before which nobody asks, and one budget.

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use tokio::sync::{Semaphore, SemaphorePermit};

use super::CallError;

/// Calls under way at once; GitHub asks for few.
const AT_ONCE: usize = 10;

/// The pace of all calls of a client.
pub(super) struct Pace {
    under_way: Semaphore,
    not_before: Mutex<Option<Instant>>,
    made: AtomicU64,
    most: Option<u64>,
}

impl Pace {
    /// A pace that ends after `most` calls.
    pub(super) fn new(most: Option<u64>) -> Self {
        Self {
            under_way: Semaphore::new(AT_ONCE),
            not_before: Mutex::new(None),
            made: AtomicU64::new(0),
            most,
        }
    }

    /// Waits for the turn of a call, and counts it.
    pub(super) async fn turn(&self, counts: bool) -> Result<SemaphorePermit<'_>, CallError> {
        let permit = self.under_way.acquire().await;
        let permit = permit.map_err(|error| CallError::Setup(error.to_string()))?;
        while let Some(wait) = self.wait() {
            tokio::time::sleep(wait).await;
        }
        let made = self.made.fetch_add(1, Ordering::Relaxed);
        match self.most {
            Some(most) if counts && made >= most => {
                self.made.fetch_sub(1, Ordering::Relaxed);
                Err(CallError::Budget(most))
            }
            _ => Ok(permit),
        }
    }

    /// Nobody asks anything for so long.
    pub(super) fn hold(&self, wait: Duration) {
        let mut not_before = self.not_before.lock().unwrap_or_else(PoisonError::into_inner);
        let until = Instant::now() + wait;
        *not_before = Some(not_before.map_or(until, |known| known.max(until)));
    }

    /// How many calls were made.
    pub(super) fn made(&self) -> u64 {
        self.made.load(Ordering::Relaxed)
    }

    fn wait(&self) -> Option<Duration> {
        let not_before = *self.not_before.lock().unwrap_or_else(PoisonError::into_inner);
        not_before?.checked_duration_since(Instant::now()).filter(|wait| !wait.is_zero())
    }
}
