//! Google Cloud Build: steps that each run an image with arguments.

use milepost_commands::Folder;
use milepost_core::{CiSystem, ImageReference, Job, Pipeline, PipelineRole, Step};
use milepost_detector::{File, Findings};
use milepost_syntax::yaml::Node;

use crate::parts::{self, Sheet, texts, trigger};

/// Steps a build may have; what lies beyond is not read.
const STEPS: usize = 2_000;

/// Shells that take a script behind `-c`.
const SHELLS: &[&str] = &["bash", "sh", "ash", "/bin/bash", "/bin/sh", "/bin/ash"];

/// Reads one build.
pub(crate) fn read(file: &File<'_>, findings: &mut Findings) {
    if !file.name().contains("cloudbuild") || !file.text.contains("steps") {
        return;
    }
    let documents = parts::documents(file, findings);
    let Some(root) = documents.first() else {
        return;
    };
    let Some(listed) = root.get("steps").filter(|steps| parts::is_list(steps)) else {
        return;
    };
    let mut sheet = Sheet::new(file);
    let mut job = Job::new("steps", listed.line);
    for step in listed.items().iter().filter(|step| step.is_mapping()).take(STEPS) {
        let name = step.str("id");
        if let Some(image) = step.get("name") {
            sheet.image_node(image, "name", name);
        }
        job.steps.extend(steps(step, &sheet));
    }
    if let Some(images) = root.get("images").filter(|images| !images.one_or_many().is_empty()) {
        job.steps.push(sheet.unit_for("cloud-build/images", "docker push image", images.line));
    }
    let pipeline = Pipeline {
        triggers: vec![trigger("any")],
        jobs: vec![job],
        ..Pipeline::new(CiSystem::CloudBuild, PipelineRole::Runs)
    };
    sheet.hand_over(vec![(root.line, pipeline)], findings);
}

/// What a step runs: its script, or its entry point or image with its arguments.
fn steps(step: &Node<'_>, sheet: &Sheet<'_>) -> Vec<Step> {
    let mut folder = Folder::at(step.str("dir").unwrap_or_default());
    if let Some(script) = step.get("script") {
        return sheet.script_in(script, &mut folder);
    }
    let arguments = step.get("args").map(Node::one_or_many).unwrap_or_default();
    let entrypoint = step.str("entrypoint");
    if entrypoint.is_some_and(|entrypoint| SHELLS.contains(&entrypoint)) {
        let script = arguments
            .iter()
            .find(|argument| argument.text().is_some_and(|text| !text.starts_with('-')));
        return script.map(|script| sheet.script_in(script, &mut folder)).unwrap_or_default();
    }
    let Some(image) = step.str("name") else {
        return vec![];
    };
    let repository = ImageReference::parse(image).repository;
    let program = entrypoint.unwrap_or_else(|| program(&repository));
    let words: Vec<String> = std::iter::once(program.to_owned())
        .chain(texts(step.get("args")).iter().map(|word| quoted(word)))
        .collect();
    let found = sheet.script_text(&words.join(" "), step.line, &mut folder);
    if found.is_empty() && entrypoint.is_none() {
        return vec![sheet.computed_unit(&repository, step.line)];
    }
    found
}

/// The program a builder's image is named for.
fn program(repository: &str) -> &str {
    match repository.rsplit('/').next().unwrap_or(repository) {
        "cloud-sdk" => "gcloud",
        name => name,
    }
}

/// A word as a shell would have to be given it.
fn quoted(word: &str) -> String {
    let plain = |c: char| c.is_alphanumeric() || "-_./:=$@,+{}%".contains(c);
    if !word.is_empty() && word.chars().all(plain) {
        return word.to_owned();
    }
    format!("'{}'", word.replace('\'', "").replace('\n', " "))
}
