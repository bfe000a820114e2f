//! Markdown into a page.

use pulldown_cmark::{CodeBlockKind, Event, Options, Parser, Tag, TagEnd};

use crate::page::{Matter, Page, Piece};
use crate::{front_matter, html, placeholder, shortcode};

/// The longest title that is kept, in characters.
const LONGEST_TITLE: usize = 200;

/// Reads a document; `name` is the file's, for what generators add to Markdown.
pub(crate) fn read(text: &str, name: &str) -> Page {
    let text = shortcode::removed(text, name);
    let (settings, start) = front_matter::split(&text);
    let body = text.get(start..).unwrap_or_default();
    let options = Options::ENABLE_TABLES
        | Options::ENABLE_FOOTNOTES
        | Options::ENABLE_HEADING_ATTRIBUTES
        | Options::ENABLE_TASKLISTS;
    let mut reader = Reader::new(&text);
    for (event, range) in Parser::new_ext(body, options).into_offset_iter() {
        reader.reach(start + range.start);
        reader.take(event);
    }
    reader.flush();
    Page { front_title: front_matter::value(settings, "title"), pieces: reader.pieces }
}

/// What has been read so far, and what is still open.
struct Reader {
    line_ends: Vec<usize>,
    line: u32,
    pieces: Vec<Piece>,
    prose: Open,
    heading: Option<(Open, String)>,
    code: Option<Open>,
    html: Option<Open>,
    link: Option<(Open, String)>,
    images: u32,
}

/// Text that is being gathered, and the line it started on.
#[derive(Default)]
struct Open {
    line: u32,
    text: String,
}

impl Open {
    fn at(line: u32) -> Self {
        let text = String::new();
        Self { line, text }
    }
}

impl Reader {
    fn new(text: &str) -> Self {
        Self {
            line_ends: text.match_indices('\n').map(|(at, _)| at).collect(),
            line: 1,
            pieces: Vec::new(),
            prose: Open::default(),
            heading: None,
            code: None,
            html: None,
            link: None,
            images: 0,
        }
    }

    /// Moves to the line that holds an offset.
    fn reach(&mut self, offset: usize) {
        let before = self.line_ends.partition_point(|end| *end < offset);
        self.line = u32::try_from(before + 1).unwrap_or(u32::MAX);
    }

    fn take(&mut self, event: Event<'_>) {
        match event {
            Event::Start(tag) => self.start(tag),
            Event::End(tag) => self.end(tag),
            Event::Text(text) => self.text(&text),
            Event::Code(text) => self.term(&text),
            Event::Html(text) => match &mut self.html {
                Some(html) => html.text.push_str(&text),
                None => self.prose(&html::text(&text)),
            },
            Event::InlineHtml(text) if placeholder::is_tag(&text) => self.text(&text),
            Event::SoftBreak | Event::HardBreak | Event::InlineHtml(_) => self.text(" "),
            _ => {}
        }
    }

    fn start(&mut self, tag: Tag<'_>) {
        match tag {
            Tag::Heading { .. } => {
                self.flush();
                self.heading = Some((Open::at(self.line), String::new()));
            }
            Tag::CodeBlock(kind) => {
                self.flush();
                // The text of a fenced block starts on the line after its fence.
                let fence = u32::from(matches!(kind, CodeBlockKind::Fenced(_)));
                self.code = Some(Open::at(self.line + fence));
            }
            Tag::HtmlBlock => {
                self.flush();
                self.html = Some(Open::at(self.line));
            }
            Tag::Link { dest_url, .. } => {
                self.link = Some((Open::at(self.line), dest_url.into_string()));
            }
            Tag::Image { .. } => self.images += 1,
            Tag::Emphasis | Tag::Strong | Tag::Strikethrough => {}
            _ => self.flush(),
        }
    }

    fn end(&mut self, tag: TagEnd) {
        match tag {
            TagEnd::Heading(level) => self.end_heading(level as u8),
            TagEnd::CodeBlock => {
                if let Some(code) = self.code.take() {
                    self.push(code.line, Matter::Code(code.text));
                }
            }
            TagEnd::HtmlBlock => self.end_html(),
            TagEnd::Link => {
                if let Some((Open { line, text }, target)) = self.link.take() {
                    self.push(line, Matter::Link { text, target });
                }
            }
            TagEnd::Image => self.images = self.images.saturating_sub(1),
            TagEnd::Emphasis | TagEnd::Strong | TagEnd::Strikethrough => {}
            _ => self.flush(),
        }
    }

    fn end_heading(&mut self, level: u8) {
        let Some((Open { line, text }, alternative)) = self.heading.take() else {
            return;
        };
        let title = clean(if text.trim().is_empty() { &alternative } else { &text });
        self.push(line, Matter::Heading { level, title });
    }

    fn end_html(&mut self) {
        let Some(Open { line, text }) = self.html.take() else {
            return;
        };
        let rest = match html::heading(&text) {
            Some((title, after)) => {
                let title = clean(&title);
                self.push(line, Matter::Heading { level: 1, title });
                after
            }
            None => &text,
        };
        self.prose(&html::text(rest));
        self.flush();
    }

    /// Words, wherever they stand now.
    fn text(&mut self, text: &str) {
        if let Some(code) = &mut self.code {
            code.text.push_str(text);
            return;
        }
        if let Some((link, _)) = &mut self.link {
            link.text.push_str(text);
        }
        if let Some((heading, alternative)) = &mut self.heading {
            let gathered = if self.images > 0 { alternative } else { &mut heading.text };
            gathered.push_str(text);
        } else if self.images == 0 && !self.is_navigation() {
            self.prose(text);
        }
    }

    fn term(&mut self, text: &str) {
        if self.heading.is_some() || self.link.is_some() {
            self.text(text);
        } else {
            self.flush();
            self.push(self.line, Matter::Term(text.to_owned()));
        }
    }

    /// Whether the reader is in a link within the document, as tables of contents are made of.
    fn is_navigation(&self) -> bool {
        self.link.as_ref().is_some_and(|(_, target)| target.starts_with('#'))
    }

    fn prose(&mut self, text: &str) {
        if self.prose.text.is_empty() {
            self.prose.line = self.line;
        }
        self.prose.text.push_str(text);
    }

    fn flush(&mut self) {
        let Open { line, text } = std::mem::take(&mut self.prose);
        if !text.trim().is_empty() {
            self.push(line, Matter::Prose(text));
        }
    }

    fn push(&mut self, line: u32, matter: Matter) {
        self.pieces.push(Piece { line, matter });
    }
}

/// A title on one line, no longer than titles are.
pub(crate) fn clean(title: &str) -> String {
    let words: Vec<&str> = title.split_whitespace().collect();
    words.join(" ").chars().take(LONGEST_TITLE).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pieces(text: &str) -> Vec<(u32, Matter)> {
        let page = read(text, "a.md");
        page.pieces.into_iter().map(|piece| (piece.line, piece.matter)).collect()
    }

    fn heading(level: u8, title: &str) -> Matter {
        let title = title.to_owned();
        Matter::Heading { level, title }
    }

    fn prose(text: &str) -> Matter {
        Matter::Prose(text.to_owned())
    }

    #[test]
    fn headings_of_both_forms_are_read() {
        assert_eq!(
            pieces("Pay\r\n===\r\n\r\n## `Run` it ##\r\n"),
            [(1, heading(1, "Pay")), (4, heading(2, "Run it"))]
        );
    }

    #[test]
    fn lines_stay_true_after_front_matter() {
        let page = read("---\ntitle: T\n---\n\nText\n", "a.md");
        assert_eq!(page.front_title.as_deref(), Some("T"));
        assert_eq!(page.pieces[0].line, 5);
    }

    #[test]
    fn badges_comments_and_contents_are_not_words() {
        let text = "# [![Build](b.svg)](ci) Pay\n\n<!-- hidden -->\n- [Contents](#contents)\n";
        let words: Vec<_> = pieces(text)
            .into_iter()
            .filter(|(_, matter)| matches!(matter, Matter::Prose(_)))
            .collect();
        assert_eq!(words, []);
        assert_eq!(read(text, "a.md").whole().title, Some("Pay"));
    }

    #[test]
    fn a_link_has_its_text_and_its_target() {
        let link = Matter::Link {
            text: "the runbook".to_owned(),
            target: "https://acme.example".to_owned(),
        };
        let found = pieces("See [the runbook][r].\n\n[r]: https://acme.example\n");
        assert_eq!(found, [(1, link), (1, prose("See the runbook."))]);
    }

    #[test]
    fn code_is_kept_apart() {
        assert_eq!(
            pieces("```sh\nls\n```\nRun `ls` now\n"),
            [
                (2, Matter::Code("ls\n".to_owned())),
                (4, prose("Run ")),
                (4, Matter::Term("ls".to_owned())),
                (4, prose(" now")),
            ]
        );
    }

    #[test]
    fn an_instruction_that_looks_like_a_tag_is_text() {
        assert_eq!(pieces("Call <insert name> now"), [(1, prose("Call <insert name> now"))]);
    }
}
