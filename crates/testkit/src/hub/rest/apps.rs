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
    let shown = asked.header("authorization").and_then(|header| header.split_once(' '));
    if shown.is_none_or(|(_, token)| !well_formed(token)) {
        return Answer::says(401, "A JSON web token could not be decoded");
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
