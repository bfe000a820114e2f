//! Groovy as tokens: enough to tell code from comments and strings, and to count braces.

/// One token and where it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Token {
    pub(super) line: u32,
    /// Where it starts and ends, in bytes.
    pub(super) span: (usize, usize),
    pub(super) kind: Kind,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Kind {
    /// A name, a keyword or a number.
    Word(String),
    /// A string; `computed` when something is filled into it.
    Text { text: String, computed: bool },
    /// Any other sign.
    Sign(char),
    /// The end of a line.
    Line,
}

/// What could be read, and where a string or comment starts that never ends.
pub(super) struct Scanned {
    pub(super) tokens: Vec<Token>,
    pub(super) endless: Option<u32>,
}

pub(super) fn scan(text: &str) -> Scanned {
    let mut scanner = Scanner { text, at: 0, line: 1, tokens: Vec::new(), endless: None };
    if text.starts_with("#!") {
        scanner.comment_line();
    }
    while let Some(c) = scanner.rest().chars().next() {
        scanner.next(c);
    }
    Scanned { tokens: scanner.tokens, endless: scanner.endless }
}

struct Scanner<'a> {
    text: &'a str,
    at: usize,
    line: u32,
    tokens: Vec<Token>,
    endless: Option<u32>,
}

impl<'a> Scanner<'a> {
    fn rest(&self) -> &'a str {
        self.text.get(self.at..).unwrap_or_default()
    }

    fn next(&mut self, c: char) {
        let rest = self.rest();
        match c {
            '\n' => {
                self.push(1, Kind::Line);
                self.line += 1;
            }
            _ if c.is_whitespace() => self.at += c.len_utf8(),
            _ if rest.starts_with("//") => self.comment_line(),
            _ if rest.starts_with("/*") => self.comment(),
            '\'' | '"' => self.string(c),
            '$' if rest.starts_with("$/") => self.delimited("$/", "/$"),
            '/' if self.may_be_pattern() => self.delimited("/", "/"),
            _ if c.is_alphanumeric() || c == '_' || c == '$' => {
                let length = rest
                    .find(|c: char| !c.is_alphanumeric() && c != '_' && c != '$')
                    .unwrap_or(rest.len());
                self.push(length, Kind::Word(rest[..length].to_owned()));
            }
            _ => self.push(c.len_utf8(), Kind::Sign(c)),
        }
    }

    fn push(&mut self, length: usize, kind: Kind) {
        self.tokens.push(Token { line: self.line, span: (self.at, self.at + length), kind });
        self.at += length;
    }

    fn comment_line(&mut self) {
        let rest = self.rest();
        self.at += rest.find('\n').unwrap_or(rest.len());
    }

    fn comment(&mut self) {
        let rest = self.rest();
        let end = rest.find("*/").map(|end| end + 2);
        if end.is_none() {
            self.endless.get_or_insert(self.line);
        }
        self.skip(end.unwrap_or(rest.len()));
    }

    fn skip(&mut self, length: usize) {
        self.line = self.line.saturating_add(line_ends(&self.rest()[..length]));
        self.at += length;
    }

    /// A slash opens a pattern where no value can stand before it, and it ends on its line.
    fn may_be_pattern(&self) -> bool {
        let before = self.tokens.iter().rev().find(|token| token.kind != Kind::Line);
        let opens = match before.map(|token| &token.kind) {
            Some(Kind::Sign(sign)) => matches!(sign, '(' | ',' | '=' | '~' | ':' | '[' | '!'),
            _ => false,
        };
        let line = self.rest().lines().next().unwrap_or_default();
        opens && line.get(1..).is_some_and(|rest| unescaped(rest, "/").is_some())
    }

    fn delimited(&mut self, open: &str, close: &str) {
        let body = &self.rest()[open.len()..];
        let length = unescaped(body, close);
        if length.is_none() {
            self.endless.get_or_insert(self.line);
        }
        let text = &body[..length.unwrap_or(body.len())];
        let kind = Kind::Text { text: text.to_owned(), computed: text.contains("${") };
        let total = open.len() + text.len() + length.map_or(0, |_| close.len());
        let lines = line_ends(text);
        self.push(total, kind);
        self.line = self.line.saturating_add(lines);
    }

    fn string(&mut self, quote: char) {
        let rest = self.rest();
        let triple: String = [quote; 3].iter().collect();
        let close = if rest.starts_with(&triple) { triple } else { quote.to_string() };
        let read = Inside::read(&rest[close.len()..], &close, quote == '"');
        if read.endless {
            self.endless.get_or_insert(self.line);
        }
        let length = close.len() + read.length;
        let lines = line_ends(&rest[..length]);
        let kind = Kind::Text { text: read.said, computed: read.computed };
        self.push(length, kind);
        self.line = self.line.saturating_add(lines);
    }
}

/// The inside of a string.
struct Inside {
    said: String,
    /// Bytes up to and with the closing quotes.
    length: usize,
    computed: bool,
    endless: bool,
}

impl Inside {
    /// Reads up to `close`; a string in single quotes of either sort ends with its line at last.
    fn read(body: &str, close: &str, fills: bool) -> Self {
        let mut read = Self { said: String::new(), length: 0, computed: false, endless: false };
        while let Some(c) = body[read.length..].chars().next() {
            let rest = &body[read.length..];
            if rest.starts_with(close) {
                read.length += close.len();
                return read;
            }
            if c == '\n' && close.len() == 1 {
                return read;
            }
            read.take(rest, c, fills);
        }
        read.endless = close.len() > 1;
        read
    }

    fn take(&mut self, rest: &str, c: char, fills: bool) {
        if c == '\\' {
            let next = rest[1..].chars().next();
            let plain = next.filter(|next| matches!(next, '\\' | '\'' | '"' | '$'));
            match (plain, next) {
                (Some(plain), _) => self.said.push(plain),
                (None, Some(next)) => self.said.extend(['\\', next]),
                (None, None) => {}
            }
            self.length += 1 + next.map_or(0, char::len_utf8);
        } else if fills && rest.starts_with("${") {
            self.computed = true;
            let length = expression(rest);
            self.said.push_str(&rest[..length]);
            self.length += length;
        } else {
            self.computed |= fills && c == '$';
            self.said.push(c);
            self.length += c.len_utf8();
        }
    }
}

/// Where `close` stands without a backslash in front.
fn unescaped(text: &str, close: &str) -> Option<usize> {
    let mut matches = text.match_indices(close).map(|(at, _)| at);
    matches.find(|at| !text[..*at].ends_with('\\'))
}

/// The length of a `${…}`, strings and braces inside it taken along.
fn expression(text: &str) -> usize {
    let (mut depth, mut quote) = (0_usize, None);
    for (at, c) in text.char_indices() {
        if c == '\n' {
            return at;
        }
        if let Some(open) = quote {
            quote = Some(open).filter(|open| *open != c);
            continue;
        }
        match c {
            '\'' | '"' => quote = Some(c),
            '{' => depth += 1,
            '}' if depth <= 1 => return at + 1,
            '}' => depth -= 1,
            _ => {}
        }
    }
    text.len()
}

fn line_ends(text: &str) -> u32 {
    u32::try_from(text.matches('\n').count()).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(text: &str) -> Vec<String> {
        let shown = |token: &Token| match &token.kind {
            Kind::Word(word) => word.clone(),
            Kind::Text { text, computed } => {
                format!("{text:?}{}", if *computed { "!" } else { "" })
            }
            Kind::Sign(sign) => sign.to_string(),
            Kind::Line => "⏎".to_owned(),
        };
        scan(text).tokens.iter().map(shown).collect()
    }

    #[test]
    fn comments_are_dropped_and_lines_counted() {
        let scanned = scan("#!groovy\n// a {\n/* b\n} */ c");
        assert_eq!(scanned.tokens.last().map(|token| token.line), Some(4));
        assert_eq!(said("a // b\nc"), ["a", "⏎", "c"]);
    }

    #[test]
    fn strings_keep_their_text_and_say_whether_it_is_computed() {
        assert_eq!(said("'a // b'"), ["\"a // b\""]);
        assert_eq!(said("\"a ${b(\"}\")} c\""), ["\"a ${b(\\\"}\\\")} c\"!"]);
        assert_eq!(said("'''x\n'y' '''"), ["\"x\\n'y' \""]);
        assert_eq!(said(r"'it\'s'"), ["\"it's\""]);
    }

    #[test]
    fn a_string_that_is_not_closed_ends_with_its_line() {
        assert_eq!(said("'a\nb"), ["\"a\"", "⏎", "b"]);
        assert_eq!(scan("a\n'''b").endless, Some(2));
    }

    #[test]
    fn a_pattern_is_a_string_and_a_division_is_not() {
        assert_eq!(said("a ==~ /x{/"), ["a", "=", "=", "~", "\"x{\""]);
        assert_eq!(said(r"a =~ /b\/{/"), ["a", "=", "~", r#""b\\/{""#]);
        assert_eq!(said("a / b / c"), ["a", "/", "b", "/", "c"]);
        assert_eq!(said("$/ a'b /$"), ["\" a'b \""]);
    }

    #[test]
    fn odd_text_never_panics() {
        for text in ["\"${", "'\\", "/*", "$/", "é\"é${é", "\"\"\"\\", "= /é"] {
            scan(text);
        }
    }
}
