//! Calls and blocks out of tokens.

use super::super::scan::{Kind, Token};
use super::{Argument, Call};

/// How deep blocks may be nested into each other.
pub(super) const DEPTH: usize = 80;

/// Words that declare something: what follows is no call.
const DECLARING: &[&str] =
    &["def", "void", "final", "static", "private", "public", "int", "boolean", "long", "var"];

pub(super) struct Parser<'t> {
    pub(super) tokens: &'t [Token],
    pub(super) at: usize,
    pub(super) broken: Option<u32>,
}

impl<'t> Parser<'t> {
    pub(super) fn kind(&self, ahead: usize) -> Option<&'t Kind> {
        self.tokens.get(self.at + ahead).map(|token| &token.kind)
    }

    pub(super) fn line(&self) -> u32 {
        let token = self.tokens.get(self.at).or_else(|| self.tokens.last());
        token.map_or(1, |token| token.line)
    }

    pub(super) fn is_sign(&self, ahead: usize, sign: char) -> bool {
        self.kind(ahead) == Some(&Kind::Sign(sign))
    }

    /// How many tokens ahead the next one on any line is.
    pub(super) fn past_lines(&self, from: usize) -> usize {
        let mut ahead = from;
        while self.kind(ahead) == Some(&Kind::Line) {
            ahead += 1;
        }
        ahead
    }

    /// Calls up to the sign that closes; it is taken along.
    pub(super) fn block(&mut self, depth: usize, close: Option<char>) -> Vec<Call> {
        let mut calls = Vec::new();
        let opened = self.line();
        while let Some(kind) = self.kind(0) {
            if depth > DEPTH {
                self.broken.get_or_insert(self.line());
                self.at = self.tokens.len();
                return calls;
            }
            match kind {
                Kind::Sign(sign @ ('}' | ')' | ']')) => {
                    self.at += 1;
                    if close == Some(*sign) {
                        return calls;
                    }
                    if close.is_none() {
                        self.broken.get_or_insert(self.tokens[self.at - 1].line);
                    } else if *sign == '}' {
                        // A brace closes whatever bracket was left open inside it.
                        self.at -= 1;
                        return calls;
                    }
                }
                _ => self.statement(depth, &mut calls),
            }
        }
        if close.is_some() {
            self.broken.get_or_insert(opened);
        }
        calls
    }

    /// One token that is no closing sign, with what belongs to it.
    pub(super) fn statement(&mut self, depth: usize, calls: &mut Vec<Call>) {
        if self.is_branch() {
            calls.push(self.branch(depth));
            return;
        }
        match self.kind(0) {
            Some(Kind::Word(word)) => self.word(word, depth, calls),
            Some(Kind::Sign('@')) => self.annotation(depth, calls),
            Some(Kind::Sign(open @ ('{' | '(' | '['))) => {
                self.at += 1;
                calls.extend(self.block(depth + 1, Some(closing(*open))));
                self.methods(depth, calls);
            }
            _ => self.at += 1,
        }
    }

    /// Whether a key stands here whose value is a block.
    pub(super) fn is_branch(&self) -> bool {
        let key = matches!(self.kind(0), Some(Kind::Word(_) | Kind::Text { .. }));
        key && self.is_sign(1, ':') && {
            let value = self.past_lines(2);
            self.is_sign(value, '{')
        }
    }

    pub(super) fn branch(&mut self, depth: usize) -> Call {
        let mut call = Call { name: "branch".to_owned(), line: self.line(), ..Call::default() };
        call.arguments.extend(self.literal(None));
        self.at += self.past_lines(1);
        self.body(&mut call, depth);
        call
    }

    pub(super) fn annotation(&mut self, depth: usize, calls: &mut Vec<Call>) {
        let line = self.line();
        self.at += 1;
        let Some(Kind::Word(name)) = self.kind(0) else {
            return;
        };
        self.at += 1;
        let mut call = Call { name: format!("@{name}"), line, ..Call::default() };
        if self.is_sign(0, '(') {
            self.at += 1;
            self.arguments(&mut call, depth, Some(')'));
        }
        calls.push(call);
    }

    pub(super) fn word(&mut self, word: &str, depth: usize, calls: &mut Vec<Call>) {
        match word {
            "new" => {
                self.at += 1;
                self.path();
            }
            "import" | "package" => {
                while self.kind(0).is_some_and(|kind| *kind != Kind::Line) {
                    self.at += 1;
                }
            }
            _ if self.is_definition() => calls.push(self.definition(depth)),
            _ if DECLARING.contains(&word) => self.at += 1,
            _ => self.call(depth, calls),
        }
    }

    /// Whether a function's definition starts here: a type or `def`, a name, parentheses, a block.
    pub(super) fn is_definition(&self) -> bool {
        let (Some(Kind::Word(first)), Some(Kind::Word(_))) = (self.kind(0), self.kind(1)) else {
            return false;
        };
        let typed = DECLARING.contains(&first.as_str())
            || first.starts_with(|c: char| c.is_ascii_uppercase());
        if !typed || !self.is_sign(2, '(') {
            return false;
        }
        let mut open = 0_usize;
        for ahead in 2..200 {
            match self.kind(ahead) {
                Some(Kind::Sign('(')) => open += 1,
                Some(Kind::Sign(')')) if open == 1 => {
                    return self.is_sign(self.past_lines(ahead + 1), '{');
                }
                Some(Kind::Sign(')')) => open -= 1,
                None => return false,
                _ => {}
            }
        }
        false
    }

    pub(super) fn definition(&mut self, depth: usize) -> Call {
        self.at += 1;
        let mut call = Call { name: "def".to_owned(), line: self.line(), ..Call::default() };
        if let Some(Kind::Word(name)) = self.kind(0) {
            call.arguments.push(Argument {
                key: None,
                text: Some(name.clone()),
                computed: false,
                line: call.line,
            });
        }
        self.at += 2;
        self.block(depth + 1, Some(')'));
        self.at += self.past_lines(0);
        self.body(&mut call, depth);
        call
    }

    /// A name with its path.
    pub(super) fn path(&mut self) -> String {
        let mut path = String::new();
        while let Some(Kind::Word(word)) = self.kind(0) {
            path.push_str(word);
            self.at += 1;
            let dots = usize::from(self.is_sign(0, '?'));
            let follows = matches!(self.kind(dots + 1), Some(Kind::Word(_)));
            if !self.is_sign(dots, '.') || !follows {
                break;
            }
            path.push('.');
            self.at += dots + 1;
        }
        path
    }

    pub(super) fn call(&mut self, depth: usize, calls: &mut Vec<Call>) {
        let line = self.line();
        let of_a_value = self
            .at
            .checked_sub(1)
            .and_then(|at| self.tokens.get(at))
            .is_some_and(|before| before.kind == Kind::Sign('.'));
        let end = self.tokens[self.at].span.1;
        let mut call = Call { name: self.path(), line, ..Call::default() };
        if of_a_value {
            call.name.insert(0, '.');
        }
        let ahead = self.past_lines(0);
        if self.is_sign(0, '(') {
            self.at += 1;
            self.arguments(&mut call, depth, Some(')'));
            if self.is_sign(0, '{') || self.is_sign(self.past_lines(0), '{') && takes_block(&call) {
                self.at += self.past_lines(0);
                self.body(&mut call, depth);
            }
        } else if self.is_sign(0, '{') || self.is_sign(ahead, '{') && takes_block(&call) {
            self.at += ahead;
            self.body(&mut call, depth);
        } else if self.takes_words(end) {
            self.arguments(&mut call, depth, None);
        } else {
            return;
        }
        calls.push(call);
        self.methods(depth, calls);
    }

    /// Whether arguments follow without parentheses.
    pub(super) fn takes_words(&self, end: usize) -> bool {
        match self.kind(0) {
            Some(Kind::Text { .. }) => true,
            Some(Kind::Sign('[')) => {
                self.tokens.get(self.at).is_some_and(|token| token.span.0 > end)
            }
            Some(Kind::Word(word)) => {
                let declares = self.is_sign(1, '=') && !self.is_sign(2, '=');
                !declares && !matches!(word.as_str(), "in" | "instanceof" | "as")
            }
            _ => false,
        }
    }

    /// What is called on the value of the call before.
    pub(super) fn methods(&mut self, depth: usize, calls: &mut Vec<Call>) {
        loop {
            let ahead = self.past_lines(0);
            let dots = ahead + usize::from(self.is_sign(ahead, '?'));
            if !self.is_sign(dots, '.') || !matches!(self.kind(dots + 1), Some(Kind::Word(_))) {
                return;
            }
            self.at += dots + 1;
            let mut call = Call { line: self.line(), ..Call::default() };
            call.name = format!(".{}", self.path());
            if self.is_sign(0, '(') {
                self.at += 1;
                self.arguments(&mut call, depth, Some(')'));
            }
            if self.is_sign(0, '{') {
                self.body(&mut call, depth);
            }
            calls.push(call);
        }
    }

    /// The block that starts here.
    pub(super) fn body(&mut self, call: &mut Call, depth: usize) {
        let start = self.tokens.get(self.at).map_or(0, |token| token.span.1);
        self.at += 1;
        let calls = self.block(depth + 1, Some('}'));
        let close = self.at.checked_sub(1).and_then(|at| self.tokens.get(at));
        call.span = (start, close.map_or(start, |token| token.span.0).max(start));
        call.body.get_or_insert_default().extend(calls);
    }
}

/// Words whose block may start on a line of its own.
fn takes_block(call: &Call) -> bool {
    matches!(
        call.name.as_str(),
        "pipeline"
            | "node"
            | "stage"
            | "stages"
            | "steps"
            | "script"
            | "agent"
            | "post"
            | "always"
            | "success"
            | "failure"
            | "if"
            | "else"
            | "for"
            | "while"
            | "try"
            | "catch"
            | "finally"
    )
}

fn closing(open: char) -> char {
    match open {
        '{' => '}',
        '(' => ')',
        _ => ']',
    }
}
