//! Pages people read: their sections, words, links and substance, and what a page is for.
//!
//! [`read`] takes a text apart into a [`Page`], whatever its markup. What a page is for is decided
//! here once, in [`runbook`] and [`decision`], so that the detectors that tell documents never
//! tell one twice.

mod asciidoc;
pub mod block;
pub mod dates;
pub mod decision;
pub mod front_matter;
mod html;
mod markdown;
pub mod name;
pub mod named;
mod page;
mod placeholder;
mod reading;
mod restructured;
pub mod runbook;
mod shortcode;
mod substance;

pub use page::{Matter, Page, Part, Piece};
pub use reading::{Format, Read, is_generated, read};
pub use substance::{FEWEST_WORDS, Weight, words};
