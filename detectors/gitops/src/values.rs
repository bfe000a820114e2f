//! Values that Argo CD and Flux hand to the charts they install.

use milepost_core::place;
use milepost_kube::branches::all;
use milepost_kube::handed::is_touched;
use milepost_kube::origin::{git_address, located};
use milepost_kube::{Handed, Object};
use milepost_syntax::reading::Reading;
use milepost_syntax::yaml::Node;

/// What a source of an application hands to its chart; `sources` are all of the application.
pub(crate) fn of_source(object: &Object<'_>, source: &Node<'_>, sources: &[&Node<'_>]) -> Handed {
    let reading = object.reading;
    let mut handed = Handed::default();
    // What patches generated applications may hand over anything.
    let patched = object.node.at(&["spec", "templatePatch"]).is_some();
    let parts = all(source, &["helm"]);
    if patched || parts.len() > 1 || parts.iter().any(|helm| is_touched(reading, helm)) {
        handed.leave_unseen();
        return handed;
    }
    if source.get("plugin").is_some() {
        handed.leave_unseen();
    }
    for helm in parts {
        for file in helm.get("valueFiles").map_or(&[][..], Node::items) {
            match file.text().and_then(|it| path_of(reading, source, sources, it)) {
                Some(path) => handed.file(path),
                None => handed.leave_unseen(),
            }
        }
        of_application(helm, &mut handed);
    }
    handed
}

/// What stands in the application itself: values, over them values as an object, over them parameters.
fn of_application(helm: &Node<'_>, handed: &mut Handed) {
    let plain = Reading::default();
    // Where both stand, the object is all that counts.
    match (helm.get("valuesObject"), helm.get("values").and_then(Node::text)) {
        (Some(object), _) if !object.is_null() => handed.lay(&plain, object),
        (_, Some(text)) => handed.lay_text(text),
        _ => {}
    }
    for parameter in helm.get("parameters").map_or(&[][..], Node::items) {
        let is_text = parameter.get("forceString").and_then(Node::bool) == Some(true);
        let name = parameter.get("name").and_then(Node::text).unwrap_or_default();
        handed.set(name, parameter.get("value").and_then(Node::text), is_text);
    }
    for parameter in helm.get("fileParameters").map_or(&[][..], Node::items) {
        handed.set(parameter.get("name").and_then(Node::text).unwrap_or_default(), None, true);
    }
}

/// Where a file of values lies: beside the chart, or in another source that lends it (`$ref/path`);
/// nothing where that cannot be told.
fn path_of(
    reading: &Reading<'_>,
    source: &Node<'_>,
    sources: &[&Node<'_>],
    file: &str,
) -> Option<String> {
    let repository = |source: &Node<'_>| reading.at(source, &["repoURL"]).map(git_address);
    if let Some((name, path)) = file.strip_prefix('$').and_then(|lent| lent.split_once('/')) {
        let lends = |it: &&&Node<'_>| reading.at(it, &["ref"]) == Some(name);
        let lender = sources.iter().find(lends)?;
        return Some(located(&repository(lender)?, Some(path)));
    }
    // Within a chart of a registry nothing can be looked up.
    if file.contains("://") || source.get("chart").is_some() {
        return None;
    }
    let path = match file.strip_prefix('/') {
        Some(from_root) => from_root.to_owned(),
        None => place::resolve(reading.at(source, &["path"])?, file)?,
    };
    Some(located(&repository(source)?, Some(&path)))
}

/// What a release of Flux hands to its chart.
pub(crate) fn of_release(object: &Object<'_>, spec: &Node<'_>) -> Handed {
    let reading = object.reading;
    let mut handed = Handed::default();
    let elsewhere = [
        &["valuesFrom"][..],
        &["valueFileSecrets"],
        &["chart", "spec", "valuesFiles"],
        &["chart", "spec", "valuesFile"],
    ];
    // What takes the place of the chart's own values is not read either.
    let by_chart = reading.at(spec, &["chartRef", "kind"]) == Some("HelmChart");
    if by_chart || elsewhere.iter().any(|keys| !all(spec, keys).is_empty()) {
        handed.leave_unseen();
    }
    for values in all(spec, &["values"]) {
        if is_touched(reading, values) {
            handed.leave_unseen();
        } else {
            handed.lay(reading, values);
        }
    }
    handed
}
