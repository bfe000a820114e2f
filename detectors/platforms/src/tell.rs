//! What the formats have in common: names, images, counts, and how a workload is told.

use milepost_core::{Runtime, What, Workload};
use milepost_detector::Findings;
use milepost_syntax::Reading;
use milepost_syntax::yaml::Node;

/// The text under `keys` that is written out: neither computed nor the argument of a function.
pub(crate) fn plain<'n>(
    reading: &Reading<'_>,
    node: &'n Node<'_>,
    keys: &[&str],
) -> Option<&'n str> {
    let found = node.at(keys)?;
    let is_function = found.tag.as_deref().is_some_and(|tag| tag != "str");
    let text = reading.literal(found).filter(|_| !is_function)?;
    (!is_placeholder(text)).then_some(text)
}

/// [`plain`], owned.
pub(crate) fn owned(reading: &Reading<'_>, node: &Node<'_>, keys: &[&str]) -> Option<String> {
    plain(reading, node, keys).map(str::to_owned)
}

/// Marks of values that a deployment fills in: `((name))`, `<IMAGE>`, `@image@`.
fn is_placeholder(text: &str) -> bool {
    ["((", "<", "{", "%"].iter().any(|mark| text.contains(mark)) || text.starts_with('@')
}

/// How many, when that is a number.
pub(crate) fn number(reading: &Reading<'_>, node: &Node<'_>, keys: &[&str]) -> Option<u32> {
    plain(reading, node, keys)?.parse().ok()
}

/// Whether there is something under `keys`.
pub(crate) fn has(node: &Node<'_>, keys: &[&str]) -> bool {
    node.at(keys).is_some_and(|found| !found.is_null())
}

/// A workload by its runtime, kind and name.
pub(crate) fn workload(runtime: Runtime, kind: &str, name: Option<&str>) -> Workload {
    Workload { name: name.map(str::to_owned), ..Workload::new(runtime, kind) }
}

/// The names of probes that are there.
pub(crate) fn probes(liveness: bool, readiness: bool) -> Vec<String> {
    [(liveness, "liveness"), (readiness, "readiness")]
        .iter()
        .filter(|(is_there, _)| *is_there)
        .map(|(_, name)| (*name).to_owned())
        .collect()
}

/// Notes a workload.
pub(crate) fn note(reading: &Reading<'_>, line: u32, workload: Workload, findings: &mut Findings) {
    findings.read(reading, line, What::Workload(workload));
}

/// The line a key of a mapping stands on.
pub(crate) fn key_line(node: &Node<'_>, key: &str) -> u32 {
    let mut keys = node.entries().iter().map(|(name, _)| name);
    keys.find(|name| name.text() == Some(key)).map_or(node.line, |name| name.line)
}

/// The first root that is a mapping with all of `keys`.
pub(crate) fn root_with<'n, 'a>(reading: &'n Reading<'a>, keys: &[&str]) -> Option<&'n Node<'a>> {
    reading.roots.iter().find(|root| keys.iter().all(|key| root.get(key).is_some()))
}

/// Whether a name is one of those, with the end of a YAML file.
pub(crate) fn is_yaml(name: &str, stems: &[&str]) -> bool {
    let stem = name.strip_suffix(".yaml").or_else(|| name.strip_suffix(".yml"));
    stem.is_some_and(|stem| stems.contains(&stem))
}
