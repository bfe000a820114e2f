//! Clusters that live on one machine: what is applied to them is tried, not deployed.

use milepost_core::{DeployModel, Verb};

/// Units and commands that make a cluster which does not outlive the job.
const THROWAWAY: &[&str] = &[
    "helm/kind-action",
    "engineerd/setup-kind",
    "container-tools/kind-action",
    "nolar/setup-k3d-k3s",
    "jupyterhub/action-k3s-helm",
    "medyagh/setup-minikube",
    "manusa/actions-setup-minikube",
    "AbsaOSS/k3d-action",
    "kind create",
    "kind create cluster",
    "k3d cluster create",
    "k3d create",
    "minikube start",
    "microk8s install",
    "ctlptl create cluster",
];

/// Contexts of clusters on the machine itself; those of kind and k3d start with their names.
const LOCAL: &[&str] = &[
    "minikube",
    "docker-desktop",
    "docker-for-desktop",
    "rancher-desktop",
    "orbstack",
    "colima",
    "microk8s",
    "kind",
    "k3d",
];

/// Whether a unit or command makes a cluster which does not outlive the job.
pub fn is_made_by(call: &str) -> bool {
    THROWAWAY.iter().any(|known| known.eq_ignore_ascii_case(call))
}

/// Whether a verb is no deployment where there is only a cluster of the job's own: it applies
/// something to a cluster, or deploys in a way nobody sees.
pub fn stays_in_it(verb: Verb) -> bool {
    use DeployModel::{
        CiHelm, CiKubectl, CiKustomize, GitopsArgocd, GitopsFlux, ManualScript, Unseen,
    };
    matches!(
        verb,
        Verb::Deploy(
            CiHelm | CiKubectl | CiKustomize | GitopsArgocd | GitopsFlux | ManualScript | Unseen
        )
    )
}

/// Whether a command line names a cluster on the machine itself.
pub(crate) fn is_local_target(words: &[String]) -> bool {
    let flags = ["--context", "--kube-context"];
    words.iter().enumerate().any(|(at, word)| {
        let (flag, value) = word.split_once('=').unwrap_or((word, ""));
        let value =
            if value.is_empty() { words.get(at + 1).map_or("", String::as_str) } else { value };
        flags.contains(&flag) && is_local(value)
    })
}

/// The cluster that is the target from here on, when a line chooses one: whether it is local.
pub(crate) fn chosen(words: &[String]) -> Option<bool> {
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    match words.as_slice() {
        ["kubectl", "config", "use-context", context, ..] | ["kubectx", context, ..] => {
            Some(is_local(context))
        }
        ["minikube", "start", ..] | ["minikube", "docker-env", ..] => Some(true),
        ["kind", "create", ..] | ["k3d", "cluster", "create", ..] => Some(true),
        ["aws", "eks", "update-kubeconfig", ..]
        | ["gcloud", "container", "clusters", "get-credentials", ..]
        | ["az", "aks", "get-credentials", ..] => Some(false),
        _ => None,
    }
}

fn is_local(context: &str) -> bool {
    LOCAL.contains(&context) || context.starts_with("kind-") || context.starts_with("k3d-")
}
