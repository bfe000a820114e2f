//! Teams of an organisation, and who is in them.

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::{list, next_page, nodes, read};
use crate::CallError;
use crate::client::{Caller, Told};

const TEAMS: &str = include_str!("../../data/teams.graphql");
const MEMBERS: &str = include_str!("../../data/members.graphql");

/// How GitHub calls it that there is no such organisation: a user has no teams.
const NO_ORGANISATION: &str = "NOT_FOUND";

/// A team, and who is in it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Team {
    /// Its name in addresses.
    pub slug: String,
    /// The logins of its members, and of those of teams within it.
    pub members: Vec<String>,
}

impl Team {
    /// Whether somebody is in it.
    pub fn has(&self, login: &str) -> bool {
        self.members.iter().any(|member| member.eq_ignore_ascii_case(login))
    }
}

impl Caller {
    /// The teams of an organisation with all of their members; `None` where one of either may not
    /// be seen, and where the account is none.
    pub(super) async fn teams(
        &self,
        login: &str,
        refused: &mut Option<String>,
    ) -> Result<Option<Vec<Team>>, CallError> {
        let (mut teams, mut after) = (Vec::new(), None);
        loop {
            let with = json!({ "login": login, "after": after });
            let Some(told) = self.told(TEAMS, &with, refused).await? else { return Ok(None) };
            let page = told.get("organization").and_then(|it| it.get("teams"));
            let Some(found) = nodes(page) else { return Ok(None) };
            for node in found {
                let Some(team) = self.whole(login, node, refused).await? else { return Ok(None) };
                teams.push(team);
            }
            after = next_page(page);
            if after.is_none() {
                return Ok(Some(teams));
            }
        }
    }

    /// A team with the members that are on further pages.
    async fn whole(
        &self,
        login: &str,
        node: &Value,
        refused: &mut Option<String>,
    ) -> Result<Option<Team>, CallError> {
        let Some(slug) = read::<String>(node.get("slug")) else { return Ok(None) };
        let (mut members, mut after) = (Vec::new(), None);
        if !take(node.get("members"), &mut members, &mut after) {
            return Ok(None);
        }
        while after.is_some() {
            let with = json!({ "login": login, "slug": slug, "after": after });
            let Some(told) = self.told(MEMBERS, &with, refused).await? else { return Ok(None) };
            let team = told.get("organization").and_then(|it| it.get("team"));
            if !take(team.and_then(|it| it.get("members")), &mut members, &mut after) {
                return Ok(None);
            }
        }
        Ok(Some(Team { slug, members }))
    }

    /// What one question about an account is answered; `None` when it is not.
    async fn told(
        &self,
        text: &str,
        with: &Value,
        refused: &mut Option<String>,
    ) -> Result<Option<Value>, CallError> {
        match self.query(text, with).await {
            Ok(Told { data, errors }) => {
                let mut wrong = errors.iter();
                let wrong = wrong.find(|it| it.kind.as_deref() != Some(NO_ORGANISATION));
                if let Some(wrong) = wrong {
                    refused.get_or_insert_with(|| wrong.message.clone());
                }
                Ok(Some(data).filter(|_| errors.is_empty()))
            }
            Err(error @ (CallError::Failed { .. } | CallError::Refused { .. })) => {
                refused.get_or_insert(error.to_string());
                Ok(None)
            }
            Err(error) => Err(error),
        }
    }
}

/// Adds a page of members; says whether it may be seen.
fn take(page: Option<&Value>, members: &mut Vec<String>, after: &mut Option<String>) -> bool {
    let is_seen = nodes(page).is_some();
    let logins = list(page.and_then(|page| page.get("nodes")));
    members.extend(logins.filter_map(|it| read::<String>(it.get("login"))));
    *after = next_page(page);
    is_seen
}
