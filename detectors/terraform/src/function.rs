//! Functions that are made of code in another folder of the repository: by a module that packs what
//! it is handed, or out of an archive beside the function itself.

use milepost_core::name::words;
use milepost_core::{Runtime, Workload};

use crate::locals::Locals;
use crate::release;
use crate::value::{Entry, Value};

/// What kind of workload it is said to be.
const KIND: &str = "function of Terraform";

/// Words in the label or the source of a module that makes functions.
const FUNCTION: &[&str] = &["lambda", "lambdas", "function", "functions"];

/// How attributes of such a module end that name the folder of the code.
const CODE: &[&str] = &["source_path", "source_dir", "code_dir", "code_path", "source_directory"];

/// Resources that are functions.
const RESOURCES: &[&str] =
    &["aws_lambda_function", "google_cloudfunctions_function", "google_cloudfunctions2_function"];

/// Whether an attribute of a module may name a folder of code.
pub(crate) fn is_code(key: &str) -> bool {
    CODE.iter().any(|end| key.ends_with(end))
}

/// Whether anything among blocks is a function.
pub(crate) fn any(blocks: &[Entry]) -> bool {
    blocks.iter().any(|block| block.key == "resource" && RESOURCES.contains(&block.label(0)))
}

/// The function that a block makes in a file of `folder`, where it tells which code that runs;
/// `beside` says whether a function stands in the same file.
pub(crate) fn of(
    block: &Entry,
    (folder, beside): (&str, bool),
    locals: &Locals<'_>,
) -> Option<Workload> {
    let (code, label) = match block.key.as_str() {
        "module" if makes_functions(block) => (packed(block, folder, locals)?, block.label(0)),
        "data" if beside && block.label(0) == "archive_file" => {
            (release::local(&block.get("source_dir")?.value, folder)?, block.label(1))
        }
        _ => return None,
    };
    // Code inside the folder itself is a part of what the folder makes.
    let own = code == folder || milepost_core::place::is_under(&code, folder);
    let named = ["function_name", "name"].iter().find_map(|key| block.text(key)).unwrap_or(label);
    let name = Some(named.to_owned());
    (!own).then(|| Workload { name, code: Some(code), ..Workload::new(Runtime::Functions, KIND) })
}

fn makes_functions(module: &Entry) -> bool {
    let source = module.text("source").unwrap_or_default();
    let said = words(module.label(0)).into_iter().chain(words(source));
    said.into_iter().any(|word| FUNCTION.contains(&word.as_str()))
}

/// The folder that a module packs: from the root of the repository, or as far as it is written out,
/// behind `…/`.
fn packed(module: &Entry, folder: &str, locals: &Locals<'_>) -> Option<String> {
    let mut named = module.value.entries().iter().filter(|it| is_code(&it.key));
    named.find_map(|it| {
        let value = locals.expand(path_of(&it.value));
        release::local(&value, folder).or_else(|| rest_of_path(&value))
    })
}

/// The path in what a module is handed: by itself, or the first of several things to pack.
fn path_of(value: &Value) -> &Value {
    match value {
        Value::List(items) => items.first().map_or(value, path_of),
        Value::Map(entries) => {
            entries.iter().find(|it| it.key == "path").map_or(value, |it| &it.value)
        }
        value => value,
    }
}

/// A path of which the beginning is decided elsewhere.
fn rest_of_path(value: &Value) -> Option<String> {
    let text = value.text()?.trim_matches('/');
    let plain =
        !text.is_empty() && !text.contains(['$', '{', '*', ' ', ':']) && !text.contains("..");
    plain.then(|| format!("…/{text}"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::hcl;

    fn code(text: &str) -> Option<String> {
        let read = hcl::read(text, 1).unwrap();
        let made = of(&read.entries[0], ("infra", true), &Locals::default())?;
        made.code
    }

    #[test]
    fn code_is_where_it_is_packed_from() {
        let module = |rest: &str| code(&format!("module \"lambda_x\" {{\n  {rest}\n}}\n"));
        assert_eq!(module("source_path = \"../x\"").as_deref(), Some("x"));
        assert_eq!(module("function_code_dir = \"x/dist\"").as_deref(), Some("…/x/dist"));
        assert_eq!(module("source_path = \"${path.module}/src\""), None);
    }
}
