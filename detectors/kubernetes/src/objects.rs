//! Objects that are not run themselves and that say something of what is.

use std::collections::BTreeMap;

use milepost_core::kubernetes::removed_in;
use milepost_core::{Object, What};
use milepost_detector::Findings;
use milepost_kube::branches::{agreed, all};
use milepost_kube::object::group_of;
use milepost_kube::workload;
use milepost_syntax::Reading;
use milepost_syntax::yaml::Node;

use crate::manifest::Written;

/// Keys from an object to a text, through every item of the lists between.
type Path = &'static [&'static str];

/// A kind of object that is told of.
struct Sort {
    kinds: &'static [&'static str],
    groups: &'static [&'static str],
    /// Where its class or gateway is named.
    class: &'static [Path],
    target: Target,
}

/// How it says what it points at.
enum Target {
    Nothing,
    /// By a text as it is.
    Text(&'static [Path]),
    /// By the name of a service.
    Service(&'static [Path]),
    /// By kind and name below these keys.
    Workload(Path),
}

const INGRESS_CLASS: Path = &["metadata", "annotations", "kubernetes.io/ingress.class"];

const IDENTITIES: &[Path] = &[
    &["metadata", "annotations", "eks.amazonaws.com/role-arn"],
    &["metadata", "annotations", "iam.gke.io/gcp-service-account"],
    &["metadata", "annotations", "azure.workload.identity/client-id"],
];

const SORTS: &[Sort] = &[
    Sort { kinds: &["Namespace"], groups: &[""], class: &[], target: Target::Nothing },
    Sort {
        kinds: &["ServiceAccount"],
        groups: &[""],
        class: &[],
        target: Target::Text(IDENTITIES),
    },
    // What gave pods of Azure an identity before their service accounts did.
    Sort {
        kinds: &["AzureIdentity", "AzureIdentityBinding"],
        groups: &["aadpodidentity.k8s.io"],
        class: &[],
        target: Target::Nothing,
    },
    Sort {
        kinds: &["Ingress"],
        groups: &["networking.k8s.io", "extensions"],
        class: &[&["spec", "ingressClassName"], INGRESS_CLASS],
        target: Target::Service(&[
            &["spec", "rules", "http", "paths", "backend", "service", "name"],
            &["spec", "rules", "http", "paths", "backend", "serviceName"],
            &["spec", "defaultBackend", "service", "name"],
            &["spec", "backend", "serviceName"],
        ]),
    },
    Sort {
        kinds: &["IngressRoute", "IngressRouteTCP", "IngressRouteUDP"],
        groups: &["traefik.io", "traefik.containo.us"],
        class: &[INGRESS_CLASS],
        target: Target::Service(&[&["spec", "routes", "services", "name"]]),
    },
    Sort {
        kinds: &["HTTPRoute", "GRPCRoute", "TLSRoute", "TCPRoute", "UDPRoute"],
        groups: &["gateway.networking.k8s.io"],
        class: &[&["spec", "parentRefs", "name"]],
        target: Target::Service(&[&["spec", "rules", "backendRefs", "name"]]),
    },
    Sort {
        kinds: &["Gateway"],
        groups: &["gateway.networking.k8s.io", "networking.istio.io"],
        class: &[&["spec", "gatewayClassName"]],
        target: Target::Nothing,
    },
    Sort {
        kinds: &["VirtualService"],
        groups: &["networking.istio.io"],
        class: &[&["spec", "gateways"]],
        target: Target::Service(&[&["spec", "http", "route", "destination", "host"]]),
    },
    Sort {
        kinds: &["HTTPProxy"],
        groups: &["projectcontour.io"],
        class: &[&["spec", "ingressClassName"], INGRESS_CLASS],
        target: Target::Service(&[&["spec", "routes", "services", "name"]]),
    },
    Sort {
        kinds: &["Route"],
        groups: &["route.openshift.io", ""],
        class: &[],
        target: Target::Service(&[&["spec", "to", "name"]]),
    },
    Sort {
        kinds: &["NetworkPolicy"],
        groups: &["networking.k8s.io", "extensions", "projectcalico.org", "crd.projectcalico.org"],
        class: &[],
        target: Target::Nothing,
    },
    Sort {
        kinds: &["CiliumNetworkPolicy", "CiliumClusterwideNetworkPolicy"],
        groups: &["cilium.io"],
        class: &[],
        target: Target::Nothing,
    },
    Sort {
        kinds: &["HorizontalPodAutoscaler"],
        groups: &["autoscaling"],
        class: &[],
        target: Target::Workload(&["spec", "scaleTargetRef"]),
    },
    Sort {
        kinds: &["VerticalPodAutoscaler"],
        groups: &["autoscaling.k8s.io"],
        class: &[],
        target: Target::Workload(&["spec", "targetRef"]),
    },
    Sort {
        kinds: &["ScaledObject"],
        groups: &["keda.sh"],
        class: &[],
        target: Target::Workload(&["spec", "scaleTargetRef"]),
    },
    Sort { kinds: &["ScaledJob"], groups: &["keda.sh"], class: &[], target: Target::Nothing },
    Sort {
        kinds: &["PodDisruptionBudget"],
        groups: &["policy"],
        class: &[],
        target: Target::Nothing,
    },
];

/// Notes an object of these kinds, or of any kind whose API version is no longer served.
pub(crate) fn note(reading: &Reading<'_>, written: &Written<'_>, findings: &mut Findings) {
    let Some(bare) = bare(written.api_version, written.kind) else {
        return;
    };
    let (node, sort) = (written.node, sort(written.api_version, written.kind));
    let object = Object {
        name: agreed(reading, node, &["metadata", "name"]),
        namespace: agreed(reading, node, &["metadata", "namespace"]),
        class: sort.and_then(|sort| only(reading, node, sort.class)),
        target: sort.and_then(|sort| target(reading, node, &sort.target)),
        guarded: written.guarded,
        labels: workload::labels(reading, std::iter::once(&node)),
        ..bare
    };
    findings.read(reading, written.line, What::Object(object));
}

/// An object of which only kind and API version are known, when it is one that is told of.
pub(crate) fn bare(api_version: &str, kind: &str) -> Option<Object> {
    let is_told = sort(api_version, kind).is_some() || removed_in(api_version, kind).is_some();
    is_told.then(|| plain(api_version, kind))
}

/// An object of which only kind and API version are known.
pub(crate) fn plain(api_version: &str, kind: &str) -> Object {
    Object {
        api_version: api_version.to_owned(),
        kind: kind.to_owned(),
        name: None,
        namespace: None,
        class: None,
        target: None,
        guarded: false,
        labels: BTreeMap::new(),
    }
}

fn sort(api_version: &str, kind: &str) -> Option<&'static Sort> {
    let group = group_of(api_version);
    SORTS.iter().find(|sort| sort.kinds.contains(&kind) && sort.groups.contains(&group))
}

fn target(reading: &Reading<'_>, node: &Node<'_>, target: &Target) -> Option<String> {
    match target {
        Target::Nothing => None,
        Target::Text(paths) => only(reading, node, paths),
        Target::Service(paths) => only(reading, node, paths).map(|name| format!("Service/{name}")),
        Target::Workload(keys) => {
            let place = through(node, keys).into_iter().next()?;
            let name = agreed(reading, place, &["name"])?;
            // KEDA takes a target without kind for a deployment.
            let is_unsaid = all(place, &["kind"]).is_empty();
            let kind = if is_unsaid {
                "Deployment".to_owned()
            } else {
                agreed(reading, place, &["kind"])?
            };
            Some(format!("{kind}/{name}"))
        }
    }
}

/// The one text at the first of `paths` that leads anywhere; nothing when there are several
/// different ones, or one is computed.
fn only(reading: &Reading<'_>, node: &Node<'_>, paths: &[Path]) -> Option<String> {
    let found = paths.iter().map(|path| through(node, path)).find(|found| !found.is_empty())?;
    let mut texts = found.into_iter().map(|value| reading.literal(value));
    let first = texts.next()??;
    texts.all(|text| text == Some(first)).then(|| first.to_owned())
}

/// Every value under `keys`, through every branch and every item of lists.
fn through<'n, 'a>(node: &'n Node<'a>, keys: &[&str]) -> Vec<&'n Node<'a>> {
    keys.iter().fold(vec![node], |nodes, key| {
        nodes.into_iter().flat_map(|node| all(node, &[key])).flat_map(Node::one_or_many).collect()
    })
}
