//! Azure: Functions, Static Web Apps, and the services of the Developer CLI.

use milepost_core::{Runtime, Workload};
use milepost_detector::{File, Findings};
use milepost_syntax::Reading;
use milepost_syntax::yaml::Node;

use crate::Format;
use crate::tell::{has, is_yaml, key_line, note, owned, plain, root_with, workload};

pub(crate) const HOST: Format =
    Format { may_be: |file| file.name() == "host.json", note: note_host };
pub(crate) const FUNCTION: Format =
    Format { may_be: |file| file.name() == "function.json", note: note_function };
pub(crate) const STATIC_APP: Format =
    Format { may_be: |file| file.name() == "staticwebapp.config.json", note: note_static };
pub(crate) const DEVELOPER: Format =
    Format { may_be: |file| is_yaml(file.name(), &["azure"]), note: note_services };

/// The host of every app since the second version says so.
fn note_host(_: &File<'_>, reading: &Reading<'_>, findings: &mut Findings) -> bool {
    let root = root_with(reading, &["version"]);
    let Some(root) = root.filter(|root| root.str("version") == Some("2.0")) else {
        return false;
    };
    let told = Workload::new(Runtime::Functions, "Azure function app");
    note(reading, key_line(root, "version"), told, findings);
    true
}

/// A function is named for its folder, and something triggers it.
fn note_function(file: &File<'_>, reading: &Reading<'_>, findings: &mut Findings) -> bool {
    let Some(root) = root_with(reading, &["bindings"]) else {
        return false;
    };
    let bindings = root.get("bindings").map_or(&[][..], Node::items);
    let mut kinds = bindings.iter().filter_map(|binding| binding.str("type"));
    let is_one = kinds.any(|kind| kind.ends_with("Trigger"));
    if is_one {
        let name = file.folder().rsplit('/').next().filter(|name| !name.is_empty());
        let told = workload(Runtime::Functions, "Azure function", name);
        note(reading, key_line(root, "bindings"), told, findings);
    }
    is_one
}

fn note_static(_: &File<'_>, reading: &Reading<'_>, findings: &mut Findings) -> bool {
    for root in reading.roots.iter().filter(|root| root.is_mapping()) {
        note(reading, root.line, Workload::new(Runtime::Paas, "Azure static web app"), findings);
    }
    true
}

fn note_services(_: &File<'_>, reading: &Reading<'_>, findings: &mut Findings) -> bool {
    let Some(root) = root_with(reading, &["name", "services"]) else {
        return false;
    };
    for (name, service) in root.get("services").map_or(&[][..], Node::entries) {
        let (Some(text), Some(host)) = (name.text(), plain(reading, service, &["host"])) else {
            continue;
        };
        let runtime = match host {
            "aks" => Runtime::Kubernetes,
            "function" => Runtime::Functions,
            "containerapp" | "appservice" | "staticwebapp" | "springapp" => Runtime::Paas,
            // Models and flows are served by others.
            _ => continue,
        };
        let told = Workload {
            images: owned(reading, service, &["image"]).into_iter().collect(),
            resources: has(service, &["resources"]),
            ..workload(runtime, &format!("azd {host}"), Some(text))
        };
        note(reading, name.line, told, findings);
    }
    true
}
