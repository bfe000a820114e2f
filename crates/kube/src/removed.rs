//! API versions that Kubernetes no longer serves, and the release that stopped serving them. An
//! API version alone says too little: one group may keep another kind under the same version, so
//! every entry names its kinds.

/// Release, API version, kinds.
type Removed = ((u32, u32), &'static str, &'static [&'static str]);

const REMOVED: &[Removed] = &[
    (
        (1, 16),
        "extensions/v1beta1",
        &["Deployment", "DaemonSet", "ReplicaSet", "NetworkPolicy", "PodSecurityPolicy"],
    ),
    ((1, 16), "apps/v1beta1", &["Deployment", "StatefulSet", "ControllerRevision"]),
    (
        (1, 16),
        "apps/v1beta2",
        &["Deployment", "StatefulSet", "DaemonSet", "ReplicaSet", "ControllerRevision"],
    ),
    ((1, 21), "batch/v2alpha1", &["CronJob"]),
    ((1, 22), "extensions/v1beta1", &["Ingress"]),
    ((1, 22), "networking.k8s.io/v1beta1", &["Ingress", "IngressClass"]),
    (
        (1, 22),
        "admissionregistration.k8s.io/v1beta1",
        &["MutatingWebhookConfiguration", "ValidatingWebhookConfiguration"],
    ),
    ((1, 22), "apiextensions.k8s.io/v1beta1", &["CustomResourceDefinition"]),
    ((1, 22), "apiregistration.k8s.io/v1beta1", &["APIService"]),
    ((1, 22), "authentication.k8s.io/v1beta1", &["TokenReview"]),
    (
        (1, 22),
        "authorization.k8s.io/v1beta1",
        &[
            "LocalSubjectAccessReview",
            "SelfSubjectAccessReview",
            "SelfSubjectRulesReview",
            "SubjectAccessReview",
        ],
    ),
    ((1, 22), "certificates.k8s.io/v1beta1", &["CertificateSigningRequest"]),
    ((1, 22), "coordination.k8s.io/v1beta1", &["Lease"]),
    (
        (1, 22),
        "rbac.authorization.k8s.io/v1beta1",
        &["ClusterRole", "ClusterRoleBinding", "Role", "RoleBinding"],
    ),
    ((1, 22), "scheduling.k8s.io/v1beta1", &["PriorityClass"]),
    (
        (1, 22),
        "storage.k8s.io/v1beta1",
        &["CSIDriver", "CSINode", "StorageClass", "VolumeAttachment"],
    ),
    ((1, 25), "batch/v1beta1", &["CronJob"]),
    ((1, 25), "discovery.k8s.io/v1beta1", &["EndpointSlice"]),
    ((1, 25), "events.k8s.io/v1beta1", &["Event"]),
    ((1, 25), "autoscaling/v2beta1", &["HorizontalPodAutoscaler"]),
    ((1, 25), "policy/v1beta1", &["PodDisruptionBudget", "PodSecurityPolicy"]),
    ((1, 25), "node.k8s.io/v1beta1", &["RuntimeClass"]),
    ((1, 26), "autoscaling/v2beta2", &["HorizontalPodAutoscaler"]),
    ((1, 26), "flowcontrol.apiserver.k8s.io/v1beta1", FLOW_CONTROL),
    ((1, 27), "storage.k8s.io/v1beta1", &["CSIStorageCapacity"]),
    ((1, 29), "flowcontrol.apiserver.k8s.io/v1beta2", FLOW_CONTROL),
    ((1, 32), "flowcontrol.apiserver.k8s.io/v1beta3", FLOW_CONTROL),
];

const FLOW_CONTROL: &[&str] = &["FlowSchema", "PriorityLevelConfiguration"];

/// The release of Kubernetes, as major and minor, that stopped serving `kind` under `api_version`;
/// `None` when that API version is still served, or never was one of Kubernetes itself.
pub fn since(api_version: &str, kind: &str) -> Option<(u32, u32)> {
    REMOVED
        .iter()
        .find(|(_, version, kinds)| *version == api_version && kinds.contains(&kind))
        .map(|(release, _, _)| *release)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_api_version_is_gone_for_some_of_its_kinds() {
        assert_eq!(since("extensions/v1beta1", "Deployment"), Some((1, 16)));
        assert_eq!(since("extensions/v1beta1", "Ingress"), Some((1, 22)));
        assert_eq!(since("storage.k8s.io/v1beta1", "CSIDriver"), Some((1, 22)));
        assert_eq!(since("storage.k8s.io/v1beta1", "VolumeAttributesClass"), None);
        assert_eq!(since("networking.k8s.io/v1", "Ingress"), None);
    }

    #[test]
    fn a_kind_of_somebody_else_is_another_kind() {
        assert_eq!(since("networking.istio.io/v1beta1", "Ingress"), None);
        assert_eq!(since("acme.io/v1beta1", "CronJob"), None);
    }

    #[test]
    fn no_entry_stands_twice() {
        let named = |wanted: &str, kind: &str| {
            REMOVED.iter().filter(|(_, v, kinds)| *v == wanted && kinds.contains(&kind)).count()
        };
        for (_, version, kinds) in REMOVED {
            for kind in *kinds {
                assert_eq!(named(version, kind), 1, "{version} {kind}");
            }
        }
    }
}
