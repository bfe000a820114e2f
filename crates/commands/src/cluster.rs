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

/// Kinds of objects that run nothing that stays.
const PASSING: &[&str] = &[
    "Pod",
    "Job",
    "Secret",
    "ConfigMap",
    "Namespace",
    "ServiceAccount",
    "Role",
    "RoleBinding",
    "ClusterRole",
    "ClusterRoleBinding",
    "PersistentVolumeClaim",
    "PersistentVolume",
];

/// Words in the name of a file that holds such an object.
const PASSING_FILES: &[&str] =
    &["pod", "job", "secret", "secrets", "namespace", "namespaces", "configmap", "rbac"];

/// Whether what a line applies to a cluster runs nothing that stays: a pod for a moment, a secret.
/// `before` is the line whose output it may be handed, `here` the text it is.
pub(crate) fn is_passing(words: &[String], before: &[String], here: Option<&str>) -> bool {
    let tool = words.first().map_or("", |word| word.rsplit('/').next().unwrap_or(word));
    if !matches!(tool, "kubectl" | "oc")
        || !words.iter().any(|word| word == "apply" || word == "replace")
    {
        return false;
    }
    let mut files = words.windows(2).filter_map(|pair| match pair {
        [flag, file] if matches!(flag.as_str(), "-f" | "--filename") => Some(file.as_str()),
        _ => None,
    });
    let mut joined = words
        .iter()
        .filter_map(|word| word.strip_prefix("--filename=").or_else(|| word.strip_prefix("-f=")));
    // What is fetched from elsewhere is somebody else's: definitions, a controller.
    let foreign = |file: &&str| file.starts_with("https://") || file.starts_with("http://");
    if files.clone().chain(joined.clone()).all(|file| foreign(&file)) {
        return files.next().or_else(|| joined.next()).is_some();
    }
    let Some(file) = files.next().or_else(|| joined.next()) else {
        return false;
    };
    if files.next().is_some() || joined.next().is_some() {
        return false;
    }
    if file != "-" {
        let stem = file
            .rsplit('/')
            .next()
            .and_then(|name| name.strip_suffix(".yaml").or_else(|| name.strip_suffix(".yml")));
        return stem.is_some_and(|stem| {
            let lower = stem.to_ascii_lowercase();
            lower
                .split(|c: char| !c.is_ascii_alphanumeric())
                .any(|word| PASSING_FILES.contains(&word))
        });
    }
    if let Some(text) = here {
        let kinds = text.lines().filter_map(|line| line.strip_prefix("kind:")).map(str::trim);
        return kinds.clone().count() > 0 && kinds.clone().all(|kind| PASSING.contains(&kind));
    }
    let says = |known: &[&str]| before.iter().any(|word| known.contains(&word.as_str()));
    says(&["create"])
        && says(&["secret", "configmap", "namespace", "ns", "serviceaccount", "cm"])
        && before.iter().any(|word| word.starts_with("--dry-run"))
}

/// The cluster that is the target from here on, when a line chooses one: whether it is local.
pub(crate) fn chosen(words: &[String]) -> Option<bool> {
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    match words.as_slice() {
        ["kubectl", "config", "use-context", context, ..] | ["kubectx", context, ..] => {
            Some(is_local(context))
        }
        ["minikube", "start" | "docker-env", ..]
        | ["kind", "create", ..]
        | ["k3d", "cluster", "create", ..] => Some(true),
        ["aws", "eks", "update-kubeconfig", ..]
        | ["gcloud", "container", "clusters", "get-credentials", ..]
        | ["az", "aks", "get-credentials", ..] => Some(false),
        _ => None,
    }
}

fn is_local(context: &str) -> bool {
    LOCAL.contains(&context) || context.starts_with("kind-") || context.starts_with("k3d-")
}

#[cfg(test)]
mod tests {
    use milepost_core::VerbTable;

    use crate::Folder;

    fn said(script: &str) -> Vec<String> {
        let lines = crate::lines(script, 1, &mut Folder::default(), &VerbTable::shipped());
        let shown = lines.into_iter().map(|line| {
            let verbs: Vec<String> = line.verbs.iter().map(ToString::to_string).collect();
            format!("{} {}", line.line, verbs.join("+"))
        });
        shown.collect()
    }

    #[test]
    fn a_cluster_on_the_machine_is_the_target_until_another_one_is_chosen() {
        assert_eq!(
            said(
                "kubectl config use-context kind-ci\nkubectl apply -f a\naws eks update-kubeconfig --name x\nkubectl apply -f a\nhelm --kube-context=minikube upgrade a b"
            ),
            ["2 ", "4 deploy:ci-kubectl", "5 "]
        );
    }

    #[test]
    fn what_does_not_stay_is_no_deployment() {
        assert_eq!(
            said(
                "kubectl apply -f k8s/dump-pod.yaml\nkubectl create secret generic a --dry-run=client -o yaml | kubectl apply -f -\nkubectl apply -f - <<A\nkind: Job\nA\nkubectl apply -f - <<A\nkind: Deployment\nA\ncat x | kubectl apply -f -"
            ),
            ["1 ", "2 ", "6 deploy:ci-kubectl", "9 deploy:ci-kubectl"]
        );
        assert_eq!(said("cat <<A | kubectl apply -f -\nkind: Secret\nA\n"), ["1 "]);
        assert_eq!(
            said(
                "kubectl apply -f https://example.com/a.yaml -f https://example.com/b.yaml\nkubectl apply -f https://example.com/a.yaml -f b.yaml"
            ),
            ["1 ", "2 deploy:ci-kubectl"]
        );
    }
}
