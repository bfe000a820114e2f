//! Requests in every form that clients give them.

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::TcpStream;
use std::path::Path;
use std::process::{Command, Stdio};

use milepost_testkit::Ground;
use milepost_testkit::hub::{Hub, HubPlan};

use crate::client::git_says;
use crate::lists::five;

#[test]
fn a_connection_serves_many_requests() {
    let ground = Ground::new();
    let (hub, token) = five(&ground);
    let host = hub.git_url().trim_start_matches("http://").to_owned();
    let mut stream = BufReader::new(TcpStream::connect(&host).expect("the hub listens"));
    for number in 1..=50 {
        let request = format!(
            "GET /api/v3/repositories/70000000{} HTTP/1.1\r\nHost: {host}\r\nAuthorization: token {token}\r\n\r\n",
            number % 10
        );
        stream.get_mut().write_all(request.as_bytes()).expect("the hub listens");
        let mut length = 0;
        loop {
            let mut line = String::new();
            stream.read_line(&mut line).expect("the hub answers");
            if let Some(value) = line.strip_prefix("Content-Length: ") {
                length = value.trim().parse().expect("a number");
            }
            if line == "\r\n" {
                break;
            }
        }
        stream.read_exact(&mut vec![0; length]).expect("the hub answers");
    }
    let asked = hub.requests();
    assert_eq!((asked.len(), asked.iter().filter(|it| it.status == 200).count()), (50, 25));
}

/// A repository of 1,500 files, and what a clone without them lacks.
fn lacking(ground: &Ground) -> (Hub, String, Vec<u8>) {
    let mut plan = HubPlan::plenty("acme", ground, 1);
    let token = plan.state.token_for_everything();
    let files: Vec<_> =
        (0..1500).map(|number| (format!("a/{number}.txt"), format!("{number}\n"))).collect();
    let files: Vec<_> =
        files.iter().map(|(path, text)| (path.as_str(), Some(text.as_str()))).collect();
    let at = "2025-03-03T10:00:00Z".parse().expect("an instant");
    plan.state.repository("acme/small-0000").push(at, &files);
    let hub = Hub::start(plan);
    let url = format!("{}/acme/small-0000.git", hub.git_url());
    let clone = ["clone", "-q", "--bare", "--depth=1", "--filter=blob:none", &url, "part.git"];
    git_says(&ground.path(), Some(&token), &clone);
    let missing = missing(&ground.path().join("part.git"));
    (hub, token, missing.replace('?', "").into_bytes())
}

fn missing(git: &Path) -> String {
    let listed = git_says(git, None, &["rev-list", "--objects", "HEAD", "--missing=print"]);
    let missing: Vec<&str> = listed.lines().filter(|line| line.starts_with('?')).collect();
    missing.join("\n") + "\n"
}

/// Fetches objects by their ids, in one go.
fn fetch(folder: &Path, wanted: &[u8], (token, url): (&str, &str), settings: &[&str]) {
    let url = url.replace("http://", &format!("http://x-access-token:{token}@"));
    let mut child = Command::new("git")
        .env_clear()
        .env("PATH", std::env::var("PATH").expect("there is a path"))
        .env("HOME", folder)
        .current_dir(folder)
        .args(["-c", "fetch.negotiationAlgorithm=noop"])
        .args(settings)
        .args(["fetch", "-q", "--no-tags", "--no-write-fetch-head", "--filter=blob:none"])
        .args(["--stdin", &url])
        .stdin(Stdio::piped())
        .spawn()
        .expect("git can be started");
    child.stdin.take().expect("a pipe").write_all(wanted).expect("git reads");
    assert!(child.wait().expect("git ends").success());
}

#[test]
fn many_objects_are_asked_for_in_a_packed_body() {
    let ground = Ground::new();
    let (hub, token, wanted) = lacking(&ground);
    let part = ground.path().join("part.git");
    let url = format!("{}/acme/small-0000.git", hub.git_url());
    fetch(&part, &wanted, (&token, &url), &[]);
    assert_eq!(missing(&part), "\n");
}

#[test]
fn many_objects_are_asked_for_in_a_body_of_unknown_length() {
    let ground = Ground::new();
    let (hub, token, wanted) = lacking(&ground);
    // With `want` before each, more than what git holds before it begins to send.
    assert!(wanted.len() + 1500 * "0032want ".len() > 65_536);
    let part = ground.path().join("part.git");
    let url = format!("{}/acme/small-0000.git", hub.git_url());
    fetch(&part, &wanted, (&token, &url), &["-c", "http.postBuffer=65536"]);
    assert_eq!(missing(&part), "\n");
}

#[test]
fn git_of_old_is_served_too() {
    let ground = Ground::new();
    let (hub, token) = five(&ground);
    let url = format!("{}/acme/small-0001.git", hub.git_url());
    let clone = ["-c", "protocol.version=0", "clone", "-q", &url, "there"];
    git_says(&ground.path(), Some(&token), &clone);
    assert!(ground.path().join("there/Dockerfile").exists());
}
