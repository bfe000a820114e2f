//! The steps of the golden path.

use milepost_score::{Rulebook, StepCard};

use super::markdown::{CHANNELS, channels, head, table};

const INTRODUCTION: &str = "\
# The golden path

The golden path is the organisation's standard way of doing the common jobs, step by step. Every deployable takes every
step that applies to it in one of these ways: the *standard* way, its *own way*, not at all (*absent*), *excepted*, or in a
way that is *unknown*. A deployable is on the path when it takes every core step that applies the standard way. What is
unknown never counts as yes, never as no, and never leaves the denominator.

A step counts as *core*, as *recommended*, or for some kinds of component only (*typed*).

";

const DETAILS: &str = "
## What the standard way is, and when a step does not apply

";

/// The page.
pub(super) fn page(rules: &Rulebook) -> String {
    let rows: Vec<_> = rules.steps.iter().map(row).collect();
    let details: Vec<_> = rules
        .steps
        .iter()
        .map(|step| {
            let name = format!("`{}` {}", step.id, step.name);
            [name, step.standard.clone(), step.applies.clone()]
        })
        .collect();
    head("crates/score/data/steps.toml")
        + INTRODUCTION
        + &table(["step", "name", "counts as", "a service that takes it", "by", "seen"], &rows)
        + "\n"
        + CHANNELS
        + "\nWhere *seen* holds a code, this version looks for nothing, and the step is unknown with that code.\n"
        + DETAILS
        + &table(["step", "the standard way", "applies"], &details)
}

fn row(step: &StepCard) -> [String; 6] {
    [
        format!("`{}`", step.id),
        step.name.clone(),
        step.core.clone(),
        step.says.clone(),
        channels(&step.by),
        step.unknown.map_or("yes".to_owned(), |unknown| format!("`{}`", unknown.code())),
    ]
}
