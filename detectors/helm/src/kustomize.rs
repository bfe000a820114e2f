//! Charts that Kustomize inflates: `helmCharts` of a kustomization, and their older spelling.

use milepost_core::{Delivery, DeployModel, What, place};
use milepost_detector::{File, Findings};
use milepost_syntax::yaml::Node;

use milepost_kube::origin::Origin;
use milepost_kube::{Asked, Handed};
use milepost_syntax::reading::Reading;

/// The keys of one spelling.
struct Spelling {
    list: &'static str,
    name: &'static str,
    repository: &'static str,
    version: &'static str,
    values: &'static str,
}

const SPELLINGS: &[Spelling] = &[
    Spelling {
        list: "helmCharts",
        name: "name",
        repository: "repo",
        version: "version",
        values: "valuesFile",
    },
    Spelling {
        list: "helmChartInflationGenerator",
        name: "chartName",
        repository: "chartRepoUrl",
        version: "chartVersion",
        values: "values",
    },
];

/// Reads a kustomization that names charts.
pub(crate) fn read(file: &File<'_>, findings: &mut Findings) {
    let reading = file.yaml();
    for root in &reading.roots {
        let home = reading.at(root, &["helmGlobals", "chartHome"]).unwrap_or("charts");
        for spelling in SPELLINGS {
            for chart in root.get(spelling.list).map_or(&[][..], Node::items) {
                note(file, reading, (spelling, home), chart, findings);
            }
        }
    }
    for broken in &reading.broken {
        findings.unread(broken.line, broken.message.clone());
    }
}

fn note(
    file: &File<'_>,
    reading: &Reading<'_>,
    (spelling, home): (&Spelling, &str),
    chart: &Node<'_>,
    findings: &mut Findings,
) {
    let Some(name) = reading.at(chart, &[spelling.name]) else {
        return;
    };
    let origin = match chart.str(spelling.repository) {
        None => Origin::local(file.folder(), &format!("{home}/{name}")),
        Some(repository) => Origin::of_dependency(file.folder(), repository, name),
    };
    if let Some(origin) = origin {
        let asked = Asked::by(reading, chart.get(spelling.version));
        let release = reading.at(chart, &["releaseName"]);
        let mut route = Delivery {
            name: release.map(ToOwned::to_owned),
            chart: Some(origin.source.clone()),
            version: asked.literal(),
            namespace: reading.owned(chart, &["namespace"]),
            ..Delivery::new(DeployModel::CiKustomize)
        };
        handed(file.folder(), reading, (spelling, chart)).onto(&mut route);
        findings.read(reading, chart.line, What::Delivery(route));
        findings.read(reading, chart.line, origin.used(&asked, release));
    }
}

/// What a kustomization hands to a chart: files of values, and values of its own over them or, where it
/// says so, below them.
fn handed(
    folder: &str,
    reading: &Reading<'_>,
    (spelling, chart): (&Spelling, &Node<'_>),
) -> Handed {
    let mut handed = Handed::default();
    let merge = chart.str("valuesMerge").unwrap_or("override");
    let own = chart.get("valuesInline").filter(|own| own.is_mapping());
    let first = chart.get(spelling.values);
    let further = chart.get("additionalValuesFiles").map_or(&[][..], Node::items);
    if let Some(own) = own.filter(|_| merge == "merge") {
        handed.lay(reading, own);
    }
    let replaced = own.is_some() && merge == "replace";
    for file in first.filter(|_| !replaced).into_iter().chain(further) {
        match reading.literal(file).and_then(|file| place::resolve(folder, file)) {
            Some(path) => handed.file(format!("./{path}")),
            None => handed.leave_unseen(),
        }
    }
    if let Some(own) = own.filter(|_| merge != "merge") {
        handed.lay(reading, own);
    }
    handed
}
