//! The paths of the repository that a command line names.

mod tables;

use std::collections::BTreeSet;

use crate::folder::{self, Folder};
use crate::{ROOT, command};
use tables::{BUILDERS, CHARTS, ELSEWHERE, ENDINGS, FLAGS, MADE, WRITTEN};

/// The paths a line names and the folder it runs in, each once, sorted; nothing where it is not
/// known in which folder it runs.
pub(crate) fn of(words: &[String], folder: &Folder) -> Vec<String> {
    let Some(first) = words.first() else {
        return Vec::new();
    };
    let program = first.rsplit('/').next().unwrap_or(first);
    let mut named: Vec<&str> = Vec::new();
    named.extend(command::script_path(words).filter(|path| !is_wrapper(path)));
    let in_container = BUILDERS.contains(&program) && words.iter().any(|word| word == "run");
    if !ELSEWHERE.contains(&program) && !in_container {
        named.extend(of_flags(program, words));
        named.extend(positional(program, words));
    }
    let mut paths: BTreeSet<String> = named
        .into_iter()
        .filter(|path| !is_made(path))
        .map(|path| path.strip_suffix("...").unwrap_or(path))
        .filter_map(|path| folder.join(path))
        .chain(modules(program, words).into_iter().filter_map(|path| folder.join(&path)))
        .collect();
    paths.extend(folder.path().map(str::to_owned));
    paths.remove("");
    paths.into_iter().collect()
}

/// Build tools that are part of the repository and say nothing about what is built.
fn is_wrapper(path: &str) -> bool {
    let name = path.rsplit('/').next().unwrap_or(path);
    matches!(name, "gradlew" | "gradlew.bat" | "mvnw" | "mvnw.cmd")
}

/// Whether a path lies where what was made, or brought in, lies.
pub(crate) fn is_made(path: &str) -> bool {
    let path = path.trim_start_matches("./");
    let held = |folder: &str| matches!(folder, "node_modules" | "vendor" | ".venv" | ".terraform");
    path.split('/').next().is_some_and(|first| MADE.contains(&first)) || path.split('/').any(held)
}

fn of_flags<'w>(program: &str, words: &'w [String]) -> Vec<&'w str> {
    let known = FLAGS.iter().find(|(programs, _)| programs.contains(&program));
    let Some((_, flags)) = known else {
        return Vec::new();
    };
    let mut found = Vec::new();
    for (at, word) in words.iter().enumerate().skip(1) {
        let value = match word.split_once('=') {
            Some((flag, value)) if flags.contains(&flag) => Some(value),
            _ if flags.contains(&word.as_str()) => words.get(at + 1).map(String::as_str),
            _ => None,
        };
        found.extend(
            value.into_iter().flat_map(|value| value.split(',')).filter(|value| is_path(value)),
        );
    }
    if program == "yarn" {
        let at = words.iter().position(|word| word == "workspace");
        found.extend(
            at.and_then(|at| words.get(at + 1)).map(String::as_str).filter(|word| is_path(word)),
        );
    }
    found
}

/// A word that may be a path, where one is expected.
fn is_path(word: &str) -> bool {
    let word = word.strip_prefix(ROOT).unwrap_or(word);
    folder::literal(word).is_some_and(|word| !word.is_empty() && !word.starts_with('/'))
}

/// Words without a flag that are paths by what they look like, or by where they stand.
fn positional<'w>(program: &str, words: &'w [String]) -> Vec<&'w str> {
    let mut found = Vec::new();
    for (at, word) in words.iter().enumerate().skip(1) {
        let written = words.get(at - 1).is_some_and(|before| WRITTEN.contains(&before.as_str()));
        if !written && looks_like_path(program, word) {
            found.push(word.as_str());
        }
    }
    let builds = words.iter().any(|word| matches!(word.as_str(), "build" | "bud"));
    if BUILDERS.contains(&program) && builds {
        let last = words.last().map(String::as_str).filter(|word| is_path(word));
        let before = words.len().checked_sub(2).and_then(|at| words.get(at));
        let is_value = before.is_some_and(|before| before.starts_with('-') && takes_value(before));
        found.extend(last.filter(|word| !is_value && !matches!(*word, "build" | "bud")));
    }
    found
}

/// Whether the word behind a flag of an image's build belongs to it.
fn takes_value(flag: &str) -> bool {
    !flag.contains('=')
        && !matches!(
            flag,
            "--push" | "--load" | "--no-cache" | "--pull" | "--quiet" | "-q" | "--rm" | "--squash"
        )
}

fn looks_like_path(program: &str, word: &str) -> bool {
    if !is_path(word) {
        return false;
    }
    let plain = word.strip_prefix(ROOT).unwrap_or(word);
    let name = plain.rsplit('/').next().unwrap_or(plain);
    let ending = name.rsplit_once('.').map(|(_, ending)| ending);
    let known = ending.is_some_and(|ending| ENDINGS.contains(&ending))
        || name.starts_with("Dockerfile")
        || name == "Makefile";
    let segments = plain.split('/').count();
    let chart = program == "helm"
        && segments > 1
        && (segments > 2 || plain.split('/').next().is_some_and(|first| CHARTS.contains(&first)));
    plain.starts_with("./") && plain.len() > 2
        || plain.starts_with("../")
        || plain != word
        || known && (segments > 1 || matches!(program, "ansible-playbook" | "scp" | "rsync"))
        || chart
}

/// The projects whose tasks a line of Gradle runs, as the folders they mostly are.
fn modules(program: &str, words: &[String]) -> Vec<String> {
    if !matches!(program, "gradle" | "gradlew" | "gradlew.bat") {
        return Vec::new();
    }
    let tasks = words.iter().skip(1).filter(|word| !word.starts_with('-'));
    tasks
        .filter_map(|task| task.trim_start_matches(':').rsplit_once(':'))
        .map(|(project, _)| project.replace(':', "/"))
        .filter(|project| is_path(project))
        .collect()
}

#[cfg(test)]
mod tests {
    use milepost_core::VerbTable;

    use super::*;

    fn paths(script: &str) -> Vec<String> {
        crate::lines(script, 1, &mut Folder::default(), &VerbTable::shipped())
            .into_iter()
            .map(|line| line.paths.join(" "))
            .collect()
    }

    #[test]
    fn flags_and_operands_name_files_and_folders() {
        let script = "docker build -f services/api/Dockerfile -t acme/api services/api\nhelm upgrade api ./charts/api -f values/prod.yaml --set a=b/c.yaml\nhelm upgrade x bitnami/redis\nterraform -chdir=infra/prod apply -var-file=prod.tfvars\nmake -C tools deploy\nnpm --prefix web test\n./gradlew :services:api:build check\nyarn workspace web build\nkubectl apply -f k8s/ -k overlays/prod\n./mvnw -pl a,b verify";
        assert_eq!(
            paths(script),
            [
                "services/api services/api/Dockerfile",
                "charts/api values/prod.yaml",
                "",
                "infra/prod prod.tfvars",
                "tools",
                "web",
                "services/api",
                "web",
                "k8s overlays/prod",
                "a b"
            ]
        );
    }

    #[test]
    fn the_folder_a_line_runs_in_is_one_of_its_paths() {
        let script = "cd services/api && ./deploy.sh prod\n(cd ../web; npm test)\ncd $X\nmake test\ncd -\nmake lint";
        assert_eq!(
            paths(script),
            ["services/api services/api/deploy.sh", "services/web", "", "services/api"]
        );
    }

    #[test]
    fn variables_addresses_globs_and_what_was_made_are_no_paths() {
        let script = "docker build -f $X/Dockerfile -t x .\nnpm run test -- --out ./x.json 'src/*.ts' dist/a.js\ngo test ./...\ndocker push acme/app.web\ndocker run -v ./a:/b node npm test ./x.js\ncurl -d ./x.json https://hooks.slack.com/x";
        assert_eq!(paths(script), ["", "", "", "", "", ""]);
    }
}
