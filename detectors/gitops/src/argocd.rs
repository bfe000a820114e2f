//! Argo CD's `Application` and `ApplicationSet`: each source is a route by which something gets
//! to run.

use milepost_core::{Delivery, DeployModel, What};
use milepost_detector::Findings;
use milepost_syntax::yaml::Node;

use milepost_kube::branches::all;
use milepost_kube::origin::{Origin, git_address, located};
use milepost_kube::{Asked, Object};

use crate::values;

/// Notes the deliveries of an object of Argo CD's API.
pub(crate) fn note(object: &Object<'_>, findings: &mut Findings) {
    match object.kind {
        "Application" => note_application(object, object.node, false, findings),
        "ApplicationSet" => {
            for template in all(object.node, &["spec", "template"]) {
                note_application(object, template, true, findings);
            }
        }
        _ => {}
    }
}

fn note_application(
    object: &Object<'_>,
    application: &Node<'_>,
    generated: bool,
    findings: &mut Findings,
) {
    let reading = object.reading;
    let (automated, self_heal) = automation(object, application);
    let route = Delivery {
        automated,
        self_heal,
        generated,
        name: reading.owned(application, &["metadata", "name"]),
        environment: object.environment(application),
        namespace: reading.owned(application, &["spec", "destination", "namespace"]),
        ..Delivery::new(DeployModel::GitopsArgocd)
    };
    let listed = all(application, &["spec", "sources"]);
    let sources = all(application, &["spec", "source"])
        .into_iter()
        .chain(all(application, &["spec", "sourceHydrator", "drySource"]))
        .chain(listed.into_iter().flat_map(Node::items));
    let sources: Vec<&Node<'_>> = sources.collect();
    for source in sources.iter().filter(|source| is_delivered(source)) {
        let mut route = route.clone();
        values::of_source(object, source, &sources).onto(&mut route);
        note_source(object, source, route, findings);
    }
}

/// Whether an application follows its source by itself, and whether it puts drift back. What a
/// template or a patch of generated applications may add is unknown.
fn automation(object: &Object<'_>, application: &Node<'_>) -> (Option<bool>, bool) {
    let found = all(application, &["spec", "syncPolicy", "automated"]);
    let Some(automated) = found.into_iter().find(|found| !found.is_null()) else {
        let may_be_added =
            object.reading.is_masked() || object.node.at(&["spec", "templatePatch"]).is_some();
        return ((!may_be_added).then_some(false), false);
    };
    let says = |key: &str| automated.get(key).and_then(Node::bool);
    let is_on = match automated.get("enabled") {
        None => Some(true),
        Some(_) => says("enabled"),
    };
    (is_on, is_on == Some(true) && says("selfHeal") == Some(true))
}

/// Whether a source is installed; one with only a `ref` lends its values files to another.
fn is_delivered(source: &Node<'_>) -> bool {
    source.is_mapping()
        && (source.get("ref").is_none()
            || source.get("chart").is_some()
            || source.get("path").is_some())
}

fn note_source(
    object: &Object<'_>,
    source: &Node<'_>,
    mut route: Delivery,
    findings: &mut Findings,
) {
    let reading = object.reading;
    let asked = Asked::by(reading, source.get("targetRevision"));
    let repository = reading.at(source, &["repoURL"]);
    let mut used = None;
    if let Some(chart) = source.get("chart") {
        let origin = repository
            .zip(reading.literal(chart))
            .map(|(repository, name)| origin(repository, name));
        route.chart = origin.as_ref().map(|origin| origin.source.clone());
        used = origin.map(|origin| (chart.line, origin.used(&asked, route.name.as_deref())));
    } else {
        let path = reading.at(source, &["path"]);
        route.source = repository.map(|repository| located(&git_address(repository), path));
    }
    route.version = reading.owned(source, &["targetRevision"]);
    findings.read(reading, source.line, What::Delivery(route));
    if let Some((line, what)) = used {
        findings.read(reading, line, what);
    }
}

/// Argo CD writes OCI registries without a scheme.
fn origin(repository: &str, name: &str) -> Origin {
    if repository.contains("://") {
        Origin::remote(repository, name)
    } else {
        Origin::remote(&format!("oci://{repository}"), name)
    }
}
