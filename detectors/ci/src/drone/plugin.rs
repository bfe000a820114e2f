//! Plugins of Drone and Woodpecker: images that are handed settings, or variables alone, and do what
//! their entry point does.

use milepost_commands::Folder;
use milepost_core::{ImageReference, Job, Step, UnitKind, Use};
use milepost_syntax::yaml::Node;

use crate::inputs;
use crate::parts::{Sheet, is_computed, texts};

/// Names of the image of a plugin that runs Helm.
const HELM: &[&str] = &["drone-helm", "drone-helm3"];

/// Settings that name files and folders of the repository.
const PATHS: &[&str] = &["dockerfile", "context"];

/// Whether a step leaves what it does to its image: without commands, and not as a service that runs
/// beside the others.
pub(super) fn is_one(step: &Node<'_>) -> bool {
    step.get("commands").is_none() && step.str("detach") != Some("true")
}

/// Adds to `job` what a plugin does.
pub(super) fn add(
    (image, settings): (&Node<'_>, Option<&Node<'_>>),
    job: &mut Job,
    sheet: &mut Sheet<'_>,
) {
    let Some(text) = image.text() else { return };
    let reference = ImageReference::parse(text);
    let mut step = sheet.image_unit(&reference.repository, image.line);
    step.inputs = inputs::of(settings);
    step.paths = settings.map(paths).unwrap_or_default();
    let ran = helm(&reference.repository, settings, image.line, sheet);
    if let Some(ran) = &ran {
        step.verbs.clear();
        step.paths.retain(|path| !ran.iter().any(|step| step.paths.contains(path)));
    }
    job.steps.push(step);
    job.steps.extend(ran.unwrap_or_default());
    let unit = Use {
        unit: UnitKind::Plugin,
        pin: reference.pin(),
        version: reference.digest.or(reference.tag),
        source: reference.repository,
        name: Some(job.id.clone()),
    };
    sheet.uses(image.line, unit);
}

/// What settings say of files and folders of the repository.
fn paths(settings: &Node<'_>) -> Vec<String> {
    let mut found: Vec<String> = Vec::new();
    for value in PATHS.iter().filter_map(|key| settings.str(key)) {
        let path = value.trim_start_matches("./").trim_end_matches('/');
        let inside = !path.is_empty() && path != "." && !path.starts_with(['/', '~', '.']);
        if inside && !is_computed(path) && !path.contains("://") && !found.iter().any(|p| p == path)
        {
            found.push(path.to_owned());
        }
    }
    found
}

/// The command line of Helm that a plugin for it runs; nothing when the image is none.
fn helm(
    image: &str,
    settings: Option<&Node<'_>>,
    line: u32,
    sheet: &Sheet<'_>,
) -> Option<Vec<Step>> {
    HELM.contains(&image.rsplit('/').next()?).then_some(())?;
    let set = |keys: &[&str]| {
        keys.iter().find_map(|key| settings?.str(key)).filter(|value| !value.is_empty())
    };
    let chart = set(&["chart"]).unwrap_or_default();
    let mut words = match set(&["mode", "helm_command"]).unwrap_or("upgrade") {
        "upgrade" => {
            vec!["helm", "upgrade", "--install", set(&["release"]).unwrap_or("$RELEASE"), chart]
        }
        // Files of all environments may be looked at together; they are handed to no installation.
        "lint" => return Some(command(&["helm", "lint", chart], line, sheet)),
        _ => return Some(Vec::new()),
    };
    for (flag, keys) in [("--namespace", &["namespace"][..]), ("--version", &["chart_version"])] {
        words.extend(set(keys).into_iter().flat_map(|value| [flag, value]));
    }
    let listed = |keys: &[&str]| {
        let found = keys.iter().find_map(|key| settings?.get(key));
        texts(found)
    };
    let (files, values) = (listed(&["values_files"]), listed(&["values"]));
    words.extend(files.iter().flat_map(|file| ["--values", file]));
    words.extend(values.iter().flat_map(|value| ["--set", value]));
    Some(command(&words, line, sheet))
}

/// The steps of a command line of which each word stands for itself.
fn command(words: &[&str], line: u32, sheet: &Sheet<'_>) -> Vec<Step> {
    let quoted: Vec<String> =
        words.iter().map(|word| format!("'{}'", word.replace(['\'', '\n'], ""))).collect();
    sheet.script_text(&quoted.join(" "), line, &mut Folder::default())
}
