//! Capistrano, Mina and Rake: patterns in Ruby.

use std::collections::BTreeSet;

use milepost_commands::Folder;
use milepost_core::{Confidence, DeployModel, Verb};
use milepost_detector::{File, Findings};

use crate::tasks::{self, Task};

/// Reads the configuration of a deployment, or a file of Rake tasks.
pub(crate) fn read(file: &File<'_>, findings: &mut Findings) {
    let folder = file.folder();
    if file.name() == "deploy.rb" && (folder == "config" || folder.ends_with("/config")) {
        deployment(file, findings);
    } else if file.name().ends_with(".rb") {
        stage(file, findings);
    } else {
        rake(file, findings);
    }
}

/// The lines of code.
fn code<'f>(file: &File<'f>) -> impl Iterator<Item = (u32, &'f str)> {
    (1..).zip(file.text.lines().map(str::trim)).filter(|(_, line)| !line.starts_with('#'))
}

/// Whether a line sets what every deployment needs to know.
fn sets(line: &str) -> bool {
    ["set :deploy_to", "set :application", "set(:deploy_to", "set :repo_url", "set :repository"]
        .iter()
        .any(|start| line.starts_with(start))
}

fn deployment(file: &File<'_>, findings: &mut Findings) {
    let Some((line, _)) = code(file).find(|(_, line)| sets(line)) else {
        return;
    };
    let mina = code(file).any(|(_, line)| line.starts_with("require") && line.contains("mina/"));
    let tool = if mina { "mina" } else { "capistrano" };
    tasks::emit(tool, Confidence::Pattern, vec![deploying("deploy", line)], file.verbs, findings);
}

/// A stage of Capistrano names the servers it deploys to.
fn stage(file: &File<'_>, findings: &mut Findings) {
    let names_servers = |line: &str| {
        ["server ", "server(", "role ", "role(", "set :deploy_to", "aws_ec2_register"]
            .iter()
            .any(|start| line.starts_with(start))
    };
    let Some((line, _)) = code(file).find(|(_, line)| names_servers(line)) else {
        return;
    };
    let name = file.name().trim_end_matches(".rb");
    if matches!(name, "development" | "vagrant" | "local") {
        // The machine of a developer.
        return;
    }
    tasks::emit(
        "capistrano",
        Confidence::Pattern,
        vec![deploying(name, line)],
        file.verbs,
        findings,
    );
}

fn deploying(name: &str, line: u32) -> Task {
    let verbs = BTreeSet::from([Verb::Deploy(DeployModel::SshCopy)]);
    Task { verbs, ..Task::new(name, line) }
}

/// Rake tasks, by the command lines they hand to a shell.
fn rake(file: &File<'_>, findings: &mut Findings) {
    if !["sh ", "sh(", "system", "`"].iter().any(|call| file.text.contains(call)) {
        return;
    }
    let mut found: Vec<Task> = Vec::new();
    let mut spaces: Vec<(usize, &str)> = Vec::new();
    for (at, text) in (1..).zip(file.text.lines()) {
        let line = text.trim();
        let indent = text.len() - text.trim_start().len();
        if line.starts_with('#') || line.is_empty() {
            continue;
        }
        if line == "end" {
            spaces.retain(|(space, _)| *space < indent);
        } else if let Some(name) = named(line, "namespace") {
            spaces.retain(|(space, _)| *space < indent);
            spaces.push((indent, name));
        } else if let Some(name) = named(line, "task") {
            let path: Vec<&str> =
                spaces.iter().map(|(_, space)| *space).chain(std::iter::once(name)).collect();
            found.push(Task::new(path.join(":"), at));
        } else if let (Some(command), Some(task)) = (command(line), found.last_mut()) {
            task.script("rake", &command, &mut Folder::default(), file.verbs);
        }
    }
    tasks::emit("rake", Confidence::Pattern, found, file.verbs, findings);
}

/// The name behind `task` or `namespace`: a symbol, a text, or the key of what it waits for.
fn named<'l>(line: &'l str, word: &str) -> Option<&'l str> {
    let rest = line.strip_prefix(word)?.strip_prefix([' ', '('])?;
    let rest = rest.trim_start().trim_start_matches([':', '"', '\'']);
    let end = rest.find(|c: char| !c.is_ascii_alphanumeric() && c != '_').unwrap_or(rest.len());
    rest.get(..end).filter(|name| !name.is_empty())
}

/// The command line a line hands to a shell, what is computed in it unknown.
fn command(line: &str) -> Option<String> {
    let call = ["sh ", "sh(", "system ", "system(", "exec ", "exec("]
        .iter()
        .find_map(|call| line.strip_prefix(call));
    let (quote, inside) = match call {
        Some(rest) => {
            let rest = rest.trim_start();
            let quote = rest.chars().next().filter(|c| matches!(c, '"' | '\''))?;
            (quote, rest.strip_prefix(quote)?)
        }
        None => ('`', line.strip_prefix('`')?),
    };
    let (command, _) = inside.split_once(quote)?;
    Some(command.replace("#{", "${"))
}
