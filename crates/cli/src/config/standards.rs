//! `[standards]`: the organisation's standard way of a step, declared.

use std::collections::BTreeMap;

use milepost_score::{Declared, Rulebook, StepCard};
use toml::de::{DeTable, DeValue};

use super::names;
use super::reading::{Reader, Value, start};

/// Standards by the id of their step.
pub(super) fn read(
    reader: &mut Reader,
    value: &Value<'_>,
    rules: &Rulebook,
) -> BTreeMap<String, Declared> {
    let mut standards = BTreeMap::new();
    let Some(table) = reader.table(value, "a section [standards]") else {
        return standards;
    };
    for Entry { at, name, value } in entries(table, rules) {
        let declared = declared(reader, value, &name);
        let Some(step) = step(reader, at, &name, rules) else {
            continue;
        };
        let before = standards.insert(step.id.clone(), declared);
        if before.is_some() {
            let twice = format!("the step {:?} ({}) is declared twice", step.name, step.id);
            reader.wrong(at, twice);
        }
    }
    standards
}

/// The step of this name or id.
pub(super) fn step<'r>(
    reader: &mut Reader,
    at: usize,
    name: &str,
    rules: &'r Rulebook,
) -> Option<&'r StepCard> {
    let step = rules.step(name);
    if step.is_none() {
        let known: Vec<&str> =
            rules.steps.iter().flat_map(|step| [step.name.as_str(), step.id.as_str()]).collect();
        reader.wrong(at, names::unknown("step", name, &known));
    }
    step
}

struct Entry<'v, 'i> {
    at: usize,
    name: String,
    value: &'v Value<'i>,
}

/// The entries in the order of the file. `gp.05` without quotes is a table within a table to TOML
/// and an id to everybody else.
fn entries<'v, 'i>(table: &'v DeTable<'i>, rules: &Rulebook) -> Vec<Entry<'v, 'i>> {
    let mut entries = Vec::new();
    for (key, value) in table {
        let (at, name) = (start(key), key.get_ref().to_string());
        match value.get_ref() {
            DeValue::Table(inner) if rules.step(&name).is_none() && !inner.is_empty() => {
                entries.extend(inner.iter().map(|(key, value)| Entry {
                    at,
                    name: format!("{name}.{}", key.get_ref()),
                    value,
                }));
            }
            _ => entries.push(Entry { at, name, value }),
        }
    }
    entries.sort_by_key(|entry| (entry.at, start(entry.value)));
    entries
}

/// A unit, a list of units, or a table that also says from when on they are the standard.
fn declared(reader: &mut Reader, value: &Value<'_>, name: &str) -> Declared {
    let Some(table) = value.get_ref().as_table() else {
        return Declared { units: units(reader, value), valid_from: None };
    };
    reader.known_keys(table, &["units", "valid-from"], &format!("[standards.{name:?}]"));
    let named = table.get("units");
    if named.is_none() {
        reader.wrong(start(value), format!("the standard of {name:?} has no \"units\""));
    }
    Declared {
        units: named.map(|value| units(reader, value)).unwrap_or_default(),
        valid_from: table.get("valid-from").and_then(|value| reader.date(value)),
    }
}

fn units(reader: &mut Reader, value: &Value<'_>) -> Vec<String> {
    let found = reader.one_or_more(value, "a unit");
    if value.get_ref().as_array().is_some_and(|list| list.is_empty()) {
        reader.wrong(start(value), "expected at least one unit, found an empty list");
    }
    for unit in &found {
        if unit.text.find('*').is_some_and(|star| star + 1 != unit.text.len()) {
            let text = &unit.text;
            reader.wrong(
                unit.at,
                format!("a * may stand only at the end of a unit, not in {text:?}"),
            );
        }
    }
    found.into_iter().map(|unit| unit.text).collect()
}
