//! Charts of the same repository that Terraform installs with Helm, and the values it hands to them.

use milepost_core::{Delivery, DeployModel, place};
use milepost_kube::Handed;

use crate::locals::Locals;
use crate::value::{Entry, Value};

/// The type of resource that installs a chart.
pub(crate) const KIND: &str = "helm_release";

/// Levels of maps in maps whose values are looked at.
const LEVELS: usize = 8;

/// Blocks that set values, or lists of them, and whether what they set to can be read.
const SETS: &[(&str, bool)] =
    &[("set_list", false), ("set", true), ("set_sensitive", false), ("set_wo", false)];

/// The route a resource is, when it installs a chart that lies in a folder of the repository.
pub(crate) fn of(block: &Entry, folder: &str, locals: &Locals<'_>) -> Option<Delivery> {
    if block.key != "resource" || block.label(0) != KIND || block.get("repository").is_some() {
        return None;
    }
    let chart = local(&block.get("chart")?.value, folder)?;
    let literal = |key: &str| {
        let value = locals.expand(&block.get(key)?.value);
        value.text().map(str::to_owned)
    };
    let mut route = Delivery {
        name: literal("name"),
        chart: Some(format!("./{chart}")),
        namespace: literal("namespace"),
        ..Delivery::new(DeployModel::IacApply)
    };
    handed(block, folder).onto(&mut route);
    Some(route)
}

/// A path in the repository, from its root: one that is written from the folder of the file.
pub(crate) fn local(value: &Value, folder: &str) -> Option<String> {
    let written = match value {
        Value::Text(text) => text.clone(),
        Value::Template(parts) => match parts.as_slice() {
            [Value::Reference(place), Value::Text(path)]
                if matches!(place.as_str(), "path.module" | "path.root" | "path.cwd") =>
            {
                format!(".{path}")
            }
            _ => return None,
        },
        _ => return None,
    };
    let is_path = written.starts_with("./") || written.starts_with("../");
    is_path.then(|| place::resolve(folder, &written)).flatten()
}

fn handed(block: &Entry, folder: &str) -> Handed {
    let mut handed = Handed::default();
    match block.get("values").map(|values| &values.value) {
        None | Some(Value::Null) => {}
        Some(Value::List(all)) => all.iter().for_each(|it| lay(it, folder, &mut handed)),
        Some(_) => handed.leave_unseen(),
    }
    for (kind, is_read) in SETS {
        for part in block.value.entries().iter().filter(|entry| entry.key == *kind) {
            match &part.value {
                Value::List(all) => all.iter().for_each(|it| set(it, *is_read, &mut handed)),
                one => set(one, *is_read, &mut handed),
            }
        }
    }
    // A loop may set any of them.
    if block.get("dynamic").is_some() {
        handed.leave_unseen();
    }
    handed
}

/// Sets what one block sets, or one item of a list of them.
fn set(part: &Value, is_read: bool, handed: &mut Handed) {
    let entries = part.entries();
    let text = |key: &str| {
        let found = entries.iter().find(|entry| entry.key == key);
        found.and_then(|entry| entry.value.text())
    };
    match text("name") {
        Some(name) => {
            let value = text("value").filter(|_| is_read);
            handed.set(name, value, text("type") == Some("string"));
        }
        None => handed.leave_unseen(),
    }
}

/// Lays one of the documents of values over what there is: a text, a map that is encoded, a file.
fn lay(value: &Value, folder: &str, handed: &mut Handed) {
    match value {
        Value::Text(text) => handed.lay_text(text),
        Value::Call(name, arguments) => match (name.as_str(), arguments.as_slice()) {
            ("yamlencode" | "jsonencode", [Value::Map(entries)]) => {
                lay_map(entries, "", LEVELS, handed);
            }
            ("file", [path]) => match local(path, folder) {
                Some(path) => handed.file(format!("./{path}")),
                None => handed.leave_unseen(),
            },
            _ => handed.leave_unseen(),
        },
        _ => handed.leave_unseen(),
    }
}

fn lay_map(entries: &[Entry], way: &str, levels: usize, handed: &mut Handed) {
    for entry in entries {
        let path = if way.is_empty() { entry.key.clone() } else { format!("{way}.{}", entry.key) };
        match &entry.value {
            Value::Map(below) if levels > 1 && !below.is_empty() => {
                lay_map(below, &path, levels - 1, handed);
            }
            value => handed.note(&path, is_off(value)),
        }
    }
}

/// Whether a template that asks for a value finds nothing.
fn is_off(value: &Value) -> bool {
    match value {
        Value::Null | Value::Truth(false) => true,
        Value::Text(text) => text.is_empty(),
        Value::List(items) => items.is_empty(),
        _ => false,
    }
}
