//! The facts of a container build: the image it makes, and every image it stands on.

use std::collections::BTreeSet;

use milepost_core::{Confidence, Image, ImageReference, Pin, UnitKind, Use, What};
use milepost_detector::{Finding, Findings};

use crate::file_name::{FileName, Sort};
use crate::reading::Reading;
use crate::source::as_written;
use crate::stages::{Footing, Stage, Stages};

/// What stages stand on without it being an image: nothing, and what could not be read or filled in.
const NO_IMAGES: &[&str] = &["scratch", "?", "$"];

/// Notes the facts of one file, in the order of its lines, and what could not be read.
pub(crate) fn report(stages: &Stages, name: &FileName, reading: &Reading, findings: &mut Findings) {
    let cut_short = reading.cut_short || stages.cut_off.is_some();
    let sure = !cut_short
        && reading.unread.is_empty()
        && name.sort != Sort::Template
        && !is_rendered(stages);
    let seen = if sure { Confidence::Parsed } else { Confidence::Pattern };
    let mut found = uses(stages, seen);
    if let Some(last) = stages.all.last() {
        let at = found.partition_point(|finding| finding.line < last.line);
        let image = Finding {
            line: last.line,
            confidence: seen,
            what: What::Image(image(stages, name, cut_short)),
        };
        found.insert(at, image);
    }
    findings.found.extend(found);
    for (line, why) in &reading.unread {
        findings.unread(*line, why);
    }
    if let Some(line) = stages.cut_off {
        findings.unread(line, "partly read: too many stages");
    }
}

/// What the build makes. Where the end of the file was not read, its last stage is not known, and
/// nothing is said of it.
fn image(stages: &Stages, name: &FileName, cut_short: bool) -> Image {
    let chain = if cut_short { vec![] } else { stages.last_and_below() };
    let mut ports: Vec<String> = vec![];
    for port in chain.iter().rev().flat_map(|stage| &stage.ports) {
        let port = as_written(port);
        if !ports.contains(&port) {
            ports.push(port);
        }
    }
    Image {
        stages: stages.all.iter().map(stage).collect(),
        base: chain.last().and_then(|lowest| base(lowest)),
        builder: None,
        user: chain.iter().find_map(|stage| stage.user.as_deref().map(as_written)),
        healthcheck: chain.iter().find_map(|stage| stage.healthcheck).unwrap_or(false),
        ports,
        variant: name.variant.clone(),
    }
}

fn stage(stage: &Stage) -> milepost_core::Stage {
    milepost_core::Stage {
        line: stage.line,
        name: stage.name.clone(),
        from: as_written(&stage.from),
        platform: stage.platform.as_deref().map(as_written),
    }
}

/// The image under the lowest stage, unless a variable decides which one it is.
fn base(lowest: &Stage) -> Option<ImageReference> {
    if lowest.footing != Footing::Image {
        return None;
    }
    let reference = ImageReference::parse(&as_written(&lowest.from));
    let certain = is_plain(&reference.repository)
        && (is_plain(&lowest.from) || reference.pin() == Pin::Dynamic);
    certain.then_some(reference)
}

/// Every image a stage stands on, then every other one that something is copied from; each once,
/// in the order of the file.
fn uses(stages: &Stages, seen: Confidence) -> Vec<Finding> {
    let mut uses: Vec<(u32, Confidence, Use)> = vec![];
    let mut known = BTreeSet::new();
    let mut note = |line: u32, confidence: Confidence, found: Use| {
        let identity = (found.source.clone(), found.version.clone());
        if !NO_IMAGES.contains(&found.source.as_str()) && known.insert(identity) {
            uses.push((line, confidence, found));
        }
    };
    for stage in &stages.all {
        if stage.footing == Footing::Image {
            note(stage.line, seen, use_of(&stage.from, stage.name.clone()));
        }
    }
    for source in stages.all.iter().flat_map(|stage| &stage.sources) {
        if !stages.is_a_stage(&source.from) {
            let confidence = if is_one_word(&source.from) { Confidence::Name } else { seen };
            let found = use_of(&source.from, Some(source.by.to_owned()));
            note(source.line, confidence, found);
        }
    }
    uses.sort_by_key(|(line, _, _)| *line);
    uses.into_iter()
        .map(|(line, confidence, found)| Finding { line, confidence, what: What::Use(found) })
        .collect()
}

/// Whether a source has no registry, folder or tag: such a word may as well be a build context that
/// the builder is given.
fn is_one_word(source: &str) -> bool {
    !source.contains(['/', ':', '@'])
}

fn use_of(text: &str, name: Option<String>) -> Use {
    let reference = ImageReference::parse(&as_written(text));
    let pin = if is_plain(text) { reference.pin() } else { Pin::Dynamic };
    let version = match (reference.tag, reference.digest) {
        (Some(tag), Some(digest)) => Some(format!("{tag}@{digest}")),
        (tag, digest) => tag.or(digest),
    };
    Use { unit: UnitKind::BaseImage, source: reference.repository, version, pin, name }
}

/// Whether a reference is written out: no variable and no mark of a template engine left in it.
fn is_plain(reference: &str) -> bool {
    let allowed =
        |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '_' | '-' | '/' | ':' | '@');
    let digest_is_whole = reference
        .split_once('@')
        .is_none_or(|(_, digest)| digest.contains(':') && !digest.contains('@'));
    !reference.is_empty() && reference.chars().all(allowed) && digest_is_whole
}

/// Whether a template engine fills in what is said of the image.
fn is_rendered(stages: &Stages) -> bool {
    let marked = |text: &str| ["{{", "<%", "%%", "{%"].iter().any(|mark| text.contains(mark));
    stages.all.iter().any(|stage| {
        let said = stage.user.iter().chain(&stage.ports);
        marked(&stage.from) || said.into_iter().any(|text| marked(text))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_of_template_engines_are_not_plain() {
        assert!(is_plain("ghcr.io/acme/jvm:1.2-r3@sha256:0a"));
        for text in ["node:{{tag}}", "%%BASE%%", "@BASE@", "<base>", "node:$A", ""] {
            assert!(!is_plain(text), "{text}");
        }
    }

    #[test]
    fn a_digest_alone_is_the_version() {
        let found = use_of("node@sha256:0a", None);
        assert_eq!(found.version.as_deref(), Some("sha256:0a"));
        assert_eq!(found.pin, Pin::Digest);
    }
}
