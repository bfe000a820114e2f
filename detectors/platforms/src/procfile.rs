//! A `Procfile`: the processes a platform starts, one a line.

use milepost_core::{Runtime, What};
use milepost_detector::{File, Findings};

use crate::tell::workload;

/// Words behind `Procfile.` that say that no platform is handed the file.
const NOT_RUN: &[&str] = &["dev", "development", "example", "local", "md", "sample", "test"];

/// Whether a platform may be handed the file: `Procfile`, `Procfile.production`.
pub(crate) fn is_one(name: &str) -> bool {
    name.strip_prefix("Procfile").is_some_and(|variant| {
        variant.is_empty()
            || variant.starts_with('.') && !variant.split('.').any(|word| NOT_RUN.contains(&word))
    })
}

/// Notes each type of process. What runs once before a release is not run on.
pub(crate) fn detect(file: &File<'_>, findings: &mut Findings) {
    for (line, text) in (1..).zip(file.text.lines()) {
        let Some((name, command)) = text.split_once(':') else { continue };
        let name = name.trim_end();
        let is_name = !name.is_empty()
            && name.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_'));
        if is_name && name != "release" && !command.trim().is_empty() {
            let kind = format!("Procfile {name}");
            findings.parsed(line, What::Workload(workload(Runtime::Paas, &kind, Some(name))));
        }
    }
}
