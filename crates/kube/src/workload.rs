//! Kubernetes objects that run something, as manifests and charts' templates write them.

use std::collections::BTreeMap;

use milepost_core::{Runtime, Workload};
use milepost_syntax::yaml::Node;

use crate::branches::{agreed, all};
use milepost_syntax::reading::Reading;

/// Kinds that run something, what their API group must be, and where their pod is described.
const KINDS: &[(&str, &[&str], &[&str])] = &[
    ("Deployment", &["apps", "extensions"], TEMPLATE),
    ("StatefulSet", &["apps"], TEMPLATE),
    ("DaemonSet", &["apps", "extensions"], TEMPLATE),
    ("ReplicaSet", &["apps", "extensions"], TEMPLATE),
    ("Job", &["batch"], TEMPLATE),
    ("CronJob", &["batch"], &["spec", "jobTemplate", "spec", "template"]),
    ("Pod", &[""], &[]),
    ("Rollout", &["argoproj.io"], TEMPLATE),
    ("ReplicationController", &[""], TEMPLATE),
    ("Service", &["serving.knative.dev"], TEMPLATE),
    ("DeploymentConfig", &["apps.openshift.io"], TEMPLATE),
    ("ScaledJob", &["keda.sh"], &["spec", "jobTargetRef", "template"]),
];

const TEMPLATE: &[&str] = &["spec", "template"];

const PROBES: &[(&str, &str)] =
    &[("livenessProbe", "liveness"), ("readinessProbe", "readiness"), ("startupProbe", "startup")];

/// Whether objects of this kind and API version run something. An API version that is computed
/// is believed.
pub fn is_workload(kind: &str, api_version: Option<&str>) -> bool {
    let group = api_version.map(|version| version.rsplit_once('/').map_or("", |(group, _)| group));
    KINDS.iter().any(|(name, groups, _)| {
        // A `Service` is run by nobody unless its group says so.
        *name == kind && group.map_or(kind != "Service", |group| groups.contains(&group))
    })
}

/// A workload of which only these two lines could be read.
pub fn bare(kind: &str, api_version: Option<String>) -> Workload {
    Workload { api_version, ..Workload::new(Runtime::Kubernetes, kind) }
}

/// Everything an object of a workload kind says.
pub fn of_object(reading: &Reading<'_>, object: &Node<'_>, kind: &str) -> Workload {
    let pods = all(object, to_pod(kind));
    let specs: Vec<_> = pods.iter().flat_map(|pod| all(pod, &["spec"])).collect();
    let containers = containers(&specs, "containers");
    let initial = self::containers(&specs, "initContainers");
    Workload {
        name: agreed(reading, object, &["metadata", "name"]),
        namespace: agreed(reading, object, &["metadata", "namespace"]),
        replicas: agreed(reading, object, &["spec", "replicas"]).and_then(|it| it.parse().ok()),
        identity: identity(reading, &specs),
        images: images(reading, containers.iter().chain(&initial)),
        probes: probes(&containers),
        resources: !containers.is_empty() && containers.iter().all(|it| says(it, "resources")),
        labels: labels(reading, std::iter::once(&object).chain(&pods)),
        ..bare(kind, agreed(reading, object, &["apiVersion"]))
    }
}

/// Lines of a template that name images which are computed, those of first containers included.
pub fn computed_images(reading: &Reading<'_>, object: &Node<'_>, kind: &str) -> Vec<u32> {
    let pods = all(object, to_pod(kind));
    let specs: Vec<_> = pods.iter().flat_map(|pod| all(pod, &["spec"])).collect();
    let named = [containers(&specs, "containers"), containers(&specs, "initContainers")];
    let images = named.iter().flatten().flat_map(|container| all(container, &["image"]));
    images.map(|image| image.line).filter(|line| reading.touches(*line)).collect()
}

/// Whether an object describes a pod, whatever its kind.
pub fn describes_pod(object: &Node<'_>) -> bool {
    KINDS.iter().any(|(_, _, to_pod)| {
        all(object, to_pod).iter().any(|pod| !all(pod, &["spec", "containers"]).is_empty())
    })
}

/// Whether an object says what it runs: a container of it names an image, computed or not. An
/// object that does not is a patch of one that does.
pub fn names_image(object: &Node<'_>, kind: &str) -> bool {
    let specs = all(object, to_pod(kind)).into_iter().flat_map(|pod| all(pod, &["spec"]));
    containers(&specs.collect::<Vec<_>>(), "containers")
        .iter()
        .any(|container| !all(container, &["image"]).is_empty())
}

/// Where an object of this kind describes its pod.
fn to_pod(kind: &str) -> &'static [&'static str] {
    KINDS.iter().find(|(name, _, _)| *name == kind).map_or(TEMPLATE, |(_, _, path)| path)
}

fn containers<'n, 'a>(specs: &[&'n Node<'a>], key: &str) -> Vec<&'n Node<'a>> {
    specs
        .iter()
        .flat_map(|spec| all(spec, &[key]))
        .flat_map(Node::items)
        .filter(|container| container.is_mapping())
        .collect()
}

fn images<'n, 'a: 'n>(
    reading: &Reading<'_>,
    containers: impl Iterator<Item = &'n &'n Node<'a>>,
) -> Vec<String> {
    let mut images: Vec<String> = Vec::new();
    for image in containers.flat_map(|container| all(container, &["image"])) {
        if let Some(image) = reading.literal(image)
            && !images.iter().any(|known| known == image)
        {
            images.push(image.to_owned());
        }
    }
    images
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
