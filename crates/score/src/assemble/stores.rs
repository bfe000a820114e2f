//! Stores that secrets come from: objects that name the backend, and that others ask by name.

use std::collections::{BTreeMap, BTreeSet};

use milepost_core::{Repository, Secret, SecretMechanism, What};

use super::facts_of;

/// What stands between a store and what is run, in that it writes `Secret` objects.
const WRITES: &[&str] = &[
    "external-secrets",
    "csi-driver",
    "operator",
    "vault-secrets-operator",
    "argocd-vault-plugin",
    "flux",
];

/// The backends of the organisation's stores, by what reads them and by the store's name.
pub(crate) struct Stores<'a> {
    by_name: BTreeMap<(&'a str, &'a str), BTreeSet<SecretMechanism>>,
}

impl<'a> Stores<'a> {
    pub(super) fn index(repositories: &'a [Repository]) -> Self {
        let mut by_name: BTreeMap<_, BTreeSet<_>> = BTreeMap::new();
        let secrets =
            repositories.iter().flat_map(|repository| facts_of(repository, What::as_secret));
        for (_, secret) in secrets.filter(|(_, it)| it.mechanism != SecretMechanism::UnknownBackend)
        {
            if let Some(key) = key(secret) {
                by_name.entry(key).or_default().insert(secret.mechanism);
            }
        }
        Self { by_name }
    }

    /// The mechanism a secret ends in: that of the store it asks, where every store of that name
    /// has the same one.
    pub(crate) fn end(&self, secret: &Secret) -> SecretMechanism {
        let backends = key(secret).and_then(|key| self.by_name.get(&key));
        match (secret.mechanism, backends.map(|it| (it.len(), it.first()))) {
            (SecretMechanism::UnknownBackend, Some((1, Some(backend)))) => *backend,
            (mechanism, _) => mechanism,
        }
    }
}

/// Whether it makes the `Secret` objects that workloads refer to, so that such a reference is the
/// last layer of it and no mechanism of its own (trap T62).
pub(crate) fn writes_secrets(secret: &Secret) -> bool {
    use SecretMechanism::{CiSecrets, KubernetesPlain, SealedSecrets, Sops};
    matches!(secret.mechanism, CiSecrets | KubernetesPlain | SealedSecrets | Sops)
        || secret.through.as_deref().is_some_and(|through| WRITES.contains(&through))
}

fn key(secret: &Secret) -> Option<(&str, &str)> {
    Some((secret.through.as_deref()?, secret.name.as_deref()?))
}
