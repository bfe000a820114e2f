//! Reading a query from left to right: calls and selectors, and nothing else.

/// Words before a list of labels.
const CLAUSES: &[&str] = &["by", "without", "on", "ignoring", "group_left", "group_right"];

/// A metric, and what its labels must be.
#[derive(Debug, Default)]
pub(crate) struct Selector<'q> {
    pub metric: &'q str,
    pub matchers: Vec<Matcher<'q>>,
}

/// A label, and what it must be.
#[derive(Debug)]
pub(crate) struct Matcher<'q> {
    pub label: &'q str,
    pub operator: &'q str,
    pub value: &'q str,
}

/// A part of a query that says something.
pub(crate) enum Part<'q> {
    Call(&'q str),
    Selector(Selector<'q>),
}

/// What is left to read.
pub(crate) struct Reader<'q> {
    rest: &'q str,
}

impl<'q> Reader<'q> {
    /// All of `text`.
    pub(crate) fn new(text: &'q str) -> Self {
        Self { rest: text }
    }

    /// The next part that says something.
    pub(crate) fn next_part(&mut self) -> Option<Part<'q>> {
        loop {
            let first = self.rest.chars().next()?;
            match first {
                '"' | '\'' | '`' => {
                    self.quoted();
                }
                '[' => self.skip_behind(']'),
                '#' => self.skip_behind('\n'),
                '{' => {
                    let matchers = self.matchers();
                    let named = matchers.iter().find(|m| m.label == "__name__").map(|m| m.value);
                    return Some(Part::Selector(Selector {
                        metric: named.unwrap_or_default(),
                        matchers,
                    }));
                }
                _ if first.is_ascii_alphabetic() || matches!(first, '_' | ':') => {
                    if let Some(part) = self.named() {
                        return Some(part);
                    }
                }
                _ if first.is_ascii_digit() => {
                    self.word();
                }
                _ => self.skip(first.len_utf8()),
            }
        }
    }

    /// A name, and what follows makes of it.
    fn named(&mut self) -> Option<Part<'q>> {
        let name = self.word();
        let after = self.rest.trim_start();
        if after.starts_with('(') {
            if CLAUSES.contains(&name) {
                self.skip_behind(')');
                return None;
            }
            return Some(Part::Call(name));
        }
        if after.starts_with('{') {
            self.rest = after;
            return Some(Part::Selector(Selector { metric: name, matchers: self.matchers() }));
        }
        let is_word = CLAUSES.contains(&name)
            || matches!(
                name,
                "and"
                    | "or"
                    | "unless"
                    | "bool"
                    | "offset"
                    | "sum"
                    | "max"
                    | "min"
                    | "avg"
                    | "count"
            );
        (!is_word).then(|| Part::Selector(Selector { metric: name, matchers: vec![] }))
    }

    /// The matchers in braces that begin here.
    fn matchers(&mut self) -> Vec<Matcher<'q>> {
        self.skip(1);
        let mut found = vec![];
        loop {
            self.rest = self.rest.trim_start_matches(|c: char| c.is_whitespace() || c == ',');
            match self.rest.chars().next() {
                None => return found,
                Some('}') => {
                    self.skip(1);
                    return found;
                }
                Some(first) if first.is_ascii_alphabetic() || first == '_' => {
                    let label = self.word();
                    self.rest = self.rest.trim_start();
                    let length =
                        self.rest.len() - self.rest.trim_start_matches(['=', '!', '~']).len();
                    let (operator, rest) = self.rest.split_at(length);
                    self.rest = rest.trim_start();
                    if let Some(value) = self.quoted() {
                        found.push(Matcher { label, operator, value });
                    }
                }
                Some(first) => self.skip(first.len_utf8()),
            }
        }
    }

    fn word(&mut self) -> &'q str {
        let end = self
            .rest
            .find(|c: char| !c.is_ascii_alphanumeric() && !matches!(c, '_' | ':'))
            .unwrap_or(self.rest.len());
        let (word, rest) = self.rest.split_at(end);
        self.rest = rest;
        word
    }

    /// A quoted text that begins here, as written.
    fn quoted(&mut self) -> Option<&'q str> {
        let quote = self.rest.chars().next().filter(|c| matches!(c, '"' | '\'' | '`'))?;
        let body = self.rest.get(1..)?;
        let mut escaped = false;
        let end = body.find(|c| {
            let ends = c == quote && !escaped;
            escaped = c == '\\' && !escaped && quote != '`';
            ends
        });
        let Some(end) = end else {
            self.rest = "";
            return None;
        };
        self.rest = body.get(end + 1..).unwrap_or_default();
        body.get(..end)
    }

    fn skip(&mut self, bytes: usize) {
        self.rest = self.rest.get(bytes..).unwrap_or_default();
    }

    fn skip_behind(&mut self, end: char) {
        let length = self.rest.find(end).map_or(self.rest.len(), |at| at + end.len_utf8());
        self.skip(length);
    }
}
