//! What a detector is: a card that says what it looks for, and a pure function from one file to
//! facts. The file it is handed remembers how it was parsed, so that a text that several detectors
//! read is parsed once.

mod detector;
mod file;

pub use detector::{Card, Detector, Finding, Findings};
pub use file::{File, Text};
pub use milepost_syntax::header::Header;
pub use milepost_syntax::template::Switches;
