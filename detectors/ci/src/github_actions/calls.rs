//! What `uses:` calls, and what the inputs beside it change.

use milepost_core::{Call, Pin, Step, UnitKind, Use, Verb, What};
use milepost_detector::Findings;
use milepost_syntax::yaml::Node;

use super::job::Place;
use crate::{images, inputs, steps};

/// Another repository checked out into a folder of the workspace.
pub(super) struct Checkout {
    folder: String,
    repository: String,
    reference: Option<String>,
}

/// Actions that run a command line they are given: the input that holds it, and the program it is
/// handed to.
const RUN_A_COMMAND: &[(&str, &str, &str)] = &[
    ("gradle/gradle-build-action", "arguments", "gradle"),
    ("gradle/actions/setup-gradle", "arguments", "gradle"),
    ("goreleaser/goreleaser-action", "args", "goreleaser"),
    ("actions-rs/cargo", "command", "cargo"),
    ("actions-hub/kubectl", "args", "kubectl"),
    ("superfly/flyctl-actions", "args", "flyctl"),
    ("netlify/actions/cli", "args", "netlify"),
    ("nick-fields/retry", "command", ""),
    ("nick-invision/retry", "command", ""),
    ("azure/cli", "inlineScript", ""),
];

/// The unit a `uses` names: identity, version and how firmly it is held.
pub(super) fn unit(uses: &str) -> Option<Use> {
    let uses = uses.trim();
    if let Some(image) = uses.strip_prefix("docker://") {
        return Some(images::job_image(image));
    }
    let (source, version) = match uses.split_once('@') {
        Some((source, version)) => (source, Some(version)),
        None => (uses, None),
    };
    if source.is_empty() {
        return None;
    }
    let kind =
        if source.contains(".github/workflows/") { UnitKind::Workflow } else { UnitKind::Action };
    let local = source == "." || source.starts_with("./");
    let pin = match version {
        _ if source.contains("{{") => Pin::Dynamic,
        _ if local => Pin::Local,
        Some(version) => Pin::of_git_ref(version),
        None => Pin::None,
    };
    Some(Use {
        unit: kind,
        source: normal(source),
        version: version.map(str::to_owned),
        pin,
        name: None,
    })
}

fn normal(source: &str) -> String {
    match source.trim_end_matches('/') {
        "." => "./".to_owned(),
        other => other.to_owned(),
    }
}

/// The action that has another repository start something, by the name of an event.
const DISPATCH: &str = "peter-evans/repository-dispatch";

/// The step that calls an action, and those of the command line it is given.
pub(super) fn step(
    node: &Node<'_>,
    uses: &Node<'_>,
    checkouts: &[Checkout],
    place: &Place<'_>,
    findings: &mut Findings,
) -> Vec<(Step, Vec<String>)> {
    let Some(unit) = uses.text().filter(|_| !uses.is_null()).and_then(unit) else {
        findings.unread(uses.line, "`uses` names nothing");
        return Vec::new();
    };
    let unit = checkouts.iter().find_map(|checkout| checkout.unit(&unit)).unwrap_or(unit);
    let mut step = steps::of_unit(&unit.source, uses.line, place.file.verbs);
    let image = unit.unit == UnitKind::JobImage;
    findings.parsed(uses.line, What::Use(unit));
    let handed = node.get("with");
    step.inputs = inputs::of(handed);
    let given = handed.map_or_else(Vec::new, |with| commands(&step, with, image, place));
    if !given.is_empty() {
        step.verbs = Vec::new();
    } else if let Some(with) = handed {
        refine(&mut step.verbs, with);
    }
    let dispatches =
        matches!(&step.call, Call::Unit(source) if source.eq_ignore_ascii_case(DISPATCH));
    if dispatches && let Some(event) = handed.and_then(|with| with.str("event-type")) {
        let deploys = milepost_commands::dispatched(event, place.file.verbs);
        step.verbs = deploys.map_or(step.verbs, |verb| vec![verb]);
    }
    inputs::try_only(&mut step);
    std::iter::once((step, Vec::new())).chain(given).collect()
}

/// The commands in the input of an action, or of an image, that runs what it is given.
fn commands(
    step: &Step,
    with: &Node<'_>,
    image: bool,
    place: &Place<'_>,
) -> Vec<(Step, Vec<String>)> {
    let Call::Unit(source) = &step.call else {
        return Vec::new();
    };
    let known = RUN_A_COMMAND
        .iter()
        .find(|(unit, _, _)| unit.eq_ignore_ascii_case(source))
        .map(|(_, input, program)| (*input, *program));
    let Some((input, program)) = known.or(image.then_some(("args", ""))) else {
        return Vec::new();
    };
    let Some(script) = with.get(input) else {
        return Vec::new();
    };
    let text = script.text().unwrap_or_default();
    let folder = with.str("build-root-directory").or_else(|| with.str("workdir"));
    let script = (format!("{program} {text}"), steps::first_line(script));
    place.values.steps_of((&script.0, Some(folder.unwrap_or_default())), script.1, place.file.verbs)
}

/// What inputs change: whether a built image is pushed, and what a scanner looks at.
pub(super) fn refine(verbs: &mut Vec<Verb>, with: &Node<'_>) {
    if verbs.contains(&Verb::ImageBuild) {
        let pushed = match with.str("push") {
            Some(push) => Some(!push.trim().eq_ignore_ascii_case("false")),
            None => with
                .str("outputs")
                .filter(|outputs| {
                    outputs.contains("type=registry") || outputs.contains("push=true")
                })
                .map(|_| true),
        };
        match pushed {
            Some(false) => verbs.retain(|verb| *verb != Verb::ImagePush),
            Some(true) if !verbs.contains(&Verb::ImagePush) => verbs.push(Verb::ImagePush),
            _ => {}
        }
    }
    if let Some(scan) = scanned(with).filter(|_| verbs.iter().any(|verb| verb.is_scan())) {
        *verbs = vec![scan];
    }
}

fn scanned(with: &Node<'_>) -> Option<Verb> {
    let kind = with.str("scan-type").or_else(|| with.str("command"))?;
    match kind.split_whitespace().next()? {
        "fs" | "filesystem" | "repo" | "repository" | "rootfs" | "sbom" => Some(Verb::Sca),
        "config" | "iac" => Some(Verb::IacScan),
        "image" | "container" => Some(Verb::ImageScan),
        "code" => Some(Verb::Sast),
        _ => None,
    }
}

/// The other repository a step checks out into a folder, when both are literal.
pub(super) fn checkout(step: &Node<'_>) -> Option<Checkout> {
    let uses = step.str("uses")?;
    let with = step.get("with")?;
    let literal = |key: &str| with.str(key).filter(|text| !text.contains("${{"));
    uses.starts_with("actions/checkout").then_some(())?;
    Some(Checkout {
        folder: literal("path")?.trim_start_matches("./").trim_end_matches('/').to_owned(),
        repository: literal("repository")?.to_owned(),
        reference: with.str("ref").map(str::to_owned),
    })
}

impl Checkout {
    /// The unit of the other repository that a path in the workspace stands for.
    fn unit(&self, local: &Use) -> Option<Use> {
        let path = local.source.strip_prefix("./")?.strip_prefix(&self.folder)?;
        if !path.is_empty() && !path.starts_with('/') {
            return None;
        }
        Some(Use {
            unit: local.unit,
            source: format!("{}{path}", self.repository),
            version: self.reference.clone(),
            pin: self.reference.as_deref().map_or(Pin::None, Pin::of_git_ref),
            name: None,
        })
    }
}
