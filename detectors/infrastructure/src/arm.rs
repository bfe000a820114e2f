//! Azure Resource Manager's templates in JSON. What Bicep compiled is left to Bicep.

use milepost_core::{
    Cluster, Infrastructure, InfrastructureTool as Tool, Pin, Secret, SecretMechanism, What,
    environment,
};
use milepost_detector::{File, Findings};
use milepost_syntax::Reading;
use milepost_syntax::yaml::Node;

use crate::labels;
use crate::text::{count, key_line, local_module, module};

/// The type of a managed Kubernetes cluster.
pub(crate) const CLUSTER: &str = "Microsoft.ContainerService/managedClusters";
/// The type of a vault for keys and secrets.
pub(crate) const VAULT: &str = "Microsoft.KeyVault/vaults";

/// Resources nested deeper than this are left out.
const DEPTH: u32 = 8;

/// Words of which a template or its parameters hold one.
pub(crate) const WORDS: &[&str] = &["eploymentTemplate.json", "deploymentParameters.json"];

/// Whether a text may be a template or its parameters; cheap.
pub(crate) fn may_be(text: &str) -> bool {
    WORDS.iter().any(|word| text.contains(word))
}

/// Notes the template or the parameters a file holds.
pub(crate) fn detect(file: &File<'_>, findings: &mut Findings) {
    let reading = file.yaml();
    let Some(root) = reading.roots.first() else {
        for broken in &reading.broken {
            findings.unread(broken.line, broken.message.clone());
        }
        return;
    };
    let schema = root.str("$schema").unwrap_or_default();
    let schema = schema.trim_end_matches('#').rsplit('/').next().unwrap_or_default();
    if schema == "deploymentParameters.json" {
        note_parameters(file, findings);
    } else if schema.ends_with("eploymentTemplate.json") && !is_output_of_bicep(root) {
        note_template(file, reading, root, findings);
    }
}

fn is_output_of_bicep(root: &Node<'_>) -> bool {
    root.at(&["metadata", "_generator", "name"]).and_then(Node::text) == Some("bicep")
}

/// A file of parameters says no more than that the environment it is named for exists.
fn note_parameters(file: &File<'_>, findings: &mut Findings) {
    let name = file.name();
    let stem = name.trim_end_matches(".json").trim_end_matches(".parameters");
    if let Some(environment) = environment::of_values(file.path, stem) {
        let mut declared = Infrastructure::new(Tool::Arm);
        declared.environment = Some(environment.to_owned());
        findings.named(1, What::Infrastructure(declared));
    }
}

fn note_template(file: &File<'_>, reading: &Reading<'_>, root: &Node<'_>, findings: &mut Findings) {
    let size = |key: &str| count(root.get(key).map_or(0, |node| node.entries().len()));
    let mut declared = Infrastructure::new(Tool::Arm);
    declared.variables = size("parameters");
    declared.outputs = size("outputs");
    declared.environment = environment::of_code(file.path).map(str::to_owned);
    let mut said = Findings::default();
    let mut walk = Walk { file, reading, declared, findings: &mut said };
    walk.resources(root, "", DEPTH);
    let declared = walk.declared;
    findings.parsed(key_line(root, "resources"), What::Infrastructure(declared));
    findings.found.append(&mut said.found);
}

struct Walk<'a> {
    file: &'a File<'a>,
    reading: &'a Reading<'a>,
    declared: Infrastructure,
    findings: &'a mut Findings,
}

impl Walk<'_> {
    /// Resources stand in a list, or in a map under symbolic names; a child's type goes on from its
    /// parent's.
    fn resources(&mut self, holder: &Node<'_>, parent: &str, depth: u32) {
        let Some(resources) = holder.get("resources").filter(|_| depth > 0) else {
            return;
        };
        let mapped = resources.entries().iter().map(|(_, resource)| resource);
        for resource in resources.items().iter().chain(mapped) {
            // A resource that exists is only looked up.
            let exists = resource.get("existing").and_then(Node::bool) == Some(true);
            let Some(kind) = written(resource, "type").filter(|_| !exists) else { continue };
            let kind = if parent.is_empty() || kind.contains("Microsoft.") {
                kind.to_owned()
            } else {
                format!("{parent}/{kind}")
            };
            self.resource(&kind, resource);
            self.resources(resource, &kind, depth - 1);
            if let Some(inner) = resource.at(&["properties", "template"]) {
                self.resources(inner, "", depth - 1);
            }
        }
    }

    fn resource(&mut self, kind: &str, resource: &Node<'_>) {
        *self.declared.resources.entry(kind.to_owned()).or_default() += 1;
        let name = written(resource, "name");
        if let Some(tags) = resource.get("tags") {
            let on = format!("resource {kind}{}", name.map_or(String::new(), |n| format!(".{n}")));
            labels::note(self.reading, on, tags, self.findings);
        }
        if let Some(what) = of_kind(kind, name, resource) {
            self.findings.parsed(key_line(resource, "type"), what);
        }
        if let Some(link) = resource.at(&["properties", "templateLink"]) {
            let beside = written(link, "relativePath");
            let used =
                beside.and_then(|path| local_module(self.file.folder(), path)).or_else(|| {
                    let (_, address) = written(link, "uri")?.split_once("://")?;
                    Some(module(address, None, Pin::None))
                });
            if let Some(used) = used {
                self.findings.parsed(link.line, What::Use(used));
            }
        }
    }
}

/// What a resource is beside being one.
fn of_kind(kind: &str, name: Option<&str>, resource: &Node<'_>) -> Option<What> {
    let name = name.map(str::to_owned);
    if kind.eq_ignore_ascii_case(VAULT) {
        let mechanism = SecretMechanism::AzureKv;
        return Some(What::Secret(Secret { mechanism, name, through: None, environment: None }));
    }
    let properties = resource.get("properties")?;
    let upgrades = properties.get("autoUpgradeProfile").and_then(|p| written(p, "upgradeChannel"));
    kind.eq_ignore_ascii_case(CLUSTER).then(|| {
        What::Cluster(Cluster {
            provider: "aks".to_owned(),
            name,
            version: written(properties, "kubernetesVersion").map(str::to_owned),
            upgrades_itself: upgrades.is_some_and(|channel| channel != "none"),
            declared_by: Some(kind.to_owned()),
        })
    })
}

/// A text that is no expression: those stand in brackets.
fn written<'n>(node: &'n Node<'_>, key: &str) -> Option<&'n str> {
    node.str(key).filter(|text| !text.starts_with('['))
}
