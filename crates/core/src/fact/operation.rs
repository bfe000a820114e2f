//! What keeps something running well: telemetry, secrets, policy, scans, updates, owners, tools.

use std::fmt;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{flag, list, pair};

/// Something that tells how a system fares, or that is told when it does not fare well.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Telemetry {
    /// What sort it is.
    pub signal: Signal,
    /// The stack it belongs to, in kebab-case: `prometheus`, `opentelemetry`, `datadog`…
    pub stack: String,
    /// Its name, when it is not computed: of the monitor, the alert, the dashboard.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// What it watches, as far as it says so without computing: an application's or service's name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub watches: Option<String>,
    /// The golden signals an alert is about: `latency`, `traffic`, `errors`, `saturation`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub golden: Vec<String>,
    /// The objective, as written (`99.9`), of a service level objective.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub objective: Option<String>,
}

/// What sort of telemetry it is.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "kebab-case")]
pub enum Signal {
    /// Numbers over time.
    Metrics,
    /// Requests followed through systems.
    Traces,
    /// Logs, shipped or structured.
    Logs,
    /// A rule that tells somebody.
    Alert,
    /// A dashboard as code.
    Dashboard,
    /// A service level objective.
    Slo,
}

impl Signal {
    /// The name as snapshots write it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Metrics => "metrics",
            Self::Traces => "traces",
            Self::Logs => "logs",
            Self::Alert => "alert",
            Self::Dashboard => "dashboard",
            Self::Slo => "slo",
        }
    }
}

/// A mechanism by which secrets reach what is run, or a secret that lies readable in a file. Only
/// the place is ever kept, never a value.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Secret {
    /// The mechanism; where one points to another (External Secrets to a cloud's store), the one
    /// it ends in.
    pub mechanism: SecretMechanism,
    /// What holds or fetches it: an object's name, a file's key.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// What stands between: `external-secrets`, `csi-driver`, `argocd-vault-plugin`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub through: Option<String>,
    /// The environment the file is named for, as written.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub environment: Option<String>,
}

/// A mechanism by which secrets reach what is run (rubric 0.6).
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "kebab-case")]
pub enum SecretMechanism {
    /// `HashiCorp` Vault or `OpenBao`.
    Vault,
    /// AWS Secrets Manager.
    AwsSm,
    /// AWS Systems Manager Parameter Store.
    AwsSsm,
    /// Google Secret Manager.
    GcpSm,
    /// Azure Key Vault.
    AzureKv,
    /// External Secrets or a CSI driver whose backend is not said here.
    UnknownBackend,
    /// SOPS.
    Sops,
    /// Sealed Secrets.
    SealedSecrets,
    /// git-crypt, `BlackBox` or Ansible Vault: encrypted in git.
    EncryptedInGit,
    /// A CI system's secrets, written into what is run by the deploy.
    CiSecrets,
    /// Doppler.
    Doppler,
    /// 1Password.
    Onepassword,
    /// Infisical.
    Infisical,
    /// Akeyless.
    Akeyless,
    /// A Kubernetes `Secret` that is referred to and made elsewhere.
    KubernetesReference,
    /// A Kubernetes `Secret` whose values can be read in git.
    KubernetesPlain,
    /// An environment file with readable values.
    DotenvCommitted,
    /// A value written into a container build.
    BakedInImage,
    /// A private key or a service account's key file.
    KeyFile,
}

impl SecretMechanism {
    /// The name as snapshots write it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Vault => "vault",
            Self::AwsSm => "aws-sm",
            Self::AwsSsm => "aws-ssm",
            Self::GcpSm => "gcp-sm",
            Self::AzureKv => "azure-kv",
            Self::UnknownBackend => "unknown-backend",
            Self::Sops => "sops",
            Self::SealedSecrets => "sealed-secrets",
            Self::EncryptedInGit => "encrypted-in-git",
            Self::CiSecrets => "ci-secrets",
            Self::Doppler => "doppler",
            Self::Onepassword => "onepassword",
            Self::Infisical => "infisical",
            Self::Akeyless => "akeyless",
            Self::KubernetesReference => "kubernetes-reference",
            Self::KubernetesPlain => "kubernetes-plain",
            Self::DotenvCommitted => "dotenv-committed",
            Self::BakedInImage => "baked-in-image",
            Self::KeyFile => "key-file",
        }
    }

    /// Whether the secret itself can be read in git.
    pub fn is_readable(self) -> bool {
        matches!(
            self,
            Self::KubernetesPlain | Self::DotenvCommitted | Self::BakedInImage | Self::KeyFile
        )
    }
}

/// A rule that a machine checks.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Policy {
    /// What checks it, in kebab-case: `kyverno`, `gatekeeper`, `conftest`, `checkov`…
    pub engine: String,
    /// The rule's name, when it has one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// What happens to what breaks it.
    pub mode: PolicyMode,
    /// Kinds, namespaces or paths it is about, as written.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub about: Vec<String>,
}

/// What happens to what breaks a rule.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "kebab-case")]
pub enum PolicyMode {
    /// It is refused.
    Enforce,
    /// It is reported.
    Audit,
    /// It changes what it is given.
    Mutate,
    /// It depends on who runs it: a rule without a place that applies it.
    Unsaid,
}

impl PolicyMode {
    /// The name as snapshots write it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Enforce => "enforce",
            Self::Audit => "audit",
            Self::Mutate => "mutate",
            Self::Unsaid => "unsaid",
        }
    }
}

/// A scanner's configuration. That it runs is for a pipeline to show.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Scan {
    /// The tool, in kebab-case: `trivy`, `codeql`, `snyk`…
    pub tool: String,
    /// What it looks for: `sast`, `sca`, `secrets`, `image`, `iac`, `quality`, `dast`, in this
    /// order; empty when the file does not say.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub looks_for: Vec<String>,
    /// Whether the file only lists what is to be passed over.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub only_ignores: bool,
}

/// How dependencies are kept up to date. Presets it stands on are uses of their own.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Updates {
    /// The tool, in kebab-case: `renovate`, `dependabot`…
    pub tool: String,
    /// Whether it is on for the repository as a whole.
    pub enabled: bool,
    /// Ecosystems or managers it names, sorted.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub ecosystems: Vec<String>,
    /// Ecosystems or managers it switches off, sorted.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub disabled: Vec<String>,
    /// Whether it merges by itself what passes.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub automerge: bool,
    /// Whether the file is a preset for others rather than the configuration of its repository.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub preset: bool,
}

/// One line that says who owns what. Within a file the last that matches decides.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Ownership {
    /// The paths, as written; for an `OWNERS` file, its folder and everything below.
    pub pattern: String,
    /// The owners, as written, in their order; none means explicitly nobody.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub owners: Vec<String>,
    /// Why the line is passed over, when it is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub invalid: Option<String>,
}

/// A product that is set up, of a family that no other fact speaks of.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Tool {
    /// What it is for.
    pub family: ToolFamily,
    /// The product, in kebab-case: `pagerduty`, `backstage`, `infracost`…
    pub product: String,
    /// What is set up: a service, a schedule, an application, by its name or id.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// Signs of it, in few words: what was found.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub signs: Vec<String>,
    /// The least it asks for, in per cent, of what measures how much tests cover.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub asks: Option<String>,
}

/// What a product is for.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "kebab-case")]
pub enum ToolFamily {
    /// Who is called, and when.
    OnCall,
    /// A developer portal.
    Portal,
    /// Scorecards of services as a product.
    Scorecard,
    /// What things cost.
    Cost,
    /// Saving by machine: scaling to zero, right-sizing, schedules.
    CostSaving,
    /// Delivery figures (DORA).
    DeliveryFigures,
    /// Whether what runs is what is written.
    Drift,
    /// Switches in software.
    FeatureFlags,
    /// Delivery of content near its readers.
    Cdn,
    /// Gradual roll-outs, and gates on how they fare.
    ProgressiveDelivery,
    /// Descriptions of an API, made from the software that offers it.
    ApiDescription,
    /// How much of the software tests must reach.
    TestCoverage,
}

impl ToolFamily {
    /// The name as snapshots write it.
    pub fn name(self) -> &'static str {
        match self {
            Self::OnCall => "on-call",
            Self::Portal => "portal",
            Self::Scorecard => "scorecard",
            Self::Cost => "cost",
            Self::CostSaving => "cost-saving",
            Self::DeliveryFigures => "delivery-figures",
            Self::Drift => "drift",
            Self::FeatureFlags => "feature-flags",
            Self::Cdn => "cdn",
            Self::ProgressiveDelivery => "progressive-delivery",
            Self::ApiDescription => "api-description",
            Self::TestCoverage => "test-coverage",
        }
    }
}

impl fmt::Display for Telemetry {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.signal.name(), self.stack)?;
        pair(f, "name", self.name.as_deref())?;
        pair(f, "watches", self.watches.as_deref())?;
        list(f, "golden", &self.golden)?;
        pair(f, "objective", self.objective.as_deref())
    }
}

impl fmt::Display for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.mechanism.name())?;
        pair(f, "name", self.name.as_deref())?;
        pair(f, "through", self.through.as_deref())?;
        pair(f, "environment", self.environment.as_deref())
    }
}

impl fmt::Display for Policy {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.engine, self.mode.name())?;
        pair(f, "name", self.name.as_deref())?;
        list(f, "about", &self.about)
    }
}

impl fmt::Display for Scan {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.tool)?;
        list(f, "looks-for", &self.looks_for)?;
        flag(f, "only-ignores", self.only_ignores)
    }
}

impl fmt::Display for Updates {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.tool, if self.enabled { "enabled" } else { "disabled" })?;
        list(f, "ecosystems", &self.ecosystems)?;
        list(f, "off", &self.disabled)?;
        flag(f, "automerge", self.automerge)?;
        flag(f, "preset", self.preset)
    }
}

impl fmt::Display for Ownership {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.pattern)?;
        list(f, "owners", &self.owners)?;
        self.invalid.as_ref().map_or(Ok(()), |why| write!(f, " invalid({why})"))
    }
}

impl fmt::Display for Tool {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.family.name(), self.product)?;
        pair(f, "name", self.name.as_deref())?;
        list(f, "signs", &self.signs)?;
        pair(f, "asks", self.asks.as_deref())
    }
}
