//! Deployables of another kind, with needs of their own (rubric std.2, trap T09): jobs, which run to
//! an end or on a schedule, as those of data and of machine learning do; functions; and what a hosted
//! platform runs.

use std::collections::BTreeSet;

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

/// The segment each component is judged in, by name; `None` where that is the organisation's main one.
/// `segment_of` tells which it would be. Where fewer than `least` of one count, they are judged with the
/// main one, and where fewer of that one count, all are judged together.
pub(crate) fn of_each<'a>(
    components: &[Component<'a>],
    least: f64,
    segment_of: impl Fn(&Component<'a>) -> Option<&'static str>,
) -> Vec<Option<&'static str>> {
    let mut names: Vec<Option<&'static str>> = components.iter().map(segment_of).collect();
    let count = |names: &[Option<&'static str>], wanted: Option<&'static str>| {
        let counted = components.iter().zip(names).filter(|(it, _)| it.counts());
        crate::standard::as_f64(counted.filter(|(_, name)| **name == wanted).count())
    };
    let all: BTreeSet<&'static str> = names.iter().flatten().copied().collect();
    let small: Vec<&'static str> =
        all.into_iter().filter(|name| count(&names, Some(name)) < least).collect();
    for name in &mut names {
        *name = name.filter(|name| !small.contains(name));
    }
    if count(&names, None) < least {
        return vec![None; names.len()];
    }
    names
}

/// Whether all workloads of a component run to an end; a chart it stands on may bring others.
pub(crate) fn is_job(component: &Component<'_>) -> bool {
    let workloads = component.workloads();
    !workloads.is_empty() && workloads.iter().all(|(_, it)| JOBS.contains(&it.kind.as_str()))
}
