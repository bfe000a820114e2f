//! Where something that runs is told to take a secret from: a Kubernetes `Secret` by name, a
//! container platform's store, or a placeholder a tool fills in.

use milepost_core::{Confidence, Secret, SecretMechanism as M};
use milepost_syntax::reading::Reading;
use milepost_syntax::yaml::Node;

use crate::backend;
use crate::notes::{Notes, bare, named, through};
use crate::objects::confidence;

/// Annotations that have a tool bring secrets to a pod.
const ANNOTATIONS: &[(&str, M, &str)] = &[
    ("vault.hashicorp.com/agent-inject", M::Vault, "agent-injector"),
    ("vault.security.banzaicloud.io/vault-addr", M::Vault, "bank-vaults"),
    ("vault.security.banzaicloud.io/vault-role", M::Vault, "bank-vaults"),
    ("akeyless/enabled", M::Akeyless, "agent-injector"),
];

/// Reads a tree for references; a part of it may be computed.
pub(crate) struct References<'r, 'n> {
    pub(crate) reading: &'r Reading<'r>,
    pub(crate) notes: &'n mut Notes,
    /// Where a `Secret` by name comes from: of a cluster, or on Cloud Run of Google's store.
    pub(crate) by_name: M,
}

impl References<'_, '_> {
    /// Notes every reference below `node`.
    pub(crate) fn read(&mut self, node: &Node<'_>) {
        for (key, value) in node.entries() {
            if let Some(key_text) = key.text() {
                self.entry(key_text, key.line, value);
            }
            self.read(value);
        }
        for item in node.items() {
            self.read(item);
        }
        self.scalar(node);
    }

    fn entry(&mut self, key: &str, line: u32, value: &Node<'_>) {
        match key {
            // A schema of the key has mappings where a reference has texts.
            "secretKeyRef" if is_text(value, "key") => self.reference(line, value, "name"),
            "secret" if is_text(value, "secretName") => self.reference(line, value, "secretName"),
            "envFrom" | "filesFrom" => {
                for from in value.items().iter().filter_map(|item| item.get("secretRef")) {
                    self.reference(from.line, from, "name");
                }
                // As a platform's own kind of application writes it.
                for from in value.items().iter().filter(|item| is_text(item, "secret")) {
                    self.reference(from.line, from, "secret");
                }
            }
            "projected" => self.projected(value),
            "valuesFrom" | "substituteFrom" => {
                let secrets = value.items().iter().filter(|it| it.str("kind") == Some("Secret"));
                for from in secrets {
                    self.reference(from.line, from, "name");
                }
            }
            "csi" if value.str("driver") == Some("secrets-store.csi.k8s.io") => {
                let class = ["volumeAttributes", "secretProviderClass"];
                let says = through(M::UnknownBackend, self.reading.at(value, &class), "csi-driver");
                self.add(line, says);
            }
            _ => self.annotation(key, line, value),
        }
    }

    fn reference(&mut self, line: u32, node: &Node<'_>, key: &str) {
        let says = named(self.by_name, self.reading.at(node, &[key]));
        self.add(line, says);
    }

    fn projected(&mut self, volume: &Node<'_>) {
        let sources = volume.get("sources").map(Node::items).unwrap_or_default();
        for secret in sources.iter().filter_map(|source| source.get("secret")) {
            self.reference(secret.line, secret, "name");
        }
    }

    fn annotation(&mut self, key: &str, line: u32, value: &Node<'_>) {
        let known = ANNOTATIONS.iter().find(|(name, _, _)| *name == key);
        let is_off = value.text().is_some_and(|text| text.eq_ignore_ascii_case("false"));
        if let Some((_, mechanism, between)) = known.filter(|_| !is_off) {
            self.add(line, through(*mechanism, None, between));
        }
    }

    fn scalar(&mut self, node: &Node<'_>) {
        let Some((mechanism, between)) = node.text().and_then(backend::of_value) else {
            return;
        };
        let says = Secret { through: between.map(ToOwned::to_owned), ..bare(mechanism) };
        self.notes.add(node.line, Confidence::Pattern, says);
    }

    fn add(&mut self, line: u32, says: Secret) {
        self.notes.add(line, confidence(self.reading.is_masked()), says);
    }
}

fn is_text(node: &Node<'_>, key: &str) -> bool {
    node.get(key).is_some_and(|value| value.text().is_some())
}

/// Notes the secrets an ECS task definition takes from AWS, wherever it stands.
pub(crate) fn read_tasks(node: &Node<'_>, notes: &mut Notes) {
    let definitions = node.entries().iter().filter(|(key, _)| {
        matches!(key.text(), Some("containerDefinitions" | "ContainerDefinitions"))
    });
    for container in definitions.flat_map(|(_, list)| list.items()) {
        let secrets = container.get("secrets").or_else(|| container.get("Secrets"));
        for secret in secrets.map(Node::items).unwrap_or_default() {
            task_secret(secret, notes);
        }
    }
    node.entries().iter().for_each(|(_, value)| read_tasks(value, notes));
    node.items().iter().for_each(|item| read_tasks(item, notes));
}

fn task_secret(secret: &Node<'_>, notes: &mut Notes) {
    let either = |small: &str, capital: &str| {
        secret
            .get(small)
            .or_else(|| secret.get(capital))
            .and_then(|node| Some((node.line, node.text()?)))
    };
    let Some((line, from)) = either("valueFrom", "ValueFrom") else {
        return;
    };
    let name = either("name", "Name").map(|(_, name)| name);
    // A parameter of the same region may be named alone.
    let is_parameter = from.starts_with('/');
    let mechanism = backend::of_arn(from).or(is_parameter.then_some(M::AwsSsm));
    if let Some(mechanism) = mechanism {
        notes.add(line, Confidence::Parsed, named(mechanism, name));
    }
}
