//! The file a scan leaves behind. Canonical: the same snapshot is always the same bytes, because
//! every list in it is sorted, every map keeps its keys in order, and nothing else is written.

mod stream;
mod table;

use milepost_core::{Snapshot, Trend};
use serde::Serialize;

pub use stream::{Head, read_from, read_head, write_to};
pub use table::{TableError, write_table};

/// Why a text is not a snapshot that can be read.
#[derive(Debug, thiserror::Error)]
pub enum ReadError {
    /// It is not JSON, or not of this shape.
    #[error("not a milepost snapshot: {0}")]
    Shape(#[from] serde_json::Error),
    /// Another version of the format.
    #[error("format {found} of a snapshot; this milepost reads format {}", Snapshot::FORMAT)]
    Format {
        /// The version found.
        found: u32,
    },
}

/// The text of a snapshot, ending in a line break.
///
/// # Errors
/// Never for a snapshot that milepost made: a number that is not finite cannot be written.
pub fn write(snapshot: &Snapshot) -> Result<String, serde_json::Error> {
    json(snapshot)
}

/// The text of a trend, ending in a line break.
///
/// # Errors
/// Never for a trend that milepost made.
pub fn write_trend(trend: &Trend) -> Result<String, serde_json::Error> {
    json(trend)
}

fn json(value: &impl Serialize) -> Result<String, serde_json::Error> {
    let mut text = serde_json::to_string_pretty(value)?;
    text.push('\n');
    Ok(text)
}

/// Reads a snapshot back.
///
/// # Errors
/// When the text is no snapshot, or one of another format.
pub fn read(text: &str) -> Result<Snapshot, ReadError> {
    stream::head(serde_json::Deserializer::from_str(text))?;
    read_from(&mut text.as_bytes())
}

/// The JSON Schema of the format, as it is published.
///
/// # Errors
/// Never: a schema is plain JSON.
pub fn schema() -> Result<String, serde_json::Error> {
    json(&schemars::schema_for!(Snapshot))
}

/// The JSON Schema of a trend, as it is published.
///
/// # Errors
/// Never: a schema is plain JSON.
pub fn trend_schema() -> Result<String, serde_json::Error> {
    json(&schemars::schema_for!(Trend))
}
