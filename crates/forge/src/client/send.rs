//! One call, made by octocrab.

use std::time::Duration;

use http::header::{AUTHORIZATION, ETAG, IF_NONE_MATCH, LINK};
use http::{HeaderName, HeaderValue, Method, Request, Response};
use jiff::Timestamp;
use octocrab::{
    DefaultOctocrabBuilderConfig, NoAuth, NoSvc, NotLayerReady, Octocrab, OctocrabBuilder,
    ReqwestClientConfig,
};
use secrecy::{ExposeSecret as _, SecretString};
use serde_json::Value;

use super::CallError;
use super::judge::{Judgement, judge};
use crate::Host;

/// The longest wait for a connection, and for an answer.
const CONNECT: Duration = Duration::from_secs(20);
const READ: Duration = Duration::from_mins(1);

/// Where GitHub says what single sign-on has to do with an answer, and how it begins where something
/// was left out for want of it.
const SIGN_ON: HeaderName = HeaderName::from_static("x-github-sso");
const PARTIAL: &str = "partial-results";

/// What is asked.
pub(super) enum Ask<'a> {
    /// For something, unless it is still as the tag says.
    Get { path: &'a str, etag: Option<&'a str> },
    /// For a thing to be made that is given back: a token.
    Post { path: &'a str },
    /// A question of GraphQL.
    Query { path: &'a str, body: &'a Value },
}

impl Ask<'_> {
    /// Whether it counts against the budget of a run: the token that everything needs does not.
    pub(super) fn counts(&self) -> bool {
        !matches!(self, Self::Post { .. })
    }

    pub(super) fn path(&self) -> &str {
        match self {
            Self::Get { path, .. } | Self::Post { path } | Self::Query { path, .. } => path,
        }
    }
}

/// Where the next page is.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) enum Next {
    /// That is not said.
    #[default]
    Unsaid,
    /// There is none.
    Nowhere,
    /// At this path.
    At(String),
}

impl Next {
    /// The path of the next page; where that is not said, it is as before.
    pub(super) fn or(self, before: Option<String>) -> Option<String> {
        match self {
            Self::Unsaid => before,
            Self::Nowhere => None,
            Self::At(path) => Some(path),
        }
    }
}

/// What was answered.
#[derive(Debug, Default)]
pub(super) struct Answer {
    /// Nothing changed since the answer that is kept.
    pub(super) is_same: bool,
    pub(super) body: String,
    pub(super) etag: Option<String>,
    pub(super) next: Next,
    /// GitHub says that it left something out.
    pub(super) is_partial: bool,
}

/// An octocrab in the making.
pub(super) type Builder =
    OctocrabBuilder<NoSvc, DefaultOctocrabBuilderConfig, NoAuth, NotLayerReady>;

/// Carries calls to one GitHub, each with the right it is handed.
pub(super) struct Sender {
    octocrab: Octocrab,
    /// What paths of REST have in front that GraphQL's has not.
    prefix: String,
    /// Where REST is.
    rest: String,
}

impl Sender {
    /// A sender that has no right of its own; it is made and used inside a runtime.
    pub(super) fn new(host: &Host) -> Result<Self, CallError> {
        Self::with(host, Ok)
    }

    /// A sender with a right of its own.
    pub(super) fn with(
        host: &Host,
        right: impl FnOnce(Builder) -> Result<Builder, CallError>,
    ) -> Result<Self, CallError> {
        let (base, rest) = (host.graphql(), host.rest().to_owned());
        let prefix = rest.strip_prefix(&base).unwrap_or_default().to_owned();
        Ok(Self { octocrab: octocrab(&base, right)?, prefix, rest })
    }

    /// Makes one call. What goes wrong on the way may not the next time.
    pub(super) async fn send(
        &self,
        ask: &Ask<'_>,
        token: Option<&SecretString>,
    ) -> (Judgement, Answer) {
        match self.answered(ask, token).await {
            Ok(answered) => answered,
            Err(error) => {
                (Judgement::Silent(format!("no answer: {}", told(&error))), Answer::default())
            }
        }
    }

    async fn answered(
        &self,
        ask: &Ask<'_>,
        token: Option<&SecretString>,
    ) -> octocrab::Result<(Judgement, Answer)> {
        let prefix = self.prefix.as_str();
        let (prefix, method) = match ask {
            Ask::Get { .. } => (prefix, Method::GET),
            Ask::Post { .. } => (prefix, Method::POST),
            Ask::Query { .. } => ("", Method::POST),
        };
        let uri = format!("{prefix}{}", ask.path());
        let mut request = Request::builder().method(method).uri(uri);
        if let Some(value) = token.and_then(authorization) {
            request = request.header(AUTHORIZATION, value);
        }
        if let Ask::Get { etag: Some(etag), .. } = ask {
            request = request.header(IF_NONE_MATCH, *etag);
        }
        let body = match ask {
            Ask::Query { body, .. } => Some(*body),
            Ask::Get { .. } | Ask::Post { .. } => None,
        };
        let request = self.octocrab.build_request(request, body)?;
        let response = self.octocrab.execute(request).await?;
        let (parts, body) = response.into_parts();
        let (status, headers) = (parts.status, parts.headers.clone());
        let body = self.octocrab.body_to_string(Response::from_parts(parts, body)).await?;
        let judgement = judge(status, &headers, &body, Timestamp::now().as_second());
        let text = |name: HeaderName| headers.get(name)?.to_str().ok().map(str::to_owned);
        let sign_on = text(SIGN_ON);
        let answer = Answer {
            is_partial: sign_on.is_some_and(|said| said.trim().starts_with(PARTIAL)),
            is_same: judgement == Judgement::Same,
            etag: text(ETAG),
            next: headers.get(LINK).map_or(Next::Unsaid, |link| next(link, &self.rest)),
            body,
        };
        Ok((judgement, answer))
    }
}

fn octocrab(
    base: &str,
    right: impl FnOnce(Builder) -> Result<Builder, CallError>,
) -> Result<Octocrab, CallError> {
    let set_up = |error: octocrab::Error| CallError::Setup(told(&error));
    let builder = OctocrabBuilder::new()
        .set_connect_timeout(Some(CONNECT))
        .set_read_timeout(Some(READ))
        .base_uri(base)
        .map_err(set_up)?;
    // This client goes by the proxy that the environment names, as git does.
    right(builder)?.build_with_reqwest(ReqwestClientConfig::Default).map_err(set_up)
}

fn authorization(token: &SecretString) -> Option<HeaderValue> {
    let mut value = HeaderValue::from_str(&format!("Bearer {}", token.expose_secret())).ok()?;
    value.set_sensitive(true);
    Some(value)
}

/// Where the next page is. Links are absolute; what leads to another server is not followed.
fn next(link: &HeaderValue, base: &str) -> Next {
    let path = || -> Option<String> {
        let parts = link.to_str().ok()?.split(',').filter_map(|part| part.split_once(';'));
        let (address, _) =
            parts.into_iter().find(|(_, relation)| relation.contains("rel=\"next\""))?;
        let address = address.trim().strip_prefix('<')?.strip_suffix('>')?;
        let rest = address.strip_prefix(base)?;
        rest.starts_with('/').then(|| rest.to_owned())
    };
    path().map_or(Next::Nowhere, Next::At)
}

/// What went wrong: what began it, for what wraps that says no more.
fn told(error: &octocrab::Error) -> String {
    let mut words = String::new();
    let mut cause: Option<&dyn std::error::Error> = Some(error);
    while let Some(error) = cause {
        let text = error.to_string();
        let first = text.lines().next().unwrap_or_default().trim();
        if !first.is_empty() {
            first.clone_into(&mut words);
        }
        cause = error.source();
    }
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_next_page_is_a_path_of_the_same_server() {
        let base = "https://ghe.acme.example/api/v3";
        let link = format!(
            "<{base}/organizations/7/repos?page=3>; rel=\"last\", \
             <{base}/organizations/7/repos?page=2>; rel=\"next\""
        );
        let link = HeaderValue::from_str(&link).unwrap();
        assert_eq!(next(&link, base), Next::At("/organizations/7/repos?page=2".to_owned()));
        let elsewhere =
            HeaderValue::from_static("<https://evil.example/repos?page=2>; rel=\"next\"");
        assert_eq!(next(&elsewhere, base), Next::Nowhere);
    }
}
