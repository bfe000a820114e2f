//! Text that is kept for long and asked for seldom.

use std::borrow::Cow;

/// How hard it is compressed: the quickest.
const LEVEL: i32 = 1;

/// Bytes below which compressing a text saves nothing.
const SMALL: usize = 2048;

/// A text, compressed where that saves memory.
#[derive(Debug)]
pub(super) enum Text {
    Plain(String),
    Packed {
        bytes: Vec<u8>,
        /// Bytes of the text.
        length: usize,
    },
}

impl Text {
    pub(super) fn new(text: String) -> Self {
        if text.len() < SMALL {
            return Self::Plain(text);
        }
        match zstd::bulk::compress(text.as_bytes(), LEVEL) {
            Ok(bytes) => Self::Packed { bytes, length: text.len() },
            Err(_) => Self::Plain(text),
        }
    }

    /// Bytes of the text.
    pub(super) fn len(&self) -> usize {
        match self {
            Self::Plain(text) => text.len(),
            Self::Packed { length, .. } => *length,
        }
    }

    /// The text; `None` where memory no longer holds what was put there.
    pub(super) fn read(&self) -> Option<Cow<'_, str>> {
        match self {
            Self::Plain(text) => Some(Cow::Borrowed(text)),
            Self::Packed { bytes, length } => {
                let bytes = zstd::bulk::decompress(bytes, *length).ok()?;
                String::from_utf8(bytes).ok().map(Cow::Owned)
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_read_as_it_was_written() {
        for many in [0, 10, SMALL, 10 * SMALL] {
            let text = "ä".repeat(many);
            let kept = Text::new(text.clone());
            assert_eq!(kept.len(), text.len());
            assert_eq!(kept.read().as_deref(), Some(text.as_str()));
        }
    }
}
