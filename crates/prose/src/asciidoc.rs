//! AsciiDoc into a page, line by line: headings, blocks of code and comments, prose and links.

use crate::front_matter;
use crate::markdown::clean;
use crate::page::{Matter, Page, Piece};

/// The most links of one line that are told.
const MOST_LINKS: usize = 100;

/// Reads a document.
pub(crate) fn read(text: &str) -> Page {
    let (settings, start) = front_matter::split(text);
    let mut page = Page { front_title: front_matter::value(settings, "title"), pieces: Vec::new() };
    let skipped = text.get(..start).unwrap_or_default().lines().count();
    let first = u32::try_from(skipped).unwrap_or_default() + 1;
    let mut block: Option<Block> = None;
    for (line, content) in (first..).zip(text.get(start..).unwrap_or_default().lines()) {
        let content = content.trim_end();
        if let Some(open) = &mut block {
            if content != open.fence {
                open.text.push_str(content);
                open.text.push('\n');
                continue;
            }
        } else if let Some(fence) = fence(content) {
            block = Some(Block::at(line, fence));
            continue;
        } else {
            read_line(&mut page.pieces, line, content);
        }
        close(&mut page.pieces, block.take());
    }
    close(&mut page.pieces, block);
    page
}

/// A block between two equal lines, whose content is not read as text.
struct Block {
    line: u32,
    fence: String,
    text: String,
}

impl Block {
    fn at(line: u32, fence: &str) -> Self {
        Self {
            line: line + 1,
            // A fence of Markdown may name a language after it.
            fence: if fence.starts_with("```") { "```" } else { fence }.to_owned(),
            text: String::new(),
        }
    }
}

fn close(pieces: &mut Vec<Piece>, block: Option<Block>) {
    let Some(Block { line, fence, text }) = block else {
        return;
    };
    let is_code = fence.starts_with(['-', '.', '`']);
    if is_code && !text.trim().is_empty() {
        let matter = Matter::Code(text);
        pieces.push(Piece { line, matter });
    }
}

/// The fence of a listing, a literal block, a comment or a passthrough.
fn fence(content: &str) -> Option<&str> {
    let first = content.chars().next()?;
    let same = content.chars().all(|c| c == first);
    let fences = content.len() >= 4 && same && "-./+".contains(first);
    (fences || content.starts_with("```")).then_some(content)
}

fn read_line(pieces: &mut Vec<Piece>, line: u32, content: &str) {
    if let Some((level, title)) = heading(content) {
        let title = clean(&inline(&without_marks(title)).text);
        let matter = Matter::Heading { level, title };
        return pieces.push(Piece { line, matter });
    }
    if is_markup(content) {
        return;
    }
    let Inline { text, links } = inline(content);
    for (text, target) in links {
        let matter = Matter::Link { text, target };
        pieces.push(Piece { line, matter });
    }
    if text.contains(char::is_alphanumeric) || text.contains('…') || text.contains("...") {
        let matter = Matter::Prose(text);
        pieces.push(Piece { line, matter });
    }
}

fn heading(content: &str) -> Option<(u8, &str)> {
    let mark = content.chars().next().filter(|c| matches!(c, '=' | '#'))?;
    let title = content.trim_start_matches(mark);
    let level = u8::try_from(content.len() - title.len()).ok()?;
    (level <= 6 && title.starts_with(' ')).then(|| (level, title.trim()))
}

/// A title without the anchors and icons in it.
fn without_marks(title: &str) -> String {
    [("[[", "]]"), ("icon:", "]"), ("image:", "]")].iter().fold(
        title.to_owned(),
        |title, (open, close)| {
            let cut = title.split_once(open).and_then(|(before, inner)| {
                let (_, after) = inner.split_once(close)?;
                Some(format!("{before}{after}"))
            });
            cut.unwrap_or(title)
        },
    )
}

/// Whether a line is an attribute, a comment, a macro or the edge of a block.
fn is_markup(content: &str) -> bool {
    let attribute = content.starts_with(':') && content.get(1..).is_some_and(|c| c.contains(':'));
    let comment = content.starts_with("//");
    let style = content.starts_with('[') && content.ends_with(']');
    let name = content.split("::").next().unwrap_or_default();
    let is_macro = content.contains("::")
        && content.ends_with(']')
        && !name.is_empty()
        && name.bytes().all(|b| b.is_ascii_alphabetic());
    attribute || comment || style || is_macro
}

/// A line without the markup of its links.
struct Inline {
    text: String,
    links: Vec<(String, String)>,
}

fn inline(content: &str) -> Inline {
    let mut found = Inline { text: String::with_capacity(content.len()), links: Vec::new() };
    let mut rest = content;
    for _ in 0..MOST_LINKS {
        let Some((before, target, text, after)) = next_link(rest) else {
            break;
        };
        found.text.push_str(before);
        if !target.starts_with('#') {
            found.text.push_str(text);
            found.links.push((text.to_owned(), target.to_owned()));
        }
        rest = after;
    }
    found.text.push_str(rest);
    found
}

/// The text before the next link, its target, its text, and the text after it.
fn next_link(content: &str) -> Option<(&str, &str, &str, &str)> {
    let at = ["https://", "http://", "link:", "xref:", "<<"]
        .iter()
        .filter_map(|start| content.find(start))
        .min()?;
    let (before, link) = content.split_at(at);
    if let Some(reference) = link.strip_prefix("<<") {
        let (inner, after) = reference.split_once(">>")?;
        let (target, text) = inner.split_once(',').unwrap_or((inner, inner));
        let target = if target.contains(".adoc") { target } else { "#" };
        return Some((before, target, text.trim(), after));
    }
    let link = link.strip_prefix("link:").or_else(|| link.strip_prefix("xref:")).unwrap_or(link);
    let end = link.find(|c: char| c.is_whitespace() || c == '[').unwrap_or(link.len());
    let (target, after) = link.split_at(end);
    let named = after.strip_prefix('[').and_then(|inner| inner.split_once(']'));
    let (text, after) = named.unwrap_or(("", after));
    Some((before, target, text.trim_end_matches('^'), after))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headings_prose_and_code_are_told_apart() {
        let text =
            "= Pay\n:toc:\n\n// note\n== Restart\n\nRun this:\n\n[source,sh]\n----\nls\n----\n";
        let page = read(text);
        let whole = page.whole();
        assert_eq!(
            (whole.title, whole.sections().as_slice()),
            (Some("Pay"), &["Restart".to_owned()][..])
        );
        let last = page.pieces.last().unwrap();
        assert_eq!((last.line, &last.matter), (11, &Matter::Code("ls\n".to_owned())));
    }

    #[test]
    fn titles_lose_their_anchors_and_icons() {
        let page = read("== icon:bug[] Steps [[steps]]\n");
        assert_eq!(page.whole().title, Some("Steps"));
    }

    #[test]
    fn comments_are_left_out() {
        assert_eq!(read("////\nhidden\n////\n// too\n").pieces, []);
    }

    #[test]
    fn links_of_all_forms_are_read() {
        let page = read("See https://acme.example/r[the runbook] and link:ops.adoc[Ops], <<top>>.");
        let whole = page.whole();
        let links: Vec<_> = whole.links().collect();
        assert_eq!(links, [(1, "the runbook", "https://acme.example/r"), (1, "Ops", "ops.adoc")]);
    }

    #[test]
    fn a_block_that_never_ends_is_kept() {
        assert_eq!(read("----\nls\n").pieces.len(), 1);
    }
}
