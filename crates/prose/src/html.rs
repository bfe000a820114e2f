//! HTML within Markdown: the words of it, and the heading some front pages are made with.

use crate::placeholder;

/// The words of a piece of HTML: without tags, comments, scripts and styles.
pub(crate) fn text(html: &str) -> String {
    let mut words = String::new();
    let mut rest = html;
    while let Some(at) = rest.find('<') {
        let (before, tag) = rest.split_at(at);
        words.push_str(before);
        let length = length_of_markup(tag);
        let (tag, after) = tag.split_at(length);
        if placeholder::is_tag(tag) {
            words.push_str(tag);
        } else {
            words.push(' ');
        }
        rest = after;
    }
    words.push_str(rest);
    words
}

/// What a heading of the highest level says, and the rest of the HTML after it.
pub(crate) fn heading(html: &str) -> Option<(String, &str)> {
    let start = html.find("<h1")?;
    let inner = html.get(start..)?.split_once('>')?.1;
    let (inner, after) = inner.split_once("</h1>").unwrap_or((inner, ""));
    let words = text(inner);
    let title: Vec<&str> = words.split_whitespace().collect();
    (!title.is_empty()).then(|| (title.join(" "), after))
}

/// How long the comment, script, style or tag is that a text starts with.
fn length_of_markup(html: &str) -> usize {
    let close = if html.starts_with("<!--") {
        "-->"
    } else if html.starts_with("<script") {
        "</script>"
    } else if html.starts_with("<style") {
        "</style>"
    } else {
        ">"
    };
    html.find(close).map_or(html.len(), |at| at + close.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_words_are_left_of_html() {
        let html = "<p align=\"center\">Pay <b>now</b><!-- not\nthis --></p><style>p { }</style>";
        let words = text(html);
        let words: Vec<&str> = words.split_whitespace().collect();
        assert_eq!(words, ["Pay", "now"]);
    }

    #[test]
    fn a_heading_may_be_written_in_html() {
        let html = "<h1 align=\"center\">\n  <img src=\"x.png\"> Payments\n</h1>\nMore";
        let (title, after) = heading(html).unwrap();
        assert_eq!((title.as_str(), after.trim()), ("Payments", "More"));
        assert!(heading("<h1><img src=\"x\"></h1>").is_none());
    }

    #[test]
    fn a_comment_that_never_ends_hides_the_rest() {
        assert_eq!(text("a <!-- b").trim(), "a");
    }
}
