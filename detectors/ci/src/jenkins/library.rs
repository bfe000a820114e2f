//! Shared libraries a file asks for, and other files it loads.

use milepost_core::{Pin, UnitKind, Use};

use super::calls::{Argument, Call};
use crate::parts::{Sheet, from_root, is_computed, local_use, pin_of_ref, use_of};

/// How deep calls are looked into.
const DEPTH: usize = 100;

/// Notes the libraries a file asks for, and gives their names.
pub(super) fn note(calls: &[Call], sheet: &mut Sheet<'_>) -> Vec<String> {
    let mut names: Vec<String> = Vec::new();
    each(calls, 0, &mut |call| {
        for argument in asked(call) {
            let Some(text) = argument.text.as_deref() else {
                continue;
            };
            let unit = library(text);
            if !names.contains(&unit.source) {
                names.push(unit.source.clone());
            }
            sheet.uses(argument.line, unit);
        }
    });
    names
}

/// The files of the repository a definition loads.
pub(super) fn loaded(calls: &[Call]) -> Vec<(u32, Use)> {
    let mut found = Vec::new();
    each(calls, 0, &mut |call| {
        if call.name == "load"
            && let Some(path) = call.text("path")
        {
            found.push((call.line, local_use(UnitKind::Library, &from_root(path))));
        }
    });
    found
}

/// Calls `visit` on every call, those inside functions and blocks among them.
pub(super) fn each<'c>(calls: &'c [Call], depth: usize, visit: &mut impl FnMut(&'c Call)) {
    for call in calls {
        visit(call);
        if depth < DEPTH {
            each(&call.inner, depth + 1, visit);
            each(call.body.as_deref().unwrap_or_default(), depth + 1, visit);
        }
    }
}

/// The arguments that name libraries.
fn asked(call: &Call) -> Vec<&Argument> {
    match call.name.as_str() {
        "@Library" => call
            .arguments
            .iter()
            .filter(|known| matches!(known.key.as_deref(), None | Some("value")))
            .collect(),
        "library" | "lib" => call.argument("identifier").into_iter().collect(),
        _ => vec![],
    }
}

fn library(text: &str) -> Use {
    let (name, version) = match text.split_once('@') {
        Some((name, version)) => (name, Some(version)),
        None => (text, None),
    };
    let pin = if is_computed(name) { Pin::Dynamic } else { pin_of_ref(version) };
    use_of(UnitKind::Library, name, version, pin)
}
