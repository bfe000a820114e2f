//! Values files: the environment their name says, and the images they name.

use std::collections::{BTreeMap, BTreeSet};

use milepost_core::{ChartValues, ImageReference, What, environment};
use milepost_detector::{File, Findings};
use milepost_kube::handed::is_off;
use milepost_syntax::reading::{Reading, is_computed};
use milepost_syntax::yaml::Node;

/// What a path says of a values file.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct ValuesName {
    /// The environment, as written.
    environment: Option<String>,
}

/// Words that name a values file nothing is run with.
const SHOWN: &[&str] = &["example", "examples", "sample", "dist"];

/// Words at the end that say how a values file is stored or made, not for what.
const STORED: &[&str] = &["enc", "dec", "sops", "secret", "secrets", "template", "tmpl", "tpl"];

/// Words that name values for every environment.
const FOR_ALL: &[&str] =
    &["", "all", "base", "common", "default", "defaults", "global", "schema", "shared"];

/// Folders that hold what is deployed, besides those with `helm` or `chart` in their name.
const DEPLOYED: &[&str] = &[
    "argo-cd",
    "argocd",
    "deploy",
    "deployment",
    "deployments",
    "flux",
    "gitops",
    "k8s",
    "kubernetes",
];

impl ValuesName {
    /// Recognises a values file by the conventions for its name; `None` for any other file.
    pub(crate) fn of(path: &str) -> Option<Self> {
        let (folder, name) = path.rsplit_once('/').unwrap_or(("", path));
        let name = name.strip_suffix(".gotmpl").unwrap_or(name);
        let (stem, is_yml) = match (name.strip_suffix(".yaml"), name.strip_suffix(".yml")) {
            (Some(stem), _) => (stem, false),
            (None, Some(stem)) => (stem, true),
            (None, None) => return None,
        };
        // Values of a tool that raises versions, not of a chart.
        if folder.split('/').any(|segment| segment.starts_with("updatecli")) {
            return None;
        }
        let parent = folder.rsplit('/').next().unwrap_or("");
        if stem == "values" {
            let environment = environment_of_folder(folder);
            let is_known = !is_yml || environment.is_some() || is_deployed(folder);
            return is_known.then_some(Self { environment });
        }
        let (qualifier, is_certain) = qualifier(stem, parent)?;
        // Inputs of chart-testing: each is tried in turn, none is run.
        if parent == "ci" || STORED.contains(&qualifier) || has_word(qualifier, SHOWN) {
            return None;
        }
        let environment = environment::of_qualifier(stored_name(qualifier))
            .or_else(|| of_template(qualifier))
            .map(ToOwned::to_owned);
        let is_known = is_certain || environment.is_some() || is_deployed(folder);
        is_known.then_some(Self { environment })
    }
}

/// What a file name adds to `values`, and whether the name alone makes it a values file.
fn qualifier<'a>(stem: &'a str, parent: &str) -> Option<(&'a str, bool)> {
    let after = stem.strip_prefix("values");
    if let Some(rest) = after.and_then(|rest| rest.strip_prefix(['-', '.', '_'])) {
        return Some((rest, true));
    }
    let before = stem.strip_suffix("values");
    if let Some(rest) = before.and_then(|rest| rest.strip_suffix(['-', '.', '_'])) {
        return Some((rest, false));
    }
    (parent == "values").then_some((stem, false))
}

fn environment_of_folder(folder: &str) -> Option<String> {
    let mut segments = folder.rsplit('/');
    let (parent, above) = (segments.next()?, segments.next()?);
    let is_one_of_several = environment::FOLDERS.contains(&above);
    (is_one_of_several && environment::of_qualifier(parent) == Some(parent))
        .then(|| parent.to_owned())
}

fn is_deployed(folder: &str) -> bool {
    folder.split('/').any(|segment| {
        segment.contains("helm") || segment.contains("chart") || DEPLOYED.contains(&segment)
    })
}

fn stored_name(qualifier: &str) -> &str {
    match qualifier.rsplit_once(['.', '-', '_']) {
        Some((name, last)) if STORED.contains(&last) => name,
        _ => qualifier,
    }
}

/// The word in `values.<word>.template.yaml`: a template of values is filled in for an environment,
/// whatever its name, unless the word says that it is for all of them.
fn of_template(qualifier: &str) -> Option<&str> {
    let name = qualifier.strip_suffix(".template")?;
    let is_word = name.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit());
    (is_word && !FOR_ALL.contains(&name) && !STORED.contains(&name)).then_some(name)
}

fn has_word(text: &str, words: &[&str]) -> bool {
    text.split(['-', '.', '_']).any(|word| words.contains(&word))
}

/// Reads a values file.
pub(crate) fn read(name: ValuesName, file: &File<'_>, findings: &mut Findings) {
    // Values of another tool, ytt.
    if file.text.contains("#@data/values") {
        return;
    }
    let reading = file.yaml();
    let environment = name.environment;
    if let Some(broken) = reading.broken.first() {
        findings.unread(broken.line, broken.message.clone());
        if environment.is_some() {
            findings.named(1, What::ChartValues(ChartValues::new(environment)));
        }
        return;
    }
    let (mut keys, mut images) = (BTreeMap::new(), Images::default());
    match reading.roots.first() {
        Some(root) if root.is_mapping() => {
            collect(reading, root, Some(""), &mut images);
            note_keys(root, "", LEVELS, &mut keys);
        }
        Some(_) => return,
        None => {}
    }
    let kept = || keys.iter().take(ChartValues::KEYS);
    let values = ChartValues {
        keys: kept().map(|(key, _)| key.clone()).collect(),
        lines: kept().map(|(_, found)| found.line).collect(),
        off: kept().filter(|(_, found)| found.off).map(|(key, _)| key.clone()).collect(),
        images: images.repositories.into_iter().collect(),
        image_keys: images.by_key,
        ..ChartValues::new(environment)
    };
    findings.read(reading, 1, What::ChartValues(values));
}

/// Levels of mappings whose keys are kept.
const LEVELS: usize = 4;

/// A key as it stands in a file.
struct Key {
    line: u32,
    /// Whether it is set to false or to nothing.
    off: bool,
}

/// The keys of `node` as paths joined by dots; where there is nothing below, the way there.
fn note_keys(node: &Node<'_>, way: &str, levels: usize, keys: &mut BTreeMap<String, Key>) {
    for (key, value) in node.entries() {
        let Some(text) = key.text() else { continue };
        let path = joined(way, text);
        if levels > 1 && !value.entries().is_empty() {
            note_keys(value, &path, levels - 1, keys);
        } else {
            let off = is_off(value);
            // A key that stands twice is what the last one says; in a template, what either may say.
            let known = keys.entry(path).or_insert(Key { line: key.line, off });
            known.off &= off;
        }
    }
}

/// The path of a key below `way`.
fn joined(way: &str, key: &str) -> String {
    if way.is_empty() { key.to_owned() } else { format!("{way}.{key}") }
}

/// The images a file names.
#[derive(Default)]
struct Images {
    repositories: BTreeSet<String>,
    /// By the path of the key that names each; what stands in a list has none.
    by_key: BTreeMap<String, String>,
}

/// Notes every image below `node`, whose keys stand below `way`; `None` within a list.
fn collect(reading: &Reading<'_>, node: &Node<'_>, way: Option<&str>, images: &mut Images) {
    for (key, value) in node.entries() {
        let path = way.zip(key.text()).map(|(way, key)| joined(way, key));
        if key.text() == Some("image")
            && let Some(repository) = repository_of(reading, node, value)
        {
            if let Some(path) = &path {
                images.by_key.entry(path.clone()).or_insert_with(|| repository.clone());
            }
            images.repositories.insert(repository);
        }
        collect(reading, value, path.as_deref(), images);
    }
    for item in node.items() {
        collect(reading, item, None, images);
    }
}

/// The repository under one `image` key of `holder`: a mapping with `repository`, or a reference.
fn repository_of(reading: &Reading<'_>, holder: &Node<'_>, image: &Node<'_>) -> Option<String> {
    if let Some(repository) = image.get("repository") {
        let repository = reading.literal(repository)?;
        let registry = match image.get("registry") {
            Some(registry) if !registry.is_null() => Some(reading.literal(registry)?),
            _ => None,
        };
        let full = registry.map_or_else(
            || repository.to_owned(),
            |registry| format!("{}/{repository}", registry.trim_end_matches('/')),
        );
        return image_repository(&full);
    }
    let reference = reading.literal(image)?;
    let has_tag_beside = ["tag", "imageTag"].iter().any(|key| holder.get(key).is_some());
    let is_reference = reference.contains(['/', ':', '@']) || has_tag_beside;
    is_reference.then(|| image_repository(reference)).flatten()
}

/// The repository of an image reference; `None` when the text cannot be one.
fn image_repository(reference: &str) -> Option<String> {
    let repository = ImageReference::parse(reference).repository;
    let starts_and_ends_right = repository.starts_with(|c: char| c.is_ascii_alphanumeric())
        && repository.ends_with(|c: char| c.is_ascii_alphanumeric());
    let is_spelt_right = repository.bytes().all(|b| {
        b.is_ascii_lowercase()
            || b.is_ascii_digit()
            || matches!(b, b'.' | b'_' | b'-' | b'/' | b':')
    });
    let is_picture = [".png", ".svg", ".jpg", ".jpeg", ".gif", ".webp", ".ico"]
        .iter()
        .any(|end| repository.ends_with(end));
    let is_image = starts_and_ends_right
        && is_spelt_right
        && !is_picture
        && !repository.contains("//")
        && !is_computed(reference);
    is_image.then_some(repository)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn values_of(environment: Option<&str>) -> ValuesName {
        let environment = environment.map(ToOwned::to_owned);
        ValuesName { environment }
    }

    #[test]
    fn the_environment_is_read_from_every_conventional_name() {
        for path in [
            "helm/values-preprod.yaml",
            "helm/values.preprod.yml",
            "helm/values_preprod.yaml",
            "helm/preprod-values.yaml",
            "preprod.values.yaml",
            "config/values/preprod.yaml",
            "environments/preprod/values.yaml",
            "values-preprod.enc.yaml",
            "charts/shop/values.preprod.template.yaml",
            "values-preprod.yaml.gotmpl",
        ] {
            assert_eq!(ValuesName::of(path), Some(values_of(Some("preprod"))), "{path}");
        }
    }

    #[test]
    fn a_name_without_environment_is_values_only_where_charts_are() {
        for path in ["values.yaml", "values-openshift.yaml", "helm/prometheus-values.yaml"] {
            assert_eq!(ValuesName::of(path), Some(values_of(None)), "{path}");
        }
        for path in ["docs/core-values.yaml", "_data/values.yml", "res/values/strings.yaml"] {
            assert_eq!(ValuesName::of(path), None, "{path}");
        }
    }

    #[test]
    fn a_template_of_values_names_the_environment_it_is_for() {
        let named = |path| ValuesName::of(path).and_then(|name| name.environment);
        assert_eq!(named("charts/shop/values.aat.template.yaml").as_deref(), Some("aat"));
        assert_eq!(named("charts/shop/values.common.template.yaml"), None);
        assert_eq!(named("charts/shop/values.aat.yaml"), None);
    }

    #[test]
    fn values_of_updatecli_are_none_of_a_chart() {
        for path in ["updatecli/values.yaml", "updatecli/updatecli.d/values.github-action.yaml"] {
            assert_eq!(ValuesName::of(path), None, "{path}");
        }
    }

    #[test]
    fn examples_and_test_inputs_are_not_values_of_anything_run() {
        assert_eq!(ValuesName::of("charts/web/ci/test-values.yaml"), None);
        assert_eq!(ValuesName::of("helm/values.example.yaml"), None);
        assert_eq!(ValuesName::of("helm/values.template.yaml"), None);
    }

    #[test]
    fn what_cannot_be_an_image_is_left_out() {
        let repository = |text| image_repository(text);
        assert_eq!(repository("ghcr.io/a/b:1").as_deref(), Some("ghcr.io/a/b"));
        assert_eq!(repository("docker.io/library/redis:7").as_deref(), Some("redis"));
        assert_eq!(repository("https://acme.io/logo"), None);
        assert_eq!(repository("img/logo.png"), None);
        assert_eq!(repository("<REPOSITORY>"), None);
        assert_eq!(repository("ghcr.io/acme/IMAGE_NAME"), None);
    }
}
