//! CloudFormation templates, the ones of SAM and those inside a Serverless service.

use milepost_core::{
    Cluster, Infrastructure, InfrastructureTool as Tool, Pin, Secret, SecretMechanism as Mechanism,
    What, environment,
};
use milepost_detector::{File, Findings};
use milepost_syntax::Reading;
use milepost_syntax::yaml::Node;

use crate::labels;
use crate::text::{count, key_line, local_module, module, plain, plain_at};

/// Namespaces that tell a template. Beside them an organisation registers types of its own.
const NAMESPACES: &[&str] = &["AWS::", "Custom::", "Alexa::"];

/// Words of which a template holds one.
pub(crate) const WORDS: &[&str] = &["AWS::", "AWSTemplateFormatVersion"];

/// Whether a text may hold a template; cheap.
pub(crate) fn may_be(text: &str) -> bool {
    WORDS.iter().any(|word| text.contains(word))
}

/// Notes every template of a file.
pub(crate) fn detect(file: &File<'_>, findings: &mut Findings) {
    let reading = file.yaml();
    for root in reading.roots.iter().filter(|root| !is_output(root)) {
        if is_template(root) {
            Template { file, reading, root }.note(findings);
        } else if file.name().starts_with("serverless") && root.get("service").is_some() {
            note_service(file, reading, root, findings);
        }
    }
    for broken in &reading.broken {
        if broken.text.lines().any(|line| line.starts_with("AWSTemplateFormatVersion:")) {
            findings.unread(broken.line, broken.message.clone());
        }
    }
}

fn is_template(root: &Node<'_>) -> bool {
    let resources = root.get("Resources").map_or(&[][..], Node::entries);
    let is_known = |name: &str| NAMESPACES.iter().any(|namespace| name.starts_with(namespace));
    let typed = || resources.iter().any(|(_, resource)| type_of(resource).is_some_and(is_known));
    root.get("AWSTemplateFormatVersion").is_some() && !resources.is_empty() || typed()
}

/// What a kit writes out: the CDK names the construct each resource comes from, and the Serverless
/// Framework adds a bucket of its own. What they are made from counts, not the output.
fn is_output(root: &Node<'_>) -> bool {
    let resources = root.get("Resources").map_or(&[][..], Node::entries);
    resources.iter().any(|(id, resource)| {
        id.text() == Some("ServerlessDeploymentBucket")
            || resource.at(&["Metadata", "aws:cdk:path"]).is_some()
    })
}

fn type_of<'n>(resource: &'n Node<'_>) -> Option<&'n str> {
    resource.str("Type").filter(|name| name.contains("::"))
}

/// A Serverless service: templates under `resources`, and tags of everything it makes.
fn note_service(file: &File<'_>, reading: &Reading<'_>, root: &Node<'_>, findings: &mut Findings) {
    for key in ["tags", "stackTags"] {
        if let Some(tags) = root.at(&["provider", key]) {
            labels::note(reading, format!("provider {key}"), tags, findings);
        }
    }
    for part in root.get("resources").map_or(&[][..], Node::one_or_many) {
        if is_template(part) {
            Template { file, reading, root: part }.note(findings);
        }
    }
}

struct Template<'n> {
    file: &'n File<'n>,
    reading: &'n Reading<'n>,
    root: &'n Node<'n>,
}

impl<'n> Template<'n> {
    fn note(&self, findings: &mut Findings) {
        let line = key_line(self.root, "Resources");
        findings.read(self.reading, line, What::Infrastructure(self.declared()));
        for part in self.root.get("Globals").map_or(&[][..], Node::entries) {
            if let (Some(name), Some(tags)) = (part.0.text(), part.1.get("Tags")) {
                labels::note(self.reading, format!("globals {name}"), tags, findings);
            }
        }
        for (name, resource) in self.resources() {
            if let (Some(id), Some(kind)) = (name.text(), type_of(resource)) {
                self.note_resource((id, name.line), kind, resource, findings);
            }
        }
    }

    fn resources(&self) -> &'n [(Node<'n>, Node<'n>)] {
        self.root.get("Resources").map_or(&[], Node::entries)
    }

    fn declared(&self) -> Infrastructure {
        let size = |key: &str| count(self.root.get(key).map_or(0, |node| node.entries().len()));
        let mut declared = Infrastructure::new(self.tool());
        declared.variables = size("Parameters");
        declared.outputs = size("Outputs");
        declared.environment = environment::of_code(self.file.path).map(str::to_owned);
        for kind in self.resources().iter().filter_map(|(_, resource)| type_of(resource)) {
            *declared.resources.entry(kind.to_owned()).or_default() += 1;
        }
        declared
    }

    fn tool(&self) -> Tool {
        let macros = self.root.get("Transform").map_or(&[][..], Node::one_or_many);
        let named = macros.iter().filter_map(Node::text);
        let is_sam = named.into_iter().any(|name| name.starts_with("AWS::Serverless-"))
            || self.resources().iter().any(|(_, resource)| {
                type_of(resource).is_some_and(|kind| kind.starts_with("AWS::Serverless::"))
            });
        if is_sam { Tool::Sam } else { Tool::Cloudformation }
    }

    fn note_resource(
        &self,
        (id, line): (&str, u32),
        kind: &str,
        resource: &Node<'_>,
        findings: &mut Findings,
    ) {
        let at = |keys: &[&str]| plain_at(self.reading, resource, keys);
        if let Some(tags) = resource.at(&["Properties", "Tags"]) {
            labels::note(self.reading, format!("resource {kind}.{id}"), tags, findings);
        }
        let what = match kind {
            "AWS::EKS::Cluster" => Some(What::Cluster(Cluster {
                provider: "eks".to_owned(),
                name: at(&["Properties", "Name"]).map(str::to_owned),
                version: at(&["Properties", "Version"]).map(str::to_owned),
                upgrades_itself: false,
                declared_by: Some(kind.to_owned()),
            })),
            "AWS::SecretsManager::Secret" => Some(secret(
                Mechanism::AwsSm,
                Some(at(&["Properties", "Name"]).unwrap_or(id).to_owned()),
            )),
            "AWS::CloudFormation::Stack" => {
                at(&["Properties", "TemplateURL"]).and_then(|place| self.nested(place))
            }
            "AWS::Serverless::Application" => self.application(resource),
            _ if kind.ends_with("::MODULE") => {
                Some(What::Use(module(kind.trim_end_matches("::MODULE"), None, Pin::None)))
            }
            _ => None,
        };
        if let Some(what) = what {
            findings.read(self.reading, line, what);
        }
    }

    /// A template another one is made of: a file beside it, or an address.
    fn nested(&self, place: &str) -> Option<What> {
        let used = match place.split_once("://") {
            Some((_, address)) => module(address, None, Pin::None),
            None => local_module(self.file.folder(), place)?,
        };
        Some(What::Use(used))
    }

    fn application(&self, resource: &Node<'_>) -> Option<What> {
        let location = resource.at(&["Properties", "Location"])?;
        if let Some(place) = plain(self.reading, location) {
            return self.nested(place);
        }
        let id = plain_at(self.reading, location, &["ApplicationId"])?;
        let version = plain_at(self.reading, location, &["SemanticVersion"]);
        let pin = version.map_or(Pin::None, Pin::of_version);
        Some(What::Use(module(id, version, pin)))
    }
}

fn secret(mechanism: Mechanism, name: Option<String>) -> What {
    What::Secret(Secret { mechanism, name, through: None, environment: None })
}
