//! Platforms that take an application and run it: Fly, Render, Railway, Heroku, Cloud Foundry.

use milepost_core::{Runtime, Workload};
use milepost_detector::{File, Findings};
use milepost_syntax::Reading;
use milepost_syntax::yaml::Node;

use crate::Format;
use crate::tell::{
    has, is_yaml, key_line, note, number, owned, plain, probes, root_with, workload,
};

pub(crate) const FLY: Format = Format { may_be: may_be_fly, note: note_fly };
pub(crate) const RENDER: Format =
    Format { may_be: |file| is_yaml(file.name(), &["render"]), note: note_render };
pub(crate) const RAILWAY: Format = Format {
    may_be: |file| matches!(file.name(), "railway.toml" | "railway.json"),
    note: note_railway,
};
pub(crate) const HEROKU: Format =
    Format { may_be: |file| file.name() == "heroku.yml", note: note_heroku };
pub(crate) const HEROKU_APP: Format =
    Format { may_be: |file| file.name() == "app.json", note: note_heroku_app };
pub(crate) const CLOUD_FOUNDRY: Format =
    Format { may_be: may_be_cloud_foundry, note: note_cloud_foundry };

fn may_be_fly(file: &File<'_>) -> bool {
    file.name().starts_with("fly") && file.name().ends_with(".toml")
}

/// A check that fails takes a machine out of what is routed to.
fn note_fly(_: &File<'_>, reading: &Reading<'_>, findings: &mut Findings) -> bool {
    let Some(root) = root_with(reading, &["app"]) else {
        return false;
    };
    let services = root.get("services").map_or(&[][..], Node::one_or_many);
    let http = root.get("http_service").map_or(&[][..], Node::one_or_many);
    let checked = has(root, &["checks"])
        || services.iter().chain(http).any(|service| {
            ["checks", "http_checks", "tcp_checks"].iter().any(|key| has(service, &[key]))
        });
    let told = Workload {
        images: owned(reading, root, &["build", "image"]).into_iter().collect(),
        probes: probes(false, checked),
        resources: has(root, &["vm"]),
        ..workload(Runtime::Paas, "Fly app", plain(reading, root, &["app"]))
    };
    note(reading, key_line(root, "app"), told, findings);
    true
}

/// A check that fails stops routing, and then restarts.
fn note_render(_: &File<'_>, reading: &Reading<'_>, findings: &mut Findings) -> bool {
    let Some(root) = root_with(reading, &["services"]) else {
        return false;
    };
    for service in root.get("services").map_or(&[][..], Node::items) {
        let kind = plain(reading, service, &["type"]).unwrap_or_default();
        // A store of keys is asked for in the same list, and runs nothing of one's own.
        if !matches!(kind, "web" | "pserv" | "worker" | "cron" | "static") {
            continue;
        }
        let checked = has(service, &["healthCheckPath"]);
        let told = Workload {
            replicas: number(reading, service, &["numInstances"]),
            images: owned(reading, service, &["image", "url"]).into_iter().collect(),
            probes: probes(checked, checked),
            resources: has(service, &["plan"]),
            ..workload(Runtime::Paas, &format!("Render {kind}"), plain(reading, service, &["name"]))
        };
        note(reading, key_line(service, "type"), told, findings);
    }
    true
}

/// A check decides whether a new deployment is routed to.
fn note_railway(_: &File<'_>, reading: &Reading<'_>, findings: &mut Findings) -> bool {
    let root = reading.roots.iter().find(|root| has(root, &["deploy"]) || has(root, &["build"]));
    let Some(root) = root else { return false };
    let told = Workload {
        replicas: number(reading, root, &["deploy", "numReplicas"]),
        probes: probes(false, has(root, &["deploy", "healthcheckPath"])),
        ..Workload::new(Runtime::Paas, "Railway service")
    };
    let key = if has(root, &["deploy"]) { "deploy" } else { "build" };
    note(reading, key_line(root, key), told, findings);
    true
}

/// Processes stand under `run`, or are those whose images are built.
fn note_heroku(_: &File<'_>, reading: &Reading<'_>, findings: &mut Findings) -> bool {
    for root in &reading.roots {
        let run = root.get("run").map_or(&[][..], Node::entries);
        let built = root.at(&["build", "docker"]).map_or(&[][..], Node::entries);
        let processes = if run.is_empty() { built } else { run };
        for (name, _) in processes {
            if let Some(text) = name.text().filter(|text| *text != "release") {
                let told = workload(Runtime::Paas, &format!("Heroku {text}"), Some(text));
                note(reading, name.line, told, findings);
            }
        }
    }
    true
}

/// Other tools have an `app.json`, with other keys.
fn note_heroku_app(_: &File<'_>, reading: &Reading<'_>, findings: &mut Findings) -> bool {
    let keys = ["buildpacks", "formation", "addons", "stack", "environments"];
    for root in &reading.roots {
        let is_other = has(root, &["expo"]) || has(root, &["pages"]);
        let key = keys.iter().find(|key| root.get(key).is_some()).filter(|_| !is_other);
        if let Some(key) = key {
            let told = workload(Runtime::Paas, "Heroku app", plain(reading, root, &["name"]));
            note(reading, key_line(root, key), told, findings);
        }
    }
    true
}

fn may_be_cloud_foundry(file: &File<'_>) -> bool {
    file.name().contains("manifest") && file.text.contains("applications:")
}

/// What fails its check is started anew.
fn note_cloud_foundry(_: &File<'_>, reading: &Reading<'_>, findings: &mut Findings) -> bool {
    let Some(root) = root_with(reading, &["applications"]) else {
        return false;
    };
    for app in root.get("applications").map_or(&[][..], Node::items) {
        if app.get("name").is_none() {
            continue;
        }
        let check = plain(reading, app, &["health-check-type"]);
        let told = Workload {
            replicas: number(reading, app, &["instances"]),
            images: owned(reading, app, &["docker", "image"]).into_iter().collect(),
            probes: probes(
                check.is_some_and(|kind| !matches!(kind, "none" | "process")),
                has(app, &["readiness-health-check-type"]),
            ),
            resources: has(app, &["memory"]),
            ..workload(Runtime::Paas, "Cloud Foundry app", plain(reading, app, &["name"]))
        };
        note(reading, key_line(app, "name"), told, findings);
    }
    true
}
