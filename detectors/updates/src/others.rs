//! Services with a small file of their own.

use milepost_core::{Updates, What};
use milepost_detector::{File, Findings};
use milepost_syntax::yaml::Node;

/// What a configuration of `tool` says that knows one ecosystem or none.
pub(crate) fn updates(tool: &str, enabled: bool, ecosystem: Option<&str>) -> What {
    What::Updates(Updates {
        tool: tool.to_owned(),
        enabled,
        ecosystems: ecosystem.map(ToOwned::to_owned).into_iter().collect(),
        disabled: Vec::new(),
        automerge: false,
        preset: false,
    })
}

/// pyup: `update: false` leaves nothing on.
pub(crate) fn note_pyup(file: &File<'_>, findings: &mut Findings) {
    let reading = file.yaml();
    let root = reading.roots.first();
    let off = root.and_then(|root| root.get("update")).and_then(Node::bool) == Some(false);
    findings.read(reading, root.map_or(1, |root| root.line), updates("pyup", !off, Some("pip")));
    for broken in &reading.broken {
        findings.unread(broken.line, broken.message.clone());
    }
}

/// Scala Steward: its format is not parsed, but a limit of none stands on a line of its own.
pub(crate) fn note_scala_steward(file: &File<'_>, findings: &mut Findings) {
    let said = |line: &str| -> String { line.split_whitespace().collect() };
    let off = file
        .text
        .lines()
        .map(said)
        .any(|line| matches!(line.as_str(), "updates.limit=0" | "updates.limit:0"));
    findings.pattern(1, updates("scala-steward", !off, Some("sbt")));
}

/// Mend: its scanner opens pull requests when it is told to run Renovate.
pub(crate) fn note_mend(file: &File<'_>, findings: &mut Findings) {
    let reading = file.yaml();
    let settings = reading.roots.iter().find_map(|root| root.get("remediateSettings"));
    let key = settings.and_then(|settings| settings.get("enableRenovate"));
    if let Some((key, enabled)) = key.and_then(|key| Some((key, key.bool()?))) {
        findings.read(reading, key.line, updates("mend", enabled, None));
    }
}
