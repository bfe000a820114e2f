//! Objects that declare a cluster.

use milepost_core::{Cluster, What};
use milepost_detector::Findings;
use milepost_kube::object::group_of;
use milepost_syntax::Reading;
use milepost_syntax::yaml::Node;

use crate::manifest::Written;

/// A kind of object that declares a cluster.
struct Sort {
    group: &'static str,
    kind: &'static str,
    provider: &'static str,
    /// Where the version of Kubernetes stands.
    version: &'static [&'static [&'static str]],
}

const SORTS: &[Sort] = &[
    Sort {
        group: "cluster.x-k8s.io",
        kind: "Cluster",
        provider: "cluster-api",
        version: &[&["spec", "topology", "version"]],
    },
    control_plane("KubeadmControlPlane", "cluster-api"),
    control_plane("RKE2ControlPlane", "cluster-api"),
    control_plane("KThreesControlPlane", "cluster-api"),
    control_plane("K0sControlPlane", "cluster-api"),
    control_plane("TalosControlPlane", "cluster-api"),
    control_plane("AWSManagedControlPlane", "eks"),
    Sort {
        group: "infrastructure.cluster.x-k8s.io",
        kind: "AzureManagedControlPlane",
        provider: "aks",
        version: &[&["spec", "version"]],
    },
    Sort {
        group: "infrastructure.cluster.x-k8s.io",
        kind: "GCPManagedControlPlane",
        provider: "gke",
        version: &[&["spec", "version"], &["spec", "controlPlaneVersion"]],
    },
    Sort {
        group: "eksctl.io",
        kind: "ClusterConfig",
        provider: "eks",
        version: &[&["metadata", "version"]],
    },
    Sort {
        group: "kops.k8s.io",
        kind: "Cluster",
        provider: "kops",
        version: &[&["spec", "kubernetesVersion"]],
    },
    Sort {
        group: "core.gardener.cloud",
        kind: "Shoot",
        provider: "gardener",
        version: &[&["spec", "kubernetes", "version"]],
    },
    Sort {
        group: "provisioning.cattle.io",
        kind: "Cluster",
        provider: "rancher",
        version: &[&["spec", "kubernetesVersion"]],
    },
];

const fn control_plane(kind: &'static str, provider: &'static str) -> Sort {
    Sort {
        group: "controlplane.cluster.x-k8s.io",
        kind,
        provider,
        version: &[&["spec", "version"]],
    }
}

/// In Cluster API, one of several objects names the version: the cluster when it has a topology, its
/// control plane otherwise. The others, and patches of that one, declare no cluster of their own.
const CLUSTER_API: &str = "cluster.x-k8s.io";

const CLUSTER_NAME: &[&str] = &["metadata", "labels", "cluster.x-k8s.io/cluster-name"];

const UPGRADES: &[&str] = &["spec", "maintenance", "autoUpdate", "kubernetesVersion"];

/// Notes an object that declares a cluster.
pub(crate) fn note(reading: &Reading<'_>, written: &Written<'_>, findings: &mut Findings) {
    let group = group_of(written.api_version);
    let Some(sort) = SORTS.iter().find(|sort| sort.kind == written.kind && sort.group == group)
    else {
        return;
    };
    let node = written.node;
    let names_version = sort.version.iter().any(|keys| node.at(keys).is_some());
    if group.ends_with(CLUSTER_API) && !names_version {
        return;
    }
    let cluster = Cluster {
        provider: sort.provider.to_owned(),
        name: reading
            .owned(node, CLUSTER_NAME)
            .or_else(|| reading.owned(node, &["metadata", "name"])),
        version: sort.version.iter().find_map(|keys| reading.owned(node, keys)),
        upgrades_itself: node.at(UPGRADES).and_then(Node::bool) == Some(true),
        declared_by: Some(format!("{group}/{}", written.kind)),
    };
    findings.read(reading, written.line, What::Cluster(cluster));
}
