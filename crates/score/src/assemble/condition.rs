//! Conditions of jobs and steps, as far as the inputs of their unit decide them (trap T26).

use std::collections::{BTreeMap, BTreeSet};

/// Parts of a condition inside each other that are followed.
const DEPTH: usize = 20;

/// How the names of inputs begin in conditions.
const INPUTS: &[&str] = &["inputs.", "parameters."];

/// What a condition comes to with these inputs, where they decide it: `None` when anything else has
/// a say, or an input is only known when it runs.
pub(crate) fn outcome(condition: &str, inputs: &BTreeMap<String, String>) -> Option<bool> {
    let tokens = tokens(condition);
    let mut reader = Reader { tokens: &tokens, at: 0, inputs };
    let value = reader.any(0);
    if reader.at < tokens.len() { None } else { truth(value.as_ref()?) }
}

/// The inputs a condition asks for.
pub(crate) fn asked(condition: &str) -> BTreeSet<&str> {
    let names = tokens(condition).into_iter().filter_map(|token| match token {
        Token::Word(word) => input_name(word),
        _ => None,
    });
    names.collect()
}

/// The name of an input, without what says that it is one.
fn input_name(word: &str) -> Option<&str> {
    INPUTS.iter().find_map(|start| word.strip_prefix(start))
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Token<'t> {
    Or,
    And,
    Not,
    Open,
    Close,
    Equal,
    Unequal,
    /// A text in quotes, without them.
    Text(&'t str),
    /// Anything else: a name, a number, a word.
    Word(&'t str),
    /// A character that means nothing known.
    Other,
}

/// The tokens, without the marks of an expression around them.
fn tokens(condition: &str) -> Vec<Token<'_>> {
    let mut rest = condition.trim();
    let mut tokens = Vec::new();
    loop {
        rest = rest.trim_start();
        for mark in ["${{", "}}", "<<", ">>"] {
            rest = rest.strip_prefix(mark).unwrap_or(rest).trim_start();
        }
        let Some((token, behind)) = token(rest) else { return tokens };
        tokens.push(token);
        rest = behind;
    }
}

fn token(text: &str) -> Option<(Token<'_>, &str)> {
    let two = [("||", Token::Or), ("&&", Token::And), ("==", Token::Equal), ("!=", Token::Unequal)];
    let one = [("!", Token::Not), ("(", Token::Open), (")", Token::Close)];
    for (mark, token) in two.into_iter().chain(one) {
        if let Some(behind) = text.strip_prefix(mark) {
            return Some((token, behind));
        }
    }
    if let Some(behind) = text.strip_prefix('\'') {
        return Some(match behind.split_once('\'') {
            Some((inside, behind)) => (Token::Text(inside), behind),
            None => (Token::Other, ""),
        });
    }
    let part = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '.' | '*');
    let end = text.find(|c: char| !part(c)).unwrap_or(text.len());
    if end > 0 {
        return Some((Token::Word(text.get(..end)?), text.get(end..)?));
    }
    let first = text.chars().next()?;
    Some((Token::Other, text.get(first.len_utf8()..)?))
}

/// Reads tokens: `||` binds loosest, then `&&`, comparisons, `!`.
struct Reader<'r, 't> {
    tokens: &'r [Token<'t>],
    at: usize,
    inputs: &'r BTreeMap<String, String>,
}

impl Reader<'_, '_> {
    fn takes(&mut self, token: Token<'_>) -> bool {
        let found = self.tokens.get(self.at) == Some(&token);
        self.at += usize::from(found);
        found
    }

    fn any(&mut self, depth: usize) -> Option<String> {
        let mut value = self.all(depth);
        while self.takes(Token::Or) {
            let next = self.all(depth);
            value = either(value.as_deref(), next.as_deref(), true);
        }
        value
    }

    fn all(&mut self, depth: usize) -> Option<String> {
        let mut value = self.compared(depth);
        while self.takes(Token::And) {
            let next = self.compared(depth);
            value = either(value.as_deref(), next.as_deref(), false);
        }
        value
    }

    fn compared(&mut self, depth: usize) -> Option<String> {
        let left = self.single(depth);
        let wanted = if self.takes(Token::Equal) {
            true
        } else if self.takes(Token::Unequal) {
            false
        } else {
            return left;
        };
        let right = self.single(depth);
        let equal = left?.eq_ignore_ascii_case(&right?);
        Some((equal == wanted).to_string())
    }

    fn single(&mut self, depth: usize) -> Option<String> {
        if depth > DEPTH {
            self.at = self.tokens.len();
            return None;
        }
        if self.takes(Token::Not) {
            let value = self.single(depth + 1)?;
            return Some((!truth(&value)?).to_string());
        }
        if self.takes(Token::Open) {
            let value = self.any(depth + 1);
            return if self.takes(Token::Close) { value } else { None };
        }
        let token = self.tokens.get(self.at).copied()?;
        self.at += 1;
        match token {
            Token::Text(text) => Some(text.to_owned()),
            Token::Word("true" | "false") => token.word(),
            Token::Word(word) if self.takes(Token::Open) => {
                self.arguments();
                // Whether all went well is taken for granted.
                matches!(word, "always" | "success").then(|| "true".to_owned())
            }
            Token::Word(word) => match input_name(word) {
                Some(name) => self.inputs.get(name).filter(|it| !is_computed(it)).cloned(),
                None => word.starts_with(|c: char| c.is_ascii_digit()).then(|| word.to_owned()),
            },
            _ => None,
        }
    }

    /// Passes over what a function is handed.
    fn arguments(&mut self) {
        let mut open = 1;
        while let Some(token) = self.tokens.get(self.at).filter(|_| open > 0) {
            match token {
                Token::Open => open += 1,
                Token::Close => open -= 1,
                _ => {}
            }
            self.at += 1;
        }
    }
}

impl Token<'_> {
    fn word(self) -> Option<String> {
        match self {
            Self::Word(word) => Some(word.to_owned()),
            _ => None,
        }
    }
}

/// Two values joined by `||` where `or`, else by `&&`: one that decides does, whatever the other is.
fn either(a: Option<&str>, b: Option<&str>, or: bool) -> Option<String> {
    let truths = [a.and_then(truth), b.and_then(truth)];
    if truths.contains(&Some(or)) {
        return Some(or.to_string());
    }
    (truths == [Some(!or), Some(!or)]).then(|| (!or).to_string())
}

/// Whether a value counts as true; of one that is only known when it runs nobody can say.
fn truth(value: &str) -> Option<bool> {
    if is_computed(value) {
        return None;
    }
    Some(!matches!(value.trim(), "" | "false" | "0"))
}

fn is_computed(value: &str) -> bool {
    value.contains("${{") || value.contains("<<")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn with(condition: &str) -> Option<bool> {
        let given = [
            ("push", "true"),
            ("sign", "false"),
            ("registry", "ghcr.io"),
            ("tag", ""),
            ("later", "${{ github.ref }}"),
        ];
        let given = given.map(|(name, value)| (name.to_owned(), value.to_owned()));
        outcome(condition, &BTreeMap::from(given))
    }

    #[test]
    fn inputs_decide_what_they_can() {
        for (condition, expected) in [
            ("inputs.push", Some(true)),
            ("${{ ! inputs.push }}", Some(false)),
            ("${{ inputs.sign && inputs.push && inputs.registry == 'ghcr.io' }}", Some(false)),
            ("${{ inputs.registry == 'quay.io' || inputs.push }}", Some(true)),
            ("inputs.tag != ''", Some(false)),
            ("inputs.sign == true", Some(false)),
            ("always() && ( inputs.push == 'true' )", Some(true)),
            ("<< parameters.sign >>", Some(false)),
            ("!<< parameters.sign >>", Some(true)),
        ] {
            assert_eq!(with(condition), expected, "{condition}");
        }
    }

    #[test]
    fn what_else_has_a_say_leaves_it_open() {
        for condition in [
            "github.ref == 'refs/heads/main'",
            "inputs.push && github.ref == 'x'",
            "inputs.later",
            "inputs.unheard-of",
            "contains(inputs.registry, 'io')",
            "inputs.push &&",
            "((((inputs.push",
            "inputs.push ? 1 : 2",
        ] {
            assert_eq!(with(condition), None, "{condition}");
        }
        assert_eq!(with("inputs.sign && github.ref == 'x'"), Some(false), "one of them decides");
    }

    #[test]
    fn the_inputs_that_are_asked_for_are_named() {
        let names = asked("${{ inputs.push && !inputs.sign || contains(inputs.tag, 'x') }}");
        assert_eq!(names.into_iter().collect::<Vec<_>>(), ["push", "sign", "tag"]);
    }
}
