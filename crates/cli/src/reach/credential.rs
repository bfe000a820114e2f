//! By which right GitHub is asked, as the environment tells.

use std::fs;
use std::process::{Command, Stdio};

use anyhow::Context as _;
use milepost_forge::{Credential, Host};
use secrecy::SecretString;

/// Variables that hold a token, in the order in which they are looked at.
const TOKENS: &[&str] = &["MILEPOST_TOKEN", "GH_TOKEN", "GITHUB_TOKEN"];

/// The same for a server of one's own, as `gh` knows them.
const SERVER_TOKENS: &[&str] =
    &["MILEPOST_TOKEN", "GH_ENTERPRISE_TOKEN", "GITHUB_ENTERPRISE_TOKEN", "GITHUB_TOKEN"];

/// A GitHub App: its number, its key as text or as a file, and its installation.
const APP: &str = "MILEPOST_APP_ID";
const APP_KEY: &str = "MILEPOST_APP_KEY";
const APP_KEY_FILE: &str = "MILEPOST_APP_KEY_FILE";
const APP_INSTALLATION: &str = "MILEPOST_APP_INSTALLATION";

/// By which right a host is asked, and where that comes from.
pub(super) fn of(host: &Host) -> anyhow::Result<(Credential, String)> {
    if let Some(id) = variable(APP) {
        return app(&id);
    }
    let names = if *host == Host::default() { TOKENS } else { SERVER_TOKENS };
    let token = names.iter().find_map(|name| Some((variable(name)?, (*name).to_owned())));
    if let Some((token, name)) = token {
        return Ok((
            Credential::Token(SecretString::from(token)),
            format!("by the token in {name}"),
        ));
    }
    if let Some(token) = of_gh(host) {
        return Ok((Credential::Token(token), "by the token of `gh`".to_owned()));
    }
    Ok((Credential::Nobody, without(names)))
}

fn app(id: &str) -> anyhow::Result<(Credential, String)> {
    let number = |name: &str, text: &str| {
        text.parse::<u64>().with_context(|| format!("{name}: {text:?}: expected a number"))
    };
    let key = match (variable(APP_KEY), variable(APP_KEY_FILE)) {
        (Some(key), _) => key,
        (None, Some(file)) => {
            fs::read_to_string(&file).with_context(|| format!("{APP_KEY_FILE}: {file}"))?
        }
        (None, None) => anyhow::bail!("{APP} is set: expected {APP_KEY} or {APP_KEY_FILE} too"),
    };
    let installation = variable(APP_INSTALLATION);
    let installation = installation.map(|text| number(APP_INSTALLATION, &text)).transpose()?;
    let id = number(APP, id)?;
    let key = SecretString::from(key);
    Ok((Credential::App { id, key, installation }, format!("as GitHub App {id}")))
}

/// What it means that no token was found, and where one is looked for.
fn without(names: &[&str]) -> String {
    let names = names.join(", ");
    format!("without a token: only what is public is seen; {names} or `gh auth login` gives one")
}

fn variable(name: &str) -> Option<String> {
    std::env::var(name).ok().map(|value| value.trim().to_owned()).filter(|it| !it.is_empty())
}

/// The token that `gh` keeps, where there is a `gh`.
fn of_gh(host: &Host) -> Option<SecretString> {
    let mut gh = Command::new("gh");
    gh.args(["auth", "token", "--hostname", &host.name()]);
    let output = gh.stdin(Stdio::null()).stderr(Stdio::null()).output().ok()?;
    let token = String::from_utf8(output.stdout).ok()?.trim().to_owned();
    (output.status.success() && !token.is_empty()).then(|| SecretString::from(token))
}
