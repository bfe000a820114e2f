//! Hooks that run before a commit or a push, and the scanners among them.

use milepost_core::{Scan, What};
use milepost_detector::{File, Findings};
use milepost_syntax::shell;
use milepost_syntax::yaml::Node;

use crate::tools;

/// Notes every hook of pre-commit that is a scanner.
pub(crate) fn read_pre_commit(file: &File<'_>, findings: &mut Findings) {
    let roots = file.yaml().roots.iter();
    let repositories = roots.filter_map(|root| root.get("repos")).flat_map(Node::items);
    for hook in repositories.filter_map(|one| one.get("hooks")).flat_map(Node::items) {
        let Some((line, id)) = hook.get("id").and_then(|id| Some((id.line, id.text()?))) else {
            continue;
        };
        // A hook of one's own may be called anything; what it runs says what it is.
        let entry = hook.str("entry").and_then(scanner_of_script);
        if let Some((tool, looks_for)) = tools::of_command(id).or(entry) {
            findings.parsed(line, scan(tool, looks_for));
        }
    }
    note_broken(file, findings);
}

/// Notes what could not be read of a file that is no other tool's.
fn note_broken(file: &File<'_>, findings: &mut Findings) {
    for broken in &file.yaml().broken {
        findings.unread(broken.line, broken.message.clone());
    }
}

/// Notes every command of Lefthook that runs a scanner.
pub(crate) fn read_lefthook(file: &File<'_>, findings: &mut Findings) {
    for root in &file.yaml().roots {
        // Hooks of git, each with its commands, its scripts, or its jobs.
        for (_, hook) in root.entries() {
            for part in ["commands", "jobs"] {
                let part = hook.get(part);
                let named = part.map(Node::entries).unwrap_or_default().iter().map(|(_, it)| it);
                let listed = part.map(Node::items).unwrap_or_default().iter();
                named.chain(listed).for_each(|command| note_run(command, findings));
            }
        }
    }
    note_broken(file, findings);
}

fn note_run(command: &Node<'_>, findings: &mut Findings) {
    if let Some(run) = command.get("run")
        && let Some((tool, looks_for)) = run.text().and_then(scanner_of_script)
    {
        findings.parsed(run.line, scan(tool, looks_for));
    }
}

fn scanner_of_script(script: &str) -> Option<(&'static str, &'static [&'static str])> {
    shell::commands(script).iter().find_map(|command| {
        let first = command.words.first()?;
        tools::of_command(first.rsplit('/').next().unwrap_or(first))
    })
}

/// A scanner and what it looks for.
pub(crate) fn scan(tool: &str, looks_for: &[&str]) -> What {
    What::Scan(Scan {
        tool: tool.to_owned(),
        looks_for: looks_for.iter().map(|it| (*it).to_owned()).collect(),
        only_ignores: false,
    })
}

/// A scanner's file that only lists what it is to pass over.
pub(crate) fn ignores(tool: &str, looks_for: &[&str]) -> What {
    match scan(tool, looks_for) {
        What::Scan(scan) => What::Scan(Scan { only_ignores: true, ..scan }),
        other => other,
    }
}
