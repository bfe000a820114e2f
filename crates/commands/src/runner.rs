//! Task runners: programs that do what the repository itself defines.

use milepost_core::{Verb, VerbTable};

use crate::command::{Meaning, exact, longest};
use crate::{flags, name};

/// A program that runs tasks by name.
struct Runner {
    /// The names of the program.
    programs: &'static [&'static str],
    /// Words of which one must stand before the task; none when the task comes first.
    verbs: &'static [&'static str],
    /// How many tasks one line may name; what follows are arguments.
    tasks: usize,
    /// A flag behind which tasks stand.
    flag: &'static [&'static str],
}

const fn runner(programs: &'static [&'static str], tasks: usize) -> Runner {
    Runner { programs, verbs: &[], tasks, flag: &[] }
}

const RUNNERS: &[Runner] = &[
    runner(&["gradle", "gradlew", "gradlew.bat"], 8),
    runner(&["mvn", "mvnw", "mvnw.cmd"], 8),
    runner(&["make", "gmake"], 8),
    runner(&["just"], 1),
    runner(&["task", "go-task"], 8),
    runner(&["rake"], 8),
    runner(&["invoke", "inv"], 1),
    runner(&["fab"], 1),
    runner(&["mage"], 8),
    runner(&["ant"], 8),
    runner(&["sbt"], 8),
    runner(&["grunt"], 8),
    runner(&["gulp"], 8),
    runner(&["poe"], 1),
    runner(&["batect"], 1),
    runner(&["earthly"], 1),
    runner(&["fastlane"], 1),
    Runner {
        programs: &["npm", "mise", "deno", "hatch", "composer"],
        verbs: &["run", "run-script", "task"],
        tasks: 1,
        flag: &[],
    },
    Runner { programs: &["cargo"], verbs: &["make", "xtask"], tasks: 1, flag: &[] },
    runner(&["turbo"], 8),
    runner(&["lerna"], 8),
    Runner { programs: &["tox"], verbs: &[], tasks: 0, flag: &["-e", "--env"] },
    Runner {
        programs: &["nox"],
        verbs: &[],
        tasks: 0,
        flag: &["-s", "--session", "--sessions", "-e"],
    },
    Runner { programs: &["nx"], verbs: &[], tasks: 0, flag: &["-t", "--target", "--targets"] },
];

/// Package managers that run a script of that name when they know no such command themselves.
const SHORT: &[&str] = &["yarn", "pnpm", "bun", "composer"];

/// What a line does that runs several tasks, or tasks that nothing else knows.
pub(crate) fn meaning(program: &str, words: &[String], table: &VerbTable) -> Option<Meaning> {
    let runner = RUNNERS.iter().find(|runner| runner.programs.contains(&program))?;
    let (canonical, plain) = (runner.programs.first()?, words.get(1..)?);
    let canonical = if runner.tasks == 1 { &program } else { canonical };
    let mut tasks: Vec<&str> = flags::without_flags(canonical, plain);
    let mut head = vec![words.first()?.as_str()];
    if !runner.verbs.is_empty() {
        if !tasks.first().is_some_and(|verb| runner.verbs.contains(verb)) {
            return None;
        }
        head.push(tasks.remove(0));
    }
    if runner.flag.is_empty() {
        tasks = tasks.into_iter().filter_map(known_part).collect();
        tasks.truncate(runner.tasks);
    } else {
        tasks = behind_flag(plain, runner.flag);
    }
    if tasks.is_empty() && head.len() < 2 {
        return None;
    }
    let verbs = united(canonical, &tasks, table);
    head.extend(tasks);
    Some(Meaning::new(head.join(" "), flags::applied(verbs, words)))
}

/// Whether tasks stand behind a program that runs tasks, and are only known when it runs.
pub(crate) fn is_told_when_run(program: &str, plain: &[&str]) -> bool {
    let tasked = RUNNERS.iter().any(|runner| {
        runner.programs.contains(&program) && runner.tasks > 0 && runner.verbs.is_empty()
    });
    tasked && plain.iter().skip(1).any(|word| word.contains(['$', '{', '<']) && !word.contains('='))
}

/// Whether the first word behind a package manager may be a script of the repository.
pub(crate) fn has_scripts(program: &str) -> bool {
    SHORT.contains(&program)
}

/// What `yarn lint` does: a script of the repository, once the table does not know the line; or a
/// tool among the packages, which is called the same way.
pub(crate) fn short(program: &str, words: &[String], table: &VerbTable) -> Option<Meaning> {
    if !has_scripts(program) {
        return None;
    }
    let mut plain = flags::without_flags(program, words.get(1..)?);
    let mut head = vec![program];
    if plain.first().is_some_and(|word| *word == "workspace") {
        plain = plain.into_iter().skip(2).collect();
    }
    if plain.first().is_some_and(|word| *word == "run") {
        head.push(plain.remove(0));
    }
    let task = plain.first().filter(|task| is_literal(task))?;
    let named = name::script_verbs(task, table);
    let tool = longest(&plain, table).filter(|(length, _)| *length > 1 || named.is_empty());
    let (length, verbs) = tool.map_or((1, named), |(length, verbs)| (length, verbs.to_vec()));
    head.extend(plain.iter().take(length));
    Some(Meaning::new(head.join(" "), flags::applied(verbs, words)))
}

fn united(program: &str, tasks: &[&str], table: &VerbTable) -> Vec<Verb> {
    let mut verbs = Vec::new();
    for task in tasks {
        // A Gradle task is known by its last segment, whatever project it is asked of.
        let last = task.rsplit(':').next().filter(|_| program == "gradle");
        let known = exact(&[program, task], table)
            .or_else(|| last.and_then(|last| exact(&[program, last], table)));
        match known {
            Some(known) => crate::add(&mut verbs, known.iter().copied()),
            None => crate::add(&mut verbs, name::script_verbs(task, table)),
        }
    }
    verbs
}

/// A task, or what is left of one whose project is only known when the pipeline runs.
fn known_part(task: &str) -> Option<&str> {
    if is_literal(task) {
        return Some(task);
    }
    let (_, last) = task.rsplit_once(':')?;
    is_literal(last).then_some(last)
}

/// A word that is neither an assignment nor only known when the pipeline runs.
fn is_literal(word: &str) -> bool {
    !word.is_empty() && !word.contains(['=', '$', '{', '<', '\\'])
}

/// The words behind a flag, parted at commas, up to the next flag.
fn behind_flag<'w>(words: &'w [String], flags: &[&str]) -> Vec<&'w str> {
    let mut tasks = Vec::new();
    let mut taking = false;
    for word in words {
        let (flag, value) = word.split_once('=').unwrap_or((word, ""));
        if word.starts_with('-') {
            taking = flags.contains(&flag);
            tasks.extend(value.split(',').filter(|task| taking && is_literal(task)));
        } else if taking {
            tasks.extend(word.split(',').filter(|task| is_literal(task)));
        }
    }
    tasks
}
