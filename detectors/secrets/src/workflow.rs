//! GitHub workflows whose deploy hands secrets of the CI system to what is run. Logins to
//! registries and clouds are secrets of the pipeline itself, not of what it deploys.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use milepost_core::{Confidence, SecretMechanism as M};
use milepost_syntax::shell;
use milepost_syntax::yaml::Node;
use regex::Regex;

use crate::notes::{Notes, named, through};

static SECRET: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new(r"\$\{\{\s*secrets\.([A-Za-z_][A-Za-z0-9_]*)\s*\}\}").ok());

/// A variable of a shell where its value is used.
static VARIABLE: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new(r"\$\{?([A-Za-z_][A-Za-z0-9_]*)").ok());

/// Commands that write settings into what is run, by their first words.
const WRITE: &[&[&str]] = &[
    &["az", "containerapp", "secret", "set"],
    &["az", "functionapp", "config", "appsettings", "set"],
    &["az", "webapp", "config", "appsettings", "set"],
    &["cf", "set-env"],
    &["fly", "secrets"],
    &["flyctl", "secrets"],
    &["heroku", "config:set"],
    &["kubectl", "create", "secret"],
    &["kubectl", "set", "env"],
    &["railway", "variables"],
    &["wrangler", "secret"],
];

/// Commands that deploy, and the options by which they write settings.
const DEPLOY: &[(&[&str], &[&str])] = &[
    (&["aws", "lambda", "update-function-configuration"], &["--environment"]),
    (&["az", "containerapp", "update"], &["--set-env-vars"]),
    (&["gcloud", "functions", "deploy"], &["--set-env-vars", "--update-env-vars"]),
    (&["gcloud", "run", "deploy"], &["--set-env-vars", "--update-env-vars"]),
    (&["helm", "install"], &["--set"]),
    (&["helm", "upgrade"], &["--set"]),
    (&["sam", "deploy"], &["--parameter-overrides"]),
];

/// Words of settings that log a cluster in to a registry: no secret of what is run.
const OF_REGISTRY: &[&str] = &["docker-registry", "imageCredentials", "imagePullSecret"];

/// Actions that deploy, and the inputs by which they write settings.
const ACTIONS: &[(&str, &[&str])] = &[
    ("azure/appservice-settings", &["app-settings-json", "connection-strings-json"]),
    ("cloudflare/wrangler-action", &["vars", "environment"]),
    ("google-github-actions/deploy-cloud-functions", &["environment_variables", "env_vars"]),
    ("google-github-actions/deploy-cloudrun", &["env_vars"]),
];

/// Secrets of GitHub's own, which no deploy needs to be given.
const OWN: &[&str] = &["GITHUB_TOKEN"];

type Variables = BTreeMap<String, String>;

/// Notes what a workflow hands on.
pub(crate) fn read(root: &Node<'_>, text: &str, notes: &mut Notes) {
    let of_all = with_secrets(Variables::new(), root);
    for (_, job) in root.get("jobs").map(Node::entries).unwrap_or_default() {
        let of_job = with_secrets(of_all.clone(), job);
        for step in job.get("steps").map(Node::items).unwrap_or_default() {
            let mut step =
                Step { node: step, variables: with_secrets(of_job.clone(), step), text, notes };
            step.read();
        }
    }
}

/// The variables of `outer` and those `node` sets to a secret.
fn with_secrets(mut outer: Variables, node: &Node<'_>) -> Variables {
    for (name, value) in node.get("env").map(Node::entries).unwrap_or_default() {
        if let (Some(name), Some(secret)) = (name.text(), value.text().and_then(secret_in)) {
            outer.insert(name.to_owned(), secret);
        }
    }
    outer
}

/// The first secret a text is filled in with.
fn secret_in(text: &str) -> Option<String> {
    let found = SECRET.as_ref()?.captures_iter(text);
    found
        .filter_map(|found| found.get(1))
        .map(|name| name.as_str().to_owned())
        .find(|name| !OWN.contains(&name.as_str()))
}

struct Step<'s, 'n> {
    node: &'s Node<'s>,
    variables: Variables,
    text: &'s str,
    notes: &'n mut Notes,
}

impl Step<'_, '_> {
    fn read(&mut self) {
        if let Some(script) = self.node.str("run") {
            self.script(script);
        }
        let Some(action) = self.node.str("uses") else {
            return;
        };
        let action = action.split('@').next().unwrap_or(action).to_ascii_lowercase();
        if action == "hashicorp/vault-action" {
            let says = through(M::Vault, None, "vault-action");
            self.notes.add(self.node.line, Confidence::Pattern, says);
        }
        let Some(inputs) = self.node.get("with") else {
            return;
        };
        if action == "appleboy/ssh-action"
            && let Some(script) = inputs.str("script")
        {
            self.environment_file(script);
            self.script(script);
        }
        let names = ACTIONS.iter().find(|(name, _)| *name == action).map(|(_, names)| *names);
        for name in names.unwrap_or_default() {
            if let Some(secret) = inputs.str(name).and_then(|text| self.secret(text)) {
                self.add(Some(&secret));
            }
        }
        if action == "cloudflare/wrangler-action"
            && let Some(first) =
                inputs.str("secrets").and_then(|list| list.split_whitespace().next())
            && let Some(secret) = self.variables.get(first).cloned()
        {
            self.add(Some(&secret));
        }
    }

    fn script(&mut self, script: &str) {
        let commands = shell::commands(script);
        let mut last = None;
        for command in &commands {
            let words: Vec<&str> = command.words.iter().map(String::as_str).collect();
            let joined = command.words.join(" ");
            if OF_REGISTRY.iter().any(|word| joined.contains(word)) {
                continue;
            }
            if WRITE.iter().any(|head| starts_with(&words, head)) {
                // Some of these read from what is piped into them.
                let secret = self.secret(&joined).or_else(|| last.clone());
                self.add(secret.as_deref());
            } else if let Some((_, options)) =
                DEPLOY.iter().find(|(head, _)| starts_with(&words, head))
            {
                let secret = self.option(&words, options);
                self.add(secret.as_deref());
            } else if matches!(words.as_slice(), ["serverless" | "sls", "deploy", ..]) {
                self.serverless();
            }
            let is_piped = matches!(words.first(), Some(&("echo" | "printf")));
            last = is_piped.then(|| self.secret(&joined)).flatten();
        }
    }

    /// The Serverless Framework writes variables of its own environment into functions.
    fn serverless(&mut self) {
        let own = |name: &str| name.starts_with("AWS_") || name.starts_with("SERVERLESS_");
        let secret = self.variables.iter().find(|(name, _)| !own(name)).map(|(_, it)| it.clone());
        self.add(secret.as_deref());
    }

    /// A secret behind one of `options`, or in the words up to the next option.
    fn option(&self, words: &[&str], options: &[&str]) -> Option<String> {
        let mut is_behind = false;
        words.iter().find_map(|word| {
            if word.starts_with('-') {
                is_behind = options.iter().any(|option| word.starts_with(option));
            }
            is_behind.then(|| self.secret(word)).flatten()
        })
    }

    /// Lines that write an environment file where the application runs.
    fn environment_file(&mut self, script: &str) {
        for line in script.lines().map(str::trim).filter(|line| !line.starts_with('#')) {
            let target = line.rsplit_once('>').map(|(_, target)| target.trim());
            let is_file =
                target.is_some_and(|name| name.trim_matches(['"', '\'']).ends_with(".env"));
            if let Some(secret) = self.secret(line).filter(|_| is_file) {
                self.add(Some(&secret));
            }
        }
    }

    /// The secret a text holds, written out or by a variable.
    fn secret(&self, text: &str) -> Option<String> {
        secret_in(text).or_else(|| {
            let mut names = VARIABLE.as_ref()?.captures_iter(text);
            names.find_map(|found| self.variables.get(found.get(1)?.as_str()).cloned())
        })
    }

    fn add(&mut self, secret: Option<&str>) {
        let Some(secret) = secret else {
            return;
        };
        let mention = format!("secrets.{secret}");
        let line = (1u32..)
            .zip(self.text.lines())
            .filter(|(_, line)| !line.trim_start().starts_with('#') && line.contains(&mention));
        // A variable may be set above the step that uses it.
        let (before, behind): (Vec<_>, Vec<_>) =
            line.map(|(number, _)| number).partition(|number| *number < self.node.line);
        let line = behind.first().or_else(|| before.last()).copied().unwrap_or(self.node.line);
        self.notes.add(line, Confidence::Pattern, named(M::CiSecrets, Some(secret)));
    }
}

fn starts_with(words: &[&str], head: &[&str]) -> bool {
    // Options may stand before a subcommand: `kubectl -n shop create secret`.
    let mut rest = words.iter();
    let Some(first) = rest.next() else {
        return false;
    };
    Some(first) == head.first()
        && head.iter().skip(1).all(|wanted| rest.by_ref().take(4).any(|word| word == wanted))
}
