//! Infrastructure as Kubernetes objects: Crossplane and Google's Config Connector.

use std::collections::BTreeMap;

use milepost_core::{
    Cluster, ImageReference, Infrastructure, InfrastructureTool as Tool, Pin, Provider, UnitKind,
    Use, What, environment,
};
use milepost_detector::{File, Findings};
use milepost_kube::Object;
use milepost_kube::object::{may_hold_objects, objects};
use milepost_syntax::Reading;
use milepost_syntax::yaml::Node;

use crate::text::{module, plain_at};

/// Parts of API groups, one of which every object read here, or what it composes, names.
const NEEDLES: &[&str] = &["crossplane.io/", "upbound.io/", "cnrm.cloud.google.com/"];

/// Fields by which only a claim or composite resource says how it is to be composed.
const COMPOSED: &[&str] = &[
    "compositionRef",
    "compositionSelector",
    "compositionRevisionRef",
    "compositionUpdatePolicy",
    "compositeDeletePolicy",
];

/// Clusters by group and kind, their provider, and whether a release channel says they upgrade.
const CLUSTERS: &[(&str, &str, &str)] = &[
    ("eks.aws.", "Cluster", "eks"),
    ("container.gcp.", "Cluster", "gke"),
    ("containerservice.azure.", "KubernetesCluster", "aks"),
    ("container.cnrm.", "ContainerCluster", "gke"),
];

/// Whether a text may hold such objects; cheap.
pub(crate) fn may_be(text: &str) -> bool {
    let is_composed = || COMPOSED.iter().any(|field| text.contains(field));
    may_hold_objects(text) && (NEEDLES.iter().any(|needle| text.contains(needle)) || is_composed())
}

/// Notes what the objects of a file declare, a fact for each tool.
pub(crate) fn detect(file: &File<'_>, findings: &mut Findings) {
    let in_chart = file.folder().split('/').any(|part| part == "templates");
    let reading = if in_chart { file.template() } else { file.yaml() };
    let mut declared: BTreeMap<Tool, (u32, Infrastructure)> = BTreeMap::new();
    let mut said = Findings::default();
    for object in objects(reading) {
        let Some(tool) = tool_of(&object) else { continue };
        let (_, infrastructure) = declared.entry(tool).or_insert_with(|| {
            let mut new = Infrastructure::new(tool);
            new.environment = environment::of_code(file.path).map(str::to_owned);
            (object.line(), new)
        });
        note(&object, infrastructure, &mut said);
    }
    for (_, (line, infrastructure)) in declared {
        findings.read(reading, line, What::Infrastructure(infrastructure));
    }
    findings.found.append(&mut said.found);
}

/// The tool an object belongs to, unless it only sets the tool itself up.
fn tool_of(object: &Object<'_>) -> Option<Tool> {
    let group = object.group();
    if group.ends_with(".cnrm.cloud.google.com") {
        return (group != "core.cnrm.cloud.google.com").then_some(Tool::ConfigConnector);
    }
    let is_own = matches!(
        group,
        "apiextensions.crossplane.io" | "pkg.crossplane.io" | "meta.pkg.crossplane.io"
    ) || group == "meta.dev.upbound.io";
    (is_own || is_managed(group) || is_claim(object)).then_some(Tool::Crossplane)
}

/// Whether a group is one of a provider's: `s3.aws.upbound.io`, `ec2.aws.m.upbound.io`,
/// `database.gcp.crossplane.io`, `kubernetes.crossplane.io`.
fn is_managed(group: &str) -> bool {
    let rest = group.strip_suffix(".upbound.io").or_else(|| group.strip_suffix(".crossplane.io"));
    let own = ["apiextensions", "pkg", "meta.pkg", "meta.dev", "secrets", "protection", "ops"];
    rest.is_some_and(|rest| {
        !own.contains(&rest)
            && !rest.split('.').any(|part| matches!(part, "fn" | "platform" | "spaces" | "sdk"))
    })
}

fn is_claim(object: &Object<'_>) -> bool {
    let spec = object.node.get("spec");
    let known =
        matches!(object.group(), "" | "apps" | "batch") || object.group().ends_with("k8s.io");
    let below = |key: &str| {
        spec.and_then(|spec| spec.get(key).or_else(|| spec.at(&["crossplane", key]))).is_some()
    };
    !known && COMPOSED.iter().any(|key| below(key))
}

fn note(object: &Object<'_>, declared: &mut Infrastructure, said: &mut Findings) {
    let reading = object.reading;
    match (object.group(), object.kind) {
        ("apiextensions.crossplane.io", kind) => {
            count(declared, &format!("{}/{kind}", object.group()));
            for base in bases(object.node) {
                compose(reading, base, declared);
            }
        }
        ("pkg.crossplane.io", "Provider" | "Configuration" | "Function") => {
            if let Some(package) = object.text(&["spec", "package"]) {
                said.read(reading, object.line(), What::Use(package_used(package, None)));
            }
        }
        ("meta.pkg.crossplane.io" | "meta.dev.upbound.io", _) => {
            note_dependencies(object, said);
        }
        ("pkg.crossplane.io", _) => {}
        (group, kind) if kind.ends_with("ProviderConfig") => configure(group, declared),
        (group, kind) if is_managed(group) || group.ends_with(".cnrm.cloud.google.com") => {
            if !kind.starts_with("ProviderConfig") && !kind.ends_with("StoreConfig") {
                count(declared, &format!("{group}/{kind}"));
                note_cluster(object, said);
            }
        }
        (group, kind) => said.read(reading, object.line(), What::Use(claim(object, group, kind))),
    }
}

/// What an application asks of a platform, by the kind the platform defined.
fn claim(object: &Object<'_>, group: &str, kind: &str) -> Use {
    let version = object.api_version.rsplit('/').next();
    Use {
        unit: UnitKind::PlatformKind,
        source: format!("{group}/{kind}"),
        version: version.map(str::to_owned),
        pin: Pin::Floating,
        name: object.owned(&["metadata", "name"]),
    }
}

fn count(declared: &mut Infrastructure, kind: &str) {
    *declared.resources.entry(kind.to_owned()).or_default() += 1;
}

/// A provider that is told which account to act in.
fn configure(group: &str, declared: &mut Infrastructure) {
    let name = group.split('.').next().unwrap_or(group).to_owned();
    if !declared.providers.iter().any(|known| known.name == name) {
        declared.providers.push(Provider { name, source: None, version: None, configured: true });
    }
}

/// The resources a composition is made of, as the two ways to write one put them.
fn bases<'n, 'a>(composition: &'n Node<'a>) -> Vec<&'n Node<'a>> {
    let direct = composition.at(&["spec", "resources"]).map_or(&[][..], Node::items);
    let steps = composition.at(&["spec", "pipeline"]).map_or(&[][..], Node::items);
    let piped = steps.iter().filter_map(|step| step.at(&["input", "resources"]));
    let all = direct.iter().chain(piped.flat_map(Node::items));
    all.filter_map(|resource| resource.get("base")).collect()
}

fn compose(reading: &Reading<'_>, base: &Node<'_>, declared: &mut Infrastructure) {
    let (Some(version), Some(kind)) =
        (plain_at(reading, base, &["apiVersion"]), plain_at(reading, base, &["kind"]))
    else {
        return;
    };
    let group = version.rsplit_once('/').map_or("", |(group, _)| group);
    let name = if group.is_empty() { kind.to_owned() } else { format!("{group}/{kind}") };
    count(declared, &name);
}

/// Packages a configuration stands on, as its two formats write them.
fn note_dependencies(object: &Object<'_>, said: &mut Findings) {
    let reading = object.reading;
    let listed = object.node.at(&["spec", "dependsOn"]).map_or(&[][..], Node::items);
    for dependency in listed {
        let package = ["package", "configuration", "provider", "function"]
            .iter()
            .find_map(|key| plain_at(reading, dependency, &[key]));
        if let Some(package) = package {
            let version = plain_at(reading, dependency, &["version"]);
            said.read(reading, dependency.line, What::Use(package_used(package, version)));
        }
    }
}

fn package_used(package: &str, version: Option<&str>) -> Use {
    let image = ImageReference::parse(package);
    if let Some(version) = version {
        return module(&image.repository, Some(version), Pin::of_version(version));
    }
    let held = image.digest.as_deref().or(image.tag.as_deref());
    module(&image.repository, held, image.pin())
}

fn note_cluster(object: &Object<'_>, said: &mut Findings) {
    let (group, kind) = (object.group(), object.kind);
    let known = CLUSTERS.iter().find(|(start, of, _)| group.starts_with(start) && kind == *of);
    let Some((_, _, provider)) = known else { return };
    let at = |key: &str| {
        [&["spec", "forProvider", key][..], &["spec", key][..]]
            .iter()
            .find_map(|path| object.text(path))
    };
    let version =
        ["version", "minMasterVersion", "kubernetesVersion"].iter().find_map(|key| at(key));
    let channel = [&["spec", "releaseChannel", "channel"][..]]
        .iter()
        .find_map(|path| object.text(path))
        .or_else(|| at("automaticChannelUpgrade"));
    said.read(
        object.reading,
        object.line(),
        What::Cluster(Cluster {
            provider: (*provider).to_owned(),
            name: object.owned(&["metadata", "name"]),
            version: version.map(str::to_owned),
            upgrades_itself: channel.is_some_and(|channel| channel != "UNSPECIFIED"),
            declared_by: Some(format!("{group}/{kind}")),
        }),
    );
}
