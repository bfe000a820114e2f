//! Descriptions of APIs in YAML and JSON: `OpenAPI`, Swagger, `AsyncAPI`.

use std::collections::BTreeMap;

use milepost_core::{Confidence, DocumentRole};
use milepost_detector::{File, Findings};
use milepost_prose::name;
use milepost_syntax::yaml::Node;
use serde::Deserialize;
use serde::de::IgnoredAny;

use crate::report::{Report, wordless};

/// The key that names the format and its version, and the keys that hold what is described.
const FORMATS: &[(&str, &[&str])] = &[
    ("openapi", &["paths", "webhooks"]),
    ("swagger", &["paths"]),
    ("asyncapi", &["channels", "operations"]),
];

/// Words of folders that hold descriptions of somebody else's API: to call it, or to play it.
const OF_OTHERS: &[&str] = &["client", "clients", "mock", "mocks", "stub", "stubs"];

/// Whether a path says that what is described there is somebody else's.
pub(crate) fn is_of_others(path: &str) -> bool {
    let said = |folder| name::words(folder).iter().any(|word| OF_OTHERS.contains(&word.as_str()));
    name::folders(path).any(said)
}

/// Adds the description, whatever the file is called.
pub(crate) fn read(file: &File<'_>, findings: &mut Findings) {
    if !FORMATS.iter().any(|(name, _)| file.text.contains(name)) {
        return;
    }
    let Some(written) = line_of_format(file.text).filter(|_| !is_of_others(file.path)) else {
        return;
    };
    if let Some(api) = Api::of_json(file) {
        let mut document = wordless(DocumentRole::Api, api.info.title);
        document.substance = api.content;
        let report = &mut Report { surest: Confidence::Parsed, findings };
        return report.add(written, Confidence::Parsed, document);
    }
    let reading = file.yaml();
    let Some((root, key, content)) = reading.roots.first().and_then(described) else {
        if let Some(broken) = reading.broken.first() {
            findings.unread(broken.line.max(written), &broken.message);
        }
        return;
    };
    let mut document = wordless(DocumentRole::Api, reading.owned(root, &["info", "title"]));
    document.substance = content;
    let surest = if reading.is_masked() { Confidence::Pattern } else { Confidence::Parsed };
    Report { surest, findings }.add(key.line, Confidence::Parsed, document);
}

/// What is wanted of a description, so that a long one is read without being kept.
#[derive(Deserialize)]
#[expect(clippy::zero_sized_map_values, reason = "what JSON holds as a map is no set to serde")]
struct Whole {
    openapi: Option<String>,
    swagger: Option<String>,
    asyncapi: Option<String>,
    info: Info,
    #[serde(default)]
    paths: BTreeMap<String, IgnoredAny>,
    #[serde(default)]
    webhooks: BTreeMap<String, IgnoredAny>,
    #[serde(default)]
    channels: BTreeMap<String, IgnoredAny>,
    #[serde(default)]
    operations: BTreeMap<String, IgnoredAny>,
}

#[derive(Deserialize)]
struct Info {
    title: Option<String>,
}

/// A description in JSON, and whether anything is described.
struct Api {
    info: Info,
    content: bool,
}

impl Api {
    /// The description a JSON file holds; `None` of any other, and of JSON that is none by the book.
    fn of_json(file: &File<'_>) -> Option<Self> {
        if !file.path.ends_with(".json") {
            return None;
        }
        let whole: Whole = serde_json::from_str(file.text).ok()?;
        let version = whole.openapi.or(whole.swagger).or(whole.asyncapi)?;
        let held = [&whole.paths, &whole.webhooks, &whole.channels, &whole.operations];
        let content = held.into_iter().any(|held| !held.is_empty());
        version
            .starts_with(|c: char| c.is_ascii_digit())
            .then_some(Self { info: whole.info, content })
    }
}

/// The document, the key that names the format, and whether anything is described.
fn described<'n, 't>(root: &'n Node<'t>) -> Option<(&'n Node<'t>, &'n Node<'t>, bool)> {
    FORMATS.iter().find_map(|(name, holders)| {
        let (key, version) = root.entries().iter().find(|(key, _)| key.text() == Some(name))?;
        let numbered = version.text()?.starts_with(|c: char| c.is_ascii_digit());
        let holds = |holder: &&str| root.get(holder).is_some_and(|held| !held.entries().is_empty());
        (numbered && root.get("info").is_some_and(Node::is_mapping))
            .then(|| (root, key, holders.iter().any(holds)))
    })
}

/// The line that names the format, at the beginning of a line in YAML and in any place in JSON.
fn line_of_format(text: &str) -> Option<u32> {
    let names = |line: &str| {
        FORMATS.iter().any(|(name, _)| {
            let bare = line.trim_start_matches(['{', ' ', '\t']);
            let quoted = bare.strip_prefix('"').and_then(|rest| rest.strip_prefix(name));
            let after = quoted.and_then(|rest| rest.strip_prefix('"')).or(line.strip_prefix(name));
            after.is_some_and(|rest| rest.trim_start().starts_with(':'))
        })
    };
    (1..).zip(text.lines()).find(|(_, line)| names(line)).map(|(number, _)| number)
}
