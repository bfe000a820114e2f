//! `[environments]`: what environments are for, by name as written.

use std::collections::BTreeMap;

use milepost_score::EnvironmentClass;

use super::reading::{Reader, Value};

const CLASSES: &[(&str, EnvironmentClass)] = &[
    ("production", EnvironmentClass::Production),
    ("preview", EnvironmentClass::Preview),
    ("other", EnvironmentClass::Other),
];

/// The class of every environment that is named.
pub(super) fn read(reader: &mut Reader, value: &Value<'_>) -> BTreeMap<String, EnvironmentClass> {
    let mut environments = BTreeMap::new();
    let Some(table) = reader.table(value, "a section [environments]") else {
        return environments;
    };
    let known: Vec<&str> = CLASSES.iter().map(|(name, _)| *name).collect();
    reader.known_keys(table, &known, "[environments]");
    for (key, class) in CLASSES {
        let Some(value) = table.get(*key) else {
            continue;
        };
        for name in reader.list(value, "the name of an environment") {
            if name.text.contains('*') {
                let wrong = format!("expected an environment's exact name, found {:?}", name.text);
                reader.wrong(name.at, wrong);
            }
            let before = environments.insert(name.text.clone(), *class);
            if before.is_some_and(|before| before != *class) {
                reader.wrong(name.at, format!("{:?} stands under two classes", name.text));
            }
        }
    }
    environments
}
