//! What is answered, and how it goes over the wire.

use std::io::{self, Read, Write};

use jiff::Timestamp;
use serde_json::{Value, json};

/// Where the documentation would be.
const MANUAL: &str = "https://docs.github.com/rest";

/// How much of a body is held before it is sent piece by piece.
const HELD: u64 = 256 * 1024;

/// An answer of the API.
#[derive(Debug)]
pub(super) struct Answer {
    pub(super) status: u16,
    pub(super) headers: Vec<(String, String)>,
    pub(super) json: Option<Value>,
}

impl Answer {
    pub(super) fn new(status: u16, json: Value) -> Self {
        Self { status, headers: Vec::new(), json: Some(json) }
    }

    pub(super) fn ok(json: Value) -> Self {
        Self::new(200, json)
    }

    /// An answer that only says why not.
    pub(super) fn says(status: u16, message: &str) -> Self {
        Self::new(
            status,
            json!({"message": message, "documentation_url": MANUAL, "status": status.to_string()}),
        )
    }

    pub(super) fn not_found() -> Self {
        Self::says(404, "Not Found")
    }

    pub(super) fn header(mut self, name: &str, value: impl Into<String>) -> Self {
        self.headers.push((name.to_owned(), value.into()));
        self
    }

    /// As it is sent.
    pub(super) fn reply(self) -> Reply {
        let mut headers = self.headers;
        if self.json.is_some() {
            let kind = "application/json; charset=utf-8".to_owned();
            headers.push(("Content-Type".to_owned(), kind));
        }
        let body = self.json.map(|json| json.to_string().into_bytes()).unwrap_or_default();
        Reply { status: self.status, headers, body: Body::Whole(body) }
    }
}

/// An answer about to be sent.
pub(super) struct Reply {
    pub(super) status: u16,
    pub(super) headers: Vec<(String, String)>,
    pub(super) body: Body,
}

/// The body of an answer.
pub(super) enum Body {
    Whole(Vec<u8>),
    Stream(Box<dyn Read>),
}

impl Reply {
    /// An answer for people.
    pub(super) fn text(status: u16, text: &str) -> Self {
        let headers = vec![("Content-Type".to_owned(), "text/plain; charset=utf-8".to_owned())];
        Self { status, headers, body: Body::Whole(text.as_bytes().to_vec()) }
    }

    /// Sends it, whole or half. `sent` hears of every further part of the body before it is sent.
    pub(super) fn send(
        self,
        to: &mut dyn Write,
        half: bool,
        sent: &mut dyn FnMut(usize),
    ) -> io::Result<()> {
        let (first, rest) = match self.body {
            Body::Whole(bytes) => (bytes, None),
            Body::Stream(mut stream) => {
                let mut first = Vec::new();
                stream.by_ref().take(HELD).read_to_end(&mut first)?;
                let whole = u64::try_from(first.len()).is_ok_and(|length| length < HELD);
                (first, (!whole).then_some(stream))
            }
        };
        let length = rest.is_none().then_some(first.len());
        // One write for head and body: two would wait for each other's acknowledgement.
        let mut out = head(self.status, &self.headers, length).into_bytes();
        let shown = if half { &first[..first.len() / 2] } else { &first[..] };
        sent(shown.len());
        match &rest {
            None => out.extend(shown),
            Some(_) => chunk(&mut out, shown),
        }
        to.write_all(&out)?;
        if let Some(rest) = rest.filter(|_| !half) {
            stream(rest, to, sent)?;
        }
        to.flush()
    }
}

fn stream(
    mut from: Box<dyn Read>,
    to: &mut dyn Write,
    sent: &mut dyn FnMut(usize),
) -> io::Result<()> {
    let mut piece = vec![0; 64 * 1024];
    loop {
        let read = from.read(&mut piece)?;
        sent(read);
        let mut out = Vec::with_capacity(read + 16);
        // A chunk of no length ends the body.
        chunk(&mut out, &piece[..read]);
        to.write_all(&out)?;
        if read == 0 {
            return Ok(());
        }
    }
}

fn chunk(out: &mut Vec<u8>, bytes: &[u8]) {
    out.extend(format!("{:x}\r\n", bytes.len()).into_bytes());
    out.extend(bytes);
    out.extend(b"\r\n");
}

fn head(status: u16, headers: &[(String, String)], length: Option<usize>) -> String {
    let date = Timestamp::now().strftime("%a, %d %b %Y %H:%M:%S GMT");
    let mut text = format!("HTTP/1.1 {status} {}\r\nDate: {date}\r\n", reason(status));
    for (name, value) in headers {
        text.extend([name, ": ", value, "\r\n"]);
    }
    match length {
        // What was not modified has no body, and says no length of one.
        _ if matches!(status, 204 | 304) => (),
        Some(length) => text.extend(["Content-Length: ", &length.to_string(), "\r\n"]),
        None => text.push_str("Transfer-Encoding: chunked\r\n"),
    }
    text.push_str("\r\n");
    text
}

fn reason(status: u16) -> &'static str {
    tiny_http::StatusCode(status).default_reason_phrase()
}
