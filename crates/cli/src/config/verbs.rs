//! `[verbs]`: what pipeline steps mean, beyond what ships.

use milepost_core::{Verb, VerbTable};
use schemars::{JsonSchema as _, SchemaGenerator};
use serde::Deserialize as _;
use toml::de::DeTable;

use super::names;
use super::reading::{Reader, Value, start};

/// How a part of the table is keyed, and what a key that can never match is told.
struct Part {
    name: &'static str,
    can_match: fn(&str) -> bool,
    expected: &'static str,
}

const PARTS: &[Part] = &[
    Part {
        name: "units",
        can_match: is_unit,
        expected: "a unit, with a * at its start or end at most",
    },
    Part {
        name: "commands",
        can_match: is_command,
        expected: "the first words of a command line, four at most, one space between them",
    },
    Part {
        name: "names",
        can_match: is_word,
        expected: "one word in lower-case letters and digits",
    },
];

/// The entries that are added to the table that ships.
pub(super) fn read(reader: &mut Reader, value: &Value<'_>) -> VerbTable {
    let Some(table) =
        reader.table(value, "sections [verbs.units], [verbs.commands], [verbs.names]")
    else {
        return VerbTable::default();
    };
    let parts: Vec<&str> = PARTS.iter().map(|part| part.name).collect();
    reader.known_keys(table, &parts, "[verbs]");
    let known = known();
    let mut read = toml::Table::new();
    for part in PARTS {
        let section = format!("a section [verbs.{}]", part.name);
        let entries = table.get(part.name).and_then(|value| reader.table(value, &section));
        if let Some(entries) = entries {
            read.insert(part.name.to_owned(), part.read(reader, entries, &known).into());
        }
    }
    VerbTable::deserialize(read).unwrap_or_default()
}

impl Part {
    fn read(&self, reader: &mut Reader, entries: &DeTable<'_>, known: &[String]) -> toml::Table {
        let mut read = toml::Table::new();
        for (key, value) in entries {
            if !(self.can_match)(key.get_ref()) {
                let wrong = format!("expected {}, found {:?}", self.expected, key.get_ref());
                reader.wrong(start(key), wrong);
            }
            let mut verbs = Vec::new();
            for verb in reader.one_or_more(value, "a verb") {
                if known.contains(&verb.text) {
                    verbs.push(toml::Value::String(verb.text));
                } else {
                    reader.wrong(verb.at, unknown(&verb.text, known));
                }
            }
            read.insert(key.get_ref().to_string(), verbs.into());
        }
        read
    }
}

/// Every verb: the one list of them is their schema.
pub(super) fn known() -> Vec<String> {
    let schema = Verb::json_schema(&mut SchemaGenerator::default());
    let names = schema.get("enum").and_then(|names| names.as_array());
    names.into_iter().flatten().filter_map(|name| name.as_str().map(str::to_owned)).collect()
}

fn unknown(verb: &str, known: &[String]) -> String {
    if verb == "deploy" {
        let how = "\"deploy:ci-helm\" for one, or \"deploy:unseen\"";
        return format!("the verb \"deploy\" says how: {how}");
    }
    let known: Vec<&str> = known.iter().map(String::as_str).collect();
    names::unknown("verb", verb, &known)
}

fn is_unit(key: &str) -> bool {
    let inner = key.strip_prefix('*').unwrap_or(key);
    let inner = inner.strip_suffix('*').unwrap_or(inner);
    !inner.is_empty() && !inner.contains('*')
}

fn is_command(key: &str) -> bool {
    let words: Vec<&str> = key.split_whitespace().collect();
    (1..=4).contains(&words.len()) && words.join(" ") == key
}

fn is_word(key: &str) -> bool {
    !key.is_empty() && key.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit())
}
