//! Snapshots that stream in and out: neither the text nor a copy of it is ever whole in memory.
//!
//! What they stream through is `dyn`: to write and to read everything a snapshot holds is a lot of
//! code, which is made here once rather than for every kind of stream.

use std::fmt;
use std::io::{self, BufReader, Read, Write};

use milepost_core::Snapshot;
use serde::de::{Deserializer as _, Error as _, IgnoredAny, MapAccess, Visitor};
use serde_json::Deserializer;
use serde_json::de::IoRead;

use crate::ReadError;

/// What stands at the start of a snapshot.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Head {
    /// The organisation looked at.
    pub organisation: String,
}

/// Writes the text of a snapshot, ending in a line break: the same bytes as [`crate::write`].
///
/// # Errors
/// When `into` refuses.
pub fn write_to(snapshot: &Snapshot, into: &mut dyn Write) -> io::Result<()> {
    serde_json::to_writer_pretty(&mut *into, snapshot)?;
    into.write_all(b"\n")
}

/// Reads a snapshot of this format; [`read_head`] tells whether it is one.
///
/// # Errors
/// When the text is no snapshot, or `from` cannot be read.
pub fn read_from(from: &mut dyn Read) -> Result<Snapshot, ReadError> {
    Ok(serde_json::from_reader(BufReader::new(from))?)
}

/// Reads the start of a snapshot, and no more of it than that takes.
///
/// # Errors
/// When the text does not start as a snapshot does, is one of another format, or `from` cannot be
/// read.
pub fn read_head(from: &mut dyn Read) -> Result<Head, ReadError> {
    head(Deserializer::new(IoRead::new(BufReader::new(from))))
}

pub(crate) fn head<'t>(
    mut text: Deserializer<impl serde_json::de::Read<'t>>,
) -> Result<Head, ReadError> {
    let mut found = Found::default();
    // What follows the head is left where it is, which the parser takes for an error.
    let parsed = text.deserialize_map(&mut found);
    match (found.format, found.organisation) {
        (Some(format), _) if format != Snapshot::FORMAT => Err(ReadError::Format { found: format }),
        (Some(_), Some(organisation)) => Ok(Head { organisation }),
        (format, _) => {
            parsed?;
            let missing = if format.is_none() { "format" } else { "organisation" };
            Err(serde_json::Error::missing_field(missing).into())
        }
    }
}

#[derive(Default)]
struct Found {
    format: Option<u32>,
    organisation: Option<String>,
}

impl Found {
    /// Whether nothing that follows matters.
    fn enough(&self) -> bool {
        let other = self.format.is_some_and(|format| format != Snapshot::FORMAT);
        other || self.format.is_some() && self.organisation.is_some()
    }
}

impl<'de> Visitor<'de> for &mut Found {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a snapshot")
    }

    fn visit_map<M: MapAccess<'de>>(self, mut map: M) -> Result<(), M::Error> {
        while !self.enough()
            && let Some(key) = map.next_key::<String>()?
        {
            match key.as_str() {
                "format" => self.format = Some(map.next_value()?),
                "organisation" => self.organisation = Some(map.next_value()?),
                _ => drop(map.next_value::<IgnoredAny>()?),
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn head_of(text: &str) -> Result<Head, String> {
        read_head(&mut text.as_bytes()).map_err(|error| error.to_string())
    }

    #[test]
    fn the_head_is_read_whatever_follows_it() {
        let head = Head { organisation: "acme".to_owned() };
        assert_eq!(head_of(r#"{"format": 1, "organisation": "acme", "at": !"#), Ok(head));
    }

    #[test]
    fn another_format_is_told_before_anything_else_of_it_is_looked_at() {
        let said = "format 2 of a snapshot; this milepost reads format 1";
        assert_eq!(head_of(r#"{"format": 2, "company": !"#), Err(said.to_owned()));
    }

    #[test]
    fn what_is_no_snapshot_has_no_head() {
        for (text, said) in [
            ("", "EOF while parsing a value at line 1 column 0"),
            ("[1]", "invalid type: sequence, expected a snapshot at line 1 column 1"),
            ("{}", "missing field `format`"),
            (r#"{"format": 1}"#, "missing field `organisation`"),
        ] {
            assert_eq!(head_of(text), Err(format!("not a milepost snapshot: {said}")), "{text}");
        }
    }

    #[test]
    fn a_reader_that_fails_is_no_broken_snapshot() {
        struct Fails;
        impl Read for Fails {
            fn read(&mut self, _: &mut [u8]) -> io::Result<usize> {
                Err(io::Error::other("the disk is gone"))
            }
        }
        let Err(ReadError::Shape(error)) = read_head(&mut Fails) else {
            panic!("nothing can be read")
        };
        assert!(error.is_io());
    }
}
