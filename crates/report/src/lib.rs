//! A snapshot for eyes. No verdict is reached here: every number comes from the snapshot, or is a
//! count of things in it.
//!
//! [`screen`] is the report of one screen, [`explain`] says why of a single thing, and [`pages`]
//! shows what milepost itself knows: detectors and models. All of them return text with ANSI
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
mod why;

pub mod pages;

pub use diff::{diff, diff_markdown};
pub use explain::{Question, explain};
pub use ids::{known_ids, nearest};
pub use screen::screen;
pub use set_aside::set_aside;
