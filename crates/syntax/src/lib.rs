//! Text into trees that remember their lines: what several detectors need to read their formats.
//!
//! Each module knows one syntax and nothing about what milepost looks for in it. All of them are
//! pure and bounded: hostile input ends in an error, never in a panic or an endless run.

pub mod header;
pub mod json;
mod lines;
mod parameters;
pub mod reading;
pub mod shell;
pub mod template;
pub mod toml;
mod words;
pub mod xml;
pub mod yaml;

pub use lines::SyntaxError;
pub use reading::Reading;
pub use words::Words;
