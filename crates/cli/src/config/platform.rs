//! `organisation` and `[platform]`: whose the repositories are, and who runs the platform.

use super::reading::{Reader, Text, Value};

const ACCOUNT: &str = "the name of an account";

/// The name of one account.
pub(super) fn account(reader: &mut Reader, value: &Value<'_>) -> Option<String> {
    let account = reader.text(value, ACCOUNT)?;
    check(reader, account)
}

const PERSON: &str = "the address, login or name of a person, or a glob of some";

/// What `[platform]` says.
#[derive(Default)]
pub(super) struct Platform {
    /// Accounts whose units count as the organisation's own.
    pub(super) owners: Vec<String>,
    /// The team that runs the platform.
    pub(super) team: Option<String>,
    /// The people of that team.
    pub(super) people: Vec<String>,
}

/// The owners, the team and the people of `[platform]`.
pub(super) fn read(reader: &mut Reader, value: &Value<'_>) -> Platform {
    let Some(table) = reader.table(value, "a section [platform]") else {
        return Platform::default();
    };
    reader.known_keys(table, &["owners", "people", "team"], "[platform]");
    let owners = table.get("owners").map_or_else(Vec::new, |owners| {
        let owners = reader.list(owners, ACCOUNT);
        owners.into_iter().filter_map(|owner| check(reader, owner)).collect()
    });
    let team = table.get("team").and_then(|team| reader.text(team, "the name of a team"));
    let people = table.get("people").map_or_else(Vec::new, |people| reader.list(people, PERSON));
    let people = people.into_iter().filter(|person| reader.is_glob(person));
    let people = people.map(|person| person.text).collect();
    Platform { owners, team: team.map(|team| team.text), people }
}

fn check(reader: &mut Reader, Text { at, text }: Text) -> Option<String> {
    if text.contains(['*', ':']) || text.chars().any(char::is_whitespace) {
        reader.wrong(at, format!("expected {ACCOUNT}, found {text:?}"));
        return None;
    }
    Some(text)
}
