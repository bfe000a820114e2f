//! The store, through what it gives.

mod breaking;
mod crash;
mod keeping;
mod made;
mod pruning;
mod retaining;
mod verifying;
