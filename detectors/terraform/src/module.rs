//! Modules that are called, as uses of shared units.

use milepost_core::{UnitKind, Use};

use crate::locals::Locals;
use crate::source;
use crate::value::{Entry, Value};

/// The use a `module`, `unit` or `stack` block, or Terragrunt's `terraform` block, stands for, in a
/// file of `folder`; without one, the file is put into files of other folders.
pub(crate) fn used(
    block: &Entry,
    name: &str,
    folder: Option<&str>,
    locals: &Locals<'_>,
) -> Option<Use> {
    let (written, folder) = placed(locals.expand(&block.get("source")?.value), folder);
    let written = match written {
        Value::Text(text) if source::is_bare_path(&text, block.key != "module") => {
            format!("./{text}")
        }
        Value::Text(text) => text,
        Value::Null | Value::List(_) | Value::Map(_) => return None,
        computed => computed.written(),
    };
    let version = block
        .get("version")
        .map(|version| locals.expand(&version.value))
        .filter(|version| *version != Value::Null)
        .map(|version| version.written());
    let source = source::read(&written, version.as_deref(), folder);
    Some(Use {
        unit: UnitKind::Module,
        source: source.identity,
        version: source.version,
        pin: source.pin,
        name: Some(name.to_owned()),
    })
}

/// Follows functions of Terragrunt that begin a source and say a place known without running it:
/// the root of the repository, and the file's folder. Gives the folder the source starts from.
fn placed(value: Value, folder: Option<&str>) -> (Value, Option<&str>) {
    let Value::Template(mut parts) = value else {
        return (value, folder);
    };
    let from = match parts.first() {
        Some(Value::Call(name, arguments)) if arguments.is_empty() => match name.as_str() {
            "get_repo_root" | "get_path_to_repo_root" => Some(""),
            "get_terragrunt_dir" => folder,
            _ => None,
        },
        _ => None,
    };
    if from.is_none() {
        return (Value::Template(parts), folder);
    }
    parts[0] = Value::Text(".".to_owned());
    let whole: Option<String> = parts.iter().map(Value::text).collect();
    (whole.map_or(Value::Template(parts), Value::Text), from)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::hcl;

    fn source(written: &str, folder: Option<&str>) -> String {
        let text = format!("terraform {{\n  source = \"{written}\"\n}}\n");
        let read = hcl::read(&text, 1).unwrap();
        let used = used(&read.entries[0], "terraform", folder, &Locals::default()).unwrap();
        format!("{} {}", used.source, used.pin.name())
    }

    #[test]
    fn places_terragrunt_knows_are_followed() {
        let here = Some("live/prod/vpc");
        assert_eq!(source("${get_repo_root()}//modules/vpc", here), "./modules/vpc local");
        assert_eq!(source("${get_terragrunt_dir()}/../x", here), "./live/prod/x local");
        assert_eq!(source("units/vpc", here), "./live/prod/vpc/units/vpc local");
        assert_eq!(source("github.com/acme/m", here), "github.com/acme/m none");
        let above = "${dirname(find_in_parent_folders())}/x";
        assert_eq!(source(above, here), "${dirname(find_in_parent_folders())}/x dynamic");
    }

    #[test]
    fn a_file_put_into_others_starts_from_their_folder() {
        assert_eq!(source("../x", None), "../x dynamic");
        assert_eq!(source("${get_repo_root()}//modules/vpc", None), "./modules/vpc local");
        assert_eq!(source("${get_terragrunt_dir()}/x", None), "${get_terragrunt_dir()}/x dynamic");
    }
}
