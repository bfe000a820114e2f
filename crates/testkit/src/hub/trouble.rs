//! How incidents and limits read on the wire.

use serde_json::{Value, json};

use super::answer::{Answer, Reply};
use super::asked::Asked;
use super::incident::What;
use super::limit::RateLimit;

const LIMITS: &str = "https://docs.github.com/rest/using-the-rest-api/rate-limits-for-the-rest-api";
const SECONDARY: &str = "https://docs.github.com/free-pro-team@latest/rest/overview/\
                         rate-limits-for-the-rest-api#about-secondary-rate-limits";

/// The answer of the API that an incident replaces the true one with.
pub(super) fn instead(what: &What, asked: &Asked) -> Option<Answer> {
    match what {
        What::RateLimit { status, resets_in } => {
            Some(used_up(asked, *status, RateLimit::used_up(*resets_in)))
        }
        What::SecondaryLimit { retry_after } => Some(secondary(*retry_after)),
        What::Refused(message) => Some(Answer::says(403, message)),
        What::Status(404) => Some(Answer::not_found()),
        What::Status(status) => Some(failed(*status)),
        What::EmptyList | What::PartialResults | What::Cut | What::Slow(_) => None,
    }
}

/// What an incident does to the true answer.
pub(super) fn bend(what: &What, mut answer: Answer) -> Answer {
    match what {
        What::EmptyList => {
            answer.headers.retain(|(name, _)| name != "Link");
            if let Some(json) = &mut answer.json {
                empty(json);
            }
            answer
        }
        What::PartialResults => {
            answer.header("X-GitHub-SSO", "partial-results; organizations=21955855,20582480")
        }
        _ => answer,
    }
}

/// The answer of git's side that an incident replaces the true one with.
pub(super) fn instead_for_git(what: &What) -> Option<Reply> {
    let reply = match what {
        What::RateLimit { status, resets_in } => {
            let mut reply = Reply::text(*status, "Too many requests.\n");
            reply.headers.push(("Retry-After".to_owned(), resets_in.to_string()));
            reply
        }
        What::SecondaryLimit { retry_after } => {
            let mut reply = Reply::text(429, "Please wait a few minutes before you try again.\n");
            let wait = retry_after.map(|seconds| ("Retry-After".to_owned(), seconds.to_string()));
            reply.headers.extend(wait);
            reply
        }
        What::Refused(message) => Reply::text(403, message),
        What::Status(404) => Reply::text(404, "Repository not found.\n"),
        What::Status(status) => Reply::text(*status, "Unicorn!\n"),
        What::EmptyList | What::PartialResults | What::Cut | What::Slow(_) => return None,
    };
    Some(reply)
}

/// The answer when no more requests are answered.
pub(super) fn used_up(asked: &Asked, status: u16, limits: RateLimit) -> Answer {
    let message = if asked.header("authorization").is_some() {
        "API rate limit exceeded for user ID 1. If you reach out to GitHub Support for help, \
         please include the request ID."
    } else {
        "API rate limit exceeded for 127.0.0.1. (But here's the good news: Authenticated requests \
         get a higher rate limit. Check out the documentation for more details.)"
    };
    let answer = if asked.to_graphql() {
        Answer::ok(json!({"errors": [{"type": "RATE_LIMITED", "message": message}]}))
    } else {
        let status_text = status.to_string();
        Answer::new(
            status,
            json!({"message": message, "documentation_url": LIMITS, "status": status_text}),
        )
    };
    Answer { headers: limits.headers(asked), ..answer }
}

fn secondary(retry_after: Option<u64>) -> Answer {
    let message = "You have exceeded a secondary rate limit. Please wait a few minutes before you \
                   try again. If you reach out to GitHub Support for help, please include the \
                   request ID.";
    let answer = Answer::new(
        403,
        json!({"message": message, "documentation_url": SECONDARY, "status": "403"}),
    );
    match retry_after {
        Some(seconds) => answer.header("Retry-After", seconds.to_string()),
        None => answer,
    }
}

fn failed(status: u16) -> Answer {
    if status == 503 {
        // From in front of the API, which would have said it in JSON.
        let kind = ("Content-Type".to_owned(), "text/html".to_owned());
        return Answer { status, headers: vec![kind], json: None };
    }
    Answer::says(status, "Server Error")
}

/// Empties a list, or the list inside an answer that counts it.
fn empty(json: &mut Value) {
    match json {
        Value::Array(items) => items.clear(),
        Value::Object(fields) => {
            for name in ["repositories", "workflow_runs"] {
                if let Some(list) = fields.get_mut(name).and_then(Value::as_array_mut) {
                    list.clear();
                }
            }
        }
        _ => (),
    }
}
