//! Ansible: playbooks, roles, what they take from elsewhere, and the settings of a folder.

use milepost_core::{Infrastructure, InfrastructureTool as Tool, Pin, Use, What, environment};
use milepost_detector::{File, Findings};
use milepost_syntax::Reading;
use milepost_syntax::yaml::Node;

use crate::text::{module, plain, plain_at, repository};

/// Keys of a play, one of which stands beside its `hosts`.
const PLAY: &[&str] = &[
    "tasks",
    "roles",
    "pre_tasks",
    "post_tasks",
    "handlers",
    "vars",
    "vars_files",
    "gather_facts",
    "become",
    "connection",
    "remote_user",
];
const IMPORTS: &[&str] =
    &["import_playbook", "ansible.builtin.import_playbook", "ansible.builtin.include"];

/// Whether a YAML file may be one of Ansible's; cheap.
pub(crate) fn may_be(file: &File<'_>) -> bool {
    is_role(file.path)
        || is_requirements(file.name())
        || file.text.contains("hosts:")
        || file.text.contains("import_playbook:")
}

/// Notes a playbook, the tasks of a role, or what is taken from elsewhere.
pub(crate) fn detect(file: &File<'_>, findings: &mut Findings) {
    if is_requirements(file.name()) {
        return note_requirements(file, findings);
    }
    let reading = file.yaml();
    let role = is_role(file.path);
    let plays = reading.roots.iter().flat_map(Node::items);
    let first = plays.into_iter().find(|item| if role { item.is_mapping() } else { is_play(item) });
    if let Some(first) = first {
        findings.read(reading, first.line, What::Infrastructure(declared(file)));
    }
    for broken in reading.broken.iter().filter(|_| role) {
        findings.unread(broken.line, broken.message.clone());
    }
}

/// Settings in a folder tell that it is Ansible's, and no more.
pub(crate) fn detect_settings(file: &File<'_>, findings: &mut Findings) {
    let sections = (1..).zip(file.text.lines());
    let mut sections = sections.filter(|(_, line)| line.trim().starts_with('['));
    if let Some((line, _)) = sections.next() {
        findings.named(line, What::Infrastructure(declared(file)));
    }
}

fn declared(file: &File<'_>) -> Infrastructure {
    let mut declared = Infrastructure::new(Tool::Ansible);
    declared.environment = environment::of_code(file.path).map(str::to_owned);
    declared
}

fn is_role(path: &str) -> bool {
    let parts: Vec<&str> = path.rsplit('/').collect();
    matches!(parts.as_slice(), ["main.yml" | "main.yaml", "tasks", _, above @ ..]
        if above.contains(&"roles"))
}

fn is_requirements(name: &str) -> bool {
    matches!(name, "requirements.yml" | "requirements.yaml")
}

fn is_play(item: &Node<'_>) -> bool {
    let imports = IMPORTS.iter().any(|key| item.str(key).is_some());
    imports || item.get("hosts").is_some() && PLAY.iter().any(|key| item.get(key).is_some())
}

/// Roles as a list of their own or under `roles`, and collections. Charts once had a
/// `requirements.yaml` with other keys.
fn note_requirements(file: &File<'_>, findings: &mut Findings) {
    let reading = file.yaml();
    for root in &reading.roots {
        let lists = [Some(root), root.get("roles"), root.get("collections")];
        for item in lists.into_iter().flatten().flat_map(Node::items) {
            if let Some(used) = required(reading, item) {
                findings.read(reading, item.line, What::Use(used));
            }
        }
    }
}

fn required(reading: &Reading<'_>, item: &Node<'_>) -> Option<Use> {
    if let Some(name) = plain(reading, item) {
        let (source, version) =
            name.split_once([',', ':']).filter(|_| !name.contains("://")).unwrap_or((name, ""));
        let version = Some(version.trim()).filter(|version| !version.is_empty());
        return Some(of_source(source.trim(), version));
    }
    let at = |key: &str| plain_at(reading, item, &[key]);
    let source = at("src").or_else(|| at("name")).or_else(|| at("role"))?;
    // A source that starts in a variable could be anything.
    let mut used = of_source(source, item.str("version"));
    used.name = at("name").filter(|name| *name != source).map(str::to_owned);
    Some(used)
}

fn of_source(source: &str, version: Option<&str>) -> Use {
    let in_git = source.contains("://") || source.starts_with("git+") || source.contains('@');
    let is_archive = [".tar.gz", ".tgz", ".zip"].iter().any(|end| source.ends_with(end));
    if in_git && !is_archive {
        let pin = version.map_or(Pin::None, Pin::of_git_ref);
        return module(repository(source), version, pin);
    }
    let bare = source.split_once("://").map_or(source, |(_, rest)| rest);
    let held = |version| match Pin::of_git_ref(version) {
        Pin::Digest => Pin::Digest,
        _ => Pin::of_version(version),
    };
    module(bare, version, version.map_or(Pin::None, held))
}
