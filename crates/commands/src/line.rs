//! The lines of a script that say something.

use milepost_core::{Verb, VerbTable};
use milepost_syntax::shell;

use crate::{Folder, cluster, command, paths};

/// One command line that the verb table knows, or that calls a script or a task of the repository.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// Where it stands.
    pub line: u32,
    /// Its first words, without values: `helm upgrade`, `make deploy`, `./bin/x.sh`.
    pub head: String,
    /// What it does.
    pub verbs: Vec<Verb>,
    /// All its words.
    pub words: Vec<String>,
    /// Paths from the root of the repository that it names, and the folder it runs in.
    pub paths: Vec<String>,
    /// The script of the repository that it runs, from the root.
    pub runs: Option<String>,
}

/// The lines of a script that starts in `folder`, which is where it ends behind this.
pub fn lines(script: &str, first_line: u32, folder: &mut Folder, table: &VerbTable) -> Vec<Line> {
    let read = shell::read(script);
    let over_ssh = ["DOCKER_HOST=ssh://", "DOCKER_HOST=\"ssh://", "DOCKER_HOST='ssh://"]
        .iter()
        .any(|host| script.contains(host));
    let mut local = false;
    let mut found: Vec<Line> = Vec::new();
    let mut before: Vec<String> = Vec::new();
    let mut piped: Option<String> = None;
    for command in read.commands {
        local = cluster::chosen(&command.words).unwrap_or(local);
        let here = folder.after(&command.moves);
        let mut words = command.words;
        if over_ssh
            && matches!(words.first().map(String::as_str), Some("docker" | "docker-compose"))
        {
            words.splice(1..1, ["--host".to_owned(), "ssh://".to_owned()]);
        }
        // `cat <<EOF | kubectl apply -f -` hands over what the line before was handed.
        let text = command.here.as_deref().or(piped.as_deref());
        let passing = cluster::is_passing(&words, &before, text);
        piped.clone_from(&command.here);
        before.clone_from(&words);
        let handed = command.here.filter(|_| words.first().is_some_and(|word| word == "ssh"));
        words.extend(handed);
        let Some(mut meaning) = command::meaning(&words, table) else { continue };
        if local || passing || cluster::is_local_target(&words) {
            meaning.verbs.retain(|verb| !cluster::stays_in_it(*verb));
        }
        let mut paths = paths::of(&words, &here);
        if command::is_removal(&words) {
            let script = command::script_path(&words).and_then(|path| here.join(path));
            paths.retain(|path| Some(path) != script.as_ref());
        }
        found.push(Line {
            line: first_line.saturating_add(command.line.saturating_sub(1)),
            runs: meaning
                .script
                .as_deref()
                .and_then(|path| here.join(path))
                .filter(|path| !paths::is_made(path)),
            head: meaning.head,
            verbs: meaning.verbs,
            paths,
            words,
        });
    }
    // The same unknown command over and over says no more than once.
    found.dedup_by(|next, before| {
        next.head == before.head && next.paths == before.paths && next.verbs.is_empty()
    });
    *folder = folder.after(&read.moves);
    found
}
