//! Charts that Kustomize inflates: `helmCharts` of a kustomization, and their older spelling.

use milepost_detector::{File, Findings};
use milepost_syntax::yaml::Node;

use milepost_kube::Asked;
use milepost_kube::origin::Origin;
use milepost_syntax::reading::Reading;

/// The keys of one spelling.
struct Spelling {
    list: &'static str,
    name: &'static str,
    repository: &'static str,
    version: &'static str,
}

const SPELLINGS: &[Spelling] = &[
    Spelling { list: "helmCharts", name: "name", repository: "repo", version: "version" },
    Spelling {
        list: "helmChartInflationGenerator",
        name: "chartName",
        repository: "chartRepoUrl",
        version: "chartVersion",
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
        findings.read(reading, chart.line, origin.used(&asked, release));
    }
}
