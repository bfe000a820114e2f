//! Versions of what is run that a change of a YAML file sets anew (rubric 0.7, deploy events).

use std::collections::BTreeMap;

use milepost_core::Bump;

use super::HistoryPlan;

/// Keys read of one file at most.
const KEYS: usize = 5_000;

/// The versions that differ between two states of a file, sorted by what they are of.
pub(super) fn of(plan: &HistoryPlan, path: &str, old: &str, new: &str) -> Vec<Bump> {
    let name = path.rsplit('/').next().unwrap_or(path);
    let yaml = name.ends_with(".yaml") || name.ends_with(".yml");
    let is_pipeline = path.starts_with('.') || name.contains("pipeline");
    if !yaml || is_pipeline || plan.own_versions.iter().any(|own| own == name) {
        return Vec::new();
    }
    let (old, new) = (versions(plan, old), versions(plan, new));
    let mut bumps: Vec<Bump> = new
        .into_iter()
        .filter_map(|(of, to)| {
            let from = old.get(&of).filter(|from| **from != to)?.clone();
            Some(Bump { of, from, to })
        })
        .collect();
    bumps.sort();
    bumps
}

/// Versions in a YAML text by what they are of. The text is read by its indents alone, so that a
/// template or a file with another language in it gives what it can.
fn versions(plan: &HistoryPlan, text: &str) -> BTreeMap<String, String> {
    let mut found = BTreeMap::new();
    let mut open: Vec<(usize, String)> = Vec::new();
    let mut named = None;
    for line in text.lines().take(KEYS) {
        let bare = line.trim_start();
        let indent = line.len() - bare.len();
        let (item, bare) = bare.strip_prefix("- ").map_or((false, bare), |rest| (true, rest));
        let indent = if item { indent + 2 } else { indent };
        let Some((key, value)) = bare.split_once(':') else { continue };
        if bare.starts_with('#') || key.contains([' ', '{', '"']) {
            continue;
        }
        open.retain(|(at, _)| *at < indent);
        if item {
            named = None;
        }
        let value = value.split(" #").next().unwrap_or_default().trim().trim_matches(['"', '\'']);
        let lower = key.to_ascii_lowercase();
        if matches!(lower.as_str(), "name" | "newname" | "repository") && !value.is_empty() {
            named = Some((indent, value.to_owned()));
        }
        if plan.version_keys.contains(&lower) && !value.is_empty() && !value.starts_with('{') {
            let keys = || open.iter().map(|(_, key)| key.as_str()).collect::<Vec<_>>().join(".");
            let (of, version) = match split_image(value).filter(|_| lower == "image") {
                Some((image, version)) => (image, version),
                None if lower == "image" => continue,
                None => match named.as_ref().filter(|(at, _)| *at == indent) {
                    Some((_, name)) => (name.clone(), value.to_owned()),
                    None => (keys(), value.to_owned()),
                },
            };
            found.insert(of, version);
        }
        open.push((indent, key.to_owned()));
    }
    found
}

/// `registry:5000/name:tag` in its parts.
fn split_image(image: &str) -> Option<(String, String)> {
    let (name, version) = image.rsplit_once('@').or_else(|| image.rsplit_once(':'))?;
    (!version.contains('/') && !version.contains('{'))
        .then(|| (name.to_owned(), version.to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn bumps(path: &str, old: &str, new: &str) -> Vec<String> {
        let plan = HistoryPlan::new(&[]).unwrap();
        let bumps = of(&plan, path, old, new).into_iter();
        bumps.map(|it| format!("{} {} {}", it.of, it.from, it.to)).collect()
    }

    #[test]
    fn an_image_and_a_tag_in_values_are_versions() {
        let old = "billing:\n  image:\n    repository: r/billing\n    tag: \"1.0\"\nreplicas: 2\n";
        assert_eq!(
            bumps("apps/values-prod.yaml", old, &old.replace("1.0", "1.1")),
            ["r/billing 1.0 1.1"]
        );
        let old = "spec:\n  containers:\n    - name: web\n      image: r:5000/web:7 # now\n";
        assert_eq!(bumps("k8s/web.yaml", old, &old.replace(":7", ":8")), ["r:5000/web 7 8"]);
        let old = "a:\n  version: 3\nb:\n  version: 3\n";
        assert_eq!(bumps("x/releases.yaml", old, &old.replacen('3', "4", 1)), ["a 3 4"]);
    }

    #[test]
    fn two_images_of_one_kustomization_are_two_versions() {
        let old = "images:\n- name: a\n  newTag: 1\n- name: b\n  newTag: 1\n";
        let new = old.replace('1', "2");
        assert_eq!(bumps("prod/kustomization.yaml", old, &new), ["a 1 2", "b 1 2"]);
    }

    #[test]
    fn the_version_of_a_chart_or_of_a_pipeline_is_no_version_of_what_runs() {
        let old = "version: 1.0.0\nappVersion: 1\n";
        assert!(bumps("chart/Chart.yaml", old, "version: 1.0.1\n").is_empty());
        assert!(bumps(".github/workflows/ci.yml", "version: 1", "version: 2").is_empty());
        assert!(bumps("values.yaml", "tag: {{ .x }}", "tag: {{ .y }}").is_empty());
    }
}
