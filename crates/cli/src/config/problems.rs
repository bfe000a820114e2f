//! What is wrong with a configuration file, line by line.

use std::fmt;
use std::string::FromUtf8Error;

/// Everything that is wrong with one file, in the order of its lines.
#[derive(Debug)]
pub(crate) struct Problems {
    file: String,
    list: Vec<Problem>,
    /// The line of a syntax error, with a caret below it.
    excerpt: Option<String>,
}

#[derive(Debug)]
struct Problem {
    place: Place,
    text: String,
}

/// A line and a column, both counted from 1; columns count characters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Place {
    line: usize,
    column: usize,
}

impl Problems {
    /// Problems at byte offsets of `text`.
    pub(crate) fn new(file: &str, text: &str, found: Vec<(usize, String)>) -> Self {
        let mut list: Vec<Problem> = found
            .into_iter()
            .map(|(at, what)| Problem { place: Place::of(text, at), text: what })
            .collect();
        list.sort_by_key(|problem| problem.place);
        Self { file: file.to_owned(), list, excerpt: None }
    }

    /// The error that kept the text from being read as TOML.
    pub(crate) fn syntax(file: &str, text: &str, error: &toml::de::Error) -> Self {
        let at = error.span().map_or(0, |span| span.start);
        let place = Place::of(text, at);
        Self {
            excerpt: Some(place.excerpt(text)),
            ..Self::new(file, text, vec![(at, error.message().to_owned())])
        }
    }

    /// The bytes that kept the file from being read as text.
    pub(crate) fn not_utf8(file: &str, error: &FromUtf8Error) -> Self {
        let at = error.utf8_error().valid_up_to();
        let text = String::from_utf8_lossy(error.as_bytes());
        Self::new(file, &text, vec![(at, "expected UTF-8, found other bytes".to_owned())])
    }
}

impl Place {
    fn of(text: &str, at: usize) -> Self {
        let before = text.get(..at).unwrap_or(text);
        let line = before.rsplit('\n').next().unwrap_or(before);
        Self {
            line: before.matches('\n').count() + 1,
            column: without_mark(line).chars().count() + 1,
        }
    }

    fn excerpt(self, text: &str) -> String {
        let line = without_mark(text.lines().nth(self.line - 1).unwrap_or_default());
        let number = self.line.to_string();
        let margin = " ".repeat(number.len());
        // Tabs stay tabs, so that the caret stands below what it points at.
        let indent: String = line
            .chars()
            .chain(std::iter::repeat(' '))
            .take(self.column - 1)
            .map(|c| if c == '\t' { c } else { ' ' })
            .collect();
        format!("{margin} |\n{number} | {line}\n{margin} | {indent}^")
    }
}

/// A line without the byte order mark some editors write first.
fn without_mark(line: &str) -> &str {
    line.trim_start_matches('\u{feff}')
}

impl std::error::Error for Problems {}

impl fmt::Display for Problems {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, Problem { place, text }) in self.list.iter().enumerate() {
            let end = if index == 0 { "" } else { "\n" };
            write!(f, "{end}{}:{}:{}: {text}", self.file, place.line, place.column)?;
        }
        if let Some(excerpt) = &self.excerpt {
            write!(f, "\n{excerpt}")?;
        }
        if self.list.len() > 1 {
            write!(f, "\n{}: {} problems", self.file, self.list.len())?;
        }
        Ok(())
    }
}
