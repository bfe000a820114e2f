//! Compose and Swarm: the services of a file.

use milepost_core::{Runtime, Workload};
use milepost_detector::{File, Findings};
use milepost_syntax::Reading;
use milepost_syntax::yaml::Node;

use crate::Format;
use crate::tell::{has, note, number, owned, plain, probes};

pub(crate) const FORMAT: Format = Format { may_be, note: note_services };

/// Keys of `deploy` that only Swarm acts on.
const SWARM: &[&str] = &["placement", "update_config", "rollback_config", "endpoint_mode"];

/// Folders that hold files for Compose, under whatever name.
const FOLDERS: &[&str] = &["docker", "compose", "docker-compose"];

fn may_be(file: &File<'_>) -> bool {
    let name = file.name().to_ascii_lowercase();
    let is_yaml = name.ends_with(".yml") || name.ends_with(".yaml");
    is_yaml && file.text.contains("services:") && (is_named(&name) || is_in_folder(file))
}

fn is_named(name: &str) -> bool {
    let starts = |start: &&str| {
        name.strip_prefix(*start).is_some_and(|rest| rest.starts_with(['.', '-', '_']))
    };
    ["compose", "docker-stack", "stack"].iter().any(starts)
        || [".compose.", "-compose.", "docker-compose"].iter().any(|part| name.contains(part))
}

fn is_in_folder(file: &File<'_>) -> bool {
    let parent = file.folder().rsplit('/').next().unwrap_or_default();
    FOLDERS.iter().any(|folder| parent.eq_ignore_ascii_case(folder))
}

/// Notes the services of a file. One that has neither an image nor a build adds to the one of
/// another file, and a file of nothing else may as well be of another format.
fn note_services(_: &File<'_>, reading: &Reading<'_>, findings: &mut Findings) -> bool {
    let services: Vec<_> = reading
        .roots
        .iter()
        .filter_map(|root| root.get("services"))
        .flat_map(Node::entries)
        .filter(|(_, service)| ["image", "build", "extends"].iter().any(|key| has(service, &[key])))
        .collect();
    for (name, service) in &services {
        if let Some(text) = name.text() {
            note(reading, name.line, service_of(reading, text, service), findings);
        }
    }
    !services.is_empty()
}

fn service_of(reading: &Reading<'_>, name: &str, service: &Node<'_>) -> Workload {
    let deploy = service.get("deploy");
    let is_swarm = deploy.is_some_and(|deploy| SWARM.iter().any(|key| has(deploy, &[key])));
    let kind = if is_swarm { "swarm service" } else { "compose service" };
    Workload {
        name: Some(name.to_owned()),
        replicas: number(reading, service, &["deploy", "replicas"])
            .or_else(|| number(reading, service, &["scale"])),
        images: owned(reading, service, &["image"]).into_iter().collect(),
        probes: probes(is_checked(reading, service), false),
        resources: has(service, &["deploy", "resources"])
            || ["mem_limit", "cpus", "mem_reservation"].iter().any(|key| has(service, &[key])),
        ..Workload::new(Runtime::Compose, kind)
    }
}

fn is_checked(reading: &Reading<'_>, service: &Node<'_>) -> bool {
    let Some(check) = service.get("healthcheck") else {
        return false;
    };
    let disabled = plain(reading, check, &["disable"]) == Some("true");
    let test = check.get("test").map_or(&[][..], Node::one_or_many);
    let none = test.first().and_then(Node::text).is_some_and(|first| first == "NONE");
    !disabled && !none && !test.is_empty()
}
