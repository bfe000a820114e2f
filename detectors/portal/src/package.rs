//! What a `package.json` says of a portal: an app of Backstage, or an agent of one that is hosted.

use milepost_core::ToolFamily;
use milepost_detector::{File, Findings};
use milepost_syntax::yaml::Node;

use crate::found::tool;

/// Dependencies that start an app's frontend or backend; a plugin has none of them.
const STARTERS: &[(&str, &str)] = &[
    ("@backstage/app-defaults", "frontend app"),
    ("@backstage/frontend-defaults", "frontend app"),
    ("@backstage/backend-defaults", "backend app"),
    ("@backstage/backend-common", "backend app"),
];

/// Dependencies of an app that add a product of another family, by how their names begin.
const ADDED: &[(&str, ToolFamily, &str)] = &[
    ("@backstage/plugin-tech-insights", ToolFamily::Scorecard, "backstage-tech-insights"),
    ("@backstage-community/plugin-tech-insights", ToolFamily::Scorecard, "backstage-tech-insights"),
    ("@spotify/backstage-plugin-soundcheck", ToolFamily::Scorecard, "soundcheck"),
    ("@cortexapps/backstage-plugin", ToolFamily::Scorecard, "cortex"),
    ("@backstage/plugin-cost-insights", ToolFamily::Cost, "backstage-cost-insights"),
    ("@backstage-community/plugin-cost-insights", ToolFamily::Cost, "backstage-cost-insights"),
    ("@devoteam-nl/open-dora-backstage-plugin", ToolFamily::DeliveryFigures, "open-dora"),
];

/// Notes what a package stands on.
pub(crate) fn note(file: &File<'_>, findings: &mut Findings) {
    let needles = ["\"@backstage/", "\"@roadiehq/roadie-agent\""];
    if !needles.iter().any(|needle| file.text.contains(needle)) {
        return;
    }
    for root in &file.yaml().roots {
        let dependencies = root.get("dependencies").map(Node::entries).unwrap_or_default();
        if let Some(part) = part_of_an_app(root, dependencies) {
            note_app(root, part, dependencies, findings);
        }
        for (key, _) in dependencies {
            if key.text() == Some("@roadiehq/roadie-agent") {
                let what = tool(ToolFamily::Portal, "roadie", root.str("name"), ["agent"]);
                findings.parsed(key.line, what);
            }
        }
    }
}

/// Which part of an app a package is: by its role, or before roles by what it starts with.
fn part_of_an_app(
    root: &Node<'_>,
    dependencies: &[(Node<'_>, Node<'_>)],
) -> Option<(u32, &'static str)> {
    if let Some(role) = root.at(&["backstage", "role"]) {
        return match role.text() {
            Some("frontend") => Some((role.line, "frontend app")),
            Some("backend") => Some((role.line, "backend app")),
            _ => None,
        };
    }
    let is_private = root.get("private").and_then(Node::bool) == Some(true);
    let has_catalog = dependencies
        .iter()
        .any(|(key, _)| key.text().is_some_and(|key| key.starts_with("@backstage/plugin-catalog")));
    if !is_private || !has_catalog {
        return None;
    }
    dependencies.iter().find_map(|(key, _)| {
        let (_, part) = STARTERS.iter().find(|(name, _)| key.text() == Some(name))?;
        Some((key.line, *part))
    })
}

fn note_app(
    root: &Node<'_>,
    (line, part): (u32, &str),
    dependencies: &[(Node<'_>, Node<'_>)],
    findings: &mut Findings,
) {
    let what = tool(ToolFamily::Portal, "backstage", root.str("name"), [part]);
    findings.parsed(line, what);
    for (start, family, product) in ADDED {
        let known = |key: &Node<'_>| key.text().is_some_and(|name| name.starts_with(start));
        if let Some((key, _)) = dependencies.iter().find(|(key, _)| known(key)) {
            let signs = key.text().map(ToOwned::to_owned);
            findings.parsed(key.line, tool(*family, product, None, signs));
        }
    }
}
