//! The statements of a Bicep file, as far as anything is said of them.

use super::words::{Kind, Word};

/// Objects nested deeper than this are left out.
const DEPTH: u32 = 48;

/// A declaration: `resource`, `module`, `param`, `output`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Declaration {
    pub(super) line: u32,
    /// The keyword.
    pub(super) keyword: String,
    /// The text behind the name: a type, or where a module comes from.
    pub(super) of: Option<String>,
    /// Whether it only refers to what exists.
    pub(super) existing: bool,
    /// The object it is given.
    pub(super) body: Object,
}

/// An object: its keys, and the resources declared in it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Object {
    pub(super) keys: Vec<(u32, String, Value)>,
    pub(super) inner: Vec<Declaration>,
}

/// A value, as far as it is written out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Value {
    Text(String),
    Object(Object),
    Computed,
}

impl Object {
    pub(super) fn get(&self, key: &str) -> Option<(u32, &Value)> {
        let found = self.keys.iter().find(|(_, name, _)| name == key);
        found.map(|(line, _, value)| (*line, value))
    }

    pub(super) fn text(&self, key: &str) -> Option<&str> {
        match self.get(key)?.1 {
            Value::Text(text) => Some(text),
            Value::Object(_) | Value::Computed => None,
        }
    }

    pub(super) fn object(&self, key: &str) -> Option<&Self> {
        match self.get(key)?.1 {
            Value::Object(object) => Some(object),
            Value::Text(_) | Value::Computed => None,
        }
    }
}

/// Every declaration of a file.
pub(super) fn of(words: &[Word]) -> Vec<Declaration> {
    let mut reader = Reader { words, at: 0 };
    let mut found = Vec::new();
    while reader.at < words.len() {
        match reader.declaration(DEPTH) {
            Some(declaration) => found.push(declaration),
            None => reader.statement(),
        }
    }
    found
}

struct Reader<'a> {
    words: &'a [Word],
    at: usize,
}

impl<'a> Reader<'a> {
    fn peek(&self) -> Option<&'a Kind> {
        self.words.get(self.at).map(|word| &word.what)
    }

    fn next(&mut self) -> Option<&'a Word> {
        let word = self.words.get(self.at)?;
        self.at += 1;
        Some(word)
    }

    fn take(&mut self, wanted: &str) -> bool {
        let is_there = matches!(self.peek(), Some(Kind::Name(name)) if name == wanted);
        self.at += usize::from(is_there);
        is_there
    }

    /// A declaration, if one starts here; else nothing is read.
    fn declaration(&mut self, depth: u32) -> Option<Declaration> {
        let start = self.at;
        let read = self.try_declaration(depth);
        if read.is_none() {
            self.at = start;
        }
        read
    }

    fn try_declaration(&mut self, depth: u32) -> Option<Declaration> {
        let word = self.next()?;
        let Kind::Name(keyword) = &word.what else { return None };
        if !matches!(keyword.as_str(), "resource" | "module" | "param" | "output" | "using") {
            return None;
        }
        if keyword != "using" && !matches!(self.next()?.what, Kind::Name(_)) {
            return None;
        }
        let of = match self.peek() {
            Some(Kind::Text(text)) => {
                self.at += 1;
                text.clone()
            }
            _ if matches!(keyword.as_str(), "resource" | "module") => return None,
            _ => None,
        };
        let existing = self.take("existing");
        let body = matches!(keyword.as_str(), "resource" | "module").then(|| self.body(depth));
        if body.is_none() {
            self.statement();
        }
        let body = body.unwrap_or_default();
        Some(Declaration { line: word.line, keyword: keyword.clone(), of, existing, body })
    }

    /// The object behind `=`, after a condition or the head of a loop.
    fn body(&mut self, depth: u32) -> Object {
        let mut open = 0_u32;
        // The condition may stand on a line of its own.
        while matches!(self.peek(), Some(Kind::Mark('=') | Kind::End)) {
            self.at += 1;
        }
        while let Some(kind) = self.peek() {
            match kind {
                Kind::Mark('{') => {
                    self.at += 1;
                    let body = self.object(depth);
                    self.statement();
                    return body;
                }
                Kind::Mark('[' | '(') => open += 1,
                Kind::Mark(']' | ')') => open = open.saturating_sub(1),
                Kind::End if open == 0 => break,
                _ => {}
            }
            self.at += 1;
        }
        Object::default()
    }

    /// The rest of an object whose `{` was read.
    fn object(&mut self, depth: u32) -> Object {
        let mut object = Object::default();
        loop {
            match self.peek() {
                None => return object,
                Some(Kind::Mark('}')) => {
                    self.at += 1;
                    return object;
                }
                Some(Kind::End | Kind::Mark(',')) => self.at += 1,
                Some(_) if depth == 0 => self.expression(),
                Some(_) => {
                    if let Some(inner) = self.declaration(depth - 1) {
                        object.inner.push(inner);
                    } else if !self.pair(&mut object, depth - 1) {
                        self.expression();
                    }
                }
            }
        }
    }

    fn pair(&mut self, object: &mut Object, depth: u32) -> bool {
        let (Some(word), Some(colon)) = (self.words.get(self.at), self.words.get(self.at + 1))
        else {
            return false;
        };
        let key = match &word.what {
            Kind::Name(name) => name,
            Kind::Text(Some(text)) => text,
            _ => return false,
        };
        if colon.what != Kind::Mark(':') {
            return false;
        }
        self.at += 2;
        let value = self.value(depth);
        object.keys.push((word.line, key.clone(), value));
        true
    }

    fn value(&mut self, depth: u32) -> Value {
        let value = match self.peek() {
            Some(Kind::Mark('{')) => {
                self.at += 1;
                Value::Object(self.object(depth))
            }
            Some(Kind::Text(Some(text))) => {
                self.at += 1;
                Value::Text(text.clone())
            }
            _ => Value::Computed,
        };
        let before = self.at;
        self.expression();
        if self.at == before { value } else { Value::Computed }
    }

    /// Passes over the rest of an expression: to the end of its line, or of what holds it.
    fn expression(&mut self) {
        let mut open = 0_u32;
        while let Some(kind) = self.peek() {
            match kind {
                Kind::Mark('{' | '[' | '(') => open += 1,
                Kind::Mark('}' | ']' | ')') if open == 0 => {
                    // A bracket that nothing opened is passed over, or reading would not go on.
                    self.at += usize::from(*kind != Kind::Mark('}'));
                    return;
                }
                Kind::Mark('}' | ']' | ')') => open -= 1,
                Kind::End | Kind::Mark(',') if open == 0 => return,
                _ => {}
            }
            self.at += 1;
        }
    }

    /// Passes over the rest of a statement, and the end of its line.
    fn statement(&mut self) {
        self.expression();
        self.at += 1;
    }
}
