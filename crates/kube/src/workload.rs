//! Kubernetes objects that run something, as manifests and charts' templates write them.

use std::collections::BTreeMap;

use milepost_core::{Runtime, Workload};
use milepost_syntax::yaml::Node;

use crate::branches::{agreed, all};
use crate::images;
use crate::kinds::{KINDS, Kind, TEMPLATE, Way};
use milepost_syntax::reading::Reading;

const PROBES: &[(&str, &str)] =
    &[("livenessProbe", "liveness"), ("readinessProbe", "readiness"), ("startupProbe", "startup")];

/// Whether objects of this kind and API version run something. An API version that is computed
/// is believed.
pub fn is_workload(kind: &str, api_version: Option<&str>) -> bool {
    let group = api_version.map(|version| version.rsplit_once('/').map_or("", |(group, _)| group));
    KINDS.iter().any(|it| {
        // A `Service` is run by nobody unless its group says so.
        it.name == kind && group.map_or(kind != "Service", |group| it.groups.contains(&group))
    })
}

/// A workload of which only these two lines could be read.
pub fn bare(kind: &str, api_version: Option<String>) -> Workload {
    Workload { api_version, ..Workload::new(Runtime::Kubernetes, kind) }
}

/// Everything an object of a workload kind says.
pub fn of_object(reading: &Reading<'_>, object: &Node<'_>, kind: &str) -> Workload {
    let (pods, specs) = pods(object, kind);
    let containers = main_containers(object, kind, &specs);
    let initial = self::containers(&specs, "initContainers");
    Workload {
        name: agreed(reading, object, &["metadata", "name"]),
        namespace: agreed(reading, object, &["metadata", "namespace"]),
        replicas: agreed(reading, object, &["spec", "replicas"]).and_then(|it| it.parse().ok()),
        identity: identity(reading, &specs),
        images: images::named(reading, object, containers.iter().chain(&initial)),
        probes: probes(&containers),
        resources: !containers.is_empty() && containers.iter().all(|it| says(it, "resources")),
        labels: labels(reading, std::iter::once(&object).chain(&pods)),
        ..bare(kind, agreed(reading, object, &["apiVersion"]))
    }
}

/// What a part of a template gives to the pods and containers that it is a part of.
#[derive(Debug, Default)]
pub struct Given {
    /// The account it names.
    pub identity: Option<String>,
    /// The probes its containers have.
    pub probes: Vec<String>,
    /// Whether all its containers ask for resources.
    pub resources: bool,
}

/// What a node gives that is a part of an object: a pod's template or specification, containers, or
/// what stands in one.
pub fn given(reading: &Reading<'_>, node: &Node<'_>) -> Given {
    let ways =
        [&["template"][..], &["spec", "template"], &["spec", "jobTemplate", "spec", "template"]];
    let templates = ways.iter().flat_map(|way| all(node, way));
    let holders: Vec<&Node<'_>> = std::iter::once(node).chain(templates).collect();
    let below = holders.iter().flat_map(|it| all(it, &["spec"]));
    let specs: Vec<&Node<'_>> = holders.iter().copied().chain(below).collect();
    let mut containers = containers(&specs, "containers");
    if containers.is_empty() {
        containers.extend(node.items().iter().filter(|item| item.is_mapping()));
    }
    if containers.is_empty() && node.is_mapping() {
        containers.push(node);
    }
    Given {
        identity: identity(reading, &specs),
        probes: probes(&containers),
        resources: !containers.is_empty() && containers.iter().all(|it| says(it, "resources")),
    }
}

/// Lines of a template that name images which are computed, those of first containers included.
pub fn computed_images(reading: &Reading<'_>, object: &Node<'_>, kind: &str) -> Vec<u32> {
    let (_, specs) = pods(object, kind);
    let named = [main_containers(object, kind, &specs), containers(&specs, "initContainers")];
    let images = named.iter().flatten().flat_map(|container| all(container, &["image"]));
    images.map(|image| image.line).filter(|line| reading.touches(*line)).collect()
}

/// Whether an object describes a pod, whatever its kind.
pub fn describes_pod(object: &Node<'_>) -> bool {
    KINDS.iter().flat_map(|it| it.pods).any(|way| {
        reach(object, way).iter().any(|pod| !all(pod, &["spec", "containers"]).is_empty())
    })
}

/// Whether an object says what it runs: a container of it names an image, computed or not. An
/// object that does not is a patch of one that does.
pub fn names_image(object: &Node<'_>, kind: &str) -> bool {
    let (_, specs) = pods(object, kind);
    main_containers(object, kind, &specs)
        .iter()
        .any(|container| !all(container, &["image"]).is_empty())
        || !images::triggers(object).is_empty()
}

fn known(kind: &str) -> Option<&'static Kind> {
    KINDS.iter().find(|it| it.name == kind)
}

/// Everything that a way leads to.
fn reach<'n, 'a>(object: &'n Node<'a>, way: Way) -> Vec<&'n Node<'a>> {
    way.iter().fold(vec![object], |nodes, key| match *key {
        "*" => nodes
            .into_iter()
            .flat_map(|it| it.entries().iter().map(|(_, value)| value).chain(it.items()))
            .collect(),
        key => nodes.into_iter().flat_map(|it| all(it, &[key])).collect(),
    })
}

/// The descriptions of an object's pods, and what they specify.
fn pods<'n, 'a>(object: &'n Node<'a>, kind: &str) -> (Vec<&'n Node<'a>>, Vec<&'n Node<'a>>) {
    let ways = known(kind).map_or(TEMPLATE, |it| it.pods);
    let pods: Vec<_> = ways.iter().flat_map(|way| reach(object, way)).collect();
    let specs = pods.iter().flat_map(|pod| all(pod, &["spec"])).collect();
    (pods, specs)
}

/// What an object runs: containers of its pods, or those it names itself.
fn main_containers<'n, 'a>(
    object: &'n Node<'a>,
    kind: &str,
    specs: &[&'n Node<'a>],
) -> Vec<&'n Node<'a>> {
    let ways = known(kind).map_or(&[][..], |it| it.containers);
    let own = ways.iter().flat_map(|way| reach(object, way)).filter(|it| it.is_mapping());
    containers(specs, "containers").into_iter().chain(own).collect()
}

fn containers<'n, 'a>(specs: &[&'n Node<'a>], key: &str) -> Vec<&'n Node<'a>> {
    specs
        .iter()
        .flat_map(|spec| all(spec, &[key]))
        .flat_map(Node::items)
        .filter(|container| container.is_mapping())
        .collect()
}

fn probes(containers: &[&Node<'_>]) -> Vec<String> {
    PROBES
        .iter()
        .filter(|(key, _)| containers.iter().any(|container| says(container, key)))
        .map(|(_, name)| (*name).to_owned())
        .collect()
}

/// Whether a container writes at least a part of `key` out; what is computed as a whole may as
/// well be empty.
fn says(container: &Node<'_>, key: &str) -> bool {
    all(container, &[key]).iter().any(|value| !value.entries().is_empty())
}

/// The account that all branches of the pods' descriptions name.
fn identity(reading: &Reading<'_>, specs: &[&Node<'_>]) -> Option<String> {
    let named = ["serviceAccountName", "serviceAccount"];
    let mut accounts =
        specs.iter().filter_map(|spec| named.iter().find_map(|key| agreed(reading, spec, &[key])));
    let first = accounts.next()?;
    accounts.all(|account| account == first).then_some(first)
}

/// Labels of all `holders`, those of the first before those of the next. A label whose branches
/// disagree is left out.
pub fn labels<'n, 'a: 'n>(
    reading: &Reading<'_>,
    holders: impl Iterator<Item = &'n &'n Node<'a>>,
) -> BTreeMap<String, String> {
    let mut labels: BTreeMap<String, Option<String>> = BTreeMap::new();
    for holder in holders {
        for (key, value) in labels_of(reading, holder) {
            labels.entry(key).or_insert(value);
        }
    }
    labels.into_iter().filter_map(|(key, value)| Some((key, value?))).collect()
}

fn labels_of(reading: &Reading<'_>, holder: &Node<'_>) -> BTreeMap<String, Option<String>> {
    let mut labels: BTreeMap<String, Option<String>> = BTreeMap::new();
    for (key, value) in all(holder, &["metadata", "labels"]).into_iter().flat_map(Node::entries) {
        let Some(key) = key.text() else { continue };
        let value = reading.literal(value).map(ToOwned::to_owned);
        labels
            .entry(key.to_owned())
            .and_modify(|known| {
                if *known != value {
                    *known = None;
                }
            })
            .or_insert(value);
    }
    labels
}
