//! Tasks of one file: what each does itself, and what it does through others of the file.

use std::collections::{BTreeMap, BTreeSet};

use milepost_commands::{Folder, Line, lines};
use milepost_core::{Confidence, Script, Verb, VerbTable, What};
use milepost_detector::{File, Finding, Findings};

/// Tasks one file may have; what lies beyond is not read.
pub(crate) const TASKS: usize = 500;

/// Programs that run tasks of their own file by name, and the words before the name.
const CALLS: &[(&str, &[&str])] = &[
    ("make", &[]),
    ("gmake", &[]),
    ("just", &[]),
    ("task", &[]),
    ("go-task", &[]),
    ("rake", &[]),
    ("npm", &["run", "run-script"]),
    ("yarn", &["run"]),
    ("pnpm", &["run"]),
    ("bun", &["run"]),
];

/// One task.
#[derive(Debug, Default)]
pub(crate) struct Task {
    pub(crate) name: String,
    pub(crate) line: u32,
    /// What it does itself.
    pub(crate) verbs: BTreeSet<Verb>,
    /// Scripts of the repository that it runs, from the root.
    pub(crate) runs: BTreeSet<String>,
    /// Words that may name other tasks of the file.
    pub(crate) calls: BTreeSet<String>,
    /// What its calls mean by their names alone, where no task of the file has the name.
    pub(crate) named: Vec<(Vec<String>, Vec<Verb>)>,
}

impl Task {
    pub(crate) fn new(name: impl Into<String>, line: u32) -> Self {
        Self { name: name.into(), line, ..Self::default() }
    }

    /// Adds what a script does that starts in `folder`.
    pub(crate) fn script(&mut self, script: &str, folder: &mut Folder, verbs: &VerbTable) {
        let home: Vec<String> =
            folder.path().into_iter().filter(|p| !p.is_empty()).map(str::to_owned).collect();
        for line in lines(script, 1, folder, verbs) {
            self.runs.extend(line.runs.clone());
            let called = called(&line.head);
            if called.is_empty() || line.paths != home {
                self.verbs.extend(line.verbs);
            } else {
                self.calls.extend(called.iter().cloned());
                self.named.push((called, line.verbs));
            }
        }
    }
}

/// The tasks a line names that its own file may define.
fn called(head: &str) -> Vec<String> {
    let mut words = head.split_whitespace();
    let program = words.next().unwrap_or_default();
    let Some((_, before)) = CALLS.iter().find(|(known, _)| *known == program) else {
        return Vec::new();
    };
    words.filter(|word| !before.contains(word)).map(str::to_owned).collect()
}

/// Hands over the tasks that do something, with what they do through others of the file.
pub(crate) fn emit(
    tool: &str,
    confidence: Confidence,
    tasks: Vec<Task>,
    verb_table: &VerbTable,
    findings: &mut Findings,
) {
    let mut known: BTreeMap<String, Task> = BTreeMap::new();
    let mut order = Vec::new();
    for task in tasks.into_iter().take(TASKS) {
        // A task that is defined twice does both.
        if let Some(first) = known.get_mut(&task.name) {
            first.verbs.extend(task.verbs);
            first.runs.extend(task.runs);
            first.calls.extend(task.calls);
            first.named.extend(task.named);
        } else {
            order.push(task.name.clone());
            known.insert(task.name.clone(), task);
        }
    }
    let names: BTreeSet<String> = known.keys().cloned().collect();
    for task in known.values_mut() {
        task.calls.retain(|name| names.contains(name));
    }
    for name in &order {
        let Some(task) = known.get(name) else { continue };
        let (verbs, runs) = reached(name, &known);
        let verbs = called_for(&task.name, verbs, verb_table);
        if says_something(&verbs) {
            let script = Script {
                tool: tool.to_owned(),
                name: Some(task.name.clone()).filter(|name| !name.is_empty()),
                verbs: verbs.into_iter().collect(),
                runs: runs.into_iter().collect(),
            };
            findings.found.push(Finding {
                line: task.line,
                confidence,
                what: What::Script(script),
            });
        }
    }
}

/// What a task does itself and through others.
fn reached(name: &str, known: &BTreeMap<String, Task>) -> (BTreeSet<Verb>, BTreeSet<String>) {
    let (mut verbs, mut runs) = (BTreeSet::new(), BTreeSet::new());
    let (mut seen, mut open) = (BTreeSet::new(), vec![name]);
    while let Some(next) = open.pop() {
        let Some(task) = known.get(next) else { continue };
        if !seen.insert(next) {
            continue;
        }
        verbs.extend(&task.verbs);
        runs.extend(task.runs.iter().cloned());
        open.extend(task.calls.iter().map(String::as_str));
        for (called, named) in &task.named {
            if !called.iter().all(|name| known.contains_key(name)) {
                verbs.extend(named);
            }
        }
    }
    (verbs, runs)
}

/// Words in the name of something that looks at what runs, or carries data.
const LOOKS: &[&str] =
    &["check", "verify", "validate", "show", "status", "dump", "backup", "restore", "copy"];

/// What something does that is called for tests: what it deploys is deployed to be tested.
fn called_for(name: &str, mut verbs: BTreeSet<Verb>, table: &VerbTable) -> BTreeSet<Verb> {
    let named = milepost_commands::name_verbs(name, table);
    let lower = name.to_ascii_lowercase();
    let mut words = lower.split(|c: char| !c.is_ascii_alphanumeric());
    let looks = !lower.contains("deploy") && words.any(|word| LOOKS.contains(&word));
    if looks {
        verbs.retain(|verb| !verb.is_deploy());
    }
    let tests = named.contains(&Verb::IntegrationTest) || named.contains(&Verb::UnitTest);
    if tests
        && !named.iter().any(|verb| verb.is_deploy())
        && verbs.iter().any(|verb| verb.is_deploy())
    {
        verbs.retain(|verb| !verb.is_deploy());
        verbs.insert(Verb::IntegrationTest);
    }
    verbs
}

/// Whether one of the verbs says more than that something is prepared or told.
pub(crate) fn says_something(verbs: &BTreeSet<Verb>) -> bool {
    verbs.iter().any(|verb| says(*verb))
}

fn says(verb: Verb) -> bool {
    !matches!(verb, Verb::Checkout | Verb::Setup | Verb::Cache | Verb::Notify | Verb::Housekeeping)
}

/// Hands over a script that is run as a whole, at the first line that deploys, or else at the first
/// that says something.
pub(crate) fn whole(
    tool: &str,
    confidence: Confidence,
    lines: &[Line],
    file: &File<'_>,
    findings: &mut Findings,
) {
    let verbs: BTreeSet<Verb> = lines.iter().flat_map(|line| line.verbs.iter().copied()).collect();
    let verbs = called_for(file.name(), verbs, file.verbs);
    let first = |found: fn(Verb) -> bool| {
        lines.iter().find(|line| line.verbs.iter().any(|verb| found(*verb))).map(|line| line.line)
    };
    let deploys = verbs.iter().any(|verb| verb.is_deploy());
    let line = first(Verb::is_deploy).filter(|_| deploys).or_else(|| first(says));
    let Some(line) = line.filter(|_| says_something(&verbs)) else {
        return;
    };
    let runs: BTreeSet<String> = lines.iter().filter_map(|line| line.runs.clone()).collect();
    let script = Script {
        tool: tool.to_owned(),
        name: None,
        verbs: verbs.into_iter().collect(),
        runs: runs.into_iter().collect(),
    };
    findings.found.push(Finding { line, confidence, what: What::Script(script) });
}
