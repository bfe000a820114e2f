//! Fabric, Invoke, and programs that call the tools of a deployment: patterns in Python.

use milepost_commands::{Folder, Line, lines};
use milepost_core::Confidence;
use milepost_detector::{File, Findings};

use crate::tasks::{self, Task};

/// Calls whose first argument is a command line, and whether it runs on another host.
const FABRIC: &[(&str, bool)] = &[
    ("local", false),
    ("c.local", false),
    ("ctx.local", false),
    ("run", true),
    ("sudo", true),
    ("c.run", true),
    ("ctx.run", true),
    ("conn.run", true),
    ("connection.run", true),
    ("c.sudo", true),
    ("conn.sudo", true),
];

const INVOKE: &[(&str, bool)] =
    &[("c.run", false), ("ctx.run", false), ("context.run", false), ("run", false)];

const PROGRAM: &[(&str, bool)] = &[
    ("os.system", false),
    ("subprocess.run", false),
    ("subprocess.call", false),
    ("subprocess.check_call", false),
    ("subprocess.check_output", false),
    ("subprocess.Popen", false),
    ("check_call", false),
    ("check_output", false),
];

/// Reads a file of tasks, or a program that is named for deploying.
pub(crate) fn read(file: &File<'_>, findings: &mut Findings) {
    let text = file.text;
    match file.name() {
        "fabfile.py" => tasks_of(file, "fabric", FABRIC, findings),
        "tasks.py" if text.contains("invoke") && text.contains("@task") => {
            tasks_of(file, "invoke", INVOKE, findings);
        }
        "tasks.py" => {}
        _ if text.contains("subprocess") || text.contains("os.system") => {
            let found: Vec<Line> = calls(file, PROGRAM).into_iter().map(|(_, line)| line).collect();
            tasks::whole("python", Confidence::Pattern, &found, file, findings);
        }
        _ => {}
    }
}

/// The functions of a file as tasks.
fn tasks_of(file: &File<'_>, tool: &str, known: &[(&str, bool)], findings: &mut Findings) {
    let mut found: Vec<Task> = Vec::new();
    let functions: Vec<(u32, &str)> = (1..)
        .zip(file.text.lines())
        .filter_map(|(line, text)| {
            let name = text.strip_prefix("def ").or_else(|| text.strip_prefix("async def "))?;
            Some((line, name.split('(').next()?.trim()))
        })
        .collect();
    for (line, name) in functions {
        found.push(Task::new(name, line));
    }
    for (at, line) in calls(file, known) {
        let holder = found.iter_mut().rev().find(|task| task.line <= at);
        if let Some(task) = holder {
            task.verbs.extend(line.verbs);
            task.runs.extend(line.runs);
        }
    }
    tasks::emit(tool, Confidence::Pattern, found, file.verbs, findings);
}

/// The command lines that are written out as the argument of a known call.
fn calls(file: &File<'_>, known: &[(&str, bool)]) -> Vec<(u32, Line)> {
    let mut found = Vec::new();
    for (at, text) in (1_u32..).zip(file.text.lines()) {
        let code = text.trim_start();
        if code.starts_with('#') {
            continue;
        }
        for (name, remote) in known {
            let Some(argument) = argument(code, name) else { continue };
            // A list may go on over lines.
            let rest = if argument.is_empty() || argument == "[" {
                following(file.text, at)
            } else {
                argument.to_owned()
            };
            let Some(command) = literal(&rest) else { continue };
            let script =
                if *remote { format!("ssh host '{}'", command.replace('\'', "")) } else { command };
            let read = lines(&script, at, &mut Folder::default(), file.verbs);
            found.extend(read.into_iter().map(|line| (at, Line { line: at, ..line })));
            break;
        }
    }
    found
}

/// What stands behind `name(`, when it is called there.
fn argument<'t>(code: &'t str, name: &str) -> Option<&'t str> {
    let at = code.find(&format!("{name}("))?;
    let before = code.get(..at)?;
    let part = before.ends_with(|c: char| c.is_alphanumeric() || matches!(c, '_' | '.'));
    (!part).then(|| code.get(at + name.len() + 1..)).flatten().map(str::trim)
}

/// The next lines as one, for an argument that starts there.
fn following(text: &str, line: u32) -> String {
    let skip = usize::try_from(line).unwrap_or(usize::MAX);
    let next: Vec<&str> = text.lines().skip(skip).take(30).map(str::trim).collect();
    format!("[{}", next.join(" "))
}

/// The command line of a text or of a list of texts; what is computed stays unknown.
fn literal(argument: &str) -> Option<String> {
    let argument = argument.trim_start_matches('[').trim_start();
    let mut words = Vec::new();
    let mut rest = argument;
    let is_list =
        rest.len() < argument.len() || argument.contains("\",") || argument.contains("',");
    loop {
        rest = rest.trim_start_matches([' ', ',']);
        let bare = rest.trim_start_matches(['f', 'r', 'b']);
        let quote = bare.chars().next().filter(|c| matches!(c, '"' | '\''));
        let Some(quote) = quote else {
            // Something computed stands between the words, or the list ends.
            let end = rest.find([',', ']', ')'])?;
            if words.is_empty() || !rest.get(end..)?.starts_with(',') {
                break;
            }
            words.push("$_".to_owned());
            rest = rest.get(end + 1..)?;
            continue;
        };
        let triple: String = std::iter::repeat_n(quote, 3).collect();
        let mark = if bare.starts_with(&triple) { triple } else { quote.to_string() };
        let inside = bare.strip_prefix(mark.as_str())?;
        let (word, after) = inside.split_once(mark.as_str()).unwrap_or((inside, ""));
        words.push(word.replace(['{', '}'], ""));
        rest = after.trim_start();
        if !is_list || !rest.starts_with(',') {
            break;
        }
    }
    (!words.is_empty()).then(|| words.join(" "))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_command_line_is_a_text_or_a_list_of_texts() {
        let said = |argument: &str| literal(argument).unwrap_or_default();
        assert_eq!(said("\"helm upgrade a b\", check=True)"), "helm upgrade a b");
        assert_eq!(said("['helm', 'upgrade', NAME, \"chart\"])"), "helm upgrade $_ chart");
        assert_eq!(said("f\"helm upgrade {x}\")"), "helm upgrade x");
        assert_eq!(said("command)"), "");
        assert_eq!(said("[\"a"), "a");
    }
}
