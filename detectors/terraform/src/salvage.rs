//! The blocks of a file that does not parse as a whole. Blocks start in the first column, so each
//! can be read by itself and one that is broken does not hide the others.

use crate::hcl::{self, Broken, Contents};

/// What could be read of a file that as a whole could not, and where the rest broke.
pub(crate) fn read(text: &str) -> (Contents, Option<Broken>) {
    let mut whole = Contents::default();
    let mut broken: Vec<Broken> = vec![];
    for (line, piece) in pieces(text) {
        match hcl::read(piece, line) {
            Ok(read) => {
                whole.workspaces |= read.workspaces;
                whole.entries.extend(read.entries);
            }
            Err(error) => broken.push(error),
        }
    }
    let more = broken.len().saturating_sub(1);
    let mut first = broken.into_iter().next();
    if let Some(first) = first.as_mut().filter(|_| more > 0) {
        first.message = format!("{} (and {more} more)", first.message);
    }
    (whole, first)
}

/// The pieces that start in the first column, with their line.
fn pieces(text: &str) -> Vec<(u32, &str)> {
    let mut starts = vec![];
    let mut skip = Skip::Nothing;
    let mut at = 0;
    for (line, written) in (1..).zip(text.split_inclusive('\n')) {
        let opens = |c: char| c.is_ascii_alphabetic() || matches!(c, '_' | '"');
        if skip == Skip::Nothing && written.starts_with(opens) {
            starts.push((line, at));
        }
        skip = skip.after(written.trim());
        at += written.len();
    }
    let ends = starts.iter().skip(1).map(|(_, at)| *at).chain([text.len()]);
    starts
        .iter()
        .zip(ends)
        .filter_map(|((line, start), end)| Some((*line, text.get(*start..end)?)))
        .collect()
}

/// Text in which no block starts.
#[derive(Debug, PartialEq, Eq)]
enum Skip<'a> {
    Nothing,
    Comment,
    Heredoc(&'a str),
}

impl<'a> Skip<'a> {
    fn after(self, line: &'a str) -> Self {
        match self {
            Self::Nothing if line.starts_with("/*") && !line.contains("*/") => Self::Comment,
            Self::Nothing => heredoc(line).map_or(Self::Nothing, Self::Heredoc),
            Self::Comment if line.contains("*/") => Self::Nothing,
            Self::Heredoc(end) if line == end => Self::Nothing,
            other => other,
        }
    }
}

/// The word that will end the heredoc a line opens.
fn heredoc(line: &str) -> Option<&str> {
    let (_, after) = line.rsplit_once("<<")?;
    let word = after.strip_prefix('-').unwrap_or(after);
    let named = !word.is_empty() && word.chars().all(|c| c.is_alphanumeric() || c == '_');
    named.then_some(word)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_broken_block_does_not_hide_the_others() {
        let text =
            "module \"a\" {\n  x = 1\n}\nmodule \"b\" {\n  x = 1\n  x = 2\n}\nmodule \"c\" {}\n";
        let (read, broken) = read(text);
        let said: Vec<_> = read.entries.iter().map(|e| (e.line, e.label(0))).collect();
        assert_eq!(said, [(1, "a"), (8, "c")]);
        assert!((4..=7).contains(&broken.unwrap().line));
    }

    #[test]
    fn what_a_heredoc_or_a_comment_holds_is_no_block() {
        let text = "a {\n  b = <<-EOF\nmodule \"x\" {}\n  EOF\n}\n/*\nmodule \"y\" {}\n*/\nc {\n";
        assert_eq!(pieces(text).iter().map(|(line, _)| *line).collect::<Vec<_>>(), [1, 9]);
    }
}
