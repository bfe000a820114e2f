//! Commands that mean something only by where they point: another host, a chat.

use milepost_core::{DeployModel, Verb};

use super::command::Meaning;

/// What a command does that reaches for another machine, when it is one of those.
pub(super) fn meaning(program: &str, words: &[String]) -> Option<Meaning> {
    let verb = match program {
        "scp" | "rsync" => copy(words)?,
        "ssh" => command(words)?,
        "curl" | "wget" => message(words)?,
        _ => return None,
    };
    Some(Meaning { head: program.to_owned(), verbs: vec![verb] })
}

/// A copy deploys when its last word, the target, is on another host.
fn copy(words: &[String]) -> Option<Verb> {
    let target = words.iter().rev().find(|word| !word.starts_with('-'))?;
    let (host, _) = target.split_once(':')?;
    let remote = !host.is_empty() && !host.contains('/') || target.starts_with("rsync://");
    remote.then_some(Verb::Deploy(DeployModel::SshCopy))
}

/// A command on another host deploys; a tunnel or a look at a git host does not.
fn command(words: &[String]) -> Option<Verb> {
    const VALUED: &[&str] = &["-i", "-p", "-o", "-l", "-F", "-J", "-L", "-R", "-D", "-c"];
    let mut plain = Vec::new();
    let mut rest = words.iter().skip(1);
    while let Some(word) = rest.next() {
        if word == "-N" {
            return None;
        } else if plain.is_empty() && VALUED.contains(&word.as_str()) {
            rest.next();
        } else if !plain.is_empty() || !word.starts_with('-') {
            plain.push(word.as_str());
        }
    }
    let (host, script) = plain.split_first()?;
    if script.is_empty() || host.starts_with("git@") {
        return None;
    }
    let script = script.join(" ");
    let compose = script.contains("docker compose") || script.contains("docker-compose");
    Some(Verb::Deploy(if compose { DeployModel::ComposeRemote } else { DeployModel::SshCopy }))
}

fn message(words: &[String]) -> Option<Verb> {
    words
        .iter()
        .any(|word| {
            let word = word.to_ascii_lowercase();
            word.contains("hooks.slack.com")
                || word.contains("slack.com/api")
                || word.contains("slack_webhook")
                || word.contains("webhook.office.com")
        })
        .then_some(Verb::Notify)
}
