//! `[[exemption]]`: a deployable allowed to differ on a step, by whom, why and until when. Whether
//! one has expired is judged when scoring, by the instant the organisation is seen at.

use jiff::civil::Date;
use milepost_score::{Exemption, Rulebook};
use toml::de::DeTable;

use super::paths::is_deployable;
use super::reading::{Reader, Text, Value, shown, start};
use super::standards;

const KEYS: &[&str] = &["deployable", "step", "owner", "reason", "expires"];

/// Every exemption, in the order of the file.
pub(super) fn read(reader: &mut Reader, value: &Value<'_>, rules: &Rulebook) -> Vec<Exemption> {
    let Some(list) = value.get_ref().as_array() else {
        let found = shown(value.get_ref());
        reader.wrong(start(value), format!("expected sections [[exemption]], found {found}"));
        return Vec::new();
    };
    let mut exemptions = Vec::new();
    for value in list {
        let Some(table) = reader.table(value, "a section [[exemption]]") else {
            continue;
        };
        reader.known_keys(table, KEYS, "[[exemption]]");
        exemptions.extend(exemption(&mut Fields { reader, table, at: start(value) }, rules));
    }
    exemptions
}

/// The fields of one exemption.
struct Fields<'r, 'v, 'i> {
    reader: &'r mut Reader,
    table: &'v DeTable<'i>,
    at: usize,
}

fn exemption(fields: &mut Fields<'_, '_, '_>, rules: &Rulebook) -> Option<Exemption> {
    let deployable = fields.text("deployable", "a deployable, owner/name or owner/name//path");
    let deployable = deployable.filter(|id| is_deployable(fields.reader, id));
    let step = fields.text("step", "the name or id of a step");
    let step = step.and_then(|Text { at, text }| standards::step(fields.reader, at, &text, rules));
    let owner = fields.text("owner", "who answers for it");
    let reason = fields.text("reason", "the reason");
    let expires = fields.date("expires");
    Some(Exemption {
        deployable: deployable?.text,
        step: step?.id.clone(),
        owner: owner?.text,
        reason: reason?.text,
        expires: expires?,
    })
}

impl<'v, 'i> Fields<'_, 'v, 'i> {
    /// The value of a key that must be there.
    fn value(&mut self, key: &str) -> Option<&'v Value<'i>> {
        let value = self.table.get(key);
        if value.is_none() {
            self.reader.wrong(self.at, format!("the exemption has no {key:?}"));
        }
        value
    }

    fn text(&mut self, key: &str, expected: &str) -> Option<Text> {
        let value = self.value(key)?;
        self.reader.text(value, expected)
    }

    /// A date, with or without quotes.
    fn date(&mut self, key: &str) -> Option<Date> {
        let value = self.value(key)?;
        self.reader.date(value)
    }
}
