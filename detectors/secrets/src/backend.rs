//! What the words of other tools mean: providers of External Secrets and of the CSI driver,
//! schemes of references.

use milepost_core::SecretMechanism as M;
use milepost_syntax::reading::Reading;
use milepost_syntax::yaml::Node;

/// The mechanism a provider of an External Secrets store ends in; `None` for one that only plays a
/// store for tests.
pub(crate) fn of_store(reading: &Reading<'_>, name: &str, provider: &Node<'_>) -> Option<M> {
    Some(match name {
        "aws" => match reading.at(provider, &["service"]) {
            Some("SecretsManager") => M::AwsSm,
            Some("ParameterStore") => M::AwsSsm,
            _ => M::UnknownBackend,
        },
        "vault" => M::Vault,
        "gcpsm" => M::GcpSm,
        "azurekv" => M::AzureKv,
        "onepassword" | "onepasswordSDK" => M::Onepassword,
        "doppler" => M::Doppler,
        "infisical" => M::Infisical,
        "akeyless" => M::Akeyless,
        "fake" => return None,
        _ => M::UnknownBackend,
    })
}

/// The mechanism of the first External Secrets, which named it in each object.
pub(crate) fn of_former_type(name: &str) -> M {
    match name {
        "secretsManager" => M::AwsSm,
        "systemManager" => M::AwsSsm,
        "vault" => M::Vault,
        "gcpSecretsManager" => M::GcpSm,
        "azureKeyVault" => M::AzureKv,
        "akeyless" => M::Akeyless,
        _ => M::UnknownBackend,
    }
}

/// The mechanism of a provider of the CSI driver. The one of AWS says in its objects which store
/// each of them is in.
pub(crate) fn of_class(provider: &str, objects: Option<&str>) -> M {
    match provider {
        "azure" => M::AzureKv,
        "gcp" | "gke" => M::GcpSm,
        "vault" => M::Vault,
        "akeyless" => M::Akeyless,
        "infisical" => M::Infisical,
        "aws" => match objects {
            Some(text) if text.contains("secretsmanager") => M::AwsSm,
            Some(text) if text.contains("ssmparameter") => M::AwsSsm,
            _ => M::UnknownBackend,
        },
        _ => M::UnknownBackend,
    }
}

/// The mechanism a `ref+…://` of vals points to.
fn of_vals(scheme: &str) -> Option<M> {
    Some(match scheme {
        "vault" => M::Vault,
        "awssecrets" => M::AwsSm,
        "awsssm" => M::AwsSsm,
        "gcpsecrets" => M::GcpSm,
        "azurekeyvault" => M::AzureKv,
        "sops" => M::Sops,
        "op" | "onepasswordconnect" => M::Onepassword,
        "doppler" => M::Doppler,
        "k8s" => M::KubernetesReference,
        _ => return None,
    })
}

/// The mechanism a value refers to, and what stands between.
pub(crate) fn of_value(value: &str) -> Option<(M, Option<&'static str>)> {
    let value = value.trim();
    if let Some(rest) = value.strip_prefix("ref+").or_else(|| value.strip_prefix("secretref+")) {
        return Some((of_vals(rest.split_once("://")?.0)?, Some("vals")));
    }
    if value.starts_with("op://") && value.matches('/').count() >= 4 {
        return Some((M::Onepassword, None));
    }
    if value.starts_with("@Microsoft.KeyVault(") {
        return Some((M::AzureKv, None));
    }
    // Bank-Vaults reads `vault:<path>#<key>` in the environment of what it starts.
    let path = value.strip_prefix(">>vault:").or_else(|| value.strip_prefix("vault:"));
    if path.is_some_and(|path| path.contains('/') && path.contains('#')) {
        return Some((M::Vault, Some("bank-vaults")));
    }
    let (_, rest) = value.split_once("<path:")?;
    Some((of_plugin_path(rest.split_once('>')?.0), Some("argocd-vault-plugin")))
}

/// The store a path of the Argo CD Vault plugin is written for.
fn of_plugin_path(path: &str) -> M {
    if path.starts_with("arn:aws:secretsmanager") {
        M::AwsSm
    } else if path.starts_with("projects/") {
        M::GcpSm
    } else if path.contains("/data/") {
        M::Vault
    } else {
        M::UnknownBackend
    }
}

/// The AWS store a text with an ARN in it names.
pub(crate) fn of_arn(text: &str) -> Option<M> {
    if text.contains(":secretsmanager:") || text.contains("/aws/reference/secretsmanager/") {
        Some(M::AwsSm)
    } else if text.contains(":ssm:") {
        Some(M::AwsSsm)
    } else {
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_may_say_where_the_secret_is() {
        let known = |value| of_value(value).map(|(mechanism, _)| mechanism);
        assert_eq!(known("op://shop/db/password"), Some(M::Onepassword));
        assert_eq!(known("ref+awsssm:///shop/db"), Some(M::AwsSsm));
        assert_eq!(known("<path:secret/data/shop#db>"), Some(M::Vault));
        assert_eq!(known("vault:secret/data/shop#DB"), Some(M::Vault));
        assert_eq!(known("op://"), None);
        assert_eq!(known("ref+file://x"), None);
        assert_eq!(known("vault:8200"), None);
    }
}
