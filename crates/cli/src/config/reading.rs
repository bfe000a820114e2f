//! Reads values of a document and keeps what is wrong with them, so that all of it is told at once.

use globset::Glob;
use jiff::civil::Date;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::names;

/// Keys that TOML wants above the first section, where people tend to forget it.
const ABOVE: &[&str] = &["organisation", "exclude"];

/// A value, and where it stands.
pub(super) type Value<'i> = Spanned<DeValue<'i>>;

/// A text, and the byte it starts at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Text {
    pub(super) at: usize,
    pub(super) text: String,
}

/// Reads values, and remembers every mistake.
#[derive(Debug, Default)]
pub(super) struct Reader {
    problems: Vec<(usize, String)>,
}

impl Reader {
    pub(super) fn into_problems(self) -> Vec<(usize, String)> {
        self.problems
    }

    /// Remembers that something is wrong at this byte.
    pub(super) fn wrong(&mut self, at: usize, what: impl Into<String>) {
        self.problems.push((at, what.into()));
    }

    fn unexpected(&mut self, value: &Value<'_>, expected: &str) {
        let found = shown(value.get_ref());
        self.wrong(start(value), format!("expected {expected}, found {found}"));
    }

    /// Complains of every key that is not known; `section` is empty above all sections.
    pub(super) fn known_keys(&mut self, table: &DeTable<'_>, known: &[&str], section: &str) {
        let place = match section {
            "" => String::new(),
            section => format!(" in {section}"),
        };
        for key in table.keys() {
            let (at, name) = (start(key), key.get_ref().as_ref());
            if known.contains(&name) {
                continue;
            }
            let wrong = if ABOVE.contains(&name) {
                format!("unknown key {name:?}{place}; it stands above all sections")
            } else {
                names::unknown_in(&place, ("key", name), known)
            };
            self.wrong(at, wrong);
        }
    }

    /// A table.
    pub(super) fn table<'v, 'i>(
        &mut self,
        value: &'v Value<'i>,
        expected: &str,
    ) -> Option<&'v DeTable<'i>> {
        let table = value.get_ref().as_table();
        if table.is_none() {
            self.unexpected(value, expected);
        }
        table
    }

    /// A text that is not blank.
    pub(super) fn text(&mut self, value: &Value<'_>, expected: &str) -> Option<Text> {
        let text = value.get_ref().as_str().filter(|text| !text.trim().is_empty());
        if text.is_none() {
            self.unexpected(value, expected);
        }
        text.map(|text| Text { at: start(value), text: text.to_owned() })
    }

    /// A list of texts; `each` says what one of them is.
    pub(super) fn list(&mut self, value: &Value<'_>, each: &str) -> Vec<Text> {
        let Some(list) = value.get_ref().as_array() else {
            self.unexpected(value, &format!("a list, each entry {each}"));
            return Vec::new();
        };
        list.iter().filter_map(|item| self.text(item, each)).collect()
    }

    /// A text or a list of texts.
    pub(super) fn one_or_more(&mut self, value: &Value<'_>, each: &str) -> Vec<Text> {
        match value.get_ref() {
            DeValue::String(_) => self.text(value, each).into_iter().collect(),
            DeValue::Array(_) => self.list(value, each),
            _ => {
                self.unexpected(value, &format!("{each}, or a list of such"));
                Vec::new()
            }
        }
    }

    /// A finite number.
    pub(super) fn number(&mut self, value: &Value<'_>) -> Option<f64> {
        let text = match value.get_ref() {
            DeValue::Integer(number) if number.radix() == 10 => Some(number.as_str()),
            DeValue::Float(number) => Some(number.as_str()),
            _ => None,
        };
        let number =
            text.and_then(|text| text.parse::<f64>().ok()).filter(|number| number.is_finite());
        if number.is_none() {
            self.unexpected(value, "a number");
        }
        number
    }

    /// A date, with or without quotes.
    pub(super) fn date(&mut self, value: &Value<'_>) -> Option<Date> {
        let date = match value.get_ref() {
            DeValue::Datetime(date) if date.time.is_none() => date.to_string().parse().ok(),
            DeValue::String(text) if text.len() == "2026-12-31".len() => text.parse().ok(),
            _ => None,
        };
        if date.is_none() {
            self.unexpected(value, "a date such as 2026-12-31");
        }
        date
    }

    /// Whether a glob is one; complains where it is not.
    pub(super) fn is_glob(&mut self, glob: &Text) -> bool {
        match Glob::new(&glob.text) {
            Ok(_) => true,
            Err(error) => {
                let kind = error.kind();
                self.wrong(glob.at, format!("{:?} is not a valid glob: {kind}", glob.text));
                false
            }
        }
    }
}

/// The byte a value or key starts at.
pub(super) fn start<T>(value: &Spanned<T>) -> usize {
    value.span().start
}

/// What stands there, in a few words.
pub(super) fn shown(value: &DeValue<'_>) -> String {
    match value {
        DeValue::String(text) if text.trim().is_empty() => "an empty string".to_owned(),
        DeValue::String(text) => format!("{text:?}"),
        DeValue::Integer(number) => number.to_string(),
        DeValue::Float(number) => number.to_string(),
        DeValue::Boolean(yes) => yes.to_string(),
        DeValue::Datetime(date) => date.to_string(),
        DeValue::Array(_) => "a list".to_owned(),
        DeValue::Table(_) => "a table".to_owned(),
    }
}
