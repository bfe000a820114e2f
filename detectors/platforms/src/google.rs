//! Google: App Engine and Firebase.

use milepost_core::{Runtime, Workload};
use milepost_detector::{File, Findings};
use milepost_syntax::Reading;
use milepost_syntax::yaml::Node;

use crate::Format;
use crate::tell::{has, key_line, note, number, owned, plain, probes, root_with, workload};

pub(crate) const APP_ENGINE: Format = Format { may_be: may_be_app, note: note_app };
pub(crate) const FIREBASE: Format =
    Format { may_be: |file| file.name() == "firebase.json", note: note_firebase };

/// Keys of a service's configuration; one of them stands beside its runtime.
const KEYS: &[&str] = &[
    "service",
    "handlers",
    "env",
    "env_variables",
    "entrypoint",
    "instance_class",
    "automatic_scaling",
    "basic_scaling",
    "manual_scaling",
    "runtime_config",
    "liveness_check",
    "readiness_check",
    "vpc_access_connector",
    "app_engine_apis",
    "service_account",
];

/// Keys that other formats with an `app.yaml` have.
const OTHERS: &[&str] = &["apiVersion", "applications", "functions"];

/// Sections of Firebase's configuration, and what each runs.
const SECTIONS: &[(&str, Runtime, &str)] = &[
    ("hosting", Runtime::Paas, "Firebase hosting"),
    ("functions", Runtime::Functions, "Firebase functions"),
    ("apphosting", Runtime::Paas, "Firebase app hosting"),
];

fn may_be_app(file: &File<'_>) -> bool {
    let name = file.name();
    let is_yaml = name.ends_with(".yaml") || name.ends_with(".yml");
    let named = name.strip_prefix("app").is_some_and(|rest| rest.starts_with(['.', '-', '_']));
    named && is_yaml && file.text.contains("runtime:")
}

fn note_app(_: &File<'_>, reading: &Reading<'_>, findings: &mut Findings) -> bool {
    let Some(root) = root_with(reading, &["runtime"]) else {
        return false;
    };
    let is_one = KEYS.iter().any(|key| root.get(key).is_some())
        && !OTHERS.iter().any(|key| root.get(key).is_some())
        && root.str("runtime").is_some();
    if is_one {
        let told = Workload {
            replicas: number(reading, root, &["manual_scaling", "instances"]),
            identity: owned(reading, root, &["service_account"]),
            probes: probes(has(root, &["liveness_check"]), has(root, &["readiness_check"])),
            resources: has(root, &["resources"]) || has(root, &["instance_class"]),
            ..workload(Runtime::Paas, "App Engine service", plain(reading, root, &["service"]))
        };
        note(reading, key_line(root, "runtime"), told, findings);
    }
    is_one
}

fn note_firebase(_: &File<'_>, reading: &Reading<'_>, findings: &mut Findings) -> bool {
    for root in reading.roots.iter().filter(|root| root.is_mapping()) {
        for (section, runtime, kind) in SECTIONS {
            let several = root.get(section).map_or(&[][..], Node::one_or_many);
            for part in several {
                let name = ["codebase", "target", "site", "backendId"]
                    .iter()
                    .find_map(|key| plain(reading, part, &[key]));
                let line = if several.len() > 1 { part.line } else { key_line(root, section) };
                note(reading, line, workload(*runtime, kind, name), findings);
            }
        }
    }
    true
}
