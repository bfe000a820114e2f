//! A client that sees what goes over the wire.

use std::io::{Read as _, Write as _};
use std::net::TcpStream;
use std::path::Path;
use std::process::{Command, Output};

use milepost_testkit::hub::Hub;
use serde_json::Value;

/// What a server answered.
pub(crate) struct Heard {
    pub(crate) status: u16,
    pub(crate) body: String,
    headers: Vec<(String, String)>,
}

impl Heard {
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        let mut named = self.headers.iter().filter(|(field, _)| field.eq_ignore_ascii_case(name));
        named.next().map(|(_, value)| value.as_str())
    }

    pub(crate) fn json(&self) -> Value {
        serde_json::from_str(&self.body).expect("the body is JSON")
    }

    /// The address of another page.
    pub(crate) fn page(&self, name: &str) -> Option<String> {
        let links = self.header("Link")?;
        let link = links.split(", ").find(|link| link.ends_with(&format!("rel=\"{name}\"")))?;
        Some(link[1..link.find('>')?].to_owned())
    }

    /// The names of the repositories of a list.
    pub(crate) fn names(&self) -> Vec<String> {
        let json = self.json();
        let list = json.as_array().or_else(|| json["repositories"].as_array());
        let names = list.expect("a list").iter().map(|it| it["full_name"].as_str());
        names.map(|name| name.expect("a name").to_owned()).collect()
    }

    /// Whether the body is as long as was announced.
    pub(crate) fn whole(&self) -> bool {
        let announced = self.header("Content-Length").and_then(|length| length.parse().ok());
        announced.is_none_or(|length: usize| length == self.body.len())
    }
}

/// Asks for a path of the API, or a whole address, with a token if there is one.
pub(crate) fn get(hub: &Hub, path: &str, token: Option<&str>) -> Heard {
    let authorization = token.map(|token| format!("Authorization: Bearer {token}\r\n"));
    ask(hub, ("GET", path), &authorization.unwrap_or_default(), "")
}

/// Asks anything, with headers that each end their line.
pub(crate) fn ask(hub: &Hub, (method, path): (&str, &str), headers: &str, body: &str) -> Heard {
    let url = if path.starts_with("http") { path.to_owned() } else { hub.api_url() + path };
    let rest = url.strip_prefix("http://").expect("it is plain HTTP");
    let (host, path) = rest.split_once('/').expect("it has a path");
    let mut stream = TcpStream::connect(host).expect("the hub listens");
    let head = format!(
        "{method} /{path} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n{headers}Content-Length: {}\r\n\r\n{body}",
        body.len()
    );
    stream.write_all(head.as_bytes()).expect("the hub listens");
    let mut bytes = Vec::new();
    stream.read_to_end(&mut bytes).expect("the hub answers");
    let text = String::from_utf8_lossy(&bytes);
    let (head, body) = text.split_once("\r\n\r\n").expect("the head ends");
    let mut lines = head.lines();
    let status = lines.next().and_then(|line| line.split(' ').nth(1)).expect("a status");
    let headers = lines.filter_map(|line| line.split_once(": "));
    Heard {
        status: status.parse().expect("a number"),
        body: body.to_owned(),
        headers: headers.map(|(name, value)| (name.to_owned(), value.to_owned())).collect(),
    }
}

/// Runs git with nothing of the environment but, if there is one, a token.
pub(crate) fn git(folder: &Path, token: Option<&str>, arguments: &[&str]) -> Output {
    let mut command = Command::new("git");
    command
        .env_clear()
        .env("PATH", std::env::var("PATH").expect("there is a path"))
        .env("HOME", folder)
        .env("GIT_CONFIG_NOSYSTEM", "1")
        .env("GIT_CONFIG_GLOBAL", "/dev/null")
        .env("GIT_TERMINAL_PROMPT", "0")
        .current_dir(folder)
        .args(arguments);
    if let Some(token) = token {
        command
            .env("GIT_CONFIG_COUNT", "1")
            .env("GIT_CONFIG_KEY_0", "credential.helper")
            .env(
                "GIT_CONFIG_VALUE_0",
                "!f() { echo username=x-access-token; echo password=$TOKEN; }; f",
            )
            .env("TOKEN", token);
    }
    command.output().expect("git can be started")
}

/// What a git that must succeed writes.
pub(crate) fn git_says(folder: &Path, token: Option<&str>, arguments: &[&str]) -> String {
    let output = git(folder, token, arguments);
    let errors = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(output.status.success(), "git {arguments:?}: {errors}");
    String::from_utf8_lossy(&output.stdout).into_owned() + &errors
}
