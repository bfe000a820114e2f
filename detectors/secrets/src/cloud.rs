//! References of deployment tools to the stores of clouds: CloudFormation, and the Serverless
//! Framework.

use std::sync::LazyLock;

use milepost_core::{Confidence, SecretMechanism as M};
use milepost_syntax::yaml::Node;
use regex::Regex;

use crate::key;
use crate::notes::{Notes, named};

/// A dynamic reference: what it resolves by, and the name of the secret.
static DYNAMIC: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(r"\{\{resolve:(secretsmanager|ssm-secure):([A-Za-z0-9/_+=.@-]*)").ok()
});

/// A variable of the Serverless Framework, and what it reads.
static VARIABLE: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new(r"\$\{(ssm|secretsmanager|aws:ssm)(?:\([^)]*\))?:([^}~$]*)").ok());

/// Where AWS lets the Parameter Store be asked for a secret of the Secrets Manager.
const ACROSS: &str = "/aws/reference/secretsmanager/";

/// Notes dynamic references of CloudFormation, which no YAML comment holds.
pub(crate) fn read_dynamic(text: &str, notes: &mut Notes) {
    let Some(pattern) = DYNAMIC.as_ref() else { return };
    for (number, line) in (1u32..).zip(text.lines()) {
        let line = line.split_once(" #").map_or(line, |(code, _)| code);
        if line.trim_start().starts_with('#') {
            continue;
        }
        for found in pattern.captures_iter(line) {
            let is_manager = found.get(1).is_some_and(|by| by.as_str() == "secretsmanager");
            let name = found.get(2).map(|name| name.as_str()).filter(|name| !name.is_empty());
            // Of an ARN only the part before its first colon was read, which names nothing.
            let name = name.filter(|name| *name != "arn");
            let mechanism = if is_manager { M::AwsSm } else { M::AwsSsm };
            notes.add(number, Confidence::Pattern, named(mechanism, name));
        }
    }
}

/// Notes variables of the Serverless Framework that read a secret. Parameters hold names of
/// networks as well as passwords: one of them counts when it, or what is set by it, is named so.
pub(crate) fn read_serverless(node: &Node<'_>, notes: &mut Notes) {
    for (key, value) in node.entries() {
        if let (Some(name), Some(text)) = (key.text(), value.text()) {
            variables(name, text, value.line, notes);
        }
        read_serverless(value, notes);
    }
    for item in node.items() {
        read_serverless(item, notes);
    }
}

fn variables(name: &str, text: &str, line: u32, notes: &mut Notes) {
    let Some(pattern) = VARIABLE.as_ref() else { return };
    for found in pattern.captures_iter(text) {
        let path = found.get(2).map(|path| path.as_str()).unwrap_or_default();
        let is_manager = found.get(1).is_some_and(|by| by.as_str() == "secretsmanager")
            || path.starts_with(ACROSS);
        let last = path.rsplit(['/', '.']).next().unwrap_or(path);
        if is_manager {
            notes.add(line, Confidence::Pattern, named(M::AwsSm, Some(name)));
        } else if key::names_secret(name) || key::names_secret(last) {
            notes.add(line, Confidence::Pattern, named(M::AwsSsm, Some(name)));
        }
    }
}
