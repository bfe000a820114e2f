//! The arguments of a call: strings, named values, lists, and blocks among them.

use super::super::scan::Kind;
use super::parser::{DEPTH, Parser};
use super::{Argument, Call};

impl Parser<'_> {
    /// The string or word that stands here as an argument; it is taken along.
    pub(super) fn literal(&mut self, key: Option<String>) -> Option<Argument> {
        let (text, computed) = match self.kind(0)? {
            Kind::Text { text, computed } => (Some(text.clone()), *computed),
            Kind::Word(word) => (Some(word.clone()).filter(|_| self.is_sign(1, ':')), false),
            Kind::Sign(_) | Kind::Line => return None,
        };
        let line = self.line();
        self.at += 1;
        Some(Argument { key, text, computed: computed || self.is_sign(0, '+'), line })
    }

    /// Arguments up to the sign that closes, or to the end of the line.
    pub(super) fn arguments(&mut self, call: &mut Call, depth: usize, close: Option<char>) {
        let mut after_comma = true;
        while let Some(kind) = self.kind(0) {
            if depth > DEPTH {
                self.broken.get_or_insert(self.line());
                self.at = self.tokens.len();
                return;
            }
            match kind {
                Kind::Line if close.is_none() && !after_comma => return,
                Kind::Line => self.at += 1,
                Kind::Sign(';' | '}' | ')' | ']') if close.is_none() => return,
                Kind::Sign('}') => {
                    self.broken.get_or_insert(self.line());
                    return;
                }
                Kind::Sign(sign) if close == Some(*sign) => {
                    self.at += 1;
                    return;
                }
                Kind::Sign(',') => {
                    self.at += 1;
                    after_comma = true;
                    continue;
                }
                _ => self.argument(call, depth, after_comma),
            }
            after_comma &= *kind == Kind::Line;
        }
        if close.is_some() {
            self.broken.get_or_insert(call.line);
        }
    }

    pub(super) fn argument(&mut self, call: &mut Call, depth: usize, first: bool) {
        if self.is_branch() {
            let branch = self.branch(depth);
            call.inner.push(branch);
            return;
        }
        let key = self.key();
        match self.kind(0) {
            Some(Kind::Text { .. }) => {
                let argument = self.literal(key);
                call.arguments.extend(argument.filter(|_| first));
            }
            Some(Kind::Sign('[')) => {
                self.at += 1;
                self.list(call, key.as_deref(), depth + 1);
            }
            Some(Kind::Sign('{')) => self.body(call, depth),
            _ => {
                if let Some(Kind::Word(_)) = self.kind(0).filter(|_| first) {
                    call.arguments.push(Argument {
                        key,
                        text: None,
                        computed: true,
                        line: self.line(),
                    });
                }
                let mut inner = Vec::new();
                self.statement(depth + 1, &mut inner);
                call.inner.extend(inner);
            }
        }
    }

    /// A list or map in place of one argument: its strings are arguments of that name.
    pub(super) fn list(&mut self, call: &mut Call, key: Option<&str>, depth: usize) {
        let mut list = Call { line: call.line, ..Call::default() };
        self.arguments(&mut list, depth, Some(']'));
        for mut argument in list.arguments {
            argument.key = argument.key.or_else(|| key.map(str::to_owned));
            call.arguments.push(argument);
        }
        call.inner.extend(list.inner);
        call.inner.extend(list.body.into_iter().flatten());
    }

    /// The name of an argument, if one stands here; it is taken along with its colon.
    pub(super) fn key(&mut self) -> Option<String> {
        let key = match self.kind(0)? {
            Kind::Word(word) => word,
            Kind::Text { text, .. } => text,
            Kind::Sign(_) | Kind::Line => return None,
        };
        if !self.is_sign(1, ':') {
            return None;
        }
        self.at += self.past_lines(2);
        Some(key.clone())
    }
}
