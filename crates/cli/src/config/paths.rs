//! `exclude` and `[deployables]`: what is not looked at, and what is not counted.

use std::collections::BTreeMap;

use super::reading::{Reader, Text, Value, start};

/// Globs over `owner/name/path`. What is named is excluded with everything in it.
pub(super) fn excluded(reader: &mut Reader, value: &Value<'_>) -> Vec<String> {
    let each = "a glob of owner/name or owner/name/path";
    let globs = reader.list(value, each);
    let mut excluded = Vec::new();
    for glob in &globs {
        let text = glob.text.trim_end_matches('/');
        if text.starts_with(['/', '.']) || !text.contains('/') {
            reader.wrong(glob.at, format!("expected {each}, found {:?}", glob.text));
        } else if reader.is_glob(glob) {
            excluded.push(text.to_owned());
            if !text.ends_with("/**") {
                excluded.push(format!("{text}/**"));
            }
        }
    }
    excluded
}

/// Deployables left out, by id or glob, with the reason.
pub(super) fn left_out(reader: &mut Reader, value: &Value<'_>) -> BTreeMap<String, String> {
    let mut left_out = BTreeMap::new();
    let Some(table) = reader.table(value, "a section [deployables]") else {
        return left_out;
    };
    reader.known_keys(table, &["leave-out"], "[deployables]");
    let example = "a table such as { \"acme/toy\" = \"a demo, never run\" }";
    let entries = table.get("leave-out").and_then(|value| reader.table(value, example));
    for (key, reason) in entries.into_iter().flatten() {
        let id = Text { at: start(key), text: key.get_ref().to_string() };
        let good = is_deployable(reader, &id);
        let reason = reader.text(reason, "the reason it is left out");
        if let Some(reason) = reason.filter(|_| good) {
            left_out.insert(id.text, reason.text);
        }
    }
    left_out
}

/// Whether a text can be the id of a deployable or a glob of some; complains where it cannot.
pub(super) fn is_deployable(reader: &mut Reader, id: &Text) -> bool {
    let shaped = id.text.contains(['/', '*']) && !id.text.starts_with(['/', '.']);
    if !shaped {
        let expected = "a deployable, owner/name or owner/name//path";
        reader.wrong(id.at, format!("expected {expected}, found {:?}", id.text));
    }
    shaped && reader.is_glob(id)
}
