//! Kinds of objects that run something, and where each says what.

/// The way from an object to a part of it: keys, and `*` for whatever stands there.
pub(crate) type Way = &'static [&'static str];

/// A kind of object that runs something.
pub(crate) struct Kind {
    pub(crate) name: &'static str,
    /// What its API group must be.
    pub(crate) groups: &'static [&'static str],
    /// Where its pods are described.
    pub(crate) pods: &'static [Way],
    /// Where containers of it stand that are no part of a pod's description.
    pub(crate) containers: &'static [Way],
}

/// The way to the pod of most kinds.
pub(crate) const TEMPLATE: &[Way] = &[&["spec", "template"]];

/// All of them.
pub(crate) const KINDS: &[Kind] = &[
    of("Deployment", &["apps", "extensions"], TEMPLATE),
    of("StatefulSet", &["apps"], TEMPLATE),
    of("DaemonSet", &["apps", "extensions"], TEMPLATE),
    of("ReplicaSet", &["apps", "extensions"], TEMPLATE),
    of("Job", &["batch"], TEMPLATE),
    of("CronJob", &["batch"], &[&["spec", "jobTemplate", "spec", "template"]]),
    of("Pod", &[""], &[&[]]),
    of("Rollout", &["argoproj.io"], TEMPLATE),
    of("ReplicationController", &[""], TEMPLATE),
    of("Service", &["serving.knative.dev"], TEMPLATE),
    // Before it had a group, it was of the core one.
    of("DeploymentConfig", &["apps.openshift.io", ""], TEMPLATE),
    of("ScaledJob", &["keda.sh"], &[&["spec", "jobTargetRef", "template"]]),
    of(
        "RayJob",
        &["ray.io"],
        &[
            &["spec", "rayClusterSpec", "headGroupSpec", "template"],
            &["spec", "rayClusterSpec", "workerGroupSpecs", "*", "template"],
        ],
    ),
    of("PyTorchJob", &["kubeflow.org"], &[&["spec", "pytorchReplicaSpecs", "*", "template"]]),
    of("TFJob", &["kubeflow.org"], &[&["spec", "tfReplicaSpecs", "*", "template"]]),
    of("MPIJob", &["kubeflow.org"], &[&["spec", "mpiReplicaSpecs", "*", "template"]]),
    holding("SparkApplication", &["sparkoperator.k8s.io"], &[&["spec"]]),
    holding("ScheduledSparkApplication", &["sparkoperator.k8s.io"], &[&["spec", "template"]]),
    holding("Workflow", &["argoproj.io"], STEPS),
    holding("WorkflowTemplate", &["argoproj.io"], STEPS),
    holding(
        "CronWorkflow",
        &["argoproj.io"],
        &[
            &["spec", "workflowSpec", "templates", "*", "container"],
            &["spec", "workflowSpec", "templates", "*", "script"],
        ],
    ),
];

/// The ways to what a workflow of Argo runs.
const STEPS: &[Way] =
    &[&["spec", "templates", "*", "container"], &["spec", "templates", "*", "script"]];

/// A kind that describes pods.
const fn of(name: &'static str, groups: &'static [&'static str], pods: &'static [Way]) -> Kind {
    Kind { name, groups, pods, containers: &[] }
}

/// A kind that names images itself.
const fn holding(
    name: &'static str,
    groups: &'static [&'static str],
    containers: &'static [Way],
) -> Kind {
    Kind { name, groups, pods: &[], containers }
}
