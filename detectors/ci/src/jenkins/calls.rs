//! Tokens put together to calls: a name, its arguments, and the block behind it. Everything that
//! is no call (declarations, operators, loops) is passed over, what stands inside it is not.

mod arguments;
mod parser;

use super::scan::Token;
use parser::Parser;

/// One call, or a block that is named by a word or by the key of a map.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Call {
    /// The name with its path: `sh`, `docker.image`; `.push` behind the value of another call.
    /// A function's definition is `def`, a named branch `branch`, an annotation starts with `@`.
    pub(super) name: String,
    pub(super) line: u32,
    pub(super) arguments: Vec<Argument>,
    /// Calls inside the arguments.
    pub(super) inner: Vec<Self>,
    /// The block behind it.
    pub(super) body: Option<Vec<Self>>,
    /// Where the inside of the block starts and ends, in bytes.
    pub(super) span: (usize, usize),
}

/// One argument: its text when it is a string.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Argument {
    pub(super) key: Option<String>,
    pub(super) text: Option<String>,
    pub(super) computed: bool,
    pub(super) line: u32,
}

impl Call {
    /// The argument called `key`, else the first without a name.
    pub(super) fn argument(&self, key: &str) -> Option<&Argument> {
        let named = self.arguments.iter().find(|known| known.key.as_deref() == Some(key));
        named.or_else(|| self.arguments.iter().find(|known| known.key.is_none()))
    }

    /// The text of that argument.
    pub(super) fn text(&self, key: &str) -> Option<&str> {
        self.argument(key)?.text.as_deref()
    }

    /// The calls inside it: in its arguments, then in its block.
    pub(super) fn children(&self) -> impl Iterator<Item = &Self> {
        self.inner.iter().chain(self.body.iter().flatten())
    }
}

/// The calls of a file, and the line from which on it is nested too deeply or does not balance.
pub(super) fn parse(tokens: &[Token]) -> (Vec<Call>, Option<u32>) {
    let mut parser = Parser { tokens, at: 0, broken: None };
    let mut calls = Vec::new();
    while parser.at < tokens.len() {
        calls.extend(parser.block(0, None));
    }
    (calls, parser.broken)
}

#[cfg(test)]
mod tests {
    use super::super::scan::scan;
    use super::*;

    fn said(calls: &[Call]) -> String {
        let shown = calls.iter().map(|call| {
            let arguments: Vec<String> = call
                .arguments
                .iter()
                .map(|known| {
                    let key = known.key.as_ref().map(|key| format!("{key}:"));
                    format!("{}{}", key.unwrap_or_default(), known.text.as_deref().unwrap_or("?"))
                })
                .collect();
            let inner = if call.inner.is_empty() {
                String::new()
            } else {
                format!("<{}>", said(&call.inner))
            };
            let body = call.body.as_ref().map(|body| format!("{{{}}}", said(body)));
            format!("{}({}){inner}{}", call.name, arguments.join(","), body.unwrap_or_default())
        });
        shown.collect::<Vec<_>>().join(" ")
    }

    fn calls(text: &str) -> String {
        said(&parse(&scan(text).tokens).0)
    }

    #[test]
    fn a_call_has_arguments_with_and_without_parentheses() {
        assert_eq!(
            calls("sh 'make'\nsh(script: 'x', returnStdout: true)"),
            "sh(make) sh(script:x,returnStdout:?)"
        );
        assert_eq!(
            calls("checkout scm\nbuild job: 'a',\n  wait: false"),
            "checkout(?) build(job:a,wait:?)"
        );
    }

    #[test]
    fn blocks_hold_calls_and_declarations_are_none() {
        assert_eq!(calls("node('x') {\n def a = sh('y').trim()\n}"), "node(x){sh(y) .trim()}");
        assert_eq!(calls("String x = 'y'\nenv.A = 'b'"), "");
    }

    #[test]
    fn a_function_is_defined_and_not_called() {
        assert_eq!(calls("def call(Map a = [:]) {\n  sh 'x'\n}"), "def(call){sh(x)}");
    }

    #[test]
    fn branches_are_the_blocks_of_a_map() {
        assert_eq!(
            calls("parallel(\n  'a': { sh 'x' },\n  b: {\n sh 'y' }\n)"),
            "parallel()<branch(a){sh(x)} branch(b){sh(y)}>"
        );
    }

    #[test]
    fn lists_give_their_strings_and_chains_their_methods() {
        assert_eq!(calls("@Library(['a', 'b@v']) _"), "@Library(a,b@v)");
        assert_eq!(
            calls("docker.image('x').inside { sh 'y' }"),
            "docker.image(x) .inside(){sh(y)}"
        );
    }

    #[test]
    fn broken_braces_are_told_and_never_panic() {
        assert_eq!(parse(&scan("a {\n b(\n}").tokens).1, Some(3));
        assert!(parse(&scan("}").tokens).1.is_some());
        for text in ["a(", "a [", "@", "a:{", "'x':", "a ?.", "def f(", "new", "a,b(,){,}"] {
            parse(&scan(text).tokens);
        }
        assert!(parse(&scan(&"a{".repeat(5_000)).tokens).1.is_some());
        assert!(parse(&scan(&"a([".repeat(5_000)).tokens).1.is_some());
    }
}
