//! A snapshot for eyes. No verdict is reached here: every number comes from the snapshot, or is a
//! count of things in it.
//!
//! [`screen`] is the report of one screen, [`trend`] that of several instants, [`explain`] says why
//! of a single thing, [`pages`] shows what milepost itself knows: detectors and models, and [`kept`]
//! what lies in a store. All of them return text with ANSI
//! styles, which the printer strips when nobody wants them.

mod diff;
mod explain;
mod ids;
mod line;
mod links;
mod numbers;
mod paint;
mod screen;
mod set_aside;
mod trend;
mod why;

pub mod kept;
pub mod pages;

pub use diff::{diff, diff_markdown};
pub use explain::{Question, explain};
pub use ids::{known_ids, nearest};
pub use numbers::many;
pub use screen::screen;
pub use set_aside::set_aside;
pub use trend::trend;
