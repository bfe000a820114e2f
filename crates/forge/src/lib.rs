//! An organisation on GitHub: which repositories it has, and what only its API knows of them.
//!
//! octocrab carries the calls. What is asked, how an answer is read, and what a limit, a refusal or
//! a failure means is decided here; nothing is asked twice that has not changed.

mod address;
mod client;
mod credential;
mod facts;
mod host;
mod list;

pub use address::{Address, AddressError};
pub use client::{CallError, Client, Setup};
pub use credential::Credential;
pub use facts::{Asking, Eyes, Facts, Heard, Support, Team, calls_for, unseen};
pub use host::{Host, HostError};
pub use list::{Counts, Filter, FilterError, Listed, Listing, Names, Presence};
