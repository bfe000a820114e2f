//! Here-documents: which ones an instruction opens, and where their text ends.
//!
//! The parser knows one here-document, and only as the first word of `RUN`. A builder takes any
//! number, anywhere on the line, so they are found and blanked out before the parser reads.

use std::ops::Range;

use crate::words;

/// Instructions that take here-documents.
const TAKERS: &[&str] = &["add", "copy", "run"];

/// One here-document an instruction opens.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Opening {
    /// Where its mark stands in the text of the instruction.
    pub(crate) mark: Range<usize>,
    /// The line that ends it.
    end: String,
    /// Whether tabs before that line do not count.
    strips_tabs: bool,
}

impl Opening {
    /// Whether `line` ends the document.
    pub(crate) fn ends_at(&self, line: &str) -> bool {
        let line = line.trim_end_matches(['\r', '\n']);
        let line = if self.strips_tabs { line.trim_start_matches('\t') } else { line };
        line == self.end
    }
}

/// The here-documents opened by an instruction whose continued lines were joined.
pub(crate) fn openings(instruction: &str) -> Vec<Opening> {
    let Some(arguments) = arguments(instruction) else {
        return vec![];
    };
    if !arguments.contains("<<") || arguments.trim_start().starts_with('[') {
        return vec![];
    }
    let offset = instruction.len() - arguments.len();
    let marks = words::ranges(arguments, '\\').unwrap_or_default();
    marks
        .into_iter()
        .filter_map(|mark| {
            let (end, strips_tabs) = delimiter(arguments.get(mark.clone())?)?;
            Some(Opening { mark: mark.start + offset..mark.end + offset, end, strips_tabs })
        })
        .collect()
}

/// What follows the keyword of an instruction that takes here-documents.
fn arguments(instruction: &str) -> Option<&str> {
    let (keyword, rest) = instruction.trim_start().split_once(char::is_whitespace)?;
    if keyword.eq_ignore_ascii_case("onbuild") {
        let (inner, rest) = rest.trim_start().split_once(char::is_whitespace)?;
        return takes(inner).then_some(rest);
    }
    takes(keyword).then_some(rest)
}

fn takes(keyword: &str) -> bool {
    TAKERS.iter().any(|taker| keyword.eq_ignore_ascii_case(taker))
}

/// The end a word such as `<<EOF`, `3<<-"EOF"` announces, and whether tabs are stripped.
fn delimiter(word: &str) -> Option<(String, bool)> {
    let rest = word.trim_start_matches(|c: char| c.is_ascii_digit());
    let rest = rest.strip_prefix("<<")?;
    let (rest, strips_tabs) = match rest.strip_prefix('-') {
        Some(rest) => (rest, true),
        None => (rest, false),
    };
    let end: String = rest.chars().filter(|c| !matches!(c, '"' | '\'' | '\\')).collect();
    (!end.is_empty() && !rest.contains('<')).then_some((end, strips_tabs))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ends(instruction: &str) -> Vec<String> {
        let openings = openings(instruction);
        openings.into_iter().map(|opening| opening.end).collect()
    }

    #[test]
    fn a_mark_may_stand_anywhere_on_the_line() {
        assert_eq!(ends("RUN cat <<EOF > /etc/x"), ["EOF"]);
        assert_eq!(ends("run <<A <<-'B'"), ["A", "B"]);
        assert_eq!(ends("COPY <<\"a.txt\" 3<<b /dest/"), ["a.txt", "b"]);
        assert_eq!(ends("ONBUILD RUN <<EOF"), ["EOF"]);
    }

    #[test]
    fn what_only_looks_like_a_mark_opens_nothing() {
        assert!(ends("RUN cat <<< word").is_empty());
        assert!(ends("RUN echo '<<EOF'").is_empty());
        assert!(ends("RUN [\"sh\", \"<<EOF\"]").is_empty());
        assert!(ends("ENV A=1 <<EOF").is_empty());
        assert!(ends("RUN sh -c \"$(cat <<EOF").is_empty());
    }

    #[test]
    fn a_dash_lets_tabs_stand_before_the_end() {
        assert!(openings("RUN <<-EOF")[0].ends_at("\t\tEOF\r\n"));
        assert!(!openings("RUN <<EOF")[0].ends_at("\tEOF\n"));
    }
}
