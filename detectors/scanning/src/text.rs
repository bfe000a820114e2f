//! Where the content of a file begins, whatever its format.

/// The line of the first text that is neither blank nor a comment.
pub(crate) fn first_line(text: &str) -> Option<u32> {
    lines(text).next().map(|(number, _)| number)
}

/// Lines that say something, trimmed, with their numbers. A comment begins with `#`, `;` or `//`.
pub(crate) fn lines(text: &str) -> impl Iterator<Item = (u32, &str)> {
    (1u32..).zip(text.lines()).map(|(number, line)| (number, line.trim())).filter(|(_, line)| {
        let is_comment = ["#", ";", "//"].iter().any(|mark| line.starts_with(mark));
        !line.is_empty() && *line != "---" && !is_comment
    })
}

/// Whether what is left without blanks is an empty mapping or list.
pub(crate) fn is_hollow(text: &str) -> bool {
    let left: String =
        lines(text).flat_map(|(_, line)| line.chars()).filter(|c| !c.is_whitespace()).collect();
    matches!(left.as_str(), "" | "{}" | "[]")
}

/// The line of the first `needle` outside comments of XML.
pub(crate) fn line_in_xml(text: &str, needle: &str) -> Option<u32> {
    let mut is_comment = false;
    for (number, line) in (1u32..).zip(text.lines()) {
        let mut rest = line;
        loop {
            let (mark, skip) = if is_comment { ("-->", 3) } else { ("<!--", 4) };
            let end = rest.find(mark);
            let part = end.map_or(rest, |end| rest.get(..end).unwrap_or(rest));
            if !is_comment && part.contains(needle) {
                return Some(number);
            }
            let Some(end) = end else { break };
            rest = rest.get(end + skip..).unwrap_or_default();
            is_comment = !is_comment;
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn comments_say_nothing() {
        assert_eq!(first_line("# a\n\n  // b\r\nc\n"), Some(4));
        assert_eq!(first_line("# a\n"), None);
        assert!(is_hollow("{\n}\n"));
        assert!(!is_hollow("{\"a\": 1}"));
    }

    #[test]
    fn an_element_in_a_comment_is_none() {
        let text = "<a>\n<!-- <b> \n <b> --> x\n<b>\n</a>";
        assert_eq!(line_in_xml(text, "<b>"), Some(4));
        assert_eq!(line_in_xml("<!-- <b> --><b>", "<b>"), Some(1));
        assert_eq!(line_in_xml("<!-- <b>", "<b>"), None);
    }
}
