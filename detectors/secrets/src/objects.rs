//! Kubernetes objects of the tools that bring secrets into a cluster.

use milepost_core::{Confidence, Secret, SecretMechanism as M};
use milepost_kube::Object;
use milepost_kube::branches::all;
use milepost_syntax::yaml::Node;

use crate::backend;
use crate::entry::entry;
use crate::notes::{Notes, bare, named, through};

/// API groups whose objects are of one mechanism, and what stands between, if anything.
const GROUPS: &[(&str, M, Option<&str>)] = &[
    ("secrets.hashicorp.com", M::Vault, Some("vault-secrets-operator")),
    ("ricoberger.de", M::Vault, Some("vault-secrets-operator")),
    ("vault.banzaicloud.com", M::Vault, Some("bank-vaults")),
    ("bitnami.com", M::SealedSecrets, None),
    ("onepassword.com", M::Onepassword, Some("operator")),
    ("secrets.doppler.com", M::Doppler, Some("operator")),
    ("secrets.infisical.com", M::Infisical, Some("operator")),
    ("spv.no", M::AzureKv, Some("akv2k8s")),
    ("isindir.github.com", M::Sops, Some("operator")),
    ("viaduct.ai", M::Sops, Some("ksops")),
];

/// Kinds of those groups that hold no secret: connections, logins.
const NO_SECRET: &[&str] =
    &["VaultConnection", "VaultAuth", "VaultAuthGlobal", "HCPAuth", "SecretTransformation"];

/// Groups of External Secrets.
const EXTERNAL: &str = "external-secrets.io";

/// The group of the first External Secrets.
const FORMER_EXTERNAL: &str = "kubernetes-client.io";

const BETWEEN: &str = "external-secrets";

/// Notes what an object says of where secrets come from; whether it is one of these tools' own.
pub(crate) fn note(object: &Object<'_>, notes: &mut Notes) -> bool {
    match object.group() {
        EXTERNAL => external(object, notes),
        FORMER_EXTERNAL => {
            let kind = object
                .text(&["spec", "backendType"])
                .or_else(|| object.text(&["secretDescriptor", "backendType"]));
            let mechanism = kind.map_or(M::UnknownBackend, backend::of_former_type);
            add(object, object.line(), through(mechanism, name(object), BETWEEN), notes);
        }
        group if group.ends_with("secrets-store.csi.x-k8s.io") => class(object, notes),
        "kustomize.toolkit.fluxcd.io" => {
            if object.text(&["spec", "decryption", "provider"]) == Some("sops") {
                let spec = object.node.get("spec").and_then(|spec| entry(spec, "decryption"));
                let line = spec.map_or_else(|| object.line(), |(line, _)| line);
                add(object, line, through(M::Sops, name(object), "flux"), notes);
            }
            return false;
        }
        group => {
            let Some((_, mechanism, between)) = GROUPS.iter().find(|(known, _, _)| *known == group)
            else {
                return false;
            };
            if !NO_SECRET.contains(&object.kind) {
                let says = Secret {
                    through: between.map(ToOwned::to_owned),
                    ..named(*mechanism, name(object))
                };
                add(object, object.line(), says, notes);
            }
        }
    }
    true
}

fn add(object: &Object<'_>, line: u32, says: Secret, notes: &mut Notes) {
    notes.add(line, confidence(object.reading.is_masked()), says);
}

/// How sure one can be of what stands in a text with or without masked actions.
pub(crate) fn confidence(is_masked: bool) -> Confidence {
    if is_masked { Confidence::Pattern } else { Confidence::Parsed }
}

/// The name of an object, when it is written out.
pub(crate) fn name<'o>(object: &'o Object<'_>) -> Option<&'o str> {
    object.text(&["metadata", "name"])
}

fn external(object: &Object<'_>, notes: &mut Notes) {
    match object.kind {
        "SecretStore" | "ClusterSecretStore" => store(object, notes),
        "ExternalSecret" => secret(object, &["spec"], notes),
        "ClusterExternalSecret" => secret(object, &["spec", "externalSecretSpec"], notes),
        _ => {}
    }
}

/// A store says which backend it stands before. In a template each branch may name another.
fn store(object: &Object<'_>, notes: &mut Notes) {
    let providers: Vec<_> = all(object.node, &["spec", "provider"])
        .into_iter()
        .flat_map(Node::entries)
        .filter(|(key, _)| !object.reading.touches(key.line))
        .filter_map(|(key, provider)| Some((key.line, key.text()?, provider)))
        .collect();
    for (line, provider, node) in &providers {
        if let Some(mechanism) = backend::of_store(object.reading, provider, node) {
            add(object, *line, through(mechanism, name(object), BETWEEN), notes);
        }
    }
    if providers.is_empty() {
        let says = through(M::UnknownBackend, name(object), BETWEEN);
        add(object, object.line(), says, notes);
    }
}

/// What fetches a secret names its store alone; what that store is, another file says.
fn secret(object: &Object<'_>, spec: &[&str], notes: &mut Notes) {
    let mut stores: Vec<&Node<'_>> = Vec::new();
    for spec in all(object.node, spec) {
        stores.extend(all(spec, &["secretStoreRef"]));
        for list in ["data", "dataFrom"] {
            for item in all(spec, &[list]).into_iter().flat_map(Node::items) {
                stores.extend(all(item, &["sourceRef", "storeRef"]));
            }
        }
    }
    for store in stores {
        for name in all(store, &["name"]) {
            let says = through(M::UnknownBackend, object.reading.literal(name), BETWEEN);
            add(object, name.line, says, notes);
        }
    }
}

fn class(object: &Object<'_>, notes: &mut Notes) {
    if object.kind != "SecretProviderClass" {
        return;
    }
    let provider = object.text(&["spec", "provider"]);
    let objects = object.node.at(&["spec", "parameters", "objects"]).and_then(Node::text);
    let mechanism = provider.map_or(M::UnknownBackend, |name| backend::of_class(name, objects));
    add(object, object.line(), through(mechanism, name(object), "csi-driver"), notes);
}

/// Notes a file that SOPS has encrypted: its own mapping at the root, with a checksum.
pub(crate) fn note_sops(root: &Node<'_>, name: Option<&str>, notes: &mut Notes) -> bool {
    let own = entry(root, "sops")
        .filter(|(_, own)| own.get("mac").is_some() && own.get("version").is_some());
    if let Some((line, _)) = own {
        notes.add(line, Confidence::Parsed, named(M::Sops, name));
    }
    own.is_some()
}

/// Notes values that Ansible Vault has encrypted in place.
pub(crate) fn note_ansible(node: &Node<'_>, notes: &mut Notes) {
    for (key, value) in node.entries() {
        let is_tagged = value.tag.as_deref() == Some("vault");
        let is_vault = |text: &str| text.trim().starts_with("$ANSIBLE_VAULT;");
        if is_tagged && value.text().is_some_and(is_vault) {
            let through = Some("ansible-vault".to_owned());
            let says = Secret { through, ..bare(M::EncryptedInGit) };
            notes.add(key.line, Confidence::Parsed, says);
        }
        note_ansible(value, notes);
    }
    node.items().iter().for_each(|item| note_ansible(item, notes));
}
