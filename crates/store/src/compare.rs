//! Compares what is written with what can be read, as both stream by.

use std::io::{self, Read, Write};

/// Takes what is written and compares it with what `other` gives.
pub(crate) struct Compare<R> {
    other: R,
    /// The line that is being compared, counted from 1.
    line: u64,
    differs: bool,
}

impl<R: Read> Compare<R> {
    pub(crate) fn with(other: R) -> Self {
        Self { other, line: 1, differs: false }
    }

    /// The first line that differs, when everything is written; `None` when both are the same.
    pub(crate) fn first_difference(mut self) -> io::Result<Option<u64>> {
        let more = !self.differs && self.other.read(&mut [0])? > 0;
        Ok((more || self.differs).then_some(self.line))
    }
}

impl<R: Read> Write for Compare<R> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if !self.differs {
            let mut other = Vec::with_capacity(bytes.len());
            let much = u64::try_from(bytes.len()).unwrap_or(u64::MAX);
            self.other.by_ref().take(much).read_to_end(&mut other)?;
            let same = bytes.iter().zip(&other).take_while(|(one, other)| one == other);
            let (same, breaks) = same.fold((0, 0), |(same, breaks), (byte, _)| {
                (same + 1, breaks + u64::from(*byte == b'\n'))
            });
            self.line += breaks;
            self.differs = same < bytes.len();
        }
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn difference(one: &str, other: &str, at_once: usize) -> Option<u64> {
        let mut compare = Compare::with(other.as_bytes());
        for bytes in one.as_bytes().chunks(at_once) {
            compare.write_all(bytes).unwrap();
        }
        compare.first_difference().unwrap()
    }

    #[test]
    fn the_first_line_that_differs_is_told() {
        assert_eq!(difference("a\nb\nc\n", "a\nb\nc\n", 2), None);
        assert_eq!(difference("a\nb\nc\n", "a\nx\nc\n", 2), Some(2));
        assert_eq!(difference("a\nb\n", "a\nb\nc", 2), Some(3));
        assert_eq!(difference("a\nb\nc", "a\nb\n", 2), Some(3));
        assert_eq!(difference("", "", 2), None);
    }

    proptest! {
        #[test]
        fn only_the_same_is_the_same(one in "[ab\n]{0,9}", other in "[ab\n]{0,9}", n in 1usize..5) {
            prop_assert_eq!(difference(&one, &other, n).is_none(), one == other);
        }
    }
}
