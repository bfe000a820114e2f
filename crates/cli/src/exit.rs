//! How milepost ends.

use std::process::ExitCode;

/// How milepost ends; the codes are documented in `--help` and never change their meaning.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Exit {
    /// Done.
    Done = 0,
    /// A gate that was asked for was not met.
    GateNotMet = 1,
    /// Wrong use, or a wrong configuration.
    WrongUse = 2,
    /// Done, and something could not be read.
    Incomplete = 3,
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        Self::from(exit as u8)
    }
}
