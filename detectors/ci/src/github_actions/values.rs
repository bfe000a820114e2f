//! Values a definition itself gives: the defaults of inputs, and what `env` says literally.

use std::collections::BTreeMap;

use milepost_commands::variables::{Variables, single_line};
use milepost_commands::{Folder, ROOT};
use milepost_core::{Step, VerbTable};
use milepost_syntax::yaml::Node;

use crate::{delivery, steps};

/// The events whose inputs have defaults.
const EVENTS: &[&str] = &["workflow_dispatch", "workflow_call"];

/// What is known of a place in a definition before it runs.
#[derive(Clone)]
pub(super) struct Values<'n> {
    /// With the defaults of inputs in place of what a caller may hand over.
    usual: Known,
    /// Without them: what holds whoever calls.
    fixed: Known,
    /// The whole file.
    text: &'n str,
    /// The folder scripts run in that do not say so themselves, as written.
    folder: Option<String>,
    /// The folder of the action, when it is one.
    own: Option<&'n str>,
}

#[derive(Clone, Default)]
struct Known {
    /// Defaults of inputs by their name in small letters; nothing when they are not asked.
    inputs: Option<BTreeMap<String, String>>,
    variables: Variables,
}

impl<'n> Values<'n> {
    /// The values of a workflow.
    pub(super) fn of_workflow(root: &Node<'_>, text: &'n str) -> Self {
        let mut inputs = BTreeMap::new();
        for event in EVENTS {
            if let Some(declared) = root.at(&["on", event, "inputs"]) {
                inputs.extend(defaults(declared));
            }
        }
        Self::with(inputs, text).within(root)
    }

    /// The values of a composite action in the folder `own`.
    pub(super) fn of_action(root: &Node<'_>, text: &'n str, own: &'n str) -> Self {
        let inputs = root.get("inputs").map_or_else(BTreeMap::new, defaults);
        Self { own: Some(own), ..Self::with(inputs, text) }
    }

    fn with(inputs: BTreeMap<String, String>, text: &'n str) -> Self {
        let usual = Known { inputs: Some(inputs), variables: Variables::default() };
        Self { usual, fixed: Known::default(), text, folder: None, own: None }
    }

    /// The values inside a workflow, a job or a step, which may have an `env`.
    pub(super) fn within(&self, holder: &Node<'_>) -> Self {
        let mut inside = self.clone();
        let folder = holder.at(&["defaults", "run", "working-directory"]).and_then(Node::text);
        inside.folder = folder.map(str::to_owned).or(inside.folder);
        for (key, value) in holder.get("env").map_or(&[][..], Node::entries) {
            if let Some(name) = key.text() {
                inside.usual.set(name, value, self.text);
                inside.fixed.set(name, value, self.text);
            }
        }
        inside
    }

    /// The steps of a script that runs in `folder`, or where all do. What is delivered, and which
    /// paths are named, is told by the words that hold whoever calls.
    pub(super) fn steps_of(
        &self,
        (script, folder): (&str, Option<&str>),
        line: u32,
        verbs: &VerbTable,
    ) -> Vec<(Step, Vec<String>)> {
        let folder = folder.or(self.folder.as_deref()).unwrap_or_default();
        let folder = Folder::at(&self.own_folder(&self.fixed.fill(folder)));
        let read = |script: &str| {
            steps::with_words(&self.own_folder(script), line, &mut folder.clone(), verbs)
        };
        let (usual, fixed) = (self.usual.fill(script), self.fixed.fill(script));
        let mut found = read(&usual);
        if usual != fixed {
            let fixed = read(&fixed);
            if found.iter().any(delivery::is_told_by_words) {
                delivery::reword(&mut found, &fixed);
            }
            repath(&mut found, &fixed);
        }
        found
    }

    /// The text with paths from the root where it speaks of the folder of the action.
    fn own_folder(&self, text: &str) -> String {
        let Some(own) = self.own else {
            return text.to_owned();
        };
        let from_root = format!("{ROOT}{own}");
        [
            "${{ github.action_path }}",
            "${{github.action_path}}",
            "${GITHUB_ACTION_PATH}",
            "$GITHUB_ACTION_PATH",
        ]
        .iter()
        .fold(text.to_owned(), |text, written| text.replace(written, &from_root))
    }
}

/// Puts the paths that hold whoever calls in the place of those of the defaults of inputs.
fn repath(found: &mut [(Step, Vec<String>)], fixed: &[(Step, Vec<String>)]) {
    for (step, _) in found {
        let mut there =
            fixed.iter().map(|(other, _)| other).filter(|other| other.line == step.line);
        let paths = there.next().map(|other| other.paths.clone()).unwrap_or_default();
        step.paths.retain(|path| paths.contains(path));
    }
}

/// The inputs that have a literal default of one line.
fn defaults(declared: &Node<'_>) -> BTreeMap<String, String> {
    let inputs = declared.entries().iter();
    inputs
        .filter_map(|(name, input)| {
            let default = single_line(input.get("default")?.text()?)?;
            let name = name.text()?.to_ascii_lowercase();
            (!default.contains("${{")).then(|| (name, default.to_owned()))
        })
        .collect()
}

impl Known {
    fn set(&mut self, name: &str, value: &Node<'_>, text: &str) {
        let value = value.text().map(|value| self.expressions(value));
        self.variables.set(name, value.as_deref(), text);
    }

    /// A script with everything in its place that is known.
    fn fill(&self, script: &str) -> String {
        self.variables.fill(&self.expressions(script))
    }

    /// The text with every `${{ … }}` replaced whose value is known.
    fn expressions(&self, text: &str) -> String {
        let mut filled = String::with_capacity(text.len());
        let mut rest = text;
        while let Some((before, behind)) = rest.split_once("${{") {
            filled.push_str(before);
            let known = behind
                .split_once("}}")
                .and_then(|(inside, after)| Some((self.worth(inside)?, after)));
            let (value, after) = known.unwrap_or(("${{", behind));
            filled.push_str(value);
            rest = after;
        }
        filled.push_str(rest);
        filled
    }

    /// The value of an expression that names one thing, or of `a || 'b'`, when it is known.
    fn worth<'s>(&'s self, expression: &'s str) -> Option<&'s str> {
        let parts: Vec<&str> = expression.split("||").map(str::trim).collect();
        let (last, others) = parts.split_last()?;
        for part in others {
            // An input without a default is empty, as long as nobody hands something over.
            let value = self.inputs.as_ref()?.get(&input(part)?);
            if let Some(value) = value.filter(|value| !matches!(value.as_str(), "" | "false")) {
                return Some(value);
            }
        }
        quoted(last)
            .or_else(|| self.variables.get(last.strip_prefix("env.")?))
            .or_else(|| self.inputs.as_ref()?.get(&input(last)?).map(String::as_str))
    }
}

/// A text in an expression.
fn quoted(part: &str) -> Option<&str> {
    let text = part.strip_prefix('\'')?.strip_suffix('\'')?;
    (!text.contains(['\'', '\n'])).then_some(text)
}

/// The name of the input an expression stands for, in small letters.
fn input(part: &str) -> Option<String> {
    let name = part.strip_prefix("github.event.").unwrap_or(part).strip_prefix("inputs")?;
    let bracketed = name.strip_prefix("['").and_then(|name| name.strip_suffix("']"));
    let name = bracketed.or_else(|| name.strip_prefix('.'))?;
    let plain = name.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_'));
    plain.then(|| name.to_ascii_lowercase())
}
