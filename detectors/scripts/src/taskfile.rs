//! Tasks of a Taskfile.

use milepost_commands::Folder;
use milepost_core::{Confidence, place};
use milepost_detector::{File, Findings};
use milepost_syntax::yaml::Node;

use crate::tasks::{self, Task};

/// Reads a Taskfile.
pub(crate) fn read(file: &File<'_>, findings: &mut Findings) {
    if !file.text.contains("tasks:") {
        return;
    }
    let reading = file.yaml();
    for broken in &reading.broken {
        findings.unread(broken.line, broken.message.clone());
    }
    let Some(root) = reading.roots.first() else {
        return;
    };
    let mut found = Vec::new();
    for (key, value) in root.get("tasks").map_or(&[][..], Node::entries) {
        let Some(name) = key.text() else { continue };
        let mut task = Task::new(name, key.line);
        let folder = value.str("dir").map_or_else(
            || file.folder().to_owned(),
            |dir| place::resolve(file.folder(), dir).unwrap_or_else(|| "$".to_owned()),
        );
        if value.is_mapping() {
            for need in value.get("deps").map_or(&[][..], Node::one_or_many) {
                task.calls.extend(need.text().or_else(|| need.str("task")).map(str::to_owned));
            }
            for key in ["cmd", "cmds"] {
                run(value.get(key), &folder, &mut task, file);
            }
        } else {
            run(Some(value), &folder, &mut task, file);
        }
        found.push(task);
    }
    let confidence = if reading.is_masked() { Confidence::Pattern } else { Confidence::Parsed };
    tasks::emit("task", confidence, found, file.verbs, findings);
}

fn run(commands: Option<&Node<'_>>, folder: &str, task: &mut Task, file: &File<'_>) {
    for command in commands.map_or(&[][..], Node::one_or_many) {
        if let Some(script) = command.text().or_else(|| command.str("cmd")) {
            task.script("task", &filled(script, |_| None), &mut Folder::at(folder), file.verbs);
        }
        task.calls.extend(command.str("task").map(str::to_owned));
    }
}

/// The text with every `{{ … }}` replaced: by its value, or by a variable nobody knows.
pub(crate) fn filled(text: &str, value: impl Fn(&str) -> Option<String>) -> String {
    let mut filled = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, behind)) = rest.split_once("{{") {
        let Some((inside, after)) = behind.split_once("}}") else {
            break;
        };
        filled.push_str(before);
        filled.push_str(&value(inside.trim()).unwrap_or_else(|| "${_}".to_owned()));
        rest = after;
    }
    filled.push_str(rest);
    filled
}
