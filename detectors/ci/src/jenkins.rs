//! Jenkins: declarative and scripted pipelines, and the steps of shared libraries. Groovy is read
//! by tokens and braces alone, so everything found here is a pattern.

mod agent;
mod calls;
mod known;
mod library;
mod pipeline;
mod scan;

use milepost_core::{CiSystem, Pipeline, PipelineRole};
use milepost_detector::{File, Findings};

use crate::parts::{Sheet, trigger};

/// Endings of files that only bear the name of a Jenkinsfile.
const OTHER_ENDINGS: &[&str] = &[
    "md", "txt", "adoc", "rst", "html", "json", "xml", "yml", "yaml", "java", "kt", "py", "sh",
    "js", "ts", "svg", "png", "bak", "orig", "old", "disabled", "template", "tmpl", "tpl", "j2",
    "erb", "example", "sample", "swp",
];

/// Reads one file of Jenkins.
pub(crate) fn read(file: &File<'_>, findings: &mut Findings) {
    let library_step = library_step(file);
    if library_step.is_none() && !is_jenkinsfile(file.name()) {
        return;
    }
    let scanned = scan::scan(file.text);
    let (calls, broken) = calls::parse(&scanned.tokens);
    if library_step.is_some() && !pipeline::defines_step(&calls) {
        return;
    }
    let Some(line) =
        scanned.tokens.iter().find(|token| token.kind != scan::Kind::Line).map(|token| token.line)
    else {
        return;
    };
    if let Some(line) = scanned.endless {
        findings.unread(line, "a string or comment that does not end");
    }
    if let Some(line) = broken {
        findings.unread(line, "braces that do not balance, or too many of them");
    }
    let mut sheet = Sheet::new(file);
    let libraries = library::note(&calls, &mut sheet);
    agent::note(&calls, &mut sheet);
    let mut reading = pipeline::Reading::new(&calls, file, libraries, &sheet);
    reading.read(&calls, library_step.is_some());
    let (jobs, mut triggers, dynamic) = reading.done();
    for (line, unit) in library::loaded(&calls) {
        sheet.uses(line, unit);
    }
    if library_step.is_some() {
        triggers.clear();
    } else {
        triggers.insert(0, trigger("any"));
    }
    let pipeline = Pipeline {
        name: library_step.map(str::to_owned),
        triggers,
        jobs,
        dynamic,
        ..Pipeline::new(
            CiSystem::Jenkins,
            if library_step.is_some() { PipelineRole::Callable } else { PipelineRole::Runs },
        )
    };
    sheet.hand_over_pattern(vec![(line, pipeline)], findings);
}

/// `Jenkinsfile` with anything behind it but the ending of another sort of file.
fn is_jenkinsfile(name: &str) -> bool {
    if let Some(rest) = name.strip_prefix("Jenkinsfile") {
        let ending = rest.rsplit_once('.').map(|(_, ending)| ending.to_ascii_lowercase());
        return !rest.ends_with('~')
            && ending.is_none_or(|ending| !OTHER_ENDINGS.contains(&ending.as_str()));
    }
    name.to_ascii_lowercase().ends_with(".jenkinsfile")
}

/// The name of the step a file of a shared library defines.
fn library_step<'f>(file: &File<'f>) -> Option<&'f str> {
    let name = file.path.strip_prefix("vars/")?.strip_suffix(".groovy")?;
    (!name.contains('/') && file.text.contains("call")).then_some(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn variants_are_jenkinsfiles_and_notes_about_one_are_not() {
        for name in ["Jenkinsfile", "Jenkinsfile_CNP", "Jenkinsfile.groovy", "a.jenkinsfile"] {
            assert!(is_jenkinsfile(name), "{name}");
        }
        for name in ["Jenkinsfile.md", "Jenkinsfile.bak", "Jenkinsfile~", "MyJenkinsfile"] {
            assert!(!is_jenkinsfile(name), "{name}");
        }
    }
}
