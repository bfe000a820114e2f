//! The GitHub on loopback behaves as the one that is not.

mod client;
mod clones;
mod lists;
