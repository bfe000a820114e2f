//! What tells cost: tools by their own files, agents by their image, exports by their resource.

use milepost_core::{ImageReference, Tool, ToolFamily, What};
use milepost_detector::{File, Findings};
use milepost_kube::Object;
use milepost_kube::workload::{is_workload, of_object};
use milepost_syntax::yaml::Node;

/// Segments of an image's repository that tell an agent.
const IMAGES: &[(&str, &str)] = &[
    ("opencost", "opencost"),
    ("kubecost", "kubecost"),
    ("kubecost1", "kubecost"),
    ("vantage-sh", "vantage"),
    ("cloudability", "cloudability"),
    ("cloudzero", "cloudzero"),
];

/// `CloudFormation` resources that export or watch cost.
const RESOURCES: &[(&str, &str)] = &[
    ("AWS::CUR::ReportDefinition", "aws-cost-and-usage-report"),
    ("AWS::BCMDataExports::Export", "aws-cost-and-usage-report"),
    ("AWS::Budgets::Budget", "aws-budgets"),
    ("AWS::CE::AnomalyMonitor", "aws-cost-anomaly-detection"),
];

/// Keys of Infracost's configuration and of its usage file.
const INFRACOST: &[&str] = &["projects", "resource_usage", "resource_type_default_usage"];

/// Notes Infracost's own files.
pub(crate) fn note_infracost(file: &File<'_>, findings: &mut Findings) {
    let reading = file.yaml();
    for root in &reading.roots {
        if let Some((key, _)) = root
            .entries()
            .iter()
            .find(|(key, _)| key.text().is_some_and(|text| INFRACOST.contains(&text)))
        {
            findings.read(reading, key.line, tool("infracost", None, file.name()));
        }
    }
    for broken in &reading.broken {
        findings.unread(broken.line, broken.message.clone());
    }
}

/// Notes a workload that runs the agent of a cost tool.
pub(crate) fn note_agent(object: &Object<'_>, findings: &mut Findings) {
    if !is_workload(object.kind, Some(object.api_version)) {
        return;
    }
    let workload = of_object(object.reading, object.node, object.kind);
    let told = workload.images.iter().find_map(|image| {
        let repository = ImageReference::parse(image).repository;
        let of = |segment| IMAGES.iter().find(|(name, _)| *name == segment);
        repository.split('/').find_map(of).map(|(_, product)| (*product, repository.clone()))
    });
    if let Some((product, image)) = told {
        let what = tool(product, workload.name, &image);
        findings.read(object.reading, object.line(), what);
    }
}

/// Whether a text names a resource that [`note_resources`] knows.
pub(crate) fn may_hold_resources(text: &str) -> bool {
    text.contains("AWS::") && RESOURCES.iter().any(|(kind, _)| text.contains(kind))
}

/// Notes resources of a `CloudFormation` template.
pub(crate) fn note_resources(file: &File<'_>, findings: &mut Findings) {
    let reading = file.yaml();
    for (name, resource) in
        reading.roots.iter().filter_map(|root| root.get("Resources")).flat_map(Node::entries)
    {
        let kind = resource.str("Type").unwrap_or_default();
        if let Some((kind, product)) = RESOURCES.iter().find(|(known, _)| *known == kind) {
            let what = tool(product, name.text().map(ToOwned::to_owned), kind);
            findings.read(reading, name.line, what);
        }
    }
}

fn tool(product: &str, name: Option<String>, sign: &str) -> What {
    What::Tool(Tool {
        family: ToolFamily::Cost,
        product: product.to_owned(),
        name,
        signs: vec![sign.to_owned()],
        asks: None,
    })
}
