//! Tasks, pipelines and step actions kept elsewhere, by whichever resolver brings them.

use milepost_core::{ImageReference, Pin, Step, UnitKind, Use};
use milepost_syntax::yaml::Node;

use super::AS_CODE;
use crate::parts::{
    Sheet, from_root, is_computed, is_yaml, local_use, pin_of_ref, repository, use_of,
};

/// The step that calls what `reference` names; its use is noted.
pub(super) fn step(reference: &Node<'_>, kind: &str, sheet: &mut Sheet<'_>) -> Option<Step> {
    let unit = unit(reference, kind)?;
    let step = sheet.computed_unit(&unit.source, reference.line);
    sheet.uses(reference.line, unit);
    Some(step)
}

/// Notes the tasks and the pipeline that Pipelines-as-Code is told to fetch.
pub(super) fn note_annotations(root: &Node<'_>, sheet: &mut Sheet<'_>) {
    let annotations = root.at(&["metadata", "annotations"]);
    for (key, value) in annotations.map(Node::entries).unwrap_or_default() {
        let name = key.text().and_then(|key| key.strip_prefix(AS_CODE));
        let is_task = name.is_some_and(|name| name == "task" || name.starts_with("task-"));
        if !is_task && name != Some("pipeline") {
            continue;
        }
        for text in value.text().map(listed).unwrap_or_default() {
            sheet.uses(value.line, fetched(&text));
        }
    }
}

/// The values of an annotation: one, or several between brackets.
pub(super) fn listed(text: &str) -> Vec<String> {
    text.trim()
        .trim_matches(['[', ']'])
        .split(',')
        .map(|part| part.trim().trim_matches(['"', '\'']).to_owned())
        .filter(|part| !part.is_empty())
        .collect()
}

/// A task fetched by address, by path, or by name from the hub.
fn fetched(text: &str) -> Use {
    if text.contains("://") {
        return address(text);
    }
    if text.contains('/') && is_yaml(text) {
        return local_use(UnitKind::Task, &from_root(text));
    }
    let (name, version) = match text.split_once(':') {
        Some((name, version)) => (name, Some(version)),
        None => (text, None),
    };
    use_of(UnitKind::Task, format!("hub/task/{name}"), version, pin_of_ref(version))
}

/// A file by its address; the reference inside GitHub's raw addresses is the version.
fn address(text: &str) -> Use {
    let raw = text.strip_prefix("https://raw.githubusercontent.com/");
    let parts: Vec<&str> = raw.map(|raw| raw.splitn(4, '/').collect()).unwrap_or_default();
    if let [owner, name, version, path] = parts.as_slice() {
        let source = format!("{owner}/{name}/{path}");
        return use_of(UnitKind::Task, source, Some(version), pin_of_ref(Some(version)));
    }
    let pin = if is_computed(text) { Pin::Dynamic } else { Pin::None };
    use_of(UnitKind::Task, text, None, pin)
}

fn unit(reference: &Node<'_>, kind: &str) -> Option<Use> {
    let parameter = |name: &str| {
        let parameters = reference.get("params").or_else(|| reference.get("resource"));
        let held = parameters.map(Node::items).unwrap_or_default();
        held.iter().find(|held| held.str("name") == Some(name))?.str("value")
    };
    let name = reference.str("name");
    if let Some(bundle) = reference.str("bundle") {
        return Some(in_bundle(bundle, name));
    }
    let unit = match reference.str("resolver") {
        None => use_of(UnitKind::Task, name?, None, named_pin(name?)),
        Some("cluster") => {
            let name = parameter("name")?;
            use_of(UnitKind::Task, name, None, named_pin(name))
        }
        Some("bundles") => in_bundle(parameter("bundle")?, parameter("name")),
        Some("git") => in_git(&parameter)?,
        Some("hub") => {
            let kind = parameter("kind").unwrap_or(kind);
            let version = parameter("version");
            let source = format!("hub/{kind}/{}", parameter("name")?);
            use_of(UnitKind::Task, source, version, pin_of_ref(version))
        }
        Some("http") => address(parameter("url")?),
        Some(_) => return None,
    };
    Some(unit)
}

fn named_pin(name: &str) -> Pin {
    if is_computed(name) { Pin::Dynamic } else { Pin::None }
}

/// A task in an image: the image is where it comes from, unless that bears another name.
fn in_bundle(bundle: &str, name: Option<&str>) -> Use {
    let image = ImageReference::parse(bundle);
    let pin = image.pin();
    let version = image.digest.or(image.tag);
    let source = match name {
        Some(name) if !image.repository.ends_with(name) => format!("{}#{name}", image.repository),
        _ => image.repository,
    };
    use_of(UnitKind::Task, source, version.as_deref(), pin)
}

fn in_git<'n>(parameter: &impl Fn(&str) -> Option<&'n str>) -> Option<Use> {
    let path = parameter("pathInRepo")?.trim_start_matches('/');
    let from = match (parameter("url"), parameter("org"), parameter("repo")) {
        (Some(url), ..) => repository(url),
        (None, Some(organisation), Some(name)) => format!("{organisation}/{name}"),
        _ => return None,
    };
    let version = parameter("revision");
    let source = format!("{from}/{path}");
    let pin = if is_computed(&source) { Pin::Dynamic } else { pin_of_ref(version) };
    Some(use_of(UnitKind::Task, source, version, pin))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_annotation_names_tasks_by_name_path_or_address() {
        let said: Vec<String> = listed("[git-clone:0.9, .tekton/a.yaml, https://raw.githubusercontent.com/acme/tasks/main/x/y.yaml]")
            .iter()
            .map(|text| fetched(text).to_string())
            .collect();
        assert_eq!(
            said,
            [
                "task hub/task/git-clone version=0.9 pin=floating",
                "task ./.tekton/a.yaml pin=local",
                "task acme/tasks/x/y.yaml version=main pin=branch"
            ]
        );
    }

    #[test]
    fn a_bundle_is_known_by_its_image() {
        assert_eq!(
            in_bundle("quay.io/acme/task-build:0.1@sha256:ab", Some("build")).to_string(),
            "task quay.io/acme/task-build version=sha256:ab pin=digest"
        );
        assert_eq!(
            in_bundle("quay.io/acme/tasks:0.1", Some("build")).to_string(),
            "task quay.io/acme/tasks#build version=0.1 pin=floating"
        );
    }
}
