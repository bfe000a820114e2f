//! One file for each command.

pub(crate) mod demo;
pub(crate) mod detectors;
pub(crate) mod diff;
pub(crate) mod explain;
pub(crate) mod history;
pub(crate) mod init;
pub(crate) mod merge;
pub(crate) mod mirror;
pub(crate) mod models;
pub(crate) mod nightly;
pub(crate) mod scan;
pub(crate) mod snapshots;
