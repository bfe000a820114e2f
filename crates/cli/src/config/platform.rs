//! `organisation` and `[platform]`: whose the repositories are, and who runs the platform.

use milepost_forge::Support;

use super::reading::{Reader, Text, Value};

const ACCOUNT: &str = "the name of an account";

/// The name of one account.
pub(super) fn account(reader: &mut Reader, value: &Value<'_>) -> Option<String> {
    let account = reader.text(value, ACCOUNT)?;
    check(reader, account)
}

const REPOSITORY: &str = "a repository, as in \"acme/help\"";

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
    /// Where that team is asked for something.
    pub(super) support: Support,
}

/// The owners, the team, the people and the places of support of `[platform]`.
pub(super) fn read(reader: &mut Reader, value: &Value<'_>) -> Platform {
    let Some(table) = reader.table(value, "a section [platform]") else {
        return Platform::default();
    };
    reader.known_keys(
        table,
        &["owners", "people", "support", "support-labels", "team"],
        "[platform]",
    );
    let owners = table.get("owners").map_or_else(Vec::new, |owners| {
        let owners = reader.list(owners, ACCOUNT);
        owners.into_iter().filter_map(|owner| check(reader, owner)).collect()
    });
    let team = table.get("team").and_then(|team| reader.text(team, "the name of a team"));
    let people = table.get("people").map_or_else(Vec::new, |people| reader.list(people, PERSON));
    let people = people.into_iter().filter(|person| reader.is_glob(person));
    let people = people.map(|person| person.text).collect();
    let repositories = table.get("support").map_or_else(Vec::new, |named| {
        let named = reader.list(named, REPOSITORY);
        named.into_iter().filter_map(|name| repository(reader, name)).collect()
    });
    let labels = table.get("support-labels").map_or_else(Vec::new, |labels| {
        reader.list(labels, "the name of a label").into_iter().map(|label| label.text).collect()
    });
    let support = Support { repositories, labels };
    Platform { owners, team: team.map(|team| team.text), people, support }
}

fn repository(reader: &mut Reader, Text { at, text }: Text) -> Option<String> {
    let parts = text.split_once('/').filter(|(owner, name)| !owner.is_empty() && !name.is_empty());
    if parts.is_none_or(|(_, name)| name.contains('/')) {
        reader.wrong(at, format!("expected {REPOSITORY}, found {text:?}"));
        return None;
    }
    Some(text)
}

fn check(reader: &mut Reader, Text { at, text }: Text) -> Option<String> {
    if text.contains(['*', ':']) || text.chars().any(char::is_whitespace) {
        reader.wrong(at, format!("expected {ACCOUNT}, found {text:?}"));
        return None;
    }
    Some(text)
}
