//! Bazel: rules that make an image, and the images that are pulled for them.

use milepost_core::Confidence;
use milepost_detector::{File, Findings};

use crate::tell::{self, Built, Role, Taken};
use crate::words::{self, Comments, Word};

/// Rules that make an image.
const RULES: &[&str] = &["oci_image", "container_image"];

/// Notes each rule that makes an image.
pub(crate) fn detect(file: &File<'_>, findings: &mut Findings) {
    if !RULES.iter().any(|rule| file.text.contains(rule)) {
        return;
    }
    for call in calls(&words::of(file.text, Comments::Hash)) {
        if RULES.contains(&call.name.as_str()) && call.get("name").is_some() {
            let mut built = Built::new(call.line, "bazel");
            built.user = call.get("user").map(str::to_owned);
            built.note(Confidence::Pattern, findings);
        }
    }
}

/// Notes each image that is pulled by its name.
pub(crate) fn detect_pulled(file: &File<'_>, findings: &mut Findings) {
    if !file.text.contains("pull") {
        return;
    }
    for call in calls(&words::of(file.text, Comments::Hash)) {
        let image = match call.name.as_str() {
            "oci.pull" | "oci_pull" => call.get("image").map(str::to_owned),
            "container_pull" => call.get("repository").map(|repository| {
                call.get("registry").map_or(repository.to_owned(), |r| format!("{r}/{repository}"))
            }),
            _ => None,
        };
        let Some(mut image) = image else { continue };
        if let Some(tag) = call.get("tag").filter(|tag| !tag.is_empty()) {
            image = format!("{image}:{tag}");
        }
        if let Some(digest) = call.get("digest").filter(|digest| !digest.is_empty()) {
            image = format!("{image}@{digest}");
        }
        if let Some(what) = tell::used(&Taken { line: call.line, image, role: Role::Base }) {
            findings.pattern(call.line, what);
        }
    }
}

/// A call at the top of a file, with the arguments that are texts.
struct Call {
    line: u32,
    name: String,
    arguments: Vec<(String, String)>,
}

impl Call {
    fn get(&self, key: &str) -> Option<&str> {
        let found = self.arguments.iter().find(|(name, _)| name == key)?;
        Some(&found.1)
    }
}

fn calls(words: &[Word]) -> Vec<Call> {
    let mut found: Vec<Call> = Vec::new();
    let mut depth = 0_u32;
    for (at, word) in words.iter().enumerate() {
        if word.is('(') || word.is('[') || word.is('{') {
            if depth == 0 && word.is('(') {
                found.extend(called(words, at));
            }
            depth += 1;
        } else if word.is(')') || word.is(']') || word.is('}') {
            depth = depth.saturating_sub(1);
        } else if depth == 1
            && let Some(name) = word.name()
            && let Some([equals, value]) = words.get(at + 1..at + 3)
            && let (true, Some(text)) = (equals.is('='), value.text())
            && let Some(call) = found.last_mut()
        {
            call.arguments.push((name.to_owned(), text.to_owned()));
        }
    }
    found
}

/// The name before a bracket: `rule`, or `extension.tag`.
fn called(words: &[Word], bracket: usize) -> Option<Call> {
    let last = words.get(bracket.checked_sub(1)?)?;
    let own = last.name()?;
    let before = bracket.checked_sub(3).and_then(|at| words.get(at..bracket - 1));
    let name = match before {
        Some([first, dot]) if dot.is('.') => format!("{}.{own}", first.name()?),
        _ => own.to_owned(),
    };
    Some(Call { line: last.line, name, arguments: Vec::new() })
}
