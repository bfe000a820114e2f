//! GitHub Actions: workflows, composite actions and what they use.

mod action;
mod calls;
mod environment;
mod job;
mod triggers;
mod values;
mod workflow;

use milepost_detector::{File, Findings};

/// Reads a workflow or the metadata of an action.
pub(crate) fn read(file: &File<'_>, findings: &mut Findings) {
    if is_workflow(file) {
        workflow::read(file, findings);
    } else if matches!(file.name(), "action.yml" | "action.yaml") {
        action::read(file, findings);
    }
}

/// GitHub runs the files of this one folder, not of folders below it.
fn is_workflow(file: &File<'_>) -> bool {
    file.folder() == ".github/workflows"
        && matches!(file.name().rsplit_once('.'), Some((_, "yml" | "yaml")))
}
