//! Entries by which a repository tells a portal of itself, and rules a portal checks.

use milepost_core::ToolFamily::{Portal, Scorecard};
use milepost_core::What;
use milepost_detector::{File, Findings};
use milepost_syntax::reading::Reading;
use milepost_syntax::yaml::Node;

use crate::found::tool;

/// Notes what a file tells a portal; each product is known by a key of its own, not by the name of
/// the file alone. Whether the file concerned one.
pub(crate) fn note(file: &File<'_>, findings: &mut Findings) -> bool {
    let Some(read) = reader(file) else {
        return false;
    };
    let reading = file.yaml();
    for root in &reading.roots {
        let items = if root.is_mapping() { std::slice::from_ref(root) } else { root.items() };
        for item in items {
            if let Some(what) = read(reading, item) {
                findings.read(reading, item.line, what);
            }
        }
    }
    for broken in &reading.broken {
        findings.unread(broken.line, broken.message.clone());
    }
    true
}

type Reader = fn(&Reading<'_>, &Node<'_>) -> Option<What>;

fn reader(file: &File<'_>) -> Option<Reader> {
    let name = file.name();
    let stem = [".yaml", ".yml", ".json"].iter().find_map(|end| name.strip_suffix(end))?;
    let within = |folder: &str| file.folder().split('/').any(|part| part == folder);
    match stem {
        "port" => Some(port_entity),
        "port-app-config" => Some(port_mapping),
        "opslevel" => Some(opslevel),
        "compass" => Some(compass),
        "service.datadog" | "entity.datadog" => Some(datadog),
        "clutch-config" => Some(clutch),
        _ if within(".port") && stem.contains("scorecard") => Some(port_scorecard),
        _ if within(".port") && stem.contains("blueprint") => Some(port_blueprint),
        _ if within(".port") => Some(port_entity),
        _ if within(".cortex") && within("scorecards") => Some(cortex_scorecard),
        _ if !name.ends_with(".json") && file.text.contains("x-cortex-tag") => Some(cortex),
        _ => None,
    }
}

fn port_entity(reading: &Reading<'_>, root: &Node<'_>) -> Option<What> {
    let blueprint = reading.at(root, &["blueprint"])?;
    let identifier = reading.at(root, &["identifier"])?;
    Some(tool(Portal, "port", Some(identifier), [format!("entity of {blueprint}")]))
}

fn port_mapping(_: &Reading<'_>, root: &Node<'_>) -> Option<What> {
    let resources = root.get("resources")?.items();
    let maps = resources.iter().any(|resource| resource.at(&["port", "entity"]).is_some());
    maps.then(|| tool(Portal, "port", None, ["mapping"]))
}

fn port_blueprint(reading: &Reading<'_>, root: &Node<'_>) -> Option<What> {
    root.at(&["schema", "properties"])?;
    Some(tool(Portal, "port", Some(reading.at(root, &["identifier"])?), ["blueprint"]))
}

fn port_scorecard(reading: &Reading<'_>, root: &Node<'_>) -> Option<What> {
    let rules = root.get("rules")?.items().len();
    let identifier = reading.at(root, &["identifier"]);
    Some(tool(Scorecard, "port", identifier, [format!("{rules} rules")]))
}

fn cortex(reading: &Reading<'_>, root: &Node<'_>) -> Option<What> {
    let tag = root.at(&["info", "x-cortex-tag"])?;
    let kind = reading.at(root, &["info", "x-cortex-type"]).unwrap_or("service");
    Some(tool(Portal, "cortex", reading.literal(tag), [format!("entity {kind}")]))
}

fn cortex_scorecard(reading: &Reading<'_>, root: &Node<'_>) -> Option<What> {
    let rules = root.get("rules")?.items().len();
    let name = reading.at(root, &["tag"]).or_else(|| reading.at(root, &["name"]));
    Some(tool(Scorecard, "cortex", name, [format!("{rules} rules")]))
}

fn opslevel(reading: &Reading<'_>, root: &Node<'_>) -> Option<What> {
    let (kind, part) = ["service", "system", "domain", "repository"]
        .iter()
        .find_map(|kind| Some((*kind, root.get(kind).filter(|part| part.is_mapping())?)))?;
    Some(tool(Portal, "opslevel", reading.at(part, &["name"]), [format!("entity {kind}")]))
}

fn compass(reading: &Reading<'_>, root: &Node<'_>) -> Option<What> {
    root.get("configVersion")?;
    Some(tool(Portal, "compass", reading.at(root, &["name"]), ["entity"]))
}

fn datadog(reading: &Reading<'_>, root: &Node<'_>) -> Option<What> {
    let name = if root.get("schema-version").is_some() {
        reading.at(root, &["dd-service"])
    } else {
        root.get("apiVersion")?;
        reading.at(root, &["metadata", "name"])
    };
    Some(tool(Portal, "datadog-catalog", name, ["entity"]))
}

fn clutch(_: &Reading<'_>, root: &Node<'_>) -> Option<What> {
    let services = root.get("services")?.items();
    let known = |service: &Node<'_>| {
        service.str("name").is_some_and(|name| name.starts_with("clutch.service."))
    };
    services.iter().any(known).then(|| tool(Portal, "clutch", None, ["configuration"]))
}
