//! For tests alone: fixtures of detectors, made-up organisations with history, and the runner of
//! the binary. Everything here panics when something is not as a test expects.

pub mod buckets;
mod fixtures;
mod ground;
mod hostile;
pub mod hub;
pub mod proxy;
mod runner;

pub use fixtures::{check_fixtures, facts_of_folder};
pub use ground::{Ground, fixture};
pub use hostile::{findings_of, survive};
pub use milepost_organisation::{Files, Form};
pub use runner::{Milepost, Outcome};

/// Writes the test of a detector's fixtures: each folder in, one line of text per fact out.
#[macro_export]
macro_rules! fixtures {
    ($detector:expr) => {
        #[test]
        fn fixtures_give_their_facts() {
            $crate::check_fixtures($detector, env!("CARGO_MANIFEST_DIR"));
        }
    };
}
