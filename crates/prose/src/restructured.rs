//! reStructuredText into a page, line by line: headings, directives, literal blocks, prose, links.

use crate::markdown::clean;
use crate::page::{Matter, Page, Piece};

/// Directives whose content is code.
const CODE: &[&str] = &["code", "code-block", "sourcecode", "parsed-literal", "console"];

/// Directives whose content is prose.
const PROSE: &[&str] = &[
    "note",
    "warning",
    "tip",
    "important",
    "caution",
    "danger",
    "attention",
    "hint",
    "admonition",
];

/// Reads a document.
pub(crate) fn read(text: &str) -> Page {
    let lines: Vec<&str> = text.lines().collect();
    let mut reader = Reader { styles: Vec::new(), pieces: Vec::new() };
    let mut at = 0;
    while at < lines.len() {
        at = reader.read_at(&lines, at).max(at + 1);
    }
    Page { front_title: None, pieces: reader.pieces }
}

/// What has been read so far, and the marks of headings in the order they were met.
struct Reader {
    styles: Vec<(char, bool)>,
    pieces: Vec<Piece>,
}

impl Reader {
    /// Reads what starts on a line and says on which line to go on.
    fn read_at(&mut self, lines: &[&str], at: usize) -> usize {
        let line = |index: usize| lines.get(index).copied().unwrap_or_default();
        let number = u32::try_from(at + 1).unwrap_or(u32::MAX);
        let content = line(at).trim_end();
        if let Some(mark) = rule(content) {
            let title = line(at + 1).trim();
            if !title.is_empty() && rule(line(at + 2).trim_end()) == Some(mark) {
                self.heading(number + 1, title, (mark, true));
                return at + 3;
            }
            return at + 1;
        }
        if let Some(mark) = underline(content, line(at + 1).trim_end()) {
            self.heading(number, content, (mark, false));
            return at + 2;
        }
        if let Some(rest) = content.trim_start().strip_prefix("..")
            && (rest.is_empty() || rest.starts_with(' '))
        {
            return self.directive(lines, at, rest.trim());
        }
        self.prose(number, content);
        if content.ends_with("::") {
            return self.block(lines, at, true);
        }
        at + 1
    }

    fn heading(&mut self, line: u32, title: &str, style: (char, bool)) {
        let known = self.styles.iter().position(|met| *met == style);
        let index = known.unwrap_or_else(|| {
            self.styles.push(style);
            self.styles.len() - 1
        });
        let level = u8::try_from(index + 1).unwrap_or(6).min(6);
        let title = clean(&title.replace('`', ""));
        let matter = Matter::Heading { level, title };
        self.pieces.push(Piece { line, matter });
    }

    /// Reads a directive or comment; what it is not known to hold is passed over.
    fn directive(&mut self, lines: &[&str], at: usize, head: &str) -> usize {
        let Some((name, argument)) = head.split_once("::") else {
            return self.block(lines, at, false);
        };
        if CODE.contains(&name) {
            return self.block(lines, at, true);
        }
        if PROSE.contains(&name) {
            let number = u32::try_from(at + 1).unwrap_or(u32::MAX);
            self.prose(number, argument);
            return at + 1;
        }
        self.block(lines, at, false)
    }

    /// Passes over the deeper lines below a line, kept as code or not, and says where they end.
    fn block(&mut self, lines: &[&str], at: usize, is_code: bool) -> usize {
        let depth = lines.get(at).map_or(0, |line| indent(line));
        let below = lines.get(at + 1..).unwrap_or_default();
        let is_inside = |line: &&str| line.trim().is_empty() || indent(line) > depth;
        let length = below.iter().take_while(|line| is_inside(line)).count();
        let block = below.get(..length).unwrap_or_default();
        // Options of a directive stand above its content.
        let text =
            block.iter().skip_while(|line| line.trim().is_empty() || line.trim().starts_with(':'));
        let text: Vec<&str> = text.copied().collect();
        let text = text.join("\n").trim_end().to_owned();
        if is_code && !text.is_empty() {
            let line = u32::try_from(at + 2).unwrap_or(u32::MAX);
            let matter = Matter::Code(text);
            self.pieces.push(Piece { line, matter });
        }
        at + 1 + length
    }

    fn prose(&mut self, line: u32, content: &str) {
        let content = content.trim();
        let is_field =
            content.starts_with(':') && content.get(1..).is_some_and(|c| c.contains(": "));
        if is_field || content.is_empty() {
            return;
        }
        let mut text = String::with_capacity(content.len());
        for (index, part) in content.split('`').enumerate() {
            match link(part).filter(|_| index % 2 == 1) {
                Some((shown, target)) => {
                    text.push_str(shown);
                    let (shown, target) = (shown.to_owned(), target.to_owned());
                    let matter = Matter::Link { text: shown, target };
                    self.pieces.push(Piece { line, matter });
                }
                None => text.push_str(part),
            }
        }
        let matter = Matter::Prose(text);
        self.pieces.push(Piece { line, matter });
    }
}

fn indent(line: &str) -> usize {
    line.len() - line.trim_start().len()
}

/// The mark a line consists of, if it is nothing else.
fn rule(content: &str) -> Option<char> {
    let first = content.chars().next().filter(char::is_ascii_punctuation)?;
    let same = content.chars().all(|c| c == first);
    (same && content.len() >= 3).then_some(first)
}

/// The mark that makes the line above it a heading.
fn underline(title: &str, below: &str) -> Option<char> {
    let mark = rule(below)?;
    let is_title = !title.is_empty() && !title.starts_with([' ', '\t']) && rule(title).is_none();
    (is_title && below.len() >= title.chars().count()).then_some(mark)
}

/// The parts of `text <target>`.
fn link(part: &str) -> Option<(&str, &str)> {
    let (text, target) = part.strip_suffix('>')?.rsplit_once('<')?;
    Some((text.trim(), target))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headings_take_their_level_from_the_order_of_their_marks() {
        let page = read("===\nPay\n===\n\nRestart\n-------\n\nRestore\n~~~~~~~\n\nOther\n-----\n");
        let whole = page.whole();
        assert_eq!((whole.line, whole.title), (2, Some("Pay")));
        assert_eq!(whole.sections(), ["Restart", "Other"]);
    }

    #[test]
    fn literal_blocks_and_code_directives_are_code() {
        let page =
            read("Run this::\n\n    ls\n\n.. code-block:: sh\n   :linenos:\n\n   pwd\n\nDone\n");
        let code = page.pieces.iter().filter(|piece| matches!(piece.matter, Matter::Code(_)));
        assert_eq!(code.count(), 2);
        assert_eq!(page.pieces.last().unwrap().line, 10);
    }

    #[test]
    fn comments_and_figures_are_left_out() {
        assert_eq!(read(".. hidden\n   too\n\n.. image:: x.png\n   :alt: X\n").pieces, []);
    }

    #[test]
    fn a_note_is_prose() {
        let page = read(".. note:: Call first.\n\n   Then wait.\n");
        assert_eq!(page.pieces.len(), 2);
    }

    #[test]
    fn links_are_read() {
        let page = read("See the `runbook <https://acme.example/r>`_ now.\n");
        let whole = page.whole();
        assert_eq!(whole.links().next(), Some((1, "runbook", "https://acme.example/r")));
    }
}
