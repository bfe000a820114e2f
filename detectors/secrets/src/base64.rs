//! Base64, as the `data` of a Kubernetes `Secret` is written.

/// The text a value encodes; `None` when it is no base64, or no text.
pub(crate) fn decoded(value: &str) -> Option<String> {
    let digits: Vec<u8> = value
        .bytes()
        .filter(|b| !b.is_ascii_whitespace() && *b != b'=')
        .map(digit)
        .collect::<Option<_>>()?;
    let bytes = digits.chunks(4).filter(|chunk| chunk.len() > 1).flat_map(|chunk| {
        let bits = chunk.iter().fold(0u32, |bits, digit| (bits << 6) | u32::from(*digit));
        let bits = bits << (6 * (4 - chunk.len()));
        let [_, first, second, third] = bits.to_be_bytes();
        [first, second, third].into_iter().take(chunk.len() - 1)
    });
    String::from_utf8(bytes.collect()).ok()
}

fn digit(byte: u8) -> Option<u8> {
    match byte {
        b'A'..=b'Z' => Some(byte - b'A'),
        b'a'..=b'z' => Some(byte - b'a' + 26),
        b'0'..=b'9' => Some(byte - b'0' + 52),
        b'+' => Some(62),
        b'/' => Some(63),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_comes_back_as_it_was() {
        assert_eq!(decoded("Y2hhbmdlbWU=").as_deref(), Some("changeme"));
        assert_eq!(decoded("YWI=\n").as_deref(), Some("ab"));
        assert_eq!(decoded("YQ").as_deref(), Some("a"));
        assert_eq!(decoded("<path:x>"), None);
        assert_eq!(decoded("//79"), None);
    }
}
