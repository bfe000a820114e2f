//! `include` in all its forms, as uses.

use milepost_core::{Job, Pin, Step, UnitKind, Use};
use milepost_syntax::yaml::Node;

use crate::inputs;
use crate::parts::{self, Sheet, from_root, local_use, pin_of_ref, use_of};

/// Variables that stand for the server the file is read on.
const SERVER: &[&str] =
    &["$CI_SERVER_FQDN/", "${CI_SERVER_FQDN}/", "$CI_SERVER_HOST/", "${CI_SERVER_HOST}/"];

/// Notes every include of a list, of one entry or of one text.
pub(super) fn note(includes: Option<&Node<'_>>, sheet: &mut Sheet<'_>) {
    for include in includes.map(Node::one_or_many).unwrap_or_default() {
        for (line, unit) in uses(include) {
            sheet.uses(line, unit);
        }
    }
}

/// What is taken in with inputs, or as a component, does something of its own: it stands as one job
/// that calls it.
pub(super) fn jobs(includes: Option<&Node<'_>>, sheet: &Sheet<'_>) -> Vec<Job> {
    let mut found = Vec::new();
    for include in includes.map(Node::one_or_many).unwrap_or_default() {
        if include.get("inputs").is_none() && include.get("component").is_none() {
            continue;
        }
        for (line, unit) in uses(include) {
            let step = sheet.computed_unit(&unit.source, line);
            let step = Step { inputs: inputs::of(include.get("inputs")), ..step };
            found.push(Job { steps: vec![step], ..Job::new(unit.source, line) });
        }
    }
    found
}

/// The uses one entry of an include stands for.
pub(super) fn uses(include: &Node<'_>) -> Vec<(u32, Use)> {
    if let Some(text) = include.text() {
        return vec![(include.line, by_text(text))];
    }
    if let Some(project) = include.str("project") {
        return project_files(include, project);
    }
    let single = |key: &str| include.get(key).filter(|node| !node.is_null());
    let (node, unit): (_, fn(&Node<'_>, &str) -> Use) = if let Some(node) = single("local") {
        (node, |_, text| local_use(UnitKind::Include, &from_root(text)))
    } else if let Some(node) = single("remote") {
        (node, remote)
    } else if let Some(node) = single("template") {
        (node, |_, text| {
            use_of(UnitKind::Include, format!("gitlab/templates/{text}"), None, Pin::None)
        })
    } else if let Some(node) = single("component") {
        (node, |_, text| component(text))
    } else {
        return vec![];
    };
    node.text().map(|text| (node.line, unit(include, text))).into_iter().collect()
}

fn by_text(text: &str) -> Use {
    if text.starts_with("https://") || text.starts_with("http://") {
        raw_file(text)
    } else {
        local_use(UnitKind::Include, &from_root(text))
    }
}

fn project_files(include: &Node<'_>, project: &str) -> Vec<(u32, Use)> {
    let version = include.str("ref");
    let project = project.trim_matches('/');
    let pin = if parts::is_computed(project) { Pin::Dynamic } else { pin_of_ref(version) };
    include
        .get("file")
        .map(Node::one_or_many)
        .unwrap_or_default()
        .iter()
        .filter_map(|file| {
            let path = file.text()?.trim_start_matches('/');
            let source = format!("{project}/-/{path}");
            Some((file.line, use_of(UnitKind::Include, source, version, pin)))
        })
        .collect()
}

fn remote(include: &Node<'_>, address: &str) -> Use {
    let mut unit = raw_file(address);
    if include.str("integrity").is_some() {
        unit.pin = Pin::Digest;
    }
    unit
}

/// A file by its address; the reference inside GitLab's own addresses is the version.
fn raw_file(address: &str) -> Use {
    let parted = address
        .split_once("/-/raw/")
        .and_then(|(project, rest)| Some((project, rest.split_once('/')?)));
    match parted {
        Some((project, (version, path))) => use_of(
            UnitKind::Include,
            format!("{project}/-/{}", path.split('?').next().unwrap_or(path)),
            Some(version),
            pin_of_ref(Some(version)),
        ),
        None if parts::is_computed(address) => {
            use_of(UnitKind::Include, address, None, Pin::Dynamic)
        }
        None => use_of(UnitKind::Include, address, None, Pin::None),
    }
}

/// A component's address, without the server when a variable stands for it.
pub(super) fn component(address: &str) -> Use {
    let (path, version) = match address.rsplit_once('@') {
        Some((path, version)) => (path, Some(version)),
        None => (address, None),
    };
    let source = SERVER.iter().find_map(|server| path.strip_prefix(server)).unwrap_or(path);
    let pin = match version {
        _ if parts::is_computed(source) => Pin::Dynamic,
        Some("~latest") => Pin::None,
        version => pin_of_ref(version),
    };
    use_of(UnitKind::Component, source, version, pin)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_component_is_known_without_the_server_and_by_how_its_version_holds() {
        let said = |address: &str| component(address).to_string();
        assert_eq!(
            said("$CI_SERVER_FQDN/acme/ci/build@1.2.0"),
            "component acme/ci/build version=1.2.0 pin=exact"
        );
        assert_eq!(
            said("gitlab.com/acme/ci/build@~latest"),
            "component gitlab.com/acme/ci/build version=~latest pin=none"
        );
        assert_eq!(
            said("$CI_SERVER_HOST/acme/ci/build@$CI_COMMIT_SHA"),
            "component acme/ci/build version=$CI_COMMIT_SHA pin=dynamic"
        );
    }

    #[test]
    fn the_reference_in_a_raw_address_is_the_version() {
        assert_eq!(
            raw_file("https://gitlab.com/acme/ci/-/raw/v1.0.0/a/b.yml").to_string(),
            "include https://gitlab.com/acme/ci/-/a/b.yml version=v1.0.0 pin=exact"
        );
    }
}
