//! Hand-made snapshots, and what people read of them.

#![expect(
    clippy::needless_raw_string_hashes,
    reason = "that is how snapbox writes what it expects"
)]

mod comparing;
mod explaining;
mod keeping;
mod made;
mod screens;
mod widths;
