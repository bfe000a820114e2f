//! Tasks of one file: what each does itself, and what it does through others of the file.

use std::collections::{BTreeMap, BTreeSet};

use milepost_commands::{Folder, Line, cluster, lines};
use milepost_core::{Confidence, Script, Verb, VerbTable, What};
use milepost_detector::{File, Finding, Findings};

/// Tasks one file may have; what lies beyond is not read.
pub(crate) const TASKS: usize = 500;

/// Programs that run tasks of their own file by name, the tool whose file that is, and the words
/// before the name.
const CALLS: &[(&str, &str, &[&str])] = &[
    ("make", "make", &[]),
    ("gmake", "make", &[]),
    ("just", "just", &[]),
    ("task", "task", &[]),
    ("go-task", "task", &[]),
    ("rake", "rake", &[]),
    ("npm", "npm", &["run", "run-script"]),
    ("yarn", "npm", &["run"]),
    ("pnpm", "npm", &["run"]),
    ("bun", "npm", &["run"]),
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
    /// Whether it makes a cluster on the machine itself.
    pub(crate) makes_cluster: bool,
}

impl Task {
    pub(crate) fn new(name: impl Into<String>, line: u32) -> Self {
        Self { name: name.into(), line, ..Self::default() }
    }

    /// Adds what a script does that starts in `folder`, in a file of `tool`.
    pub(crate) fn script(
        &mut self,
        tool: &str,
        script: &str,
        folder: &mut Folder,
        verbs: &VerbTable,
    ) {
        self.makes_cluster |= makes_cluster(script);
        let home: Vec<String> =
            folder.path().into_iter().filter(|p| !p.is_empty()).map(str::to_owned).collect();
        for line in lines(script, 1, folder, verbs) {
            self.runs.extend(line.runs.clone());
            let called = called(tool, &line.head);
            if called.is_empty() || line.paths != home {
                self.verbs.extend(line.verbs);
            } else {
                self.calls.extend(called.iter().cloned());
                self.named.push((called, line.verbs));
            }
        }
    }
}

/// Whether a line of a script makes a cluster on the machine itself.
fn makes_cluster(script: &str) -> bool {
    if !script.contains("create") && !script.contains("start") {
        return false;
    }
    milepost_syntax::shell::commands(script).iter().any(|command| {
        let Some((program, words)) = command.words.split_first() else { return false };
        let program = program.rsplit('/').next().unwrap_or(program);
        let mut head = program.to_owned();
        words.iter().take(2).any(|word| {
            head = format!("{head} {word}");
            cluster::is_made_by(&head)
        })
    })
}

/// The tasks a line names that its own file, of `tool`, may define: `npm test` in a Makefile is no
/// target of that.
fn called(tool: &str, head: &str) -> Vec<String> {
    let mut words = head.split_whitespace();
    let program = words.next().unwrap_or_default();
    let own = |(known, of, _): &&(&str, &str, &[&str])| *known == program && *of == tool;
    let Some((_, _, before)) = CALLS.iter().find(own) else {
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
            first.makes_cluster |= task.makes_cluster;
        } else {
            order.push(task.name.clone());
            known.insert(task.name.clone(), task);
        }
    }
    let names: BTreeSet<String> = known.keys().cloned().collect();
    for task in known.values_mut() {
        task.calls.retain(|name| names.contains(name));
    }
    let local = local(&known);
    for name in &order {
        let Some(task) = known.get(name) else { continue };
        let (verbs, runs) = reached(name, &known);
        let is_test = opens_with_test(name, |name| known.contains_key(name));
        let mut verbs = called_for(&task.name, is_test, verbs, verb_table);
        if local.contains(name.as_str()) {
            verbs.retain(|verb| !cluster::stays_in_it(*verb));
        }
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
    for task in through(name, known) {
        verbs.extend(&task.verbs);
        runs.extend(task.runs.iter().cloned());
        for (called, named) in &task.named {
            if !called.iter().all(|name| known.contains_key(name)) {
                verbs.extend(named);
            }
        }
    }
    (verbs, runs)
}

/// A task and those it reaches.
fn through<'t>(name: &'t str, known: &'t BTreeMap<String, Task>) -> Vec<&'t Task> {
    let (mut seen, mut open, mut found) = (BTreeSet::new(), vec![name], Vec::new());
    while let Some(next) = open.pop() {
        if let Some(task) = known.get(next).filter(|_| seen.insert(next)) {
            found.push(task);
            open.extend(task.calls.iter().map(String::as_str));
        }
    }
    found
}

/// Tasks that apply what they apply to a cluster on the machine itself: those that make one, and
/// those that only such tasks call. What is called for deploying may be called by itself.
fn local(known: &BTreeMap<String, Task>) -> BTreeSet<&str> {
    if !known.values().any(|task| task.makes_cluster) {
        return BTreeSet::new();
    }
    let makes = |name: &&str| through(name, known).iter().any(|task| task.makes_cluster);
    let mut found: BTreeSet<&str> = known.keys().map(String::as_str).filter(makes).collect();
    let mut called: BTreeMap<&str, bool> = BTreeMap::new();
    for (name, task) in known {
        for other in task.calls.iter().filter(|other| *other != name) {
            *called.entry(other).or_insert(true) &= found.contains(name.as_str());
        }
    }
    let only = called.into_iter().filter(|(name, only)| *only && !name.starts_with("deploy"));
    found.extend(only.map(|(name, _)| name));
    found
}

/// Words in the name of something that looks at what runs, or carries data.
const LOOKS: &[&str] = &[
    "check", "verify", "validate", "show", "status", "dump", "backup", "restore", "copy", "migrate",
];

/// What something does that is called for tests: what it deploys is deployed to be tested, and so is
/// an image that nobody pushes built. `is_test` says so whatever else the name says.
fn called_for(
    name: &str,
    is_test: bool,
    mut verbs: BTreeSet<Verb>,
    table: &VerbTable,
) -> BTreeSet<Verb> {
    let named = milepost_commands::name_verbs(name, table);
    let lower = name.to_ascii_lowercase();
    let mut words = lower.split(|c: char| !c.is_ascii_alphanumeric());
    let looks = !lower.contains("deploy") && words.any(|word| LOOKS.contains(&word));
    if looks {
        verbs.retain(|verb| !verb.is_deploy());
    }
    if is_test && !verbs.contains(&Verb::ImagePush) {
        verbs.remove(&Verb::ImageBuild);
    }
    let tests = named.contains(&Verb::IntegrationTest) || named.contains(&Verb::UnitTest);
    if (is_test || tests && !named.iter().any(|verb| verb.is_deploy()))
        && verbs.iter().any(|verb| verb.is_deploy())
    {
        verbs.retain(|verb| !verb.is_deploy());
        verbs.insert(Verb::IntegrationTest);
    }
    verbs
}

/// Whether a name opens with a word for tests and goes on. `test` and `integration` are names of
/// environments as well: there is a task that does the same elsewhere, `prod-deploy`.
fn opens_with_test(name: &str, is_task: impl Fn(&str) -> bool) -> bool {
    let Some(at) = name.find(['-', '_', ':', '.']) else {
        return false;
    };
    let (first, rest) = name.split_at(at);
    match first.to_ascii_lowercase().as_str() {
        "e2e" => true,
        "test" | "integration" => {
            let elsewhere = |other: &&str| is_task(&format!("{other}{rest}"));
            !ELSEWHERE.iter().any(elsewhere)
        }
        _ => false,
    }
}

/// Other environments, as names of tasks open with them.
const ELSEWHERE: &[&str] =
    &["dev", "development", "stage", "staging", "preprod", "uat", "prod", "production", "live"];

/// Whether a script lies among those of integration tests.
fn lies_among_tests(path: &str) -> bool {
    let mut folders = path.split('/').rev().skip(1);
    folders.any(|folder| {
        let mut words = folder.split(|c: char| !c.is_ascii_alphanumeric());
        words.any(|word| word.eq_ignore_ascii_case("e2e"))
    }) || path.split_once('/').is_some_and(|(first, _)| {
        let mut words = first.split(|c: char| !c.is_ascii_alphanumeric());
        words.any(|word| matches!(word.to_ascii_lowercase().as_str(), "integration" | "test"))
    })
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
    // A folder called `test` may be that of an environment, to which a script by its name deploys.
    let deploys = milepost_commands::name_verbs(file.name(), file.verbs);
    // Whether scripts beside it deploy elsewhere is not seen.
    let is_test = opens_with_test(file.name(), |_| true)
        || lies_among_tests(file.path) && !deploys.iter().any(|verb| verb.is_deploy());
    let verbs = called_for(file.name(), is_test, verbs, file.verbs);
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
