//! The system git, in an environment of its own.

use std::collections::BTreeSet;
use std::ffi::OsString;
use std::io::{self, Write as _};
use std::path::Path;
use std::process::{Command, Output, Stdio};
use std::sync::Arc;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use secrecy::{ExposeSecret as _, SecretString};

use crate::{FetchError, Transport, hold};

/// What every call is configured with. Repositories are hostile: no hook runs, nobody is asked for
/// a password, and what arrives is checked.
const SETTINGS: &[(&str, &str)] = &[
    ("core.hooksPath", "/dev/null"),
    ("credential.helper", ""),
    ("fetch.fsck.badTimezone", "ignore"),
    ("fetch.fsck.missingSpaceBeforeDate", "ignore"),
    ("fetch.fsck.missingSpaceBeforeEmail", "ignore"),
    ("fetch.fsck.zeroPaddedFilemode", "ignore"),
    ("gc.autoDetach", "false"),
    ("http.lowSpeedLimit", "1000"),
    ("http.lowSpeedTime", "60"),
    ("maintenance.autoDetach", "false"),
    ("protocol.allow", "never"),
    ("protocol.version", "2"),
    ("transfer.fsckObjects", "true"),
];

/// What a mirror of a repository takes over.
const REFERENCES: &[&str] = &["+refs/heads/*:refs/heads/*", "+refs/tags/*:refs/tags/*"];

/// What git says, or the server through it, when too much was asked for at once. Some servers say it
/// with 403, which means no in any other words.
const LIMITED: &[&str] = &[
    "error: 429",
    "rate limit",
    "too many requests",
    "try again later",
    "before you try again",
    "abuse detection",
];

/// What git says when something is not there or may not be seen.
const REFUSED: &[&str] = &[
    "not found",
    "authentication failed",
    "could not read username",
    "access denied",
    "error: 403",
    "repository is disabled",
    "dmca",
];

/// What git says when a copy is not sound.
const BROKEN: &[&str] = &[
    "bad object",
    "corrupt",
    "not a git repository",
    "loose object",
    "inflate",
    "does not appear to be a git repository",
    "unable to read",
    "missing blob",
    "missing tree",
    "remote did not send all necessary objects",
];

/// What git says when nothing more can be written.
const FULL: &[&str] = &["no space left on device", "disk quota exceeded", "file too large"];

/// Hands out the token of the moment; without one, only what is public can be fetched.
pub type Token = Arc<dyn Fn() -> Option<SecretString> + Send + Sync>;

/// By which right repositories are fetched.
#[derive(Clone)]
pub struct Access {
    /// Addresses that begin with this get the token.
    pub prefix: String,
    /// The token.
    pub token: Token,
}

/// The system git.
#[derive(Clone)]
pub struct SystemGit {
    access: Access,
}

impl SystemGit {
    /// Git, with a right to fetch.
    pub fn new(access: Access) -> Self {
        Self { access }
    }

    /// A call in the repository at `path`, with nothing of the user's configuration. Of the
    /// environment there is left what finds git itself and the way out to the network.
    fn call(&self, path: &Path) -> Command {
        let mut command = Command::new("git");
        command.env_clear().arg("-C").arg(path);
        let kept = |name: &str| {
            matches!(name, "PATH" | "TMPDIR" | "SYSTEMROOT" | "SSL_CERT_FILE" | "SSL_CERT_DIR")
                || name.to_ascii_lowercase().ends_with("_proxy")
        };
        let named = |name: &OsString| name.to_str().is_some_and(kept);
        command.envs(std::env::vars_os().filter(|(name, _)| named(name)));
        command.envs([
            ("GIT_CONFIG_NOSYSTEM", "1"),
            ("GIT_CONFIG_GLOBAL", "/dev/null"),
            ("GIT_TERMINAL_PROMPT", "0"),
            ("GIT_ASKPASS", "/bin/false"),
            ("LC_ALL", "C"),
        ]);
        let settings = self.settings();
        command.env("GIT_CONFIG_COUNT", settings.len().to_string());
        for (index, (key, value)) in settings.into_iter().enumerate() {
            command.env(format!("GIT_CONFIG_KEY_{index}"), key);
            command.env(format!("GIT_CONFIG_VALUE_{index}"), value);
        }
        command
    }

    fn settings(&self) -> Vec<(String, String)> {
        let given = SETTINGS.iter().map(|(key, value)| ((*key).to_owned(), (*value).to_owned()));
        let mut settings: Vec<(String, String)> = given.collect();
        let scheme = if self.access.prefix.starts_with("http://") { "http" } else { "https" };
        settings.push((format!("protocol.{scheme}.allow"), "always".to_owned()));
        if let Some(token) = (self.access.token)() {
            let pair = STANDARD.encode(format!("x-access-token:{}", token.expose_secret()));
            let header = format!("Authorization: Basic {pair}");
            settings.push((format!("http.{}.extraHeader", self.access.prefix), header));
        }
        settings
    }
}

impl Transport for SystemGit {
    fn update(&self, path: &Path, first: bool) -> Result<(), FetchError> {
        let mut command = self.call(path);
        command.args(["fetch", "--quiet", "--prune", "--no-write-fetch-head"]);
        command.args(["--no-recurse-submodules", "--filter=blob:none"]);
        if first {
            // There is nothing yet to be put together, and looking for it is two processes.
            command.arg("--no-auto-maintenance");
        }
        command.arg("origin").args(REFERENCES);
        outcome(held(command, path, &BTreeSet::new()))
    }

    fn bring(&self, path: &Path, blobs: &BTreeSet<String>) -> Result<(), FetchError> {
        let mut command = self.call(path);
        command.args(["-c", "fetch.negotiationAlgorithm=noop", "fetch", "--quiet", "--no-tags"]);
        command.args(["--no-write-fetch-head", "--no-recurse-submodules", "--no-auto-maintenance"]);
        command.args(["--filter=blob:none", "--stdin", "origin"]);
        outcome(held(command, path, blobs))
    }
}

/// Runs a command that reads ids, one a line. What it would print goes nowhere: in the place of its
/// output it holds the lock of those that are at work.
fn held(mut command: Command, path: &Path, ids: &BTreeSet<String>) -> io::Result<Output> {
    command.stdout(hold::at_work(path)?).stderr(Stdio::piped());
    if ids.is_empty() {
        return command.stdin(Stdio::null()).output();
    }
    let mut child = command.stdin(Stdio::piped()).spawn()?;
    if let Some(mut input) = child.stdin.take() {
        let ids = ids.iter().fold(String::new(), |text, id| text + id + "\n");
        // A git that ends before it has read all says why itself.
        input.write_all(ids.as_bytes()).ok();
    }
    child.wait_with_output()
}

fn outcome(output: io::Result<Output>) -> Result<(), FetchError> {
    let output = output.map_err(|error| match error.kind() {
        io::ErrorKind::NotFound => FetchError::Refused(
            "git cannot be started: expected the program `git` in one of the folders of PATH"
                .to_owned(),
        ),
        _ => FetchError::Passing(format!("git cannot be started: {error}")),
    })?;
    if output.status.success() {
        return Ok(());
    }
    Err(told(&String::from_utf8_lossy(&output.stderr)))
}

/// What git's words mean. They are shown without the advice that follows, on one line.
fn told(words: &str) -> FetchError {
    let lines = words.lines().map(str::trim).filter(|line| !line.is_empty());
    let telling: Vec<&str> = lines
        .filter(|line| ["fatal:", "error:", "remote:"].iter().any(|it| line.starts_with(it)))
        .collect();
    let shown = if telling.is_empty() { words.trim().to_owned() } else { telling.join("; ") };
    let lower = unquoted(words).to_ascii_lowercase();
    let says = |phrases: &[&str]| phrases.iter().any(|phrase| lower.contains(phrase));
    if says(FULL) {
        FetchError::Full(shown)
    } else if says(LIMITED) {
        FetchError::Limited(shown)
    } else if says(BROKEN) {
        FetchError::Broken(shown)
    } else if says(REFUSED) {
        FetchError::Refused(shown)
    } else {
        FetchError::Passing(shown)
    }
}

/// Words without what they quote: a name of a repository means nothing.
fn unquoted(words: &str) -> String {
    let mut parts = words.lines().map(|line| line.split('\'').step_by(2).collect::<String>());
    let first = parts.next().unwrap_or_default();
    parts.fold(first, |text, line| text + "\n" + &line)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_git_says_tells_later_from_never() {
        let passing = "fatal: unable to access 'https://h/a/b.git/': Could not resolve host: h";
        assert!(matches!(told(passing), FetchError::Passing(_)));
        let refused = "remote: Repository not found.\nfatal: repository 'https://h/a/b/' not found";
        assert!(matches!(told(refused), FetchError::Refused(_)));
        let broken = "error: object file x is empty\nfatal: loose object x is corrupt";
        assert!(matches!(told(broken), FetchError::Broken(_)));
        let full = "error: file write error: No space left on device\nfatal: index-pack failed";
        assert!(matches!(told(full), FetchError::Full(_)));
    }

    #[test]
    fn a_name_of_a_repository_means_nothing() {
        let words = "fatal: unable to access 'https://h/a/corrupt-403.git/': The requested URL \
                     returned error: 502";
        assert!(matches!(told(words), FetchError::Passing(_)));
        let words = "fatal: unable to access 'https://h/a/b.git/': The requested URL returned \
                     error: 403";
        assert!(matches!(told(words), FetchError::Refused(_)));
    }

    #[test]
    fn a_403_that_speaks_of_a_limit_means_later() {
        let error =
            |code| format!("fatal: unable to access 'x': The requested URL returned error: {code}");
        let limited = format!("remote: You have exceeded a secondary rate limit.\n{}", error(403));
        assert!(matches!(told(&limited), FetchError::Limited(_)));
        assert!(matches!(told(&error(429)), FetchError::Limited(_)));
        assert!(matches!(told(&error(403)), FetchError::Refused(_)));
    }

    fn git() -> SystemGit {
        let token: Token = Arc::new(|| Some(SecretString::from("ghp_secret")));
        SystemGit::new(Access { prefix: "https://github.com/".to_owned(), token })
    }

    #[test]
    fn the_token_is_in_no_argument() {
        let call = git().call(Path::new("."));
        let arguments = format!("{:?}", call.get_args().collect::<Vec<_>>());
        assert!(!arguments.contains("ghp_secret") && !arguments.contains("Authorization"));
    }

    #[test]
    fn only_the_host_that_issued_the_token_gets_it() {
        let settings = git().settings();
        let headers: Vec<&str> = settings
            .iter()
            .filter(|(_, value)| value.starts_with("Authorization"))
            .map(|(key, _)| key.as_str())
            .collect();
        assert_eq!(headers, ["http.https://github.com/.extraHeader"]);
    }
}
