//! Bytes into the text detectors see: the byte order mark dropped, what is not UTF-8 replaced.

/// The text of `bytes`, and whether something in it had to be replaced.
pub(crate) fn decode(mut bytes: Vec<u8>) -> (String, bool) {
    if bytes.starts_with(b"\xef\xbb\xbf") {
        bytes.drain(..3);
    }
    if let Some(units) = utf16(&bytes) {
        return (String::from_utf16_lossy(&units), false);
    }
    match String::from_utf8(bytes) {
        Ok(text) => (text, false),
        Err(error) => (String::from_utf8_lossy(error.as_bytes()).into_owned(), true),
    }
}

/// The code units of a text in UTF-16, which its byte order mark tells.
fn utf16(bytes: &[u8]) -> Option<Vec<u16>> {
    let (rest, read): (_, fn([u8; 2]) -> u16) = match bytes {
        [0xff, 0xfe, rest @ ..] => (rest, u16::from_le_bytes),
        [0xfe, 0xff, rest @ ..] => (rest, u16::from_be_bytes),
        _ => return None,
    };
    Some(rest.chunks_exact(2).map(|pair| read([pair[0], pair[1]])).collect())
}

#[cfg(test)]
mod tests {
    use super::decode;

    #[test]
    fn marks_are_dropped_and_what_is_not_text_is_replaced() {
        assert_eq!(decode(b"\xef\xbb\xbfa\r\n".to_vec()), ("a\r\n".into(), false));
        assert_eq!(decode(b"\xff\xfea\0".to_vec()), ("a".into(), false));
        assert_eq!(decode(b"caf\xe9".to_vec()), ("caf\u{fffd}".into(), true));
    }
}
