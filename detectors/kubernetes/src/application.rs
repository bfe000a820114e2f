//! Custom resources that run an application, told by their shape: an image, and beside it
//! something that only matters to what is run. A platform's own kind counts under any name.

use milepost_core::{Pin, Runtime, UnitKind, Use, What, Workload};
use milepost_detector::Findings;
use milepost_kube::branches::all;
use milepost_kube::object::{group_of, is_built_in};
use milepost_kube::opened;
use milepost_kube::workload;
use milepost_syntax::Reading;
use milepost_syntax::reading::is_computed;
use milepost_syntax::yaml::Node;

use crate::manifest::Written;
use crate::products::is_product;
use crate::routes;

/// What only matters to something that is run.
const RUNNING: &[&str] = &[
    "args",
    "autoscaling",
    "command",
    "containerPort",
    "env",
    "envFrom",
    "environmentVariables",
    "ingress",
    "ingresses",
    "liveness",
    "livenessProbe",
    "maxReplicas",
    "minReplicas",
    "port",
    "ports",
    "readiness",
    "readinessProbe",
    "replicas",
    "replicaCount",
    "resources",
    "schedule",
    "startup",
    "startupProbe",
];

/// Parts of an object that are handed on as they are: values of a chart, a resource in a cloud.
const HANDED_ON: &[&str] = &["values", "valuesObject", "forProvider", "initProvider"];

const PROBES: &[(&str, &str)] =
    &[("livenessProbe", "liveness"), ("readinessProbe", "readiness"), ("startupProbe", "startup")];

/// Notes an object that runs an application, and the kind it is a use of.
pub(crate) fn note(reading: &Reading<'_>, written: &Written<'_>, findings: &mut Findings) {
    let group = group_of(written.api_version);
    if is_built_in(group)
        || is_product(group)
        || workload::is_workload(written.kind, Some(written.api_version))
    {
        return;
    }
    let runs = match of_shape(reading, written) {
        Some(runs) => vec![(written.line, runs)],
        None => listed(reading, written),
    };
    if runs.is_empty() {
        return;
    }
    for (line, runs) in runs {
        findings.pattern(line, What::Workload(runs));
    }
    routes::note(reading, written, findings);
    let version = written.api_version.rsplit('/').next();
    let used = |source: String, name: Option<String>| {
        What::Use(Use {
            unit: UnitKind::PlatformKind,
            source,
            pin: version.map_or(Pin::None, Pin::of_version),
            version: version.map(ToOwned::to_owned),
            name,
        })
    };
    let kind = format!("{group}/{}", written.kind);
    findings.pattern(
        written.line,
        used(kind.clone(), reading.owned(written.node, &["metadata", "name"])),
    );
    for (line, resource) in all(written.node, &["spec"]).into_iter().flat_map(resources) {
        findings.pattern(line, used(format!("{kind}/{resource}"), None));
    }
}

/// Parts of an application's `spec` by which a platform is asked for something that keeps data or
/// hands messages on.
const RESOURCES: &[&str] = &[
    "bigQueryDatasets",
    "buckets",
    "bucketAccess",
    "databases",
    "kafka",
    "openSearch",
    "postgres",
    "queues",
    "redis",
    "sqlInstances",
    "topics",
    "valkey",
];

/// The resources `spec` asks for, itself or in one of its parts, as lines and ways there.
fn resources(spec: &Node<'_>) -> Vec<(u32, String)> {
    let mut found = Vec::new();
    let mut note = |node: &Node<'_>, above: &str| {
        for (key, value) in node.entries() {
            let filled = !value.entries().is_empty() || !value.items().is_empty();
            if let Some(name) = key.text().filter(|it| RESOURCES.contains(it) && filled) {
                found.push((key.line, format!("{above}{name}")));
            }
        }
    };
    note(spec, "");
    for (key, part) in spec.entries() {
        // What the environment of a container or a rule of access names is not asked for.
        let name = key.text().filter(|it| !NAMING.contains(it) && !HANDED_ON.contains(it));
        if let Some(name) = name.filter(|it| !RESOURCES.contains(it)) {
            note(part, &format!("{name}."));
        }
    }
    found
}

/// Parts of an application's `spec` that name what is there already.
const NAMING: &[&str] = &["accessPolicy", "env", "envFrom", "observability", "template"];

fn of_shape(reading: &Reading<'_>, written: &Written<'_>) -> Option<Workload> {
    let api_version = Some(written.api_version.to_owned());
    if workload::names_image(written.node, written.kind) {
        let pod = workload::of_object(reading, written.node, written.kind);
        return Some(Workload { api_version, ..pod });
    }
    let (spec, holder, image) =
        all(written.node, &["spec"]).into_iter().find_map(|spec| holder_in(reading, spec))?;
    let places = [holder, spec];
    let text = |keys: &[&str]| reading.owned(written.node, keys);
    Some(Workload {
        api_version,
        name: text(&["metadata", "name"]),
        namespace: text(&["metadata", "namespace"]),
        replicas: replicas(reading, places),
        identity: ["serviceAccountName", "serviceAccount"]
            .iter()
            .find_map(|key| places.iter().find_map(|place| reading.owned(place, &[key]))),
        images: image.text.into_iter().collect(),
        probes: probes(places),
        resources: places.iter().any(|place| is_filled(place, "resources")),
        labels: workload::labels(reading, std::iter::once(&written.node)),
        ..Workload::new(Runtime::Kubernetes, written.kind)
    })
}

/// The parts of an application that stand in a list, each with a name, an image or what it is built
/// from, and something by which it is served or repeated: a step of a pipeline has none.
fn listed(reading: &Reading<'_>, written: &Written<'_>) -> Vec<(u32, Workload)> {
    let mut found = Vec::new();
    for item in all(written.node, &["spec"]).into_iter().flat_map(parts) {
        let image = all(item, &["image"]).into_iter().find_map(|it| image(reading, it));
        let is_built = BUILT.iter().any(|key| item.str(key).is_some());
        let is_served = SERVED.iter().any(|key| item.get(key).is_some());
        let name = reading.owned(item, &["name"]);
        if name.is_none() || !is_served || image.is_none() && !is_built {
            continue;
        }
        let places = [item, item];
        let runs = Workload {
            api_version: Some(written.api_version.to_owned()),
            name,
            namespace: reading.owned(written.node, &["metadata", "namespace"]),
            replicas: replicas(reading, places),
            images: image.and_then(|image| image.text).into_iter().collect(),
            probes: probes(places),
            resources: is_filled(item, "resources"),
            labels: workload::labels(reading, std::iter::once(&written.node)),
            ..Workload::new(Runtime::Kubernetes, written.kind)
        };
        found.push((item.line, runs));
    }
    found
}

/// The items of lists in `spec` that may be parts of an application. Containers are parts of a pod.
pub(crate) fn parts<'n, 'a>(spec: &'n Node<'a>) -> impl Iterator<Item = &'n Node<'a>> {
    let is_part = |key: &str| {
        !HANDED_ON.contains(&key)
            && !NAMING.contains(&key)
            && !key.to_ascii_lowercase().contains("container")
    };
    let lists = spec.entries().iter().filter(move |(key, _)| key.text().is_some_and(is_part));
    lists.flat_map(|(_, list)| list.items()).filter(|item| item.is_mapping())
}

/// Keys that say what a part is built from.
const BUILT: &[&str] = &["src", "dockerfileName", "dockerfile"];

/// Keys of a part that is served, scaled or started again and again.
const SERVED: &[&str] = &[
    "autoscaling",
    "containerPort",
    "horizontalScaling",
    "ingress",
    "ingresses",
    "livenessProbe",
    "port",
    "ports",
    "publicPort",
    "readinessProbe",
    "replicas",
    "schedule",
    "schedulerPort",
];

/// An image that is named; its text is absent when it is computed.
struct Image {
    text: Option<String>,
    /// Whether it is a lone word, which may name anything.
    lone: bool,
}

/// The part of `spec` that names an image beside something that only matters to what is run: the
/// whole of it, or one part of it.
fn holder_in<'n, 'a>(
    reading: &Reading<'_>,
    spec: &'n Node<'a>,
) -> Option<(&'n Node<'a>, &'n Node<'a>, Image)> {
    let parts = spec.entries().iter().filter(|(key, value)| {
        value.is_mapping() && !key.text().is_some_and(|key| HANDED_ON.contains(&key))
    });
    std::iter::once(spec).chain(parts.map(|(_, part)| part)).find_map(|holder| {
        let image = all(holder, &["image"]).into_iter().find_map(|it| image(reading, it))?;
        let beside = RUNNING
            .iter()
            .filter(|key| [holder, spec].iter().any(|place| place.get(key).is_some()))
            .count();
        (beside > usize::from(image.lone)).then_some((spec, holder, image))
    })
}

fn image(reading: &Reading<'_>, node: &Node<'_>) -> Option<Image> {
    if node.is_mapping() {
        return image_in_parts(reading, node);
    }
    let written = node.text()?.trim();
    if reading.touches(node.line) {
        return Some(Image { text: None, lone: false });
    }
    if is_computed(written) || written.contains('{') {
        // Platforms have placeholders of their own: `shop:{tag}`.
        let placed = if written.contains('$') { written } else { &written.replace('{', "${") };
        return Some(Image { text: opened(placed), lone: false });
    }
    is_reference(written)
        .then(|| Image { text: Some(written.to_owned()), lone: !written.contains(['/', ':', '@']) })
}

/// An image whose repository and tag are keys of their own; or an unquoted `{{ image }}`, which
/// YAML takes for a mapping.
fn image_in_parts(reading: &Reading<'_>, node: &Node<'_>) -> Option<Image> {
    let is_placeholder = node.entries().iter().any(|(key, _)| key.is_mapping());
    if is_placeholder {
        return Some(Image { text: None, lone: false });
    }
    let name = ["repository", "name"].iter().find_map(|key| node.get(key))?;
    let Some(name) = reading.literal(name) else {
        return Some(Image { text: None, lone: false });
    };
    let registry = reading.at(node, &["registry"]).map(|it| format!("{it}/")).unwrap_or_default();
    let tag = reading.at(node, &["tag"]).map(|tag| format!(":{tag}")).unwrap_or_default();
    let text = format!("{registry}{name}{tag}");
    is_reference(&text).then(|| Image { lone: !text.contains(['/', ':', '@']), text: Some(text) })
}

/// Whether a text can be an image's reference, and neither an address nor a picture.
fn is_reference(text: &str) -> bool {
    let is_picture = [".png", ".svg", ".jpg", ".jpeg", ".gif", ".iso", ".qcow2", ".img"]
        .iter()
        .any(|end| text.ends_with(end));
    let fits = |c: char| c.is_ascii_alphanumeric() || "._-/:@+".contains(c);
    !text.is_empty() && !text.contains("://") && !is_picture && text.chars().all(fits)
}

/// How many are asked for: a number, or the least of a range.
fn replicas(reading: &Reading<'_>, places: [&Node<'_>; 2]) -> Option<u32> {
    const ASKED: &[&[&str]] =
        &[&["replicas"], &["replicas", "min"], &["replicaCount"], &["minReplicas"]];
    ASKED.iter().find_map(|keys| {
        places.iter().find_map(|place| reading.at(place, keys)).and_then(|text| text.parse().ok())
    })
}

fn probes(places: [&Node<'_>; 2]) -> Vec<String> {
    PROBES
        .iter()
        .filter(|(key, name)| {
            places.iter().any(|place| is_filled(place, key) || is_filled(place, name))
        })
        .map(|(_, name)| (*name).to_owned())
        .collect()
}

fn is_filled(place: &Node<'_>, key: &str) -> bool {
    all(place, &[key]).iter().any(|value| !value.entries().is_empty())
}
