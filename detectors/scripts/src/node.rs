//! The scripts of a `package.json`.

use milepost_commands::Folder;
use milepost_core::Confidence;
use milepost_detector::{File, Findings};
use milepost_syntax::yaml::Node;

use crate::tasks::{self, Task};

/// Programs that run several scripts of the package by name.
const SEVERAL: &[&str] = &["npm-run-all", "npm-run-all2", "run-s", "run-p", "concurrently"];

/// Reads the scripts of a package. JSON is YAML, so that its lines are known.
pub(crate) fn read(file: &File<'_>, findings: &mut Findings) {
    if !file.text.contains("\"scripts\"") {
        return;
    }
    for broken in &file.yaml().broken {
        findings.unread(broken.line, broken.message.clone());
    }
    let Some(root) = file.yaml().roots.first() else {
        return;
    };
    let scripts = root.get("scripts").map_or(&[][..], Node::entries);
    let names: Vec<&str> =
        scripts.iter().filter_map(|(key, _)| key.text()).take(tasks::TASKS).collect();
    let mut found = Vec::new();
    for (key, value) in scripts {
        let (Some(name), Some(script)) = (key.text(), value.text()) else {
            continue;
        };
        let mut task = Task::new(name, key.line);
        task.script("npm", script, &mut Folder::at(file.folder()), file.verbs);
        several(script, &names, &mut task);
        for around in ["pre", "post"] {
            task.calls.insert(format!("{around}{name}"));
        }
        found.push(task);
    }
    tasks::emit("npm", Confidence::Parsed, found, file.verbs, findings);
}

/// Scripts that are handed to a program that runs several of them: by name, or by `test:*`.
fn several(script: &str, names: &[&str], task: &mut Task) {
    for line in milepost_syntax::shell::commands(script) {
        let Some((program, words)) = line.words.split_first() else {
            continue;
        };
        if !SEVERAL.contains(&program.rsplit('/').next().unwrap_or(program)) {
            continue;
        }
        for word in words.iter().map(|word| word.trim_start_matches("npm:")) {
            let word = word
                .strip_prefix("npm run ")
                .or_else(|| word.strip_prefix("yarn "))
                .unwrap_or(word);
            let start = word.trim_end_matches('*');
            let meant = |name: &&&str| **name == word || start != word && name.starts_with(start);
            task.calls.extend(names.iter().filter(meant).map(|name| (*name).to_owned()));
        }
    }
}
