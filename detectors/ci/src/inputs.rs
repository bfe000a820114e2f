//! What a unit is handed, and what a matrix runs over.

use std::collections::BTreeMap;

use milepost_commands::Folder;
use milepost_core::{Call, Step, Verb, VerbTable};
use milepost_syntax::yaml::Node;

use crate::unread;

/// Inputs that are kept of one unit.
const INPUTS: usize = 40;

/// The longest value that is kept, in characters.
pub(crate) const LENGTH: usize = 200;

/// Values of one key of a matrix that are kept.
const VALUES: usize = 100;

/// Parts of names of inputs that hold a secret; one that is written out is not kept.
const SECRET: &[&str] =
    &["password", "passwd", "secret", "token", "apikey", "privatekey", "credential"];

/// What a mapping hands over: its scalar values as written.
pub(crate) fn of(handed: Option<&Node<'_>>) -> BTreeMap<String, String> {
    let entries = handed.map_or(&[][..], Node::entries);
    let texts = entries.iter().filter_map(|(key, value)| {
        let text = value.text().filter(|_| !value.is_null())?;
        Some((key.text()?, text))
    });
    of_texts(texts)
}

/// What the inputs that a unit declares are where nobody hands them over: those with a default, and
/// switches, which are off.
pub(crate) fn defaults(declared: Option<&Node<'_>>) -> BTreeMap<String, String> {
    let entries = declared.map_or(&[][..], Node::entries);
    let texts = entries.iter().filter_map(|(key, input)| {
        let written = input.get("default").filter(|it| !it.is_null()).and_then(Node::text);
        let off = || {
            let asked = input.get("required").and_then(Node::bool) == Some(true);
            (input.str("type") == Some("boolean") && !asked).then_some("false")
        };
        Some((key.text()?, written.or_else(off)?))
    });
    of_texts(texts)
}

/// What names and values hand over.
pub(crate) fn of_texts<'t>(
    texts: impl Iterator<Item = (&'t str, &'t str)>,
) -> BTreeMap<String, String> {
    texts
        .map(|(name, value)| (name, value.trim_end()))
        .filter(|(name, value)| value.chars().count() <= LENGTH && !is_secret(name, value))
        .filter(|(name, _)| name.len() <= LENGTH)
        .take(INPUTS)
        .map(|(name, value)| (name.to_owned(), value.to_owned()))
        .collect()
}

/// Whether a value may be a secret that lies readable; a reference to one is none.
fn is_secret(name: &str, value: &str) -> bool {
    let name: String =
        name.chars().filter(char::is_ascii_alphanumeric).map(|c| c.to_ascii_lowercase()).collect();
    let flag = matches!(value, "true" | "false" | "");
    let computed = value.contains(['$', '{']) || value.contains("<<");
    !flag && !computed && SECRET.iter().any(|part| name.contains(part))
}

/// Last words of names of inputs that are run.
const RUN: &[&str] = &["cmd", "command", "commands", "run", "script"];

/// Notes what the command lines do that a unit is handed. One word is more often a name. Of a unit
/// known by nothing but its name they say more than that does, where each of them is known.
pub(crate) fn commands(step: &mut Step, verbs: &VerbTable) {
    let (mut runs, mut all_known) = (Vec::new(), true);
    for (name, value) in &step.inputs {
        if !value.trim().contains(' ') {
            continue;
        }
        let lines = milepost_commands::lines(value, 1, &mut Folder::default(), verbs);
        if lines.is_empty() {
            continue;
        }
        let known: Vec<u32> = lines.iter().map(|line| line.line).collect();
        let mut does = Vec::new();
        for line in lines {
            milepost_commands::add(&mut does, line.verbs);
        }
        let words = milepost_core::name::words(name);
        if words.last().is_some_and(|word| RUN.contains(&word.as_str())) {
            all_known &= unread::is_nothing_but(value, &known);
            milepost_commands::add(&mut runs, does.iter().copied());
        }
        step.commands.insert(name.clone(), does);
    }
    if let Call::Unit(source) = &step.call
        && verbs.of_unit(source).is_none()
        && !step.verbs.is_empty()
        && !runs.is_empty()
        && all_known
    {
        step.verbs = runs;
    }
}

/// The parameter that a script is, when it is one and nothing else.
pub(crate) fn parameter(script: &str) -> Option<&str> {
    let script = script.trim();
    let github = script.strip_prefix("${{").and_then(|rest| rest.strip_suffix("}}"));
    let circle = script.strip_prefix("<<").and_then(|rest| rest.strip_suffix(">>"));
    let name = match (github, circle) {
        (Some(inside), _) => inside.trim().strip_prefix("inputs.")?,
        (None, Some(inside)) => inside.trim().strip_prefix("parameters.")?,
        (None, None) => return None,
    };
    let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_');
    (!name.is_empty() && name.chars().all(plain)).then_some(name)
}

/// Whether a text asks for an input of its unit.
pub(crate) fn asks(text: &str) -> bool {
    let inside = |open: &str, name: &str| {
        text.split(open).skip(1).any(|rest| rest.trim_start().starts_with(name))
    };
    inside("${{", "inputs.") || inside("<<", "parameters.")
}

/// Takes back what a unit does to anything when an input says that it is only tried.
pub(crate) fn try_only(step: &mut Step) {
    let tries = step.inputs.iter().any(|(name, value)| {
        let name = name.to_ascii_lowercase().replace('_', "-");
        let asked = matches!(name.as_str(), "dry-run" | "dryrun")
            && matches!(value.as_str(), "true" | "client" | "server");
        asked || value.split_whitespace().any(milepost_commands::only_tries)
    });
    if tries && step.verbs.iter().any(|verb| changes_something(*verb)) {
        let deploys = step.verbs.iter().any(|verb| verb.is_deploy());
        step.verbs = milepost_commands::tried(&step.verbs);
        // A deployment by a chart that is only tried shows that the chart is sound.
        let charted =
            step.inputs.keys().any(|name| name.contains("helm") || name.contains("chart"));
        if deploys && charted {
            milepost_commands::add(&mut step.verbs, [Verb::ChartLint]);
        }
    }
}

fn changes_something(verb: Verb) -> bool {
    verb.is_deploy()
        || matches!(verb, Verb::Publish | Verb::Release | Verb::ImagePush | Verb::IacApply)
}

/// The keys and values of a matrix in the making.
#[derive(Debug, Default)]
pub(crate) struct Over(BTreeMap<String, Vec<String>>);

impl Over {
    /// Adds what a key runs over: texts, or mappings whose keys are told apart by a dot.
    pub(crate) fn add(&mut self, key: &str, value: &Node<'_>) {
        for item in value.one_or_many() {
            if let Some(text) = item.text().filter(|_| !item.is_null()) {
                self.add_text(key, text);
            }
            for (inner, value) in item.entries() {
                if let (Some(inner), Some(text)) = (inner.text(), value.text()) {
                    self.add_text(&format!("{key}.{inner}"), text);
                }
            }
        }
    }

    /// Adds one value; what is only known when it runs is none.
    pub(crate) fn add_text(&mut self, key: &str, text: &str) {
        let computed = text.contains(['$', '`']) || text.contains("<<");
        if computed || text.chars().count() > LENGTH || self.0.len() > INPUTS {
            return;
        }
        let values = self.0.entry(key.to_owned()).or_default();
        if values.len() < VALUES && !values.iter().any(|known| known == text) {
            values.push(text.to_owned());
        }
    }

    /// The keys with their values.
    pub(crate) fn done(self) -> BTreeMap<String, Vec<String>> {
        self.0
    }
}
