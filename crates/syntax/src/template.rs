//! Go templates made readable as the YAML they surround.
//!
//! What an action prints is not known, so it is replaced by filler, `x` after `x`; what prints
//! nothing is replaced by blanks or left out. Every line stays where it was, columns need not.
//! Branches on lines of their own all stay visible; of those on one line the first does. What is
//! read from a masked text is a pattern, not a certainty.

mod called;
mod filled;
mod masking;
mod parts;
mod switches;
mod tokens;

pub use filled::filled;
pub use parts::{Define, Print, defines, prints};
pub use switches::Switches;

/// A text with every template action masked, and which lines that changed.
#[derive(Debug)]
pub struct Masked {
    /// The text, line for line.
    pub text: String,
    /// Whether masking changed the line, by line.
    pub touched: Vec<bool>,
}

impl Masked {
    /// Masks a template: its actions, and what stands in its comments.
    pub fn of(text: &str) -> Self {
        let masked = masking::mask(text);
        let touched =
            text.lines().zip(masked.lines()).map(|(before, after)| before != after).collect();
        Self { text: masked, touched }
    }
}

/// Whether a text holds template actions.
pub fn is_templated(text: &str) -> bool {
    text.contains("{{")
}
