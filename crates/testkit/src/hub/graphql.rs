//! GraphQL: answers by the name of the operation.

use serde_json::{Value, json};

use super::answer::Answer;
use super::asked::Asked;
use super::serve::Operation;
use super::state::State;
use super::who::Who;

/// The name of the operation that is asked for: `operationName`, or the one the query begins with.
pub(super) fn operation(body: &[u8]) -> Option<String> {
    let body: Value = serde_json::from_slice(body).ok()?;
    if let Some(name) = body["operationName"].as_str() {
        return Some(name.to_owned());
    }
    let query = body["query"].as_str()?;
    let mut words = query.split(|letter: char| !letter.is_alphanumeric() && letter != '_');
    words.find(|&word| matches!(word, "query" | "mutation"))?;
    words.find(|word| !word.is_empty()).map(ToOwned::to_owned)
}

/// What is answered.
pub(super) fn answer(state: &State, asked: &Asked, operation: Option<&Operation>) -> Answer {
    if asked.method != "POST" {
        return Answer::not_found();
    }
    match Who::asks(asked, state) {
        Who::Unknown => return Answer::says(401, "Bad credentials"),
        Who::Nobody => {
            return Answer::says(401, "This endpoint requires you to be authenticated.");
        }
        Who::Holder(_) => (),
    }
    let Ok(body) = serde_json::from_slice::<Value>(&asked.body) else {
        return Answer::says(400, "Problems parsing JSON");
    };
    Answer::ok(match operation {
        Some(answer) => answer(state, &body["variables"]),
        None => json!({"errors": [{"message": "The hub has no answer for this operation."}]}),
    })
}
