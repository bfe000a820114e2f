//! Releases of Kubernetes, and the API versions they stopped serving.

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;

/// A release, as major and minor, and the day it came out.
type Released = ((u32, u32), (i16, i8, i8));

/// Releases of Kubernetes, the oldest first.
const RELEASES: &[Released] = &[
    ((1, 20), (2020, 12, 8)),
    ((1, 21), (2021, 4, 8)),
    ((1, 22), (2021, 8, 4)),
    ((1, 23), (2021, 12, 7)),
    ((1, 24), (2022, 5, 3)),
    ((1, 25), (2022, 8, 23)),
    ((1, 26), (2022, 12, 9)),
    ((1, 27), (2023, 4, 11)),
    ((1, 28), (2023, 8, 15)),
    ((1, 29), (2023, 12, 13)),
    ((1, 30), (2024, 4, 17)),
    ((1, 31), (2024, 8, 13)),
    ((1, 32), (2024, 12, 11)),
    ((1, 33), (2025, 4, 23)),
    ((1, 34), (2025, 8, 27)),
    ((1, 35), (2025, 12, 17)),
];

/// The newest release that was out at an instant, of those this version of milepost knows.
pub fn newest_at(at: Timestamp) -> Option<(u32, u32)> {
    let day = at.to_zoned(TimeZone::UTC).date();
    let out = |(_, (year, month, day)): &&Released| Date::new(*year, *month, *day).ok();
    RELEASES.iter().filter(|it| out(it).is_some_and(|out| out <= day)).map(|it| it.0).next_back()
}

/// The major and minor number of a version (`1.29`, `v1.29.4-eks-1`).
pub fn version(text: &str) -> Option<(u32, u32)> {
    let mut parts = text.trim().trim_start_matches('v').split(['.', '-', '+']);
    Some((parts.next()?.parse().ok()?, parts.next()?.parse().ok()?))
}

/// Release, API version, kinds: one group may keep another kind under the same version.
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
pub fn removed_in(api_version: &str, kind: &str) -> Option<(u32, u32)> {
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
        assert_eq!(removed_in("extensions/v1beta1", "Deployment"), Some((1, 16)));
        assert_eq!(removed_in("extensions/v1beta1", "Ingress"), Some((1, 22)));
        assert_eq!(removed_in("storage.k8s.io/v1beta1", "CSIDriver"), Some((1, 22)));
        assert_eq!(removed_in("storage.k8s.io/v1beta1", "VolumeAttributesClass"), None);
        assert_eq!(removed_in("networking.k8s.io/v1", "Ingress"), None);
    }

    #[test]
    fn a_kind_of_somebody_else_is_another_kind() {
        assert_eq!(removed_in("networking.istio.io/v1beta1", "Ingress"), None);
        assert_eq!(removed_in("acme.io/v1beta1", "CronJob"), None);
    }

    #[test]
    fn the_newest_release_is_the_one_that_was_out() {
        let at: Timestamp = "2024-08-13T12:00:00Z".parse().unwrap();
        assert_eq!(newest_at(at), Some((1, 31)));
        assert_eq!(newest_at(Timestamp::UNIX_EPOCH), None);
        assert_eq!(version("v1.29.4-eks-1"), Some((1, 29)));
        assert_eq!(version("latest"), None);
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
