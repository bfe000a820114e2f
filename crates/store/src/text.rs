//! The text of a snapshot, compressed into a file and read out of it, without ever being whole in
//! memory.

use std::fs::File;
use std::io::{self, BufReader, BufWriter, ErrorKind, Read, Seek as _, Write};
use std::path::Path;

use milepost_core::Snapshot;
use zstd::stream::{read, write};

use crate::error::Broken;
use crate::limits::{LEVEL, TEXT_BYTES, WINDOW_LOG};

/// What a file of zstd starts with.
const MAGIC: [u8; 4] = [0x28, 0xb5, 0x2f, 0xfd];

/// Bytes of text that are handled at once: those of one block of zstd.
pub(crate) const BLOCK: usize = 128 * 1024;

/// Writes the text of a snapshot, compressed, with a checksum.
///
/// # Errors
/// When `into` refuses, or there is more text than is ever read: then the error holds [`Broken`].
pub(crate) fn compress(snapshot: &Snapshot, into: impl Write) -> io::Result<()> {
    let mut encoder = write::Encoder::new(into, LEVEL)?;
    encoder.include_checksum(true)?;
    let mut text = BufWriter::with_capacity(BLOCK, Limited { into: encoder, left: TEXT_BYTES });
    milepost_snapshot::write_to(snapshot, &mut text)?;
    text.into_inner()?.into.finish()?.flush()
}

/// The text in a file that may be anything: what is broken comes as an error that holds
/// [`Broken`].
pub(crate) struct Text {
    decoder: read::Decoder<'static, BufReader<File>>,
    /// The bytes of the file.
    bytes: u64,
    /// The bytes of text that may still come.
    left: u64,
}

impl Text {
    /// The text in a file.
    pub(crate) fn open(file: &Path) -> io::Result<Self> {
        Self::open_up_to(TEXT_BYTES, file)
    }

    fn open_up_to(limit: u64, file: &Path) -> io::Result<Self> {
        let mut file = File::open(file)?;
        let bytes = file.metadata()?.len();
        let mut found = Vec::new();
        Read::by_ref(&mut file).take(4).read_to_end(&mut found)?;
        if found.len() < MAGIC.len() && MAGIC.starts_with(&found) {
            return Err(io::Error::other(Broken::CutOff { bytes }));
        }
        if found != MAGIC {
            return Err(io::Error::other(Broken::NotZstd { found }));
        }
        file.rewind()?;
        let mut decoder = read::Decoder::new(file)?;
        decoder.window_log_max(WINDOW_LOG)?;
        Ok(Self { decoder, bytes, left: limit })
    }
}

impl Read for Text {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let read = match self.decoder.read(into) {
            Ok(read) => read,
            Err(error) if error.kind() == ErrorKind::UnexpectedEof => {
                return Err(io::Error::other(Broken::CutOff { bytes: self.bytes }));
            }
            Err(error) if error.raw_os_error().is_some() => return Err(error),
            Err(error) => return Err(io::Error::other(Broken::Damaged(error.to_string()))),
        };
        self.left = left_after(read, self.left)?;
        Ok(read)
    }
}

/// Passes on so much and no more.
struct Limited<W> {
    into: W,
    left: u64,
}

impl<W: Write> Write for Limited<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let written = self.into.write(bytes)?;
        self.left = left_after(written, self.left)?;
        Ok(written)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.into.flush()
    }
}

fn left_after(bytes: usize, left: u64) -> io::Result<u64> {
    let left = u64::try_from(bytes).ok().and_then(|bytes| left.checked_sub(bytes));
    left.ok_or_else(|| io::Error::other(Broken::TOO_LARGE))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What is read from a file with these bytes in it.
    fn read_up_to(limit: u64, bytes: &[u8]) -> Result<String, String> {
        let file = tempfile::NamedTempFile::new().unwrap();
        std::fs::write(file.path(), bytes).unwrap();
        let mut text = String::new();
        Text::open_up_to(limit, file.path())
            .and_then(|mut open| open.read_to_string(&mut text))
            .map_err(|error| error.to_string())?;
        Ok(text)
    }

    #[test]
    fn a_small_file_of_much_text_is_read_up_to_the_limit_and_no_further() {
        let bomb = zstd::encode_all(&*vec![b' '; 1_000_000], LEVEL).unwrap();
        assert!(bomb.len() < 1_000);
        assert_eq!(read_up_to(1_000_000, &bomb).unwrap().len(), 1_000_000);
        let said = read_up_to(999_999, &bomb).unwrap_err();
        assert!(said.contains("the most that is kept or read"), "{said}");
    }

    #[test]
    fn a_file_that_asks_for_a_large_window_is_not_given_it() {
        let mut encoder = write::Encoder::new(Vec::new(), LEVEL).unwrap();
        encoder.window_log(WINDOW_LOG + 1).unwrap();
        encoder.write_all(&vec![b' '; 1_000_000]).unwrap();
        let greedy = encoder.finish().unwrap();
        let said = read_up_to(TEXT_BYTES, &greedy).unwrap_err();
        assert!(said.starts_with("damaged: zstd says"), "{said}");
        assert!(said.contains("memory"), "{said}");
    }

    #[test]
    fn more_text_than_is_read_is_not_written() {
        let mut limited = Limited { into: Vec::new(), left: 10 };
        limited.write_all(b"0123456789").unwrap();
        let said = limited.write_all(b"0").unwrap_err().to_string();
        assert!(said.contains("the most that is kept or read"), "{said}");
    }
}
