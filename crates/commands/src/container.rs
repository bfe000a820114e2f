//! Containers started to do one thing: by the command they are given, else by their image.

use milepost_core::{ImageReference, Verb, VerbTable};
use milepost_syntax::shell;

use crate::command::{self, Meaning};

/// Programs that start containers; a container that starts others is not followed.
const PROGRAMS: &[&str] = &["docker", "podman"];

/// Flags of `docker run` that take a value as a word of their own.
const VALUED: &[&str] = &[
    "-v",
    "--volume",
    "-e",
    "--env",
    "-w",
    "--workdir",
    "-u",
    "--user",
    "-p",
    "--publish",
    "-h",
    "--hostname",
    "-l",
    "--label",
    "-m",
    "--memory",
    "--mount",
    "--name",
    "--network",
    "--net",
    "--env-file",
    "--entrypoint",
    "--add-host",
    "--platform",
    "--pull",
    "--volumes-from",
    "--link",
    "--cpus",
    "--tmpfs",
    "--shm-size",
    "--cap-add",
    "--device",
    "--gpus",
    "--ipc",
    "--restart",
    "--group-add",
    "--health-cmd",
    "--log-driver",
    "--security-opt",
    "--ulimit",
];

/// What `docker run` does, when the table knows the tool in the image or the command behind it.
pub(crate) fn meaning(program: &str, words: &[String], table: &VerbTable) -> Option<Meaning> {
    let [_, subcommand, behind @ ..] = words else {
        return None;
    };
    if !PROGRAMS.contains(&program) || subcommand != "run" {
        return None;
    }
    let at = image(behind)?;
    let (image, arguments) = behind.get(at..)?.split_first()?;
    let tool = ImageReference::parse(image).repository;
    let mut called = vec![tool.rsplit('/').next()?.to_owned()];
    called.extend(arguments.iter().cloned());
    let found =
        [called.as_slice(), arguments].into_iter().find_map(|words| of_line(words, table))?;
    (!found.verbs.is_empty())
        .then(|| Meaning::new(format!("docker run {}", found.head), found.verbs))
}

/// Where the image stands among the words behind `docker run`.
fn image(words: &[String]) -> Option<usize> {
    let mut at = 0;
    while let Some(word) = words.get(at) {
        if !word.starts_with('-') {
            return (!word.starts_with('$')).then_some(at);
        }
        at += if VALUED.contains(&word.as_str()) { 2 } else { 1 };
    }
    None
}

/// What a line does, which may be a shell with a script.
fn of_line(words: &[String], table: &VerbTable) -> Option<Meaning> {
    let quoted: Vec<String> =
        words.iter().map(|word| format!("'{}'", word.replace('\'', "'\\''"))).collect();
    let mut known = shell::commands(&quoted.join(" "))
        .into_iter()
        .filter(|line| !line.words.iter().any(|word| PROGRAMS.contains(&word.as_str())))
        .filter_map(|line| command::meaning(&line.words, table));
    let mut first = known.next()?;
    let more: Vec<Verb> = known.flat_map(|meaning| meaning.verbs).collect();
    crate::add(&mut first.verbs, more);
    Some(first)
}
