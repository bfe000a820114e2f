//! YAML, JSON, JSON with comments and TOML as the same tree.

use milepost_detector::File;
use milepost_syntax::yaml::Node;
use milepost_syntax::{Reading, SyntaxError, json, toml};

/// Hands the tree of a file to `then`.
///
/// # Errors
/// Where the file, or a part of it, cannot be read, and why.
pub(crate) fn tree(file: &File<'_>, then: impl FnOnce(&Reading<'_>)) -> Result<(), SyntaxError> {
    let name = file.name();
    if name.ends_with(".toml") {
        then(&of_root(toml::document(file.text)?));
    } else if name.ends_with(".json") || name.ends_with(".jsonc") {
        if let Some(root) = json::document(file.text)? {
            then(&of_root(root));
        }
    } else {
        let reading = file.yaml();
        then(reading);
        if let Some(broken) = reading.broken.first() {
            return Err(SyntaxError { line: broken.line, message: broken.message.clone() });
        }
    }
    Ok(())
}

fn of_root(root: Node<'_>) -> Reading<'_> {
    let mut reading = Reading::default();
    reading.roots.push(root);
    reading
}
