//! `[thresholds."<rule>"]`: numbers that differ from the profile that ships.

use std::collections::BTreeMap;

use milepost_score::Rulebook;
use toml::de::DeTable;

use super::names;
use super::reading::{Reader, Value, shown, start};

type Thresholds = BTreeMap<String, BTreeMap<String, f64>>;

/// Thresholds by rule, then by name; all of them exist in the shipped profile.
pub(super) fn read(reader: &mut Reader, value: &Value<'_>, rules: &Rulebook) -> Thresholds {
    let mut sections =
        Sections { reader, shipped: &rules.profile.thresholds, read: BTreeMap::new() };
    let expected = "sections [thresholds.\"<rule>\"]";
    let Some(table) = sections.reader.table(value, expected) else {
        return sections.read;
    };
    let mut entries: Vec<_> = table.iter().collect();
    entries.sort_by_key(|(key, _)| start(key));
    for (key, value) in entries {
        let expected = format!("a section [thresholds.{:?}]", key.get_ref());
        if let Some(inner) = sections.reader.table(value, &expected) {
            sections.section(start(key), key.get_ref(), inner);
        }
    }
    sections.read
}

struct Sections<'a> {
    reader: &'a mut Reader,
    shipped: &'a Thresholds,
    read: Thresholds,
}

impl Sections<'_> {
    /// One section. The dots of a rule's id are tables within tables to TOML where nobody quoted
    /// it; what holds tables alone is the start of an id.
    fn section(&mut self, at: usize, rule: &str, table: &DeTable<'_>) {
        let mut numbers = Vec::new();
        for (key, value) in table {
            match value.get_ref().as_table() {
                Some(inner) => self.section(at, &format!("{rule}.{}", key.get_ref()), inner),
                None => numbers.push((key, value)),
            }
        }
        if numbers.is_empty() && !table.is_empty() {
            return;
        }
        let Some(shipped) = self.shipped.get(rule) else {
            let known: Vec<&str> = self.shipped.keys().map(String::as_str).collect();
            self.reader.wrong(at, names::unknown("rule", rule, &known));
            return;
        };
        for (key, value) in numbers {
            let name = key.get_ref().as_ref();
            let Some(default) = shipped.get(name) else {
                let known: Vec<&str> = shipped.keys().map(String::as_str).collect();
                let place = format!(" of {rule:?}");
                let wrong = names::unknown_in(&place, ("threshold", name), &known);
                self.reader.wrong(start(key), wrong);
                continue;
            };
            self.threshold((rule, name), *default, value);
        }
    }

    fn threshold(&mut self, (rule, name): (&str, &str), default: f64, value: &Value<'_>) {
        let Some(number) = self.reader.number(value) else {
            return;
        };
        let found = shown(value.get_ref());
        if is_share(default) && !(0.0..=1.0).contains(&number) {
            let expected = format!("a share between 0 and 1, as {default} is");
            self.reader.wrong(start(value), format!("expected {expected}, found {found}"));
        } else if number < 0.0 {
            let wrong = format!("expected a number of at least 0, found {found}");
            self.reader.wrong(start(value), wrong);
        }
        let rule = self.read.entry(rule.to_owned()).or_default();
        if rule.insert(name.to_owned(), number).is_some() {
            self.reader.wrong(start(value), format!("{name:?} is set twice"));
        }
    }
}

/// Whether a threshold that ships is a share: nothing else lies between 0 and 1.
fn is_share(default: f64) -> bool {
    default > 0.0 && default < 1.0
}
