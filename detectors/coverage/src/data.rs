//! Limits in configuration: JSON, TOML, XML, YAML.

use milepost_core::Confidence;
use milepost_detector::{File, Findings};
use milepost_syntax::xml::{self, child, child_text, line_of};
use milepost_syntax::yaml::Node;
use milepost_syntax::{json, toml};

use crate::flags;
use crate::limit::{Limit, note};

/// What Istanbul and what is built on it can limit.
const ISTANBUL: &[&str] = &["lines", "statements", "branches", "functions"];

/// Reads `package.json`: Jest's limits on all files, and those of nyc and c8.
pub(crate) fn read_npm(file: &File<'_>, findings: &mut Findings) {
    // Another detector says what of a manifest cannot be read.
    let Ok(Some(root)) = json::document(file.text) else { return };
    let jest = if file.name() == "package.json" { root.get("jest") } else { Some(&root) };
    if let Some(global) = jest.and_then(|jest| jest.at(&["coverageThreshold", "global"])) {
        note(limits(global), "jest", Confidence::Parsed, findings);
    }
    for product in ["nyc", "c8"] {
        if let Some(settings) = root.get(product) {
            istanbul(settings, product, findings);
        }
    }
}

/// Reads the settings of nyc or c8.
pub(crate) fn read_istanbul(file: &File<'_>, product: &str, findings: &mut Findings) {
    match json::document(file.text) {
        Ok(Some(root)) => istanbul(&root, product, findings),
        Ok(None) => {}
        Err(error) => findings.unread(error.line, error.message),
    }
}

/// Without being told to check, both only report.
fn istanbul(settings: &Node<'_>, product: &str, findings: &mut Findings) {
    if settings.get("check-coverage").and_then(Node::bool) == Some(true) {
        note(limits(settings), product, Confidence::Parsed, findings);
    }
}

/// Limits by what they are on; one below 0 is of so many lines.
fn limits(settings: &Node<'_>) -> Vec<Limit> {
    let limit = |of: &&str| {
        let value = settings.get(of)?;
        Limit::percent(value.line, of, value.text()?)
    };
    ISTANBUL.iter().filter_map(limit).collect()
}

/// Reads what coverage.py and pytest-cov ask for.
pub(crate) fn read_python(file: &File<'_>, findings: &mut Findings) {
    let Ok(root) = toml::document(file.text) else { return };
    let tools = root.get("tool");
    let report = tools.and_then(|tools| tools.at(&["coverage", "report"]));
    let limit = report.and_then(|report| {
        let value = report.get("fail_under")?;
        Limit::percent(value.line, "lines", value.text()?)
    });
    note(limit.into_iter().collect(), "coverage.py", Confidence::Parsed, findings);
    let options = tools.and_then(|tools| tools.at(&["pytest", "ini_options", "addopts"]));
    let options = options.map(Node::one_or_many).unwrap_or_default();
    let limits = options.iter().filter_map(|it| flags::limit(it.line, it.text()?));
    note(limits.collect(), "pytest-cov", Confidence::Parsed, findings);
}

/// Reads the limits of `JaCoCo` on shares of what is covered.
pub(crate) fn read_maven(file: &File<'_>, findings: &mut Findings) {
    let Ok(document) = xml::document(file.text) else { return };
    let plugins = document.descendants().filter(|node| node.tag_name().name() == "plugin");
    let jacoco = plugins.filter(|it| child_text(*it, "artifactId") == Some("jacoco-maven-plugin"));
    let limits = jacoco.flat_map(|plugin| {
        plugin.descendants().filter(|node| node.tag_name().name() == "limit").collect::<Vec<_>>()
    });
    let limits = limits.filter_map(|limit| {
        let minimum = child(limit, "minimum")?;
        let of = child_text(limit, "counter").unwrap_or("INSTRUCTION");
        let is_share = child_text(limit, "value").is_none_or(|it| it == "COVEREDRATIO");
        is_share.then(|| Limit::share(line_of(minimum), of, xml::text(minimum)?)).flatten()
    });
    note(limits.collect(), "jacoco", Confidence::Parsed, findings);
}

/// Reads what Codecov asks of the project as a whole; `auto` asks for no less than before.
pub(crate) fn read_codecov(file: &File<'_>, findings: &mut Findings) {
    for root in &file.yaml().roots {
        let project = root.at(&["coverage", "status", "project"]);
        let statuses = project.map(Node::entries).unwrap_or_default();
        let limits = statuses.iter().filter_map(|(_, status)| {
            let target = status.get("target")?;
            Limit::percent(target.line, "lines", target.text()?)
        });
        note(limits.collect(), "codecov", Confidence::Parsed, findings);
    }
    for broken in &file.yaml().broken {
        findings.unread(broken.line, broken.message.clone());
    }
}
