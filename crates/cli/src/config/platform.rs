//! `organisation` and `[platform]`: whose the repositories are, and who runs the platform.

use super::reading::{Reader, Text, Value};

const ACCOUNT: &str = "the name of an account";

/// The name of one account.
pub(super) fn account(reader: &mut Reader, value: &Value<'_>) -> Option<String> {
    let account = reader.text(value, ACCOUNT)?;
    check(reader, account)
}

/// The owners and the team of `[platform]`.
pub(super) fn read(reader: &mut Reader, value: &Value<'_>) -> (Vec<String>, Option<String>) {
    let Some(table) = reader.table(value, "a section [platform]") else {
        return (Vec::new(), None);
    };
    reader.known_keys(table, &["owners", "team"], "[platform]");
    let owners = table.get("owners").map_or_else(Vec::new, |owners| {
        let owners = reader.list(owners, ACCOUNT);
        owners.into_iter().filter_map(|owner| check(reader, owner)).collect()
    });
    let team = table.get("team").and_then(|team| reader.text(team, "the name of a team"));
    (owners, team.map(|team| team.text))
}

fn check(reader: &mut Reader, Text { at, text }: Text) -> Option<String> {
    if text.contains(['*', ':']) || text.chars().any(char::is_whitespace) {
        reader.wrong(at, format!("expected {ACCOUNT}, found {text:?}"));
        return None;
    }
    Some(text)
}
