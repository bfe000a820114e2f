//! What an answer means: done, later, again, or never.

use std::time::Duration;

use http::{HeaderMap, StatusCode};
use serde_json::Value;

/// How long is waited where GitHub only says that it was too much.
const A_WHILE: Duration = Duration::from_mins(1);

/// What an answer means.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Judgement {
    /// It is what was asked for.
    Done,
    /// What was kept from an earlier answer is still so.
    Same,
    /// A limit: nobody asks anything for so long.
    Later(Duration),
    /// It failed, and may not the next time.
    Again(String),
    /// There was no answer.
    Silent(String),
    /// The token is not valid.
    NotKnown(String),
    /// It may not be seen.
    Refused(String),
    /// It is not there.
    NotFound,
}

/// Judges an answer; `now` is in seconds since 1970.
pub(super) fn judge(status: StatusCode, headers: &HeaderMap, body: &str, now: i64) -> Judgement {
    match status {
        StatusCode::NOT_MODIFIED => Judgement::Same,
        _ if status.is_success() => {
            if limited_graphql(body) {
                Judgement::Later(until_reset(headers, now).unwrap_or(A_WHILE))
            } else {
                Judgement::Done
            }
        }
        StatusCode::UNAUTHORIZED => Judgement::NotKnown(words(body)),
        StatusCode::FORBIDDEN | StatusCode::TOO_MANY_REQUESTS => denied(status, headers, body, now),
        StatusCode::NOT_FOUND | StatusCode::GONE | StatusCode::CONFLICT => Judgement::NotFound,
        StatusCode::UNAVAILABLE_FOR_LEGAL_REASONS => Judgement::Refused(words(body)),
        _ if status.is_server_error() || status == StatusCode::REQUEST_TIMEOUT => {
            Judgement::Again(format!("the server answered {status}"))
        }
        _ => Judgement::Refused(format!("{status}: {}", words(body))),
    }
}

/// A 403 means "no", or "later": GitHub says the latter by a header, by what is left of the limit,
/// or in words alone.
fn denied(status: StatusCode, headers: &HeaderMap, body: &str, now: i64) -> Judgement {
    if let Some(seconds) = number(headers, "retry-after") {
        return Judgement::Later(Duration::from_secs(seconds.unsigned_abs()));
    }
    if number(headers, "x-ratelimit-remaining") == Some(0) {
        return Judgement::Later(until_reset(headers, now).unwrap_or(A_WHILE));
    }
    let lower = body.to_ascii_lowercase();
    let too_much = ["rate limit", "abuse detection"].iter().any(|phrase| lower.contains(phrase));
    if too_much || status == StatusCode::TOO_MANY_REQUESTS {
        return Judgement::Later(A_WHILE);
    }
    Judgement::Refused(words(body))
}

/// GraphQL tells of limits in an answer that looks like any other, in several words.
fn limited_graphql(body: &str) -> bool {
    if !body.contains("\"errors\"") {
        return false;
    }
    let answer: Value = serde_json::from_str(body).unwrap_or_default();
    let says = |error: &Value, field: &str, words: &[&str]| {
        let said =
            error.get(field).and_then(Value::as_str).unwrap_or_default().to_ascii_lowercase();
        words.iter().any(|word| said.contains(word))
    };
    let limited = |error: &Value| {
        says(error, "type", &["rate_limit"])
            || says(error, "message", &["rate limit", "abuse detection"])
    };
    let errors = answer.get("errors").and_then(Value::as_array);
    errors.is_some_and(|errors| errors.iter().any(limited))
}

/// How long until the limit is renewed, and a second for clocks that differ.
fn until_reset(headers: &HeaderMap, now: i64) -> Option<Duration> {
    let reset = number(headers, "x-ratelimit-reset")?;
    Some(Duration::from_secs(u64::try_from(reset - now).unwrap_or_default() + 1))
}

fn number(headers: &HeaderMap, name: &str) -> Option<i64> {
    headers.get(name)?.to_str().ok()?.trim().parse().ok()
}

/// GitHub's own words.
fn words(body: &str) -> String {
    let message = serde_json::from_str::<Value>(body)
        .ok()
        .and_then(|value| Some(value.get("message")?.as_str()?.to_owned()));
    message.unwrap_or_else(|| "no reason given".to_owned())
}

#[cfg(test)]
mod tests {
    use http::HeaderValue;

    use super::*;

    fn judged(status: u16, headers: &[(&'static str, &'static str)], body: &str) -> Judgement {
        let named = headers.iter().map(|(name, value)| {
            (http::HeaderName::from_static(name), HeaderValue::from_static(value))
        });
        judge(StatusCode::from_u16(status).unwrap(), &named.collect(), body, 1_000)
    }

    #[test]
    fn a_403_with_a_reset_in_the_future_means_later() {
        let headers = [("x-ratelimit-remaining", "0"), ("x-ratelimit-reset", "1030")];
        assert_eq!(judged(403, &headers, "{}"), Judgement::Later(Duration::from_secs(31)));
        assert_eq!(judged(429, &headers, "{}"), Judgement::Later(Duration::from_secs(31)));
    }

    #[test]
    fn a_403_with_calls_left_means_no() {
        let body = r#"{"message":"Resource not accessible by integration"}"#;
        let said = Judgement::Refused("Resource not accessible by integration".to_owned());
        assert_eq!(judged(403, &[("x-ratelimit-remaining", "4000")], body), said);
    }

    #[test]
    fn a_403_that_speaks_of_a_secondary_limit_means_later_without_any_header() {
        let body = r#"{"message":"You have exceeded a secondary rate limit."}"#;
        assert_eq!(judged(403, &[], body), Judgement::Later(A_WHILE));
        let seven = Judgement::Later(Duration::from_secs(7));
        assert_eq!(judged(403, &[("retry-after", "7")], body), seven);
    }

    #[test]
    fn graphql_tells_of_a_limit_in_an_answer_of_200() {
        let limited = r#"{"errors":[{"type":"RATE_LIMITED","message":"x"}]}"#;
        assert_eq!(judged(200, &[], limited), Judgement::Later(A_WHILE));
        let newer = r#"{"errors":[{"type":"RATE_LIMIT","code":"graphql_rate_limit"}]}"#;
        assert_eq!(judged(200, &[], newer), Judgement::Later(A_WHILE));
        let words =
            r#"{"data":null,"errors":[{"message":"You exceeded a secondary rate limit."}]}"#;
        assert_eq!(judged(200, &[], words), Judgement::Later(A_WHILE));
        assert_eq!(judged(200, &[], r#"{"data":{}}"#), Judgement::Done);
    }

    #[test]
    fn a_server_that_fails_may_not_the_next_time() {
        assert!(matches!(judged(502, &[], "<html>"), Judgement::Again(_)));
    }
}
