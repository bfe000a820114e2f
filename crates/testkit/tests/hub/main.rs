//! The GitHub on loopback behaves as the one that is not.

mod accounts;
mod changes;
mod client;
mod clones;
mod incidents;
mod limits;
mod lists;
mod many;
mod operations;
mod requests;
mod schema;
