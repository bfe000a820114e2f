//! Recipes of a justfile.

use std::collections::BTreeMap;

use milepost_commands::Folder;
use milepost_core::Confidence;
use milepost_detector::{File, Findings};

use crate::tasks::{self, Task};

/// Reads a justfile.
pub(crate) fn read(file: &File<'_>, findings: &mut Findings) {
    let variables = variables(file.text);
    let mut found: Vec<Task> = Vec::new();
    let mut body = String::new();
    for (line, text) in (1..).zip(file.text.lines()) {
        if text.starts_with([' ', '\t']) || text.trim().is_empty() {
            let text = text.trim();
            body.push_str(text.trim_start_matches(['@', '-']));
            body.push('\n');
            continue;
        }
        close(&mut body, found.last_mut(), &variables, file);
        if let Some((name, needs)) = recipe(text) {
            let mut task = Task::new(name, line);
            let needs = needs.split(['&', ' ', '(', ')']).filter(|need| !need.is_empty());
            task.calls.extend(needs.map(str::to_owned));
            found.push(task);
        }
    }
    close(&mut body, found.last_mut(), &variables, file);
    tasks::emit("just", Confidence::Parsed, found, file.verbs, findings);
}

/// What stands in the body of a recipe. Each line has a shell of its own, unless the first names
/// one for all.
fn close(
    body: &mut String,
    task: Option<&mut Task>,
    variables: &BTreeMap<String, String>,
    file: &File<'_>,
) {
    let script = filled(&std::mem::take(body), variables);
    let Some(task) = task else { return };
    let other = script.starts_with("#!")
        && !["sh", "bash", "zsh"]
            .iter()
            .any(|shell| script.lines().next().is_some_and(|first| first.ends_with(shell)));
    if other {
        return;
    }
    if script.starts_with("#!") {
        task.script("just", &script, &mut Folder::at(file.folder()), file.verbs);
        return;
    }
    for line in script.replace("\\\n", " ").lines() {
        task.script("just", line, &mut Folder::at(file.folder()), file.verbs);
    }
}

/// The name of a recipe and what it waits for.
fn recipe(text: &str) -> Option<(&str, &str)> {
    let text = text.trim_start_matches('@');
    let (head, needs) = text.split_once(':')?;
    let name = head.split_whitespace().next()?;
    let plain = name.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '_' | '-'));
    let other = matches!(name, "set" | "alias" | "export" | "import" | "mod");
    (plain && !other && !needs.starts_with('=')).then_some((name, needs.split('#').next()?))
}

/// Variables with a literal value.
fn variables(text: &str) -> BTreeMap<String, String> {
    let assignments = text.lines().filter_map(|line| {
        let line = line.strip_prefix("export ").unwrap_or(line);
        let (name, value) = line.split_once(":=")?;
        let value = value.trim();
        let quote = value.chars().next().filter(|c| matches!(c, '"' | '\''))?;
        let value = value.strip_prefix(quote)?.strip_suffix(quote)?;
        (!value.contains(quote)).then(|| (name.trim().to_owned(), value.to_owned()))
    });
    assignments.collect()
}

/// The script with `{{name}}` replaced where its value is known.
fn filled(script: &str, variables: &BTreeMap<String, String>) -> String {
    crate::taskfile::filled(script, |name| variables.get(name).cloned())
}
