//! The words of a Bicep file: names, texts and marks, without comments.

/// One word, and the line it stands on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Word {
    pub(super) line: u32,
    pub(super) what: Kind,
}

/// What a word is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Kind {
    /// A name, a keyword or a number.
    Name(String),
    /// A text; none when a part of it is computed.
    Text(Option<String>),
    /// Any other character.
    Mark(char),
    /// The end of a line.
    End,
}

/// Splits a text into words.
pub(super) fn of(text: &str) -> Vec<Word> {
    let mut reader = Reader { rest: text, line: 1, words: Vec::new() };
    while reader.step() {}
    reader.words
}

struct Reader<'a> {
    rest: &'a str,
    line: u32,
    words: Vec<Word>,
}

impl Reader<'_> {
    fn step(&mut self) -> bool {
        let Some(first) = self.rest.chars().next() else {
            return false;
        };
        if self.rest.starts_with("//") {
            self.skip(self.rest.find('\n').unwrap_or(self.rest.len()));
        } else if self.rest.starts_with("/*") {
            self.skip(self.rest.find("*/").map_or(self.rest.len(), |at| at + 2));
        } else if self.rest.starts_with("'''") {
            self.block();
        } else if first == '\'' {
            self.text();
        } else if first == '\n' {
            self.push(Kind::End);
            self.skip(1);
        } else if is_of_name(first) {
            let end = self.rest.find(|c| !is_of_name(c)).unwrap_or(self.rest.len());
            self.push(Kind::Name(self.rest[..end].to_owned()));
            self.skip(end);
        } else {
            if !first.is_whitespace() {
                self.push(Kind::Mark(first));
            }
            self.skip(first.len_utf8());
        }
        true
    }

    fn push(&mut self, what: Kind) {
        self.words.push(Word { line: self.line, what });
    }

    fn skip(&mut self, bytes: usize) {
        let (skipped, rest) = self.rest.split_at(bytes);
        let lines = skipped.matches('\n').count();
        self.line = self.line.saturating_add(u32::try_from(lines).unwrap_or(u32::MAX));
        self.rest = rest;
    }

    /// A text over several lines, in which nothing is computed.
    fn block(&mut self) {
        let inner = &self.rest[3..];
        let end = inner.find("'''").unwrap_or(inner.len());
        self.push(Kind::Text(Some(inner[..end].to_owned())));
        self.skip((end + 6).min(self.rest.len()));
    }

    /// A text on one line; `${…}` in it may hold texts of its own.
    fn text(&mut self) {
        let mut depth = 0_u32;
        let mut computed = false;
        let mut said = String::new();
        let mut characters = self.rest.char_indices().skip(1).peekable();
        let mut end = self.rest.len();
        while let Some((at, character)) = characters.next() {
            match character {
                '\n' => {
                    end = at;
                    break;
                }
                '\\' => said.extend(characters.next().map(|(_, escaped)| escaped)),
                '$' if characters.peek().is_some_and(|(_, next)| *next == '{') => {
                    computed = true;
                    depth += 1;
                    characters.next();
                }
                '{' if depth > 0 => depth += 1,
                '}' if depth > 0 => depth -= 1,
                '\'' if depth == 0 => {
                    end = at + 1;
                    break;
                }
                other => said.push(other),
            }
        }
        self.push(Kind::Text((!computed).then_some(said)));
        self.skip(end);
    }
}

fn is_of_name(character: char) -> bool {
    character.is_alphanumeric() || character == '_'
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn comments_are_left_out_and_texts_know_whether_they_are_computed() {
        let words = of("a /* 'b'\n*/ 'c\\'d' // e\n'f${g['h']}i' '''\n${j}'''");
        let texts: Vec<_> = words
            .into_iter()
            .filter_map(|word| match word.what {
                Kind::Text(text) => Some((word.line, text)),
                _ => None,
            })
            .collect();
        let expected = [(2, Some("c'd".into())), (3, None), (3, Some("\n${j}".into()))];
        assert_eq!(texts, expected);
    }

    #[test]
    fn a_text_without_end_ends_with_its_line() {
        assert_eq!(of("'a\nb").len(), 3);
        assert_eq!(of("'''").len(), 1);
    }
}
