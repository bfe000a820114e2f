//! Apps: a token for an installation.

use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};

use crate::hub::answer::Answer;
use crate::hub::asked::Asked;
use crate::hub::state::State;
use crate::hub::token::Token;
use crate::hub::who::decode;

/// Makes a token for an installation, for whoever shows a well-formed token of an app.
pub(super) fn token(state: &mut State, asked: &Asked, id: &str) -> Answer {
    if !is_app(asked) {
        return not_an_app();
    }
    let Some(installation) = id.parse().ok().and_then(|id: u64| state.installations.get(&id))
    else {
        return Answer::not_found();
    };
    let token = Token::installation(installation);
    let secret = format!("ghs_{}", state.fresh_id());
    state.accept(&secret, token);
    let ends = Timestamp::now() + SignedDuration::from_hours(1);
    Answer::new(
        201,
        json!({
            "token": secret, "expires_at": ends.strftime("%Y-%m-%dT%H:%M:%SZ").to_string(),
            "permissions": {"contents": "read", "metadata": "read"},
            "repository_selection": "all",
        }),
    )
}

/// The installation for an account.
pub(super) fn installation(state: &State, root: &str, asked: &Asked, login: &str) -> Answer {
    if !is_app(asked) {
        return not_an_app();
    }
    let mut installed = state.installations.iter();
    let found = installed.find(|(_, it)| it.account.eq_ignore_ascii_case(login));
    let Some((id, account)) = found.and_then(|(id, it)| Some((id, state.account(&it.account)?)))
    else {
        return Answer::not_found();
    };
    let target = if account.is_user { "User" } else { "Organization" };
    Answer::ok(json!({
        "id": id, "app_id": 1, "client_id": "Iv1.milepost", "app_slug": "milepost",
        "account": account.short(root), "target_id": account.id, "target_type": target,
        "repository_selection": "all", "single_file_name": null, "events": [],
        "permissions": {"contents": "read", "metadata": "read"},
        "access_tokens_url": format!("{root}/api/v3/app/installations/{id}/access_tokens"),
        "repositories_url": format!("{root}/api/v3/installation/repositories"),
        "html_url": format!("{root}/organizations/{}/settings/installations/{id}", account.login),
        "created_at": account.created_at.to_string(), "updated_at": account.created_at.to_string(),
        "suspended_by": null, "suspended_at": null,
    }))
}

fn is_app(asked: &Asked) -> bool {
    let shown = asked.header("authorization").and_then(|header| header.split_once(' '));
    shown.is_some_and(|(_, token)| well_formed(token))
}

fn not_an_app() -> Answer {
    Answer::says(401, "A JSON web token could not be decoded")
}

/// Whether it is a signed JSON web token that says who made it and until when it holds.
fn well_formed(token: &str) -> bool {
    let parts: Vec<&str> = token.split('.').collect();
    let [head, claims, signature] = parts[..] else {
        return false;
    };
    let read = |part: &str| decode(part).and_then(|it| serde_json::from_slice::<Value>(&it).ok());
    let signed = read(head).is_some_and(|head| head["alg"] == "RS256");
    let claimed = read(claims).is_some_and(|claims| {
        !claims["iss"].is_null() && claims["iat"].is_i64() && claims["exp"].is_i64()
    });
    signed && claimed && decode(signature).is_some_and(|bytes| !bytes.is_empty())
}
