//! Backstage's `app-config`: as a file of its own, in a `ConfigMap`, or among a chart's values.

use milepost_core::{ToolFamily, What};
use milepost_detector::{File, Findings};
use milepost_kube::Object;
use milepost_syntax::reading::Reading;
use milepost_syntax::yaml::{self, Node};

use crate::found::tool;

/// Keys below `backend` and `catalog` that only Backstage has there.
const OF_BACKEND: &[&str] =
    &["baseUrl", "listen", "database", "cors", "csp", "reading", "auth", "cache"];
const OF_CATALOG: &[&str] =
    &["locations", "providers", "rules", "import", "processors", "orphanStrategy"];

/// Settings of scorecards, and the product they belong to.
const SCORECARDS: &[(&str, &str)] =
    &[("techInsights", "backstage-tech-insights"), ("soundcheck", "soundcheck")];

/// What `create-app` leaves behind when nobody has touched it.
const SAMPLE_TITLES: &[&str] = &["Scaffolded Backstage App", "Backstage Example App"];
const SAMPLE_LOCATIONS: &[&str] =
    &["examples/entities.yaml", "examples/org.yaml", "examples/template/template.yaml"];

/// Whether a mapping is an `app-config`.
fn is_config(root: &Node<'_>) -> bool {
    let has = |key, known: &[&str]| {
        root.get(key).is_some_and(|part| known.iter().any(|name| part.get(name).is_some()))
    };
    has("backend", OF_BACKEND) || has("catalog", OF_CATALOG)
}

/// Notes a file named for it.
pub(crate) fn note_file(file: &File<'_>, findings: &mut Findings) {
    let reading = file.yaml();
    for root in reading.roots.iter().filter(|root| is_config(root)) {
        for (line, what) in said(reading, root, "app-config") {
            findings.read(reading, line, what);
        }
    }
    for broken in &reading.broken {
        findings.unread(broken.line, broken.message.clone());
    }
}

/// Notes a `ConfigMap` that holds one as text. Its lines follow the one its key stands on.
pub(crate) fn note_config_map(object: &Object<'_>, findings: &mut Findings) {
    let entries = object.node.get("data").map(Node::entries).unwrap_or_default();
    for (key, value) in entries {
        let named = key.text().is_some_and(|key| key.contains("app-config"));
        let Some(text) = value.text().filter(|_| named) else {
            continue;
        };
        let inner = yaml::documents(text);
        let inner = inner.roots.iter().find(|root| is_config(root));
        for (_, what) in inner
            .into_iter()
            .flat_map(|root| said(object.reading, root, "app-config in a ConfigMap"))
        {
            findings.pattern(key.line, what);
        }
    }
}

/// Notes values that hand one to a chart: `backstage.appConfig`.
pub(crate) fn note_values(file: &File<'_>, findings: &mut Findings) {
    let reading = file.yaml();
    for root in &reading.roots {
        root.walk(&mut |node| {
            if let Some(config) = node.get("appConfig").filter(|config| is_config(config)) {
                for (line, what) in said(reading, config, "app-config in values") {
                    findings.pattern(line, what);
                }
            }
        });
    }
}

fn said(reading: &Reading<'_>, root: &Node<'_>, sign: &str) -> Vec<(u32, What)> {
    let title = reading.at(root, &["app", "title"]);
    let mut signs = vec![sign.to_owned()];
    let providers = root.at(&["catalog", "providers"]).map(Node::entries).unwrap_or_default();
    let named = providers.iter().filter_map(|(name, _)| name.text());
    signs.extend(named.map(|name| format!("provider {name}")));
    signs.extend(addresses(root).map(|target| format!("location {target}")));
    if title.is_some_and(|title| SAMPLE_TITLES.contains(&title)) || lists_samples(root) {
        signs.push("create-app sample".to_owned());
    }
    let mut found = vec![(root.line, tool(ToolFamily::Portal, "backstage", title, signs))];
    for (key, product) in SCORECARDS {
        let line = root.entries().iter().find(|(name, _)| name.text() == Some(key));
        let line = line.map(|(name, _)| name.line);
        let what = tool(ToolFamily::Scorecard, product, None, [format!("{sign} {key}")]);
        found.extend(line.map(|line| (line, what)));
    }
    found
}

fn locations<'n, 't>(root: &'n Node<'t>) -> &'n [Node<'t>] {
    root.at(&["catalog", "locations"]).map(Node::items).unwrap_or_default()
}

/// Addresses of forges that the catalogue is told to read entries from.
fn addresses<'n>(root: &'n Node<'_>) -> impl Iterator<Item = &'n str> {
    let urls = locations(root).iter().filter(|location| location.str("type") == Some("url"));
    urls.filter_map(|location| location.str("target")).filter(|target| target.contains("://"))
}

fn lists_samples(root: &Node<'_>) -> bool {
    locations(root)
        .iter()
        .filter_map(|location| location.str("target"))
        .any(|target| SAMPLE_LOCATIONS.iter().any(|sample| target.ends_with(sample)))
}
