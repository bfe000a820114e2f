//! Clusters, declared by a resource or by a well-known module.

use milepost_core::Cluster;

use super::said::Said;
use crate::locals::Locals;
use crate::value::Entry;

/// Modules that make a cluster, by the beginning of their normal form.
const MODULES: &[(&str, &str)] = &[
    ("terraform-aws-modules/eks/aws", "eks"),
    ("cloudposse/eks-cluster/aws", "eks"),
    ("github.com/aws-ia/terraform-aws-eks-blueprints", "eks"),
    ("aws-ia/eks-blueprints/aws", "eks"),
    ("terraform-google-modules/kubernetes-engine/google", "gke"),
    ("Azure/aks/azurerm", "aks"),
    ("oracle-terraform-modules/oke/oci", "oke"),
];
/// Parts of those modules that make a cluster too.
const PARTS: &[&str] = &["cluster", "eks-blueprints"];

const VERSIONS: &[&str] =
    &["cluster_version", "kubernetes_version", "version", "min_master_version", "k8s_version"];
const NAMES: &[&str] = &["cluster_name", "name", "label"];

/// The cluster a resource declares.
pub(crate) fn of_resource(said: &Said<'_>, kind: &str, provider: &str) -> Cluster {
    Cluster {
        provider: provider.to_owned(),
        name: said.first(NAMES),
        version: said.first(VERSIONS),
        upgrades_itself: upgrades_itself(said),
        declared_by: Some(kind.to_owned()),
    }
}

/// The cluster a call of the module `source` declares.
pub(crate) fn of_module(block: &Entry, source: &str, locals: &Locals<'_>) -> Option<Cluster> {
    let (module, part) = source.split_once("//").unwrap_or((source, ""));
    let (_, provider) = MODULES.iter().find(|(known, _)| *known == module)?;
    let makes = part.is_empty() || PARTS.iter().any(|end| part.ends_with(end));
    let said = Said { block, locals };
    makes.then(|| Cluster {
        provider: (*provider).to_owned(),
        name: said.first(&["cluster_name", "name"]),
        // The version of the module is beside it and is none of the cluster.
        version: said.first(&["cluster_version", "kubernetes_version"]),
        upgrades_itself: upgrades_itself(&said),
        declared_by: Some(source.to_owned()),
    })
}

fn upgrades_itself(said: &Said<'_>) -> bool {
    let channel = said
        .first(&["release_channel", "automatic_channel_upgrade", "automatic_upgrade_channel"])
        .or_else(|| said.inside(&["release_channel"], &["channel"]));
    let named = channel
        .is_some_and(|channel| !matches!(channel.to_lowercase().as_str(), "none" | "unspecified"));
    named || said.is("enable_autopilot", "true") || said.is("auto_upgrade", "true")
}
