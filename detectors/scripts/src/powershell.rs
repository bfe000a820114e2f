//! `PowerShell` scripts: a pattern, line by line.

use milepost_commands::{Folder, Line, lines};
use milepost_core::{Confidence, DeployModel, Verb};
use milepost_detector::{File, Findings};

use crate::tasks;

/// Commands of `PowerShell` itself and of its modules.
const COMMANDS: &[(&str, Verb)] = &[
    ("publish-azwebapp", Verb::Deploy(DeployModel::CloudCli)),
    ("update-azcontainerapp", Verb::Deploy(DeployModel::CloudCli)),
    ("publish-azfunctionapp", Verb::Deploy(DeployModel::CloudCli)),
    ("new-azresourcegroupdeployment", Verb::IacApply),
    ("new-azdeployment", Verb::IacApply),
    ("new-azsubscriptiondeployment", Verb::IacApply),
    ("publish-module", Verb::Publish),
    ("invoke-pester", Verb::UnitTest),
    ("invoke-scriptanalyzer", Verb::Lint),
];

/// Reads a `PowerShell` script.
pub(crate) fn read(file: &File<'_>, findings: &mut Findings) {
    let mut found: Vec<Line> = Vec::new();
    let mut comment = false;
    for (at, text) in (1..).zip(file.text.lines()) {
        let text = text.trim();
        if text.starts_with("<#") {
            comment = true;
        }
        if comment {
            comment = !text.contains("#>");
            continue;
        }
        let text = text.trim_start_matches(['&', '{', '}', ' ']);
        let first = text.split_whitespace().next().unwrap_or_default();
        if !first.starts_with(|c: char| c.is_ascii_alphanumeric() || c == '.') {
            continue;
        }
        let lower = first.to_ascii_lowercase();
        if let Some((_, verb)) = COMMANDS.iter().find(|(name, _)| *name == lower) {
            found.push(line(at, first, vec![*verb]));
        } else if !first.contains('-') {
            // Paths are written with either slash.
            let script = text.trim_end_matches('`').replace('\\', "/");
            let read = lines(&script, at, &mut Folder::default(), file.verbs);
            found.extend(read.into_iter().map(|known| Line { line: at, ..known }));
        }
    }
    tasks::whole("powershell", Confidence::Pattern, &found, file, findings);
}

fn line(at: u32, head: &str, verbs: Vec<Verb>) -> Line {
    Line { line: at, head: head.to_owned(), verbs, words: vec![], paths: vec![], runs: None }
}
