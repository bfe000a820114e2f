//! Commands that mean something only by where they point: another host, a chat.

use milepost_core::{DeployModel, Verb, VerbTable};
use milepost_syntax::shell;

use crate::command::{self, Meaning};
use crate::{flags, name};

/// Programs that change what another machine runs, each with the words behind it that do; any word
/// does when none is listed.
const CHANGES: &[(&str, &[&str])] = &[
    ("docker", &["pull", "run", "restart", "start", "compose", "stack", "service", "load"]),
    ("docker-compose", &["up", "pull", "restart", "start"]),
    ("podman", &["pull", "run", "restart", "play", "kube"]),
    ("systemctl", &["restart", "reload", "start", "enable", "daemon-reload"]),
    ("service", &[]),
    ("supervisorctl", &["restart", "start", "update"]),
    ("pm2", &["restart", "reload", "start", "startOrRestart", "startOrReload", "deploy"]),
    ("git", &["pull", "checkout", "reset", "fetch", "clone"]),
    ("tar", &[]),
    ("unzip", &[]),
    ("ln", &[]),
    ("make", &[]),
    ("npm", &["ci", "install", "run"]),
    ("yarn", &[]),
    ("bundle", &[]),
    ("pip", &["install"]),
    ("composer", &["install"]),
    ("dpkg", &["-i"]),
    ("nixos-rebuild", &[]),
    ("php", &[]),
    ("rake", &[]),
    ("rails", &[]),
    ("kubectl", &["apply", "set", "rollout", "replace"]),
    ("helm", &["upgrade", "install"]),
];

/// What a command does that reaches for another machine, when it is one of those.
pub(crate) fn meaning(program: &str, words: &[String], table: &VerbTable) -> Option<Meaning> {
    let deploys = |model: DeployModel| vec![Verb::Deploy(model)];
    match program {
        "scp" | "rsync" => Some(Meaning::new(program, vec![copy(words)?])),
        "ssh" => Some(Meaning::new(program, command(words, table)?)),
        "curl" | "wget" => {
            let verb = message(words).or_else(|| dispatched(event(words)?, table));
            Some(Meaning::new(program, vec![verb?]))
        }
        "gh" => {
            let verb = dispatched(workflow_elsewhere(words)?, table)?;
            Some(Meaning::new("gh workflow run", vec![verb]))
        }
        "docker" | "docker-compose" => {
            let head = docker(program, words)?;
            Some(Meaning::new(head, deploys(DeployModel::ComposeRemote)))
        }
        "cap" | "mina" | "shipit" => {
            let mut plain = flags::without_flags("cap", words.get(1..)?);
            plain.retain(|word| !word.contains(['$', '{', '<', '`', '=']));
            let deploy = plain.iter().any(|word| *word == "deploy" || word.starts_with("deploy:"));
            let head = format!("{program} {}", plain.join(" "));
            deploy.then(|| Meaning::new(head, deploys(DeployModel::SshCopy)))
        }
        _ => None,
    }
}

/// What something is started for in another repository: a deployment where it is named for one, in a
/// way that cannot be seen from here.
pub(crate) fn dispatched(name: &str, table: &VerbTable) -> Option<Verb> {
    let deploys = name::verbs(name, table).into_iter().any(Verb::is_deploy);
    deploys.then_some(Verb::Deploy(DeployModel::Unseen))
}

/// The workflow of another repository that a command line starts: `gh workflow run --repo a/b ship.yml`.
fn workflow_elsewhere(words: &[String]) -> Option<&str> {
    let [_, workflow, run, rest @ ..] = words else { return None };
    if workflow != "workflow" || run != "run" {
        return None;
    }
    let elsewhere = rest.iter().any(|word| word == "-R" || word.starts_with("--repo"));
    let mut rest = rest.iter();
    while let Some(word) = rest.next() {
        if !word.starts_with('-') {
            return Some(word).filter(|_| elsewhere).map(String::as_str);
        }
        if !word.contains('=') {
            rest.next();
        }
    }
    None
}

/// What a request to GitHub starts in a repository: a workflow, or whatever waits for an event.
fn event(words: &[String]) -> Option<&str> {
    let path =
        words.iter().find_map(|word| word.split_once("/repos/")?.1.strip_suffix("/dispatches"))?;
    if let Some((_, workflow)) = path.split_once("/actions/workflows/") {
        return Some(workflow);
    }
    let told = words.iter().find_map(|word| Some(word.split_once("\"event_type\"")?.1))?;
    told.trim_start_matches([' ', ':', '"']).split('"').next()
}

/// A copy deploys when its target is on another host, and what is copied is not data that lies
/// somewhere on the machine: its path is relative, computed, or one of a temporary folder.
fn copy(words: &[String]) -> Option<Verb> {
    let plain: Vec<&String> = words.iter().skip(1).filter(|word| !word.starts_with('-')).collect();
    let (target, sources) = plain.split_last()?;
    let data = |source: &str| {
        source.starts_with('/')
            && !["/tmp/", "/home/", "/github/"].iter().any(|start| source.starts_with(start))
    };
    if sources.last().is_some_and(|source| data(source)) {
        return None;
    }
    let (host, _) = target.split_once(':')?;
    let remote = !host.is_empty() && !host.contains('/') || target.starts_with("rsync://");
    remote.then_some(Verb::Deploy(DeployModel::SshCopy))
}

/// A command on another host deploys when it changes what runs there; a tunnel, a look around or a
/// copy of data does not. One that is computed is known by nobody.
fn command(words: &[String], table: &VerbTable) -> Option<Vec<Verb>> {
    const VALUED: &[&str] = &["-i", "-p", "-o", "-l", "-F", "-J", "-L", "-R", "-D", "-c"];
    let mut plain = Vec::new();
    let mut rest = words.iter().skip(1);
    while let Some(word) = rest.next() {
        if word == "-N" {
            return None;
        } else if plain.is_empty() && VALUED.contains(&word.as_str()) {
            rest.next();
        } else if !plain.is_empty() || !word.starts_with('-') {
            plain.push(word.as_str());
        }
    }
    let (host, script) = plain.split_first()?;
    if script.is_empty() || host.starts_with("git@") {
        return None;
    }
    let script = script.join(" ");
    let lines = shell::commands(&script);
    let compose =
        |words: &[String]| words.iter().any(|word| word == "compose" || word == "docker-compose");
    let changing: Vec<_> = lines.iter().filter(|line| changes(&line.words, table)).collect();
    if changing.is_empty() {
        let computed =
            lines.iter().any(|line| line.words.first().is_some_and(|word| word.starts_with('$')));
        return computed.then(Vec::new);
    }
    let composed = changing.iter().any(|line| compose(&line.words));
    let model = if composed { DeployModel::ComposeRemote } else { DeployModel::SshCopy };
    Some(vec![Verb::Deploy(model)])
}

/// Whether a command changes what the machine runs.
fn changes(words: &[String], table: &VerbTable) -> bool {
    let Some(first) = words.first() else {
        return false;
    };
    let name = first.rsplit('/').next().unwrap_or(first);
    if let Some((_, subcommands)) = CHANGES.iter().find(|(program, _)| *program == name) {
        let plain = flags::without_flags(name, words.get(1..).unwrap_or_default());
        let subcommand = plain.first().copied().or_else(|| words.get(1).map(String::as_str));
        return subcommands.is_empty()
            || subcommand.is_some_and(|word| {
                word == "compose" && compose_changes(&plain)
                    || word != "compose" && subcommands.contains(&word)
            });
    }
    if name == "ssh" {
        return false;
    }
    // A script that lies there is told by its name.
    let absolute: Vec<String> =
        std::iter::once(format!("./{name}")).chain(words.iter().skip(1).cloned()).collect();
    [words, absolute.as_slice()]
        .into_iter()
        .filter_map(|words| command::meaning(words, table))
        .any(|meaning| meaning.verbs.iter().any(|verb| verb.is_deploy()))
}

fn compose_changes(words: &[&str]) -> bool {
    words.iter().any(|word| matches!(*word, "up" | "pull" | "restart" | "start"))
}

/// A container that is started on another host: by address, or by the context of one.
fn docker(program: &str, words: &[String]) -> Option<String> {
    let value = |flags: &[&str]| {
        words.iter().enumerate().find_map(|(at, word)| match word.split_once('=') {
            Some((flag, value)) if flags.contains(&flag) => Some(value),
            _ if flags.contains(&word.as_str()) => words.get(at + 1).map(String::as_str),
            _ => None,
        })
    };
    let host = value(&["-H", "--host"]);
    let remote = host.is_some_and(|host| host.starts_with("ssh://"));
    let context = value(&["--context"]).filter(|_| program == "docker");
    let elsewhere = context.is_some_and(|context| {
        !context.starts_with(['$', '.', '/'])
            && !context.starts_with("desktop")
            && context != "default"
    });
    let mut plain = vec![program];
    // A context of Docker is no folder to build in, which `docker build` does not know as a flag.
    let rest: Vec<String> = words.iter().skip(1).cloned().collect();
    let named = flags::without_flags("docker", &rest);
    plain.extend(named.iter().copied().filter(|word| Some(*word) != context));
    let runs = match plain.get(1..)? {
        ["compose", rest @ ..] => compose_changes(rest),
        ["run" | "restart" | "start", ..]
        | ["service", "update" | "create", ..]
        | ["stack", "deploy", ..] => true,
        rest => program == "docker-compose" && compose_changes(rest),
    };
    let length = if plain.get(1) == Some(&"compose") { 3 } else { 2 };
    let head = plain.get(..length).unwrap_or(&plain).join(" ");
    (runs && (remote || elsewhere)).then_some(head)
}

fn message(words: &[String]) -> Option<Verb> {
    words
        .iter()
        .any(|word| {
            let word = word.to_ascii_lowercase();
            word.contains("hooks.slack.com")
                || word.contains("slack.com/api")
                || word.contains("slack_webhook")
                || word.contains("webhook.office.com")
        })
        .then_some(Verb::Notify)
}

#[cfg(test)]
mod tests {
    use crate::Folder;

    use super::*;

    fn said(script: &str) -> Vec<String> {
        let lines = crate::lines(script, 1, &mut Folder::default(), &VerbTable::shipped());
        let shown = lines.into_iter().map(|line| {
            let verbs: Vec<String> = line.verbs.iter().map(ToString::to_string).collect();
            format!("{} {} {}", line.line, line.head, verbs.join("+"))
        });
        shown.collect()
    }

    #[test]
    fn a_command_on_another_host_deploys_when_it_changes_what_runs_there() {
        assert_eq!(
            said(
                "ssh h 'cd /srv; docker compose pull'\nssh h uptime; ssh h docker ps\nssh h sudo systemctl restart x\nssh h /srv/bin/deploy.sh\nssh h \"$COMMAND\""
            ),
            ["1 ssh deploy:compose-remote", "3 ssh deploy:ssh-copy", "4 ssh deploy:ssh-copy"]
        );
        assert_eq!(said("ssh h \"$COMMAND\""), ["1 ssh "]);
    }

    #[test]
    fn what_is_copied_is_no_data_of_the_machine() {
        assert_eq!(
            said(
                "scp -r dist h:/srv\nrsync /srv/images/ h:/pool -a\nscp h:/x .\nrsync -a a b\nscp /tmp/x.tgz u@h:"
            ),
            ["1 scp deploy:ssh-copy", "5 scp deploy:ssh-copy"]
        );
    }

    #[test]
    fn a_container_is_started_elsewhere_by_host_or_context() {
        assert_eq!(
            said(
                "docker -H ssh://h compose up -d\ndocker --context prod stack deploy x\ndocker --context default compose up\ndocker compose up"
            ),
            [
                "1 docker compose up deploy:compose-remote",
                "2 docker stack deploy:compose-remote",
                "3 docker compose up setup",
                "4 docker compose up setup"
            ]
        );
    }

    #[test]
    fn what_is_started_elsewhere_deploys_when_it_is_named_for_that() {
        let table = VerbTable::shipped();
        let said = |line: &str| {
            let words: Vec<String> = line.split(' ').map(ToOwned::to_owned).collect();
            meaning(&words[0], &words, &table).map(|it| it.verbs)
        };
        let deploys = Some(vec![Verb::Deploy(DeployModel::Unseen)]);
        let api = "https://api.github.com/repos/acme/flows";
        assert_eq!(said("gh workflow run --repo acme/flows deploy.yml -f a=b"), deploys);
        assert_eq!(said("gh workflow run --repo acme/flows merge.yml"), None);
        assert_eq!(said("gh workflow run deploy.yml"), None);
        let posted = format!("curl -d {{\"event_type\":\"deploy-cart\"}} {api}/dispatches");
        assert_eq!(said(&posted), deploys);
        assert_eq!(said(&format!("curl {api}/actions/workflows/deploy.yml/dispatches")), deploys);
        assert_eq!(said(&format!("curl -d {{\"event_type\":\"image\"}} {api}/dispatches")), None);
    }
}
