//! Deployables of another kind, with needs of their own (rubric std.2, trap T09): jobs, which run to
//! an end or on a schedule, as those of data and of machine learning do.

use super::Component;

/// Kinds of workloads that run to an end.
pub(super) const JOBS: &[&str] = &[
    "Job",
    "CronJob",
    "Workflow",
    "CronWorkflow",
    "WorkflowTemplate",
    "ScaledJob",
    "SparkApplication",
    "ScheduledSparkApplication",
    "RayJob",
    "PyTorchJob",
    "TFJob",
    "MPIJob",
];

/// What the segment of jobs is called.
pub(crate) const NAME: &str = "jobs";

/// Whether each component is one of the segment of jobs, which those are that `is_batch` tells. Where
/// fewer of either kind count than `least`, they are judged together.
pub(crate) fn of_jobs<'a>(
    components: &[Component<'a>],
    least: f64,
    is_batch: impl Fn(&Component<'a>) -> bool,
) -> Vec<bool> {
    let jobs: Vec<bool> = components.iter().map(is_batch).collect();
    let count = |wanted: bool| {
        let counted = components.iter().zip(&jobs).filter(|(it, _)| it.counts());
        crate::standard::as_f64(counted.filter(|(_, job)| **job == wanted).count())
    };
    if count(true) < least || count(false) < least {
        return vec![false; jobs.len()];
    }
    jobs
}

/// Whether all workloads of a component run to an end; a chart it stands on may bring others.
pub(crate) fn is_job(component: &Component<'_>) -> bool {
    let workloads = component.workloads();
    !workloads.is_empty() && workloads.iter().all(|(_, it)| JOBS.contains(&it.kind.as_str()))
}
