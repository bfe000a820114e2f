//! A file of Kubernetes objects, and what is told of each of them.

use milepost_detector::{File, Findings};
use milepost_kube::branches::all;
use milepost_kube::object::{expanded, is_test_of_chart, may_hold_objects};
use milepost_kube::template::{self, Guards};
use milepost_syntax::Reading;
use milepost_syntax::yaml::Node;

use crate::{application, clusters, objects, workloads};

/// A file of objects.
pub(crate) struct Manifest<'a> {
    /// How it is read.
    pub(crate) reading: &'a Reading<'a>,
    /// It as it is written, templates' actions included.
    pub(crate) text: &'a str,
    /// Whether it is a template of a chart, of which helpers may write any part.
    pub(crate) in_chart: bool,
    /// Whether it is named for what it does: change objects that stand elsewhere.
    pub(crate) patches: bool,
    /// What of it asks for the cluster's abilities.
    guards: Guards,
}

/// One object of a file: a kind under an API version. A condition may give one node several.
pub(crate) struct Written<'n> {
    pub(crate) node: &'n Node<'n>,
    pub(crate) kind: &'n str,
    pub(crate) api_version: &'n str,
    /// The line that says what it is.
    pub(crate) line: u32,
    /// Whether a branch that asks for the cluster's abilities decides on it.
    pub(crate) guarded: bool,
}

/// Reads a file that may hold objects.
pub(crate) fn read(file: &File<'_>, findings: &mut Findings) {
    let is_partial = file.name().starts_with('_');
    if !may_hold_objects(file.text) || is_partial || template::is_of_another_engine(file.text) {
        return;
    }
    let in_chart = template::is_in_chart(file);
    let guards = if in_chart { Guards::of(file.text) } else { Guards::default() };
    let patches = !in_chart && is_named_patch(file);
    let reading = template::reading(file);
    let manifest = Manifest { reading, text: file.text, in_chart, patches, guards };
    for node in expanded(&manifest.reading.roots).filter(|node| is_object(node)) {
        workloads::note(&manifest, node, findings);
        for written in manifest.written(node) {
            objects::note(manifest.reading, &written, findings);
            clusters::note(manifest.reading, &written, findings);
            if !manifest.patches {
                application::note(manifest.reading, &written, findings);
            }
        }
    }
    for broken in &manifest.reading.broken {
        workloads::note_broken(&manifest, broken, findings);
    }
}

/// Whether a file is named a patch, or stands in a folder of them.
fn is_named_patch(file: &File<'_>) -> bool {
    let is_patch = |word: &str| word == "patch" || word == "patches";
    file.folder().split('/').any(is_patch) || file.name().split(['-', '_', '.']).any(is_patch)
}

/// Whether a node is an object that stays. What tries a chart out is gone when it has. What SOPS has encrypted is none until it is decrypted, and what
/// says how to patch one is none either.
fn is_object(node: &Node<'_>) -> bool {
    !all(node, &["apiVersion"]).is_empty()
        && node.get("$patch").is_none()
        && !is_test_of_chart(node)
        && node.at(&["sops", "mac"]).is_none()
}

impl<'a> Manifest<'a> {
    /// Every kind and API version that the branches of a node write out.
    fn written(&self, node: &'a Node<'a>) -> Vec<Written<'a>> {
        let (kinds, versions) = (self.literals(node, "kind"), self.literals(node, "apiVersion"));
        let pairs = kinds.iter().flat_map(|kind| versions.iter().map(move |it| (*kind, *it)));
        pairs
            .map(|((kind, kind_line), (api_version, version_line))| Written {
                node,
                kind,
                api_version,
                line: if versions.len() > 1 { version_line } else { kind_line },
                guarded: self.is_guarded(version_line) || self.is_guarded(kind_line),
            })
            .collect()
    }

    /// Whether a line stands in a branch that asks for the cluster's abilities.
    pub(crate) fn is_guarded(&self, line: u32) -> bool {
        self.guards.cover(line)
    }

    /// The distinct texts under `key`, each with its line.
    fn literals(&self, node: &'a Node<'a>, key: &str) -> Vec<(&'a str, u32)> {
        let mut found: Vec<(&str, u32)> = Vec::new();
        for value in all(node, &[key]) {
            if let Some(text) = self.reading.literal(value)
                && !found.iter().any(|(known, _)| *known == text)
            {
                found.push((text, value.line));
            }
        }
        found
    }
}
