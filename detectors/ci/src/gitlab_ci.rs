//! GitLab CI: the definition at the root, the templates others include, and CI/CD components.

mod include;
mod inherit;
mod job;
mod rules;

use milepost_core::{CiSystem, Pipeline, PipelineRole};
use milepost_detector::{File, Findings};
use milepost_syntax::yaml::Node;

use crate::parts::{self, JOBS, Sheet};
use inherit::Jobs;

/// Top-level keys that are no jobs.
const RESERVED: &[&str] = &[
    "default",
    "include",
    "stages",
    "types",
    "variables",
    "workflow",
    "image",
    "services",
    "cache",
    "before_script",
    "after_script",
    "spec",
];

/// Keys of which a job of a file with an unspecific name has at least one.
const JOB_KEYS: &[&str] = &["script", "trigger", "extends", "rules", "stage", "before_script"];

/// Keys that stand beside the script of a job.
const BESIDE_SCRIPT: &[&str] = &[
    "stage",
    "extends",
    "rules",
    "only",
    "except",
    "needs",
    "image",
    "before_script",
    "artifacts",
    "environment",
    "tags",
];

/// What the place of a file says about it.
enum Place {
    /// The definition GitLab runs.
    Root,
    /// A file others include, by its name or folder.
    Template,
    /// A CI/CD component, if it starts with a `spec` header.
    Component(String),
    /// Any other file, which others include if it holds jobs and nothing else.
    Other,
}

/// Reads one file of GitLab CI.
pub(crate) fn read(file: &File<'_>, findings: &mut Findings) {
    let Some(place) = place(file) else { return };
    let documents = match place {
        // What is not YAML is no file of jobs, and no loss to CI.
        Place::Other => parts::documents(file, &mut Findings::default()),
        _ => parts::documents(file, findings),
    };
    let (header, root) = split_header(&documents);
    let Some(root) = root else { return };
    let is_ours = match place {
        Place::Root => true,
        Place::Template => looks_like_ci(root) || header.is_some(),
        Place::Component(_) => header.is_some(),
        Place::Other => holds_jobs(root),
    };
    if is_ours {
        let mut sheet = Sheet::new(file);
        let pipeline = pipeline(root, &place, &mut sheet, findings);
        sheet.hand_over(vec![(root.line, pipeline)], findings);
    }
}

fn place(file: &File<'_>) -> Option<Place> {
    let name = file.name();
    if !parts::is_yaml(name) {
        return None;
    }
    if file.path == ".gitlab-ci.yml" {
        return Some(Place::Root);
    }
    if name.contains("gitlab-ci") || file.path.starts_with(".gitlab/") {
        return Some(Place::Template);
    }
    if let Some(component) = file.path.strip_prefix("templates/") {
        let component = component.strip_suffix("/template.yml").unwrap_or(component);
        if !component.contains('/') && file.text.contains("spec:") {
            return Some(Place::Component(component.trim_end_matches(".yml").to_owned()));
        }
    }
    file.text.contains("\n  script:").then_some(Place::Other)
}

/// Whether a file whose name tells nothing holds jobs and nothing else.
fn holds_jobs(root: &Node<'_>) -> bool {
    let key = |(key, _): &(Node<'_>, Node<'_>)| key.text().unwrap_or_default().to_owned();
    let whole = root.entries().iter().all(|entry| {
        let name = key(entry);
        entry.1.is_mapping() || name.starts_with('.') || RESERVED.contains(&name.as_str())
    });
    whole && root.entries().iter().any(|entry| is_surely_job(&key(entry), &entry.1))
}

/// Whether an entry has a script, and something beside it that only a job of GitLab has.
fn is_surely_job(name: &str, node: &Node<'_>) -> bool {
    let script = node.get("script").is_some_and(|it| it.text().is_some() || parts::is_list(it));
    let beside = || BESIDE_SCRIPT.iter().any(|key| node.get(key).is_some());
    script && (name.starts_with('.') || beside())
}

/// The `spec` header and the definition; with a header alone there is nothing to run.
fn split_header<'n, 'y>(documents: &'n [Node<'y>]) -> (Option<&'n Node<'y>>, Option<&'n Node<'y>>) {
    match documents {
        [first, rest @ ..] if first.entries().len() == 1 && first.get("spec").is_some() => {
            (Some(first), rest.first().filter(|root| root.is_mapping()))
        }
        [first, ..] if first.is_mapping() => (None, Some(first)),
        _ => (None, None),
    }
}

/// Whether a file that is named for GitLab CI, or lies where its files do, is one: it holds jobs, or
/// nothing but what holds for all of them.
fn looks_like_ci(root: &Node<'_>) -> bool {
    let reserved = |key: &Node<'_>| key.text().is_some_and(|key| RESERVED.contains(&key));
    root.get("include").is_some()
        || root.get("stages").is_some()
        || !root.entries().is_empty() && root.entries().iter().all(|(key, _)| reserved(key))
        || root
            .entries()
            .iter()
            .any(|(_, value)| JOB_KEYS.iter().any(|key| value.get(key).is_some()))
}

fn pipeline(
    root: &Node<'_>,
    place: &Place,
    sheet: &mut Sheet<'_>,
    findings: &mut Findings,
) -> Pipeline {
    let jobs = Jobs::new(root);
    let runs = matches!(place, Place::Root);
    include::note(root.get("include"), sheet);
    note_images(root, sheet);
    let mut read = job::Reader::new(&jobs, runs, sheet);
    for (key, value) in jobs_of(root).take(JOBS) {
        read.job(key, value);
    }
    if jobs_of(root).nth(JOBS).is_some() {
        findings.unread(root.line, format!("more than {JOBS} jobs"));
    }
    let (mut jobs_read, triggers, dynamic) = read.done();
    jobs_read.extend(include::jobs(root.get("include"), sheet));
    Pipeline {
        name: match place {
            Place::Component(name) => Some(name.clone()),
            _ => root.at(&["workflow", "name"]).and_then(Node::text).map(str::to_owned),
        },
        triggers,
        jobs: jobs_read,
        dynamic,
        ..Pipeline::new(
            CiSystem::GitlabCi,
            if runs { PipelineRole::Runs } else { PipelineRole::Callable },
        )
    }
}

/// Every top-level entry that is a job, hidden ones among them.
fn jobs_of<'n, 'y>(root: &'n Node<'y>) -> impl Iterator<Item = (&'n Node<'y>, &'n Node<'y>)> {
    root.entries().iter().filter_map(|(key, value)| {
        let name = key.text()?;
        (value.is_mapping() && !RESERVED.contains(&name)).then_some((key, value))
    })
}

/// The images of the whole file and of each job, where they are written.
fn note_images(root: &Node<'_>, sheet: &mut Sheet<'_>) {
    note_images_of(root, None, sheet);
    if let Some(default) = root.get("default") {
        note_images_of(default, None, sheet);
    }
    for (key, value) in jobs_of(root).take(JOBS) {
        note_images_of(value, key.text(), sheet);
    }
}

fn note_images_of(holder: &Node<'_>, name: Option<&str>, sheet: &mut Sheet<'_>) {
    if let Some(image) = holder.get("image").filter(|image| image.tag.is_none()) {
        sheet.image_node(image, "name", name);
    }
    for service in holder.get("services").map(Node::items).unwrap_or_default() {
        if service.tag.is_none() {
            sheet.image_node(service, "name", name);
        }
    }
}
