//! Gradual roll-outs and promotion from stage to stage: Argo Rollouts, Flagger, Kargo, and the
//! rolling syncs of Argo CD.

use milepost_core::{Tool, ToolFamily, What};
use milepost_detector::Findings;
use milepost_kube::Object;
use milepost_kube::branches::all;
use milepost_syntax::yaml::Node;

/// That figures decide on how a roll-out goes on.
const ANALYSIS: &str = "metric analysis";

/// Notes an object that rolls out step by step, or decides on the next one.
pub(crate) fn note(object: &Object<'_>, findings: &mut Findings) {
    let found = match (object.group(), object.kind) {
        ("argoproj.io", "Rollout") => Some(("argo-rollouts", of_rollout(object.node))),
        ("argoproj.io", "AnalysisTemplate" | "ClusterAnalysisTemplate") => {
            Some(("argo-rollouts", of_analysis(object.node)))
        }
        ("argoproj.io", "ApplicationSet") => Some(("argo-cd", of_set(object))),
        ("flagger.app", "Canary") => Some(("flagger", of_canary(object.node))),
        ("flagger.app", "MetricTemplate") => Some(("flagger", of_analysis(object.node))),
        ("kargo.akuity.io", "Stage") => Some(("kargo", of_stage(object.node))),
        ("kargo.akuity.io", "Project" | "ProjectConfig") => {
            Some(("kargo", of_project(object.node)))
        }
        _ => None,
    };
    let Some((product, signs)) = found.filter(|(_, signs)| !signs.is_empty()) else {
        return;
    };
    let tool = Tool {
        family: ToolFamily::ProgressiveDelivery,
        product: product.to_owned(),
        name: object.owned(&["metadata", "name"]),
        signs: signs.into_iter().map(ToOwned::to_owned).collect(),
        asks: None,
    };
    findings.read(object.reading, object.line(), What::Tool(tool));
}

fn of_rollout(node: &Node<'_>) -> Vec<&'static str> {
    let has = |keys: &[&str]| !all(node, keys).is_empty();
    let steps = all(node, &["spec", "strategy", "canary", "steps"]);
    let is_analysed = has(&["spec", "strategy", "canary", "analysis"])
        || has(&["spec", "strategy", "blueGreen", "prePromotionAnalysis"])
        || has(&["spec", "strategy", "blueGreen", "postPromotionAnalysis"])
        || steps.into_iter().flat_map(Node::items).any(|step| step.get("analysis").is_some());
    said(&[
        ("canary", has(&["spec", "strategy", "canary"])),
        ("blue-green", has(&["spec", "strategy", "blueGreen"])),
        (ANALYSIS, is_analysed),
    ])
}

fn of_analysis(node: &Node<'_>) -> Vec<&'static str> {
    said(&[(ANALYSIS, true), ("burn rate", asks_for_burn_rate(node))])
}

fn of_canary(node: &Node<'_>) -> Vec<&'static str> {
    let is_skipped = node.at(&["spec", "skipAnalysis"]).and_then(Node::bool) == Some(true);
    let metrics = all(node, &["spec", "analysis", "metrics"]);
    let is_analysed = metrics.into_iter().any(|metrics| !metrics.items().is_empty());
    said(&[
        ("canary", true),
        (ANALYSIS, is_analysed && !is_skipped),
        ("burn rate", asks_for_burn_rate(node)),
    ])
}

/// A set whose applications are synced group by group.
fn of_set(object: &Object<'_>) -> Vec<&'static str> {
    said(&[("rolling sync", object.text(&["spec", "strategy", "type"]) == Some("RollingSync"))])
}

fn of_stage(node: &Node<'_>) -> Vec<&'static str> {
    said(&[("stage", true), ("verification", node.at(&["spec", "verification"]).is_some())])
}

/// A project whose stages take up what they are offered by themselves.
fn of_project(node: &Node<'_>) -> Vec<&'static str> {
    let policies = all(node, &["spec", "promotionPolicies"]);
    let is_automatic = policies
        .into_iter()
        .flat_map(Node::items)
        .any(|policy| policy.get("autoPromotionEnabled").and_then(Node::bool) == Some(true));
    said(&[("automatic promotion", is_automatic)])
}

/// Whether a query among the figures is about how fast an error budget is spent.
fn asks_for_burn_rate(node: &Node<'_>) -> bool {
    let mut asks = false;
    node.walk(&mut |node| {
        let text = node.text().unwrap_or_default().to_ascii_lowercase();
        let bare: String = text.chars().filter(|c| !matches!(c, '_' | '-' | ' ')).collect();
        asks |= bare.contains("burnrate") || bare.contains("errorbudget");
    });
    asks
}

fn said(signs: &[(&'static str, bool)]) -> Vec<&'static str> {
    signs.iter().filter(|(_, said)| *said).map(|(sign, _)| *sign).collect()
}
