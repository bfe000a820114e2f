//! Kubernetes objects of portals and of what gathers delivery figures.

use milepost_core::ToolFamily::{DeliveryFigures, Portal};
use milepost_core::What;
use milepost_detector::{File, Findings};
use milepost_kube::Object;
use milepost_kube::object::objects;

use crate::app_config;
use crate::found::tool;

/// Texts one of which an object that concerns this detector holds.
const NEEDLES: &[&str] = &["platform.kratix.io/", "rhdh.redhat.com/", "app-config", "pelorus"];

/// Whether a text may hold such an object.
pub(crate) fn may_hold(text: &str) -> bool {
    NEEDLES.iter().any(|needle| text.contains(needle))
}

/// Notes the objects of a file.
pub(crate) fn note(file: &File<'_>, findings: &mut Findings) {
    let in_chart = file.folder().split('/').any(|part| part == "templates");
    let reading = if in_chart { file.template() } else { file.yaml() };
    for object in objects(reading) {
        if object.kind == "ConfigMap" {
            app_config::note_config_map(&object, findings);
        } else if let Some(what) = said(&object) {
            findings.read(reading, object.line(), what);
        }
    }
}

fn said(object: &Object<'_>) -> Option<What> {
    let name = object.text(&["metadata", "name"]);
    match (object.group(), object.kind) {
        ("platform.kratix.io", "Promise") => Some(tool(Portal, "kratix", name, ["Promise"])),
        ("rhdh.redhat.com", "Backstage") => Some(tool(Portal, "backstage", name, ["operator"])),
        (group, "Pelorus") if group.contains("pelorus") => {
            Some(tool(DeliveryFigures, "pelorus", name, ["operator"]))
        }
        _ => None,
    }
}
