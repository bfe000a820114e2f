//! .

use milepost_core::{File, Findings};

/// Reads one file of this system.
pub(crate) fn read(_file: &File<'_>, _findings: &mut Findings) {}
