//! The two lines of the registry, kept in the order of names.

use anyhow::{Context as _, bail};

use super::name::Name;

/// The registry's manifest with the detector among its dependencies.
pub(super) fn in_manifest(text: &str, name: &Name) -> anyhow::Result<String> {
    let line = format!("detect-{name} = {{ path = \"../../detectors/{name}\" }}");
    insert(text, name.id(), &line, |line| {
        let (krate, _) = line.strip_prefix("detect-")?.split_once(" =")?;
        Some(krate.to_owned())
    })
    .context(super::MANIFEST)
}

/// The registry's list with the detector in it.
pub(super) fn in_registry(text: &str, name: &Name) -> anyhow::Result<String> {
    let line = format!("    {}::DETECTOR,", name.krate());
    insert(text, name.id(), &line, |line| {
        let id = line.strip_prefix("    detect_")?.strip_suffix("::DETECTOR,")?;
        Some(id.replace('_', "-"))
    })
    .context(super::REGISTRY)
}

/// Adds `line` before the first line that lists a later name, else behind the last that lists one.
fn insert(
    text: &str,
    id: &str,
    line: &str,
    listed: impl Fn(&str) -> Option<String>,
) -> anyhow::Result<String> {
    let mut lines: Vec<&str> = text.lines().collect();
    let others: Vec<(usize, String)> =
        lines.iter().enumerate().filter_map(|(index, line)| Some((index, listed(line)?))).collect();
    if others.iter().any(|(_, other)| other == id) {
        bail!("{id} is registered already");
    }
    let later = others.iter().find(|(_, other)| other.as_str() > id);
    let Some(index) =
        later.map(|(index, _)| *index).or_else(|| others.last().map(|(index, _)| index + 1))
    else {
        bail!("no detector is listed, so there is no telling where one goes");
    };
    lines.insert(index, line);
    Ok(lines.join("\n") + "\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    const LIST: &str = "[\n    detect_ci::DETECTOR,\n    detect_helm::DETECTOR,\n];\n";

    fn with(name: &str) -> anyhow::Result<String> {
        in_registry(LIST, &Name::read(name).unwrap())
    }

    #[test]
    fn the_list_stays_sorted() {
        for (name, expected) in [
            ("argo-cd", "[\n    detect_argo_cd::DETECTOR,\n    detect_ci::DETECTOR,\n"),
            ("ci-x", "    detect_ci::DETECTOR,\n    detect_ci_x::DETECTOR,\n    detect_helm"),
            ("nomad", "    detect_helm::DETECTOR,\n    detect_nomad::DETECTOR,\n];\n"),
        ] {
            let list = with(name).unwrap();
            assert!(list.contains(expected), "{list}");
        }
    }

    #[test]
    fn a_name_is_listed_once() {
        assert!(with("helm").is_err());
    }
}
