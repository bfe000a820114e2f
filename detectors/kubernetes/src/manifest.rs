//! A file of Kubernetes objects, and what is told of each of them.

use milepost_detector::{File, Findings};
use milepost_kube::branches::all;
use milepost_kube::object::{expanded, is_test_of_chart, may_hold_objects};
use milepost_kube::template::{self, Guards};
use milepost_syntax::Reading;
use milepost_syntax::yaml::Node;

use crate::parts::{self, Named, Prints};
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
    /// Where it prints parts of templates.
    prints: &'a Prints<'a>,
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

/// Reads a file that may hold objects, or parts of some.
pub(crate) fn read(file: &File<'_>, findings: &mut Findings) {
    if template::is_of_another_engine(file.text) {
        return;
    }
    let in_chart = template::is_in_chart(file);
    if in_chart {
        parts::note(file, findings);
    }
    if file.name().starts_with('_') {
        return;
    }
    let prints = if in_chart { Prints::of(file.text) } else { Prints::default() };
    if !may_hold_objects(file.text) {
        return prints.note_before(u32::MAX, findings);
    }
    let guards = if in_chart { Guards::of(file.text) } else { Guards::default() };
    let patches = !in_chart && is_named_patch(file);
    let (reading, text) = (template::reading(file), file.text);
    let manifest = Manifest { reading, text, in_chart, patches, prints: &prints, guards };
    let named = if in_chart { Named::of(text) } else { Named::default() };
    let (parts, objects): (Vec<_>, Vec<_>) = expanded(&reading.roots)
        .filter(|node| is_object(node))
        .partition(|node| named.hold(node.line));
    for node in &objects {
        manifest.note(node, findings);
    }
    // An object in a part with a name is there where that is printed, which the file may do itself.
    if !parts.is_empty() {
        let first = objects.iter().map(|node| node.line).min();
        prints.note_before(first.unwrap_or(u32::MAX), findings);
    }
    for broken in &reading.broken {
        workloads::note_broken(&manifest, broken, findings);
    }
}

/// Whether a file is named a patch, or stands in a folder of them.
fn is_named_patch(file: &File<'_>) -> bool {
    let is_patch = |word: &str| word == "patch" || word == "patches";
    file.folder().split('/').any(is_patch) || file.name().split(['-', '_', '.']).any(is_patch)
}

/// Whether a node is an object that stays. What tries a chart out is gone when it has. What SOPS has
/// encrypted is none until it is decrypted, and what says how to patch one is none either.
pub(crate) fn is_object(node: &Node<'_>) -> bool {
    !all(node, &["apiVersion"]).is_empty()
        && node.get("$patch").is_none()
        && !is_test_of_chart(node)
        && node.at(&["sops", "mac"]).is_none()
}

impl<'a> Manifest<'a> {
    /// A part of a chart's templates.
    pub(crate) fn of_chart(
        reading: &'a Reading<'a>,
        text: &'a str,
        prints: &'a Prints<'a>,
    ) -> Self {
        Self { reading, text, in_chart: true, patches: false, prints, guards: Guards::of(text) }
    }

    /// Notes what an object asks for.
    pub(crate) fn note(&self, node: &'a Node<'a>, findings: &mut Findings) {
        workloads::note(self, node, findings);
        for written in self.written(node) {
            objects::note(self.reading, &written, findings);
            clusters::note(self.reading, &written, findings);
            if !self.patches {
                application::note(self.reading, &written, findings);
            }
        }
    }

    /// The parts that an object prints.
    pub(crate) fn printed_by(&self, node: &Node<'_>) -> Vec<String> {
        self.prints.between(node.line, self.end_of(node))
    }

    /// Probes that an object writes by printing a part.
    pub(crate) fn printed_probes(&self, node: &Node<'_>) -> Vec<String> {
        if !self.in_chart {
            return Vec::new();
        }
        parts::printed_probes(self.text, node.line, self.end_of(node))
    }

    /// The line the next object begins on.
    fn end_of(&self, node: &Node<'_>) -> u32 {
        let others = expanded(&self.reading.roots).map(|other| other.line);
        others.filter(|line| *line > node.line).min().unwrap_or(u32::MAX)
    }

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
