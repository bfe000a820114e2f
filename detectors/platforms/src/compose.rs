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

fn may_be(file: &File<'_>) -> bool {
    let name = file.name().to_ascii_lowercase();
    let named = ["compose", "docker-compose", "docker-stack", "stack"].iter().any(|start| {
        name.strip_prefix(start).is_some_and(|rest| rest.starts_with(['.', '-', '_']))
    }) || name.contains(".compose.")
        || name.contains("-compose.");
    named && name.ends_with("ml") && file.text.contains("services:")
}

/// A service that has neither an image nor a build adds to the one of another file.
fn note_services(_: &File<'_>, reading: &Reading<'_>, findings: &mut Findings) -> bool {
    let services: Vec<_> = reading
        .roots
        .iter()
        .filter_map(|root| root.get("services"))
        .flat_map(Node::entries)
        .collect();
    for (name, service) in &services {
        let runs = ["image", "build", "extends"].iter().any(|key| has(service, &[key]));
        if let Some(text) = name.text().filter(|_| runs) {
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
