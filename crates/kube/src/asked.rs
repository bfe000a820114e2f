//! A version as an object asks for it.

use milepost_core::Pin;
use milepost_syntax::reading::{Reading, is_computed};
use milepost_syntax::yaml::Node;

/// A version as asked for.
pub struct Asked {
    /// The version as written; absent when it is computed or not given.
    pub version: Option<String>,
    /// How firmly it is held.
    pub pin: Pin,
}

impl Asked {
    /// The version, when it is not computed.
    pub fn literal(&self) -> Option<String> {
        self.version.clone().filter(|text| !is_computed(text))
    }

    fn none() -> Self {
        Self { version: None, pin: Pin::None }
    }

    /// The version `node` asks for.
    pub fn by(reading: &Reading<'_>, node: Option<&Node<'_>>) -> Self {
        let Some(node) = node else {
            return Self::none();
        };
        if reading.touches(node.line) || !node.is_null() && node.text().is_none() {
            return Self { version: None, pin: Pin::Dynamic };
        }
        node.text()
            .map(str::trim)
            .filter(|text| !node.is_null() && !text.is_empty())
            .map_or_else(Self::none, Self::of)
    }

    /// A version written as `text`.
    pub fn of(text: &str) -> Self {
        let pin = if is_computed(text) {
            Pin::Dynamic
        } else if text.contains("sha256:") {
            Pin::Digest
        } else {
            Pin::of_version(text)
        };
        Self { version: Some(text.to_owned()), pin }
    }
}

#[cfg(test)]
mod tests {
    use milepost_syntax::template::Masked;

    use super::*;

    #[test]
    fn a_computed_version_is_dynamic() {
        let masked = Masked::of("a: {{ .b }}\nc: $D\ne: 1.2.3\nf:\n");
        let reading = Reading::of_masked(&masked);
        let pin = |key| Asked::by(&reading, reading.roots[0].get(key)).pin;
        assert_eq!(pin("a"), Pin::Dynamic);
        assert_eq!(pin("c"), Pin::Dynamic);
        assert_eq!(pin("e"), Pin::Exact);
        assert_eq!(pin("f"), Pin::None);
        assert_eq!(pin("g"), Pin::None);
    }
}
