//! What one command line does.

use milepost_core::{Verb, VerbTable};

use crate::folder::ROOT;
use crate::{container, flags, name, remote, runner};

/// What a command line is recognised by, and what it does.
pub(crate) struct Meaning {
    /// Its first words, without values.
    pub(crate) head: String,
    /// What that does.
    pub(crate) verbs: Vec<Verb>,
    /// The script of the repository that it runs, as written.
    pub(crate) script: Option<String>,
}

impl Meaning {
    /// The meaning of a line that runs no script of the repository.
    pub(crate) fn new(head: impl Into<String>, verbs: Vec<Verb>) -> Self {
        Self { head: head.into(), verbs, script: None }
    }
}

/// The most words a key of the verb table has.
const KEY: usize = 4;

/// Shells, and words of theirs, that run the script they are given.
const SHELLS: &[&str] = &["bash", "sh", "zsh", "dash", "ksh", "source", ".", "pwsh"];

/// Other programs that run the script they are given.
const INTERPRETERS: &[&str] =
    &["python", "python3", "node", "ruby", "perl", "php", "ts-node", "tsx", "groovy"];

/// What a command line does; nothing when neither the table knows it nor the repository defines it.
pub(crate) fn meaning(words: &[String], table: &VerbTable) -> Option<Meaning> {
    let first = words.first()?.as_str();
    if let Some(behind) = go_program(words) {
        return meaning(&behind, table);
    }
    installed(first)
        .and_then(|program| tool(program, words, table))
        .or_else(|| tool(first, words, table))
        .or_else(|| archive(first, words, table))
        .or_else(|| script(first, words, table))
}

/// The command line of a program that Go builds and runs at once, from the module that has it:
/// `go run example.com/tool/v2/cmd/tool@v2.1 -r`.
fn go_program(words: &[String]) -> Option<Vec<String>> {
    let [go, run, rest @ ..] = words else { return None };
    if go != "go" || run != "run" {
        return None;
    }
    let at = rest.iter().position(|word| !word.starts_with('-'))?;
    let (module, arguments) = rest.get(at..)?.split_first()?;
    let path = module.split('@').next()?;
    let host = path.split('/').next()?;
    let is_version = |part: &&str| {
        part.strip_prefix('v').is_some_and(|it| it.bytes().all(|b| b.is_ascii_digit()))
    };
    let name = path.rsplit('/').find(|part| !is_version(part))?;
    let elsewhere = host.contains('.') && !host.starts_with('.') && name != host;
    elsewhere.then(|| [&[name.to_owned()], arguments].concat())
}

fn tool(program: &str, words: &[String], table: &VerbTable) -> Option<Meaning> {
    remote::meaning(program, words, table)
        .or_else(|| runner::meaning(program, words, table))
        .or_else(|| container::meaning(program, words, table))
        .or_else(|| known(program, words, table))
        .or_else(|| runner::short(program, words, table))
}

/// The verbs of a key that consists of exactly these words.
pub(crate) fn exact<'t>(words: &[&str], table: &'t VerbTable) -> Option<&'t [Verb]> {
    let verbs = table.of_command(words)?;
    let shorter =
        words.get(..words.len().saturating_sub(1)).and_then(|words| table.of_command(words));
    let same = shorter.is_some_and(|shorter| std::ptr::eq(shorter, verbs));
    (!same).then_some(verbs)
}

/// The name of a program that is called by the path it was put at.
fn installed(first: &str) -> Option<&str> {
    first.rsplit_once('/').map(|(_, base)| base)
}

/// What the table says, by the words as they stand and then without flags.
fn known(program: &str, words: &[String], table: &VerbTable) -> Option<Meaning> {
    let rest = words.get(1..)?;
    let mut written = vec![program];
    written.extend(rest.iter().map(String::as_str));
    let mut plain = vec![program];
    plain.extend(flags::without_flags(program, rest));
    let calls = plain.len() > 1;
    let (length, verbs, words_of) = [written, plain.clone()]
        .into_iter()
        .chain(with_flags(&plain, rest))
        .filter_map(|words| longest(&words, table).map(|(length, verbs)| (length, verbs, words)))
        .reduce(|best, next| if next.0 > best.0 { next } else { best })?;
    if length == 1 && runner::has_scripts(program) && calls {
        // `yarn` installs, `yarn lint` does not.
        return runner::short(program, words, table);
    }
    let head = words_of.get(..length)?.join(" ");
    if length == 1 && runner::is_told_when_run(program, &plain) {
        return Some(Meaning::new(head, Vec::new()));
    }
    Some(Meaning::new(head, flags::applied(verbs.to_vec(), words)))
}

/// The words without flags up to where each flag may stand, and that flag: a key with a flag fits
/// wherever the flag stands.
fn with_flags<'w>(plain: &[&'w str], rest: &'w [String]) -> Vec<Vec<&'w str>> {
    let flags = rest.iter().map(String::as_str).filter(|word| word.starts_with("--"));
    let heads = 1..=plain.len().min(KEY - 1);
    flags
        .flat_map(|flag| heads.clone().map(move |length| (flag, length)))
        .filter_map(|(flag, length)| Some([plain.get(..length)?, &[flag]].concat()))
        .collect()
}

/// The longest key that begins the words: how many words it has, and its verbs.
pub(crate) fn longest<'t>(words: &[&str], table: &'t VerbTable) -> Option<(usize, &'t [Verb])> {
    (1..=words.len().min(KEY))
        .rev()
        .find_map(|length| Some((length, exact(words.get(..length)?, table)?)))
}

/// The path of the script of the repository that a line runs.
pub(crate) fn script_path(words: &[String]) -> Option<&str> {
    let first = words.first()?.as_str();
    let path = if runs_scripts(first) {
        words.iter().skip(1).find(|word| !word.starts_with('-'))?.as_str()
    } else {
        first
    };
    (is_local(path) || runs_scripts(first) && is_source(path)).then_some(path)
}

/// Whether a script of the repository is called to take away what it deploys otherwise: what it does
/// for others it does not do for this call.
pub(crate) fn is_removal(words: &[String]) -> bool {
    let Some(path) = script_path(words) else { return false };
    words.iter().skip_while(|word| *word != path).skip(1).any(|word| name::takes_away(word))
}

fn runs_scripts(program: &str) -> bool {
    SHELLS.contains(&program) || INTERPRETERS.contains(&program)
}

/// A script of the repository, called by its path or given to an interpreter.
fn script(first: &str, words: &[String], table: &VerbTable) -> Option<Meaning> {
    let path = script_path(words)?;
    let shown = path.strip_prefix(ROOT).map_or(path.to_owned(), |rest| format!("./{rest}"));
    let head = if runs_scripts(first) { format!("{first} {shown}") } else { shown };
    let mut verbs = name::script_verbs(path.rsplit('/').next()?, table);
    if INTERPRETERS.contains(&first) {
        // A program that builds something rarely builds the software.
        verbs.retain(|verb| *verb != Verb::Build);
    }
    if is_removal(words) {
        verbs.retain(|verb| !verb.is_deploy());
        return Some(Meaning::new(head, flags::applied(verbs, words)));
    }
    let verbs = flags::applied(verbs, words);
    Some(Meaning { script: Some(path.to_owned()), ..Meaning::new(head, verbs) })
}

/// Whether a word is the name of a file of source.
fn is_source(path: &str) -> bool {
    let ending = path.rsplit_once('.').map(|(_, ending)| ending);
    let source = matches!(ending, Some("py" | "js" | "mjs" | "ts" | "rb" | "pl" | "php" | "ps1"));
    source && crate::folder::literal(path).is_some() && !path.starts_with('/')
}

/// A program that comes as an archive of Java. Most are the software itself, started to be tested;
/// what is called after a scanner or a reporter is one.
fn archive(first: &str, words: &[String], table: &VerbTable) -> Option<Meaning> {
    let at = words.iter().position(|word| word == "-jar")?;
    let path = words.get(at + 1).filter(|_| first == "java")?;
    let name = path.rsplit('/').next()?.strip_suffix(".jar")?;
    let mut verbs = name::verbs(name, table);
    verbs.retain(|verb| verb.is_scan() || matches!(verb, Verb::Lint | Verb::Coverage));
    (!verbs.is_empty()).then(|| Meaning::new(format!("java -jar {path}"), verbs))
}

/// Whether a word is the path of a file in the repository.
fn is_local(path: &str) -> bool {
    let path = path
        .strip_prefix(ROOT)
        .map_or(path, |_| path.trim_start_matches(':').trim_start_matches('/'));
    let computed = path.contains(['$', '{', '<', '`', '*', '(', '[', '=', ':', ' ']);
    let inside = path.contains('/') && !path.ends_with('/');
    let shell = path.rsplit_once('.').is_some_and(|(_, end)| end == "sh");
    !computed && !path.starts_with(['/', '~', '@']) && (inside || shell)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn head(line: &str) -> String {
        let words: Vec<String> = line.split(' ').map(ToOwned::to_owned).collect();
        let table = VerbTable::shipped();
        meaning(&words, &table).map(|it| it.head).unwrap_or_default()
    }

    #[test]
    fn a_program_that_go_runs_at_once_does_what_it_does_by_itself() {
        assert_eq!(head("go run github.com/onsi/ginkgo/v2/ginkgo -r --race"), "ginkgo");
        assert_eq!(head("go run example.com/cmd/golangci-lint@v2.1.0 run"), "golangci-lint run");
        assert_eq!(head("go run ./cmd/ginkgo"), "");
    }

    #[test]
    fn a_key_with_a_flag_fits_wherever_the_flag_stands() {
        assert_eq!(head("helm upgrade web ./chart --wait --atomic"), "helm upgrade --atomic");
        assert_eq!(head("helm upgrade --atomic web ./chart"), "helm upgrade --atomic");
        assert_eq!(head("helm upgrade --atomic=false web ./chart"), "helm upgrade");
        assert_eq!(head("vercel deploy --prod"), "vercel deploy");
    }
}
