//! Bicep: what a file declares, the modules it is made of, and files of parameters.

mod tree;
mod words;

use milepost_core::{
    Cluster, ImageReference, Infrastructure, InfrastructureTool as Tool, Pin, Secret,
    SecretMechanism, Use, What, environment,
};
use milepost_detector::{File, Findings};

use crate::arm::{CLUSTER, VAULT};
use crate::labels;
use crate::text::{local_module, module};
use tree::{Declaration, Object, Value};

/// Where the alias of public modules leads.
const PUBLIC: &str = "mcr.microsoft.com/bicep";

/// Notes what a file of code declares.
pub(crate) fn detect(file: &File<'_>, findings: &mut Findings) {
    let declarations = tree::of(&words::of(file.text));
    let mut declared = Infrastructure::new(Tool::Bicep);
    declared.environment = environment::of_code(file.path).map(str::to_owned);
    let mut said = Findings::default();
    for declaration in &declarations {
        match declaration.keyword.as_str() {
            "param" => declared.variables += 1,
            "output" => declared.outputs += 1,
            "module" => {
                let used = declaration.of.as_deref().and_then(|from| used(file.folder(), from));
                if let Some(used) = used {
                    said.pattern(declaration.line, What::Use(used));
                }
            }
            _ => resource(declaration, "", &mut declared, &mut said),
        }
    }
    let line = declarations.first().map(|declaration| declaration.line);
    if let Some(line) = line {
        findings.pattern(line, What::Infrastructure(declared));
        findings.found.append(&mut said.found);
    }
}

/// Notes the environment a file of parameters is for.
pub(crate) fn detect_parameters(file: &File<'_>, findings: &mut Findings) {
    let stem = file.name().trim_end_matches(".bicepparam");
    let uses = tree::of(&words::of(file.text)).iter().any(|found| found.keyword == "using");
    if let Some(environment) = environment::of_values(file.path, stem).filter(|_| uses) {
        let mut declared = Infrastructure::new(Tool::Bicep);
        declared.environment = Some(environment.to_owned());
        findings.named(1, What::Infrastructure(declared));
    }
}

/// A module by where it comes from: a file, a registry, a template spec.
fn used(folder: &str, from: &str) -> Option<Use> {
    if let Some(aliased) = from.strip_prefix("br/public:") {
        return Some(registry(&format!("{PUBLIC}/{aliased}")));
    }
    if let Some(address) = from.strip_prefix("br:") {
        return Some(registry(address));
    }
    if from.starts_with("br/") || from.starts_with("ts") && from.contains(':') {
        let (source, version) = from.rsplit_once(':')?;
        return Some(module(source, Some(version), Pin::of_version(version)));
    }
    local_module(folder, from)
}

fn registry(address: &str) -> Use {
    let image = ImageReference::parse(address);
    let version = image.tag.as_deref().or(image.digest.as_deref());
    module(&image.repository, version, image.pin())
}

/// Counts a resource and those inside it, whose types go on from its own.
fn resource(
    declaration: &Declaration,
    parent: &str,
    declared: &mut Infrastructure,
    said: &mut Findings,
) {
    let Some(written) = declaration.of.as_deref() else {
        return;
    };
    let name = written.split('@').next().unwrap_or(written);
    let kind = if parent.is_empty() || name.contains('.') {
        name.to_owned()
    } else {
        format!("{parent}/{name}")
    };
    if !declaration.existing {
        *declared.resources.entry(kind.clone()).or_default() += 1;
        note(declaration, &kind, said);
    }
    for inner in declaration.body.inner.iter().filter(|inner| inner.keyword == "resource") {
        resource(inner, &kind, declared, said);
    }
}

/// What a resource is beside being one.
fn note(declaration: &Declaration, kind: &str, said: &mut Findings) {
    let body = &declaration.body;
    let name = body.text("name").map(str::to_owned);
    if let Some((line, Value::Object(tags))) = body.get("tags") {
        let named = name.as_ref().map_or(String::new(), |name| format!(".{name}"));
        let on = format!("resource {kind}{named}");
        let shown = |value: &Value| match value {
            Value::Text(text) => text.clone(),
            Value::Object(_) | Value::Computed => "?".to_owned(),
        };
        let tags = tags.keys.iter().map(|(_, key, value)| (key.clone(), shown(value))).collect();
        if let Some(what) = labels::attributing(on, tags) {
            said.pattern(line, what);
        }
    }
    if kind.eq_ignore_ascii_case(VAULT) {
        let mechanism = SecretMechanism::AzureKv;
        let what = What::Secret(Secret { mechanism, name, through: None, environment: None });
        said.pattern(declaration.line, what);
    } else if kind.eq_ignore_ascii_case(CLUSTER) {
        said.pattern(declaration.line, What::Cluster(cluster(body, kind, name)));
    }
}

fn cluster(body: &Object, kind: &str, name: Option<String>) -> Cluster {
    let properties = body.object("properties");
    let profile = properties.and_then(|found| found.object("autoUpgradeProfile"));
    let channel = profile.and_then(|found| found.text("upgradeChannel"));
    Cluster {
        provider: "aks".to_owned(),
        name,
        version: properties.and_then(|found| found.text("kubernetesVersion")).map(str::to_owned),
        upgrades_itself: channel.is_some_and(|channel| channel != "none"),
        declared_by: Some(kind.to_owned()),
    }
}
