//! Steps out of scripts and units: what the readers of all CI systems share.

use milepost_core::{Call, Step, VerbTable};

/// The steps of a script: one for each command line that the verb table knows or that calls a
/// script, `line` being where the script's first line stands.
pub(crate) fn of_script(_script: &str, _line: u32, _verbs: &VerbTable) -> Vec<Step> {
    Vec::new()
}

/// The step that calls a unit: by its source, else by the words of its name.
pub(crate) fn of_unit(source: &str, line: u32, verbs: &VerbTable) -> Step {
    let known = verbs.of_unit(source).map(<[_]>::to_vec);
    let verbs = known.unwrap_or_else(|| verbs.of_name(source.rsplit('/').next().unwrap_or(source)));
    Step { line, call: Call::Unit(source.to_owned()), verbs }
}
