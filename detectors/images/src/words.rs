//! Groovy, Kotlin and Starlark as words: names, texts and marks, without comments.

/// One word, and the line it stands on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Word {
    pub(crate) line: u32,
    pub(crate) what: Kind,
}

/// What a word is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Kind {
    /// A name, a keyword or a number.
    Name(String),
    /// A text in quotes, variables in it as written.
    Text(String),
    /// Any other character.
    Mark(char),
}

impl Word {
    pub(crate) fn is(&self, mark: char) -> bool {
        self.what == Kind::Mark(mark)
    }

    pub(crate) fn name(&self) -> Option<&str> {
        match &self.what {
            Kind::Name(name) => Some(name),
            Kind::Text(_) | Kind::Mark(_) => None,
        }
    }

    pub(crate) fn text(&self) -> Option<&str> {
        match &self.what {
            Kind::Text(text) => Some(text),
            Kind::Name(_) | Kind::Mark(_) => None,
        }
    }
}

/// What starts a comment that ends with its line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Comments {
    /// `//`, and `/* … */`.
    Slashes,
    /// `#`.
    Hash,
}

/// Splits a text into words.
pub(crate) fn of(text: &str, comments: Comments) -> Vec<Word> {
    let mut words = Vec::new();
    let mut rest = text;
    let mut line = 1_u32;
    while let Some(first) = rest.chars().next() {
        let (length, what) = next(rest, first, comments);
        words.extend(what.map(|what| Word { line, what }));
        let (read, after) = rest.split_at(length);
        let lines = read.matches('\n').count();
        line = line.saturating_add(u32::try_from(lines).unwrap_or(u32::MAX));
        rest = after;
    }
    words
}

/// How long the next piece is, and the word it makes.
fn next(rest: &str, first: char, comments: Comments) -> (usize, Option<Kind>) {
    let to_end_of_line = || rest.find('\n').unwrap_or(rest.len());
    match (comments, first) {
        (Comments::Hash, '#') => (to_end_of_line(), None),
        (Comments::Slashes, '/') if rest.starts_with("//") => (to_end_of_line(), None),
        (Comments::Slashes, '/') if rest.starts_with("/*") => {
            (rest.find("*/").map_or(rest.len(), |at| at + 2), None)
        }
        (_, '"' | '\'') => text(rest, first),
        (_, c) if is_of_name(c) => {
            let end = rest.find(|c| !is_of_name(c)).unwrap_or(rest.len());
            (end, Some(Kind::Name(rest[..end].to_owned())))
        }
        (_, c) => (c.len_utf8(), (!c.is_whitespace()).then_some(Kind::Mark(c))),
    }
}

fn text(rest: &str, quote: char) -> (usize, Option<Kind>) {
    let triple: String = [quote; 3].iter().collect();
    if let Some(inner) = rest.strip_prefix(&triple) {
        let end = inner.find(&triple).unwrap_or(inner.len());
        let length = (end + 6).min(rest.len());
        return (length, Some(Kind::Text(inner[..end].to_owned())));
    }
    let mut escaped = false;
    for (at, character) in rest.char_indices().skip(1) {
        match character {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            '\n' => return (at, Some(Kind::Text(rest[1..at].to_owned()))),
            c if c == quote => return (at + 1, Some(Kind::Text(rest[1..at].to_owned()))),
            _ => {}
        }
    }
    (rest.len(), Some(Kind::Text(rest[1..].to_owned())))
}

fn is_of_name(character: char) -> bool {
    character.is_alphanumeric() || character == '_'
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn comments_are_left_out_and_texts_are_kept() {
        let words = of("a /* 'b'\n*/ \"c//d\" // e\n'''f\ng''' 'h", Comments::Slashes);
        let said: Vec<_> = words.iter().map(|w| (w.line, w.name().or(w.text()).unwrap())).collect();
        assert_eq!(said, [(1, "a"), (2, "c//d"), (3, "f\ng"), (4, "h")]);
        assert_eq!(of("# a('b')\nc", Comments::Hash).len(), 1);
    }
}
