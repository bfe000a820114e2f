//! Flux: `HelmRelease`, `Kustomization`, and the sources they name. A source in the same file is
//! resolved to its address; one elsewhere stays `@<name>`.

use milepost_core::{Delivery, DeployModel, What};
use milepost_detector::Findings;
use milepost_syntax::yaml::Node;

use crate::sources::{Sources, repository};
use crate::values;
use milepost_kube::Asked;
use milepost_kube::Object;
use milepost_kube::origin::{Origin, address, git_address, located};
use milepost_syntax::reading::Reading;

/// What a release installs.
enum Installs<'n> {
    Chart {
        line: u32,
        origin: Origin,
        asked: Asked,
        /// Whether the object that names the chart tells of its use itself.
        told: bool,
    },
    Path {
        source: String,
        version: Option<&'n str>,
    },
    Unseen,
}

/// Notes what an object of Flux's API installs.
pub(crate) fn note(object: &Object<'_>, sources: &Sources<'_>, findings: &mut Findings) {
    match object.kind {
        "HelmRelease" => note_release(object, sources, findings),
        "Kustomization" => note_kustomization(object, sources, findings),
        "HelmChart" | "OCIRepository" => note_chart(object, sources, findings),
        "FluxInstance" => note_instance(object, findings),
        _ => {}
    }
}

fn note_release(object: &Object<'_>, sources: &Sources<'_>, findings: &mut Findings) {
    let Some(spec) = object.node.get("spec") else {
        return;
    };
    let installs = if let Some(template) = spec.at(&["chart", "spec"]) {
        of_chart_template(object, sources, template)
    } else if let Some(reference) = spec.get("chartRef") {
        Some(of_reference(object, sources, reference))
    } else {
        spec.get("chart").and_then(|chart| of_first_flux(object, chart))
    };
    // Without a chart it is a patch of a release that stands elsewhere.
    let Some(installs) = installs else { return };
    let name = object.text(&["spec", "releaseName"]).or_else(|| object.text(&["metadata", "name"]));
    let mut route = route(object, name);
    // Helm looks at what runs only where it is asked to.
    route.self_heal &= object.text(&["spec", "driftDetection", "mode"]) == Some("enabled");
    values::of_release(object, spec).onto(&mut route);
    let mut used = None;
    match installs {
        Installs::Chart { line, origin, asked, told } => {
            used = (!told).then(|| (line, origin.used(&asked, name)));
            route.chart = Some(origin.source);
            route.version = asked.literal();
        }
        Installs::Path { source, version } => {
            route.source = Some(source);
            route.version = version.map(ToOwned::to_owned);
        }
        Installs::Unseen => {}
    }
    findings.read(object.reading, object.line(), What::Delivery(route));
    if let Some((line, what)) = used {
        findings.read(object.reading, line, what);
    }
}

/// A route that Flux follows and puts back, unless it is suspended.
fn route(object: &Object<'_>, name: Option<&str>) -> Delivery {
    let namespace = object
        .text(&["spec", "targetNamespace"])
        .or_else(|| object.text(&["metadata", "namespace"]));
    let automated = match object.node.at(&["spec", "suspend"]) {
        None => Some(true),
        Some(suspend) => suspend.bool().map(|suspended| !suspended),
    };
    Delivery {
        automated,
        self_heal: automated == Some(true),
        name: name.map(ToOwned::to_owned),
        environment: object.environment(object.node),
        namespace: namespace.map(ToOwned::to_owned),
        ..Delivery::new(DeployModel::GitopsFlux)
    }
}

/// A chart by name from a `HelmRepository`, or by path from a `GitRepository` or a `Bucket`.
fn of_chart_template<'n>(
    object: &Object<'n>,
    sources: &Sources<'_>,
    template: &'n Node<'n>,
) -> Option<Installs<'n>> {
    let reading = object.reading;
    let chart = template.get("chart")?;
    let kind = reading.at(template, &["sourceRef", "kind"]).unwrap_or("HelmRepository");
    let (Some(name), Some(source)) =
        (reading.literal(chart), reading.at(template, &["sourceRef", "name"]))
    else {
        return Some(Installs::Unseen);
    };
    if kind != "HelmRepository" {
        return Some(Installs::Path {
            source: located(&repository(object, sources, kind, source), Some(name)),
            version: None,
        });
    }
    let origin = match sources.url(reading, kind, source) {
        Some(url) => Origin::remote(url, name),
        None => Origin::of_alias(source, name),
    };
    Some(Installs::Chart {
        line: chart.line,
        origin,
        asked: Asked::by(reading, template.get("version")),
        told: false,
    })
}

/// A chart by reference to an `OCIRepository` or a `HelmChart`.
fn of_reference<'n>(
    object: &Object<'n>,
    sources: &Sources<'n>,
    reference: &'n Node<'n>,
) -> Installs<'n> {
    let reading = object.reading;
    let (Some(kind), Some(name)) =
        (reading.at(reference, &["kind"]), reading.at(reference, &["name"]))
    else {
        return Installs::Unseen;
    };
    let Some(target) = sources.get(kind, name) else {
        let source = format!("@{name}");
        let version = None;
        return Installs::Path { source, version };
    };
    let found = if kind == "HelmChart" {
        target.get("spec").and_then(|spec| of_chart_template(object, sources, spec)).map(told)
    } else {
        of_oci(reading, target).map(|found| if is_chart(target) { told(found) } else { found })
    };
    found.unwrap_or(Installs::Unseen)
}

fn told(installs: Installs<'_>) -> Installs<'_> {
    match installs {
        Installs::Chart { line, origin, asked, .. } => {
            Installs::Chart { line, origin, asked, told: true }
        }
        other => other,
    }
}

fn of_oci<'n>(reading: &Reading<'_>, repository: &Node<'_>) -> Option<Installs<'n>> {
    let url = repository.at(&["spec", "url"])?;
    let reference = repository.at(&["spec", "ref"]);
    let asked = ["digest", "semver", "tag"].iter().find_map(|key| reference?.get(key));
    Some(Installs::Chart {
        line: url.line,
        origin: Origin::at_url(reading.literal(url)?).0,
        asked: Asked::by(reading, asked),
        told: false,
    })
}

/// Whether an `OCIRepository` says that what it holds is a chart.
fn is_chart(repository: &Node<'_>) -> bool {
    repository
        .at(&["spec", "layerSelector", "mediaType"])
        .and_then(Node::text)
        .is_some_and(|media| media.contains("helm.chart"))
}

/// The first Flux wrote repository and chart, or a path in git, straight into the release.
fn of_first_flux<'n>(object: &Object<'n>, chart: &'n Node<'n>) -> Option<Installs<'n>> {
    let reading = object.reading;
    if let Some(git) = chart.get("git") {
        let path = reading.at(chart, &["path"]);
        return Some(reading.literal(git).map_or(Installs::Unseen, |git| Installs::Path {
            source: located(&git_address(git), path),
            version: reading.at(chart, &["ref"]),
        }));
    }
    let name = chart.get("name")?;
    let origin = Origin::remote(reading.at(chart, &["repository"])?, reading.literal(name)?);
    Some(Installs::Chart {
        line: name.line,
        origin,
        asked: Asked::by(reading, chart.get("version")),
        told: false,
    })
}

fn note_kustomization(object: &Object<'_>, sources: &Sources<'_>, findings: &mut Findings) {
    let (Some(kind), Some(name)) =
        (object.text(&["spec", "sourceRef", "kind"]), object.text(&["spec", "sourceRef", "name"]))
    else {
        return;
    };
    let mut route = route(object, object.text(&["metadata", "name"]));
    let repository = repository(object, sources, kind, name);
    route.source = Some(located(&repository, object.text(&["spec", "path"])));
    route.version = sources.revision(object.reading, kind, name).map(ToOwned::to_owned);
    findings.read(object.reading, object.line(), What::Delivery(route));
}

/// What Flux itself is told to follow when an operator installs it.
fn note_instance(object: &Object<'_>, findings: &mut Findings) {
    let Some(url) = object.text(&["spec", "sync", "url"]) else {
        return;
    };
    let repository = match object.text(&["spec", "sync", "kind"]) {
        Some("OCIRepository" | "Bucket") => address(url),
        _ => git_address(url),
    };
    let mut route = route(object, object.text(&["metadata", "name"]));
    route.source = Some(located(&repository, object.text(&["spec", "sync", "path"])));
    route.version = object.owned(&["spec", "sync", "ref"]);
    findings.read(object.reading, object.line(), What::Delivery(route));
}

fn note_chart(object: &Object<'_>, sources: &Sources<'_>, findings: &mut Findings) {
    let found = if object.kind == "HelmChart" {
        object.node.get("spec").and_then(|spec| of_chart_template(object, sources, spec))
    } else {
        is_chart(object.node).then(|| of_oci(object.reading, object.node)).flatten()
    };
    if let Some(Installs::Chart { line, origin, asked, .. }) = found {
        let what = origin.used(&asked, object.text(&["metadata", "name"]));
        findings.read(object.reading, line, what);
    }
}
