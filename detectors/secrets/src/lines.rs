//! References to secrets in text that is not YAML as a whole: a chart's template whose actions
//! decide where lines stand, and patches written as text.

use milepost_core::{Confidence, SecretMechanism as M};
use milepost_syntax::reading::is_computed;

use crate::notes::{Notes, named};

/// How many lines below a reference its name may stand.
const NEAR: usize = 3;

/// Notes references on the lines of `text` from `first` on, `count` of them.
pub(crate) fn read(text: &str, first: u32, count: usize, notes: &mut Notes) {
    let skip = usize::try_from(first.saturating_sub(1)).unwrap_or(usize::MAX);
    let lines: Vec<(u32, &str)> = (1u32..).zip(text.lines()).skip(skip).take(count).collect();
    for (at, (number, line)) in lines.iter().enumerate() {
        let key = line.trim();
        if !matches!(key, "secretKeyRef:" | "- secretRef:") {
            continue;
        }
        let below = lines.get(at + 1..).unwrap_or_default();
        let name = below.iter().take(NEAR).find_map(|(_, line)| name_on(line));
        if let Some(name) = name {
            let name = Some(name).filter(|name| !is_computed(name));
            notes.add(*number, Confidence::Pattern, named(M::KubernetesReference, name));
        }
    }
}

/// The text a line gives as a name, without quotes and comment.
fn name_on(line: &str) -> Option<&str> {
    let text = line.trim().strip_prefix("name:")?;
    let text = text.split(" #").next().unwrap_or(text).trim();
    let text = text.trim_matches(['"', '\'']);
    (!text.is_empty()).then_some(text)
}
