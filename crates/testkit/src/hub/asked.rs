//! A request as it arrived.

use std::net::SocketAddr;

use super::graphql;

/// A request, read whole.
pub(super) struct Asked {
    pub(super) method: String,
    /// As it stood in the request line.
    pub(super) url: String,
    /// Without the query, still with its escapes.
    pub(super) path: String,
    /// The query, still with its escapes; empty without one.
    pub(super) raw_query: String,
    pub(super) body: Vec<u8>,
    /// The GraphQL operation, when it came there.
    pub(super) operation: Option<String>,
    pub(super) from: Option<SocketAddr>,
    headers: Vec<(String, String)>,
}

impl Asked {
    /// Reads what is asked, with its body.
    pub(super) fn read(request: &mut tiny_http::Request) -> Self {
        let url = request.url().to_owned();
        let (path, query) = url.split_once('?').unwrap_or((&url, ""));
        let headers = request.headers().iter();
        let headers = headers
            .map(|it| (it.field.as_str().as_str().to_lowercase(), it.value.as_str().to_owned()));
        let mut asked = Self {
            method: request.method().to_string(),
            path: path.to_owned(),
            raw_query: query.to_owned(),
            body: Vec::new(),
            operation: None,
            from: request.remote_addr().copied(),
            headers: headers.collect(),
            url: url.clone(),
        };
        // Whoever goes away while sending gets an answer to what arrived, which nobody reads.
        let _ = request.as_reader().read_to_end(&mut asked.body);
        asked.operation = if asked.to_graphql() { graphql::operation(&asked.body) } else { None };
        asked
    }

    /// A header, by its name in small letters.
    pub(super) fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(field, _)| field == name).map(|(_, value)| value.as_str())
    }

    /// A parameter of the query.
    pub(super) fn parameter(&self, name: &str) -> Option<String> {
        let pairs =
            self.raw_query.split('&').map(|pair| pair.split_once('=').unwrap_or((pair, "")));
        let mut named = pairs.filter(|(field, _)| *field == name);
        named.next().map(|(_, value)| unescape(&value.replace('+', " ")))
    }

    /// A parameter of the query that is a number.
    pub(super) fn number(&self, name: &str) -> Option<usize> {
        self.parameter(name)?.parse().ok()
    }

    /// Whether it came to the API, and not to git.
    pub(super) fn to_api(&self) -> bool {
        self.path.starts_with("/api/") || self.to_graphql()
    }

    /// Whether it came to GraphQL.
    pub(super) fn to_graphql(&self) -> bool {
        matches!(self.path.as_str(), "/api/graphql" | "/graphql")
    }
}

/// A text without its `%` escapes.
pub(super) fn unescape(text: &str) -> String {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((&first, after)) = rest.split_first() {
        let escaped = (first == b'%')
            .then(|| after.get(..2))
            .flatten()
            .and_then(|digits| std::str::from_utf8(digits).ok())
            .and_then(|digits| u8::from_str_radix(digits, 16).ok());
        bytes.push(escaped.unwrap_or(first));
        rest = if escaped.is_some() { &after[2..] } else { after };
    }
    String::from_utf8_lossy(&bytes).into_owned()
}
