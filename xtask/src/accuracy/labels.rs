//! What is true of repositories, as people wrote it down: `docs/accuracy.md` has the format.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, bail, ensure};
use milepost_core::{Certainty, DocumentRole, Signal, UnitKind};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

/// What is true of one repository at one commit.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Labels {
    /// `owner/name`.
    pub(super) repository: String,
    /// The commit that was read.
    pub(super) commit: String,
    /// Kinds of fact of which every one is listed, even when there is none.
    pub(super) kinds: Vec<String>,
    pub(super) facts: Vec<LabelledFact>,
    pub(super) deployables: Vec<LabelledDeployable>,
    /// The class of the repository, in kebab-case.
    pub(super) class: String,
}

/// One thing that stands in a file.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct LabelledFact {
    pub(super) path: String,
    /// Absent where several lines would be right.
    #[serde(default)]
    pub(super) line: Option<u32>,
    /// The kind, with or without what restricts it: `use` and `use:chart` are the same here.
    pub(super) kind: String,
    pub(super) is: String,
}

/// One thing that is run somewhere.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct LabelledDeployable {
    /// The folder it is built from; empty for the root.
    pub(super) path: String,
    pub(super) pipelines: Vec<String>,
    pub(super) charts: Vec<String>,
    pub(super) certainty: Certainty,
}

impl Labels {
    pub(super) fn owner(&self) -> &str {
        self.repository.split_once('/').map_or("", |(owner, _)| owner)
    }
}

impl LabelledFact {
    /// The kind with what restricts it: `use:chart`.
    pub(super) fn full_kind(&self) -> String {
        let first = self.is.split_whitespace().next().unwrap_or_default();
        match self.kind.as_str() {
            "use" | "document" | "telemetry" => format!("{}:{first}", self.kind),
            "secret" => "secret:readable".to_owned(),
            "script" => "script:deploy".to_owned(),
            "delivery" => "delivery:gitops".to_owned(),
            kind => kind.to_owned(),
        }
    }
}

/// Kinds that are compared as they are, or that one word restricts.
const KINDS: &[&str] = &[
    "pipeline",
    "image",
    "chart",
    "chart-values",
    "workload",
    "infrastructure",
    "entity",
    "updates",
    "ownership",
    "scan",
    "policy",
    "template",
    "package",
    "secret:readable",
    "script:deploy",
    "delivery:gitops",
];

/// Reads a file of labels, or every one in a folder, sorted by repository.
pub(super) fn read(place: &Path) -> anyhow::Result<Vec<Labels>> {
    let mut files = vec![place.to_owned()];
    if place.is_dir() {
        files = json_files(place)?;
        ensure!(!files.is_empty(), "{}: no JSON file in it", place.display());
    }
    let mut all = Vec::new();
    for file in files {
        let text = fs::read_to_string(&file).with_context(|| file.display().to_string())?;
        all.push(parse(&text).with_context(|| file.display().to_string())?);
    }
    all.sort_by(|a, b| a.repository.cmp(&b.repository));
    if let Some([twice, _]) = all.windows(2).find(|two| two[0].repository == two[1].repository) {
        bail!("{} is labelled twice", twice.repository);
    }
    Ok(all)
}

fn json_files(folder: &Path) -> anyhow::Result<Vec<PathBuf>> {
    let mut files = Vec::new();
    for entry in fs::read_dir(folder).with_context(|| folder.display().to_string())? {
        let path = entry?.path();
        if path.extension().is_some_and(|extension| extension == "json") {
            files.push(path);
        }
    }
    Ok(files)
}

/// Reads the labels of one repository. A kind that nothing is compared with would be silently
/// right, so it is an error.
pub(super) fn parse(text: &str) -> anyhow::Result<Labels> {
    let labels: Labels = serde_json::from_str(text)?;
    ensure!(labels.repository.contains('/'), "the repository is not owner/name");
    for kind in &labels.kinds {
        ensure!(is_known(kind), "nothing is compared with the kind {kind:?}");
    }
    Ok(labels)
}

fn is_known(kind: &str) -> bool {
    match kind.split_once(':') {
        Some(("use", unit)) => is_word_of::<UnitKind>(unit),
        Some(("document", role)) => is_word_of::<DocumentRole>(role),
        Some(("telemetry", signal)) => is_word_of::<Signal>(signal),
        _ => KINDS.contains(&kind),
    }
}

fn is_word_of<T: DeserializeOwned>(word: &str) -> bool {
    serde_json::from_value::<T>(Value::from(word)).is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn with_kind(kind: &str) -> anyhow::Result<Labels> {
        parse(&format!(
            r#"{{"repository": "acme/billing", "commit": "c0ffee", "kinds": ["{kind}"],
                "facts": [], "deployables": [], "class": "service"}}"#
        ))
    }

    #[test]
    fn labels_of_a_kind_that_does_not_exist_are_refused() {
        for kind in ["pipeline", "use:workflow", "document:adr", "telemetry:slo"] {
            assert!(with_kind(kind).is_ok(), "{kind}");
        }
        for kind in ["pipelines", "use", "use:workflows", "document:poem", "secret"] {
            assert!(with_kind(kind).is_err(), "{kind}");
        }
    }

    #[test]
    fn the_short_kind_of_a_fact_is_as_good_as_the_long_one() {
        let full = |kind: &str, is: &str| {
            let (kind, is) = (kind.to_owned(), is.to_owned());
            LabelledFact { path: String::new(), line: None, kind, is }.full_kind()
        };
        assert_eq!(full("use", "chart https://acme.io/service@1"), "use:chart");
        assert_eq!(full("use:chart", "chart https://acme.io/service@1"), "use:chart");
        assert_eq!(full("document", "readme substance"), "document:readme");
        assert_eq!(full("script", "make deploy"), "script:deploy");
        assert_eq!(full("image", "base=alpine user=-"), "image");
    }
}
