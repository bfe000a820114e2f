//! Kubernetes objects in YAML, templates included: what the detectors that read them share.
//!
//! In a template every branch of a condition is visible at once, so a key may stand several times
//! in one mapping; [`branches`] reads all of them, and a value is taken when they agree.

mod asked;
pub mod branches;
pub mod handed;
mod images;
mod kinds;
pub mod object;
pub mod origin;
pub mod template;
pub mod workload;

pub use asked::Asked;
pub use handed::Handed;
pub use images::opened;
pub use object::Object;
