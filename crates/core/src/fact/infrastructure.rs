//! Infrastructure as code, the versions it locks, and the labels that attribute its cost.

use std::collections::BTreeMap;
use std::fmt;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{flag, pair};

/// What one file of infrastructure code declares. A root or module is a folder of such files and
/// is put together by the scorer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Infrastructure {
    /// The tool that applies it.
    pub tool: InfrastructureTool,
    /// Where the state is kept (`s3`, `remote`, `cloud`); its presence makes the folder a root.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub backend: Option<String>,
    /// The tool version asked for, as written.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub required_version: Option<String>,
    /// Providers asked for or configured, in the order of the file.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub providers: Vec<Provider>,
    /// How many resources of each type it declares.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub resources: BTreeMap<String, u32>,
    /// Input variables it declares.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub variables: u32,
    /// Outputs it declares.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub outputs: u32,
    /// The environment the file or its folder is named for, as written.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub environment: Option<String>,
    /// Whether `terraform.workspace` (or its like) decides the environment.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub workspaces: bool,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde hands over a reference")]
fn is_zero(number: &u32) -> bool {
    *number == 0
}

/// A tool for infrastructure as code.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "kebab-case")]
#[expect(missing_docs, reason = "each variant is the name of a product")]
pub enum InfrastructureTool {
    Terraform,
    Opentofu,
    Terragrunt,
    Pulumi,
    Cloudformation,
    Sam,
    Cdk,
    Cdktf,
    Bicep,
    Arm,
    Crossplane,
    ConfigConnector,
    Ansible,
    Packer,
}

impl InfrastructureTool {
    /// The name as snapshots write it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Terraform => "terraform",
            Self::Opentofu => "opentofu",
            Self::Terragrunt => "terragrunt",
            Self::Pulumi => "pulumi",
            Self::Cloudformation => "cloudformation",
            Self::Sam => "sam",
            Self::Cdk => "cdk",
            Self::Cdktf => "cdktf",
            Self::Bicep => "bicep",
            Self::Arm => "arm",
            Self::Crossplane => "crossplane",
            Self::ConfigConnector => "config-connector",
            Self::Ansible => "ansible",
            Self::Packer => "packer",
        }
    }
}

/// A provider asked for or configured.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Provider {
    /// Its local name.
    pub name: String,
    /// The address it comes from.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub source: Option<String>,
    /// The version or range asked for, as written.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub version: Option<String>,
    /// Whether the file configures it (a `provider` block), which only roots should do.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub configured: bool,
}

/// A cluster that is declared.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Cluster {
    /// What provides it, in kebab-case: `eks`, `gke`, `aks`, `kops`, `cluster-api`…
    pub provider: String,
    /// Its name, when it is not computed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// The Kubernetes version asked for, as written.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub version: Option<String>,
    /// Whether it upgrades itself: a release channel, an automatic upgrade.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub upgrades_itself: bool,
    /// The module or resource that declares it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub declared_by: Option<String>,
}

impl fmt::Display for Cluster {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.provider)?;
        pair(f, "name", self.name.as_deref())?;
        pair(f, "version", self.version.as_deref())?;
        flag(f, "upgrades-itself", self.upgrades_itself)?;
        pair(f, "by", self.declared_by.as_deref())
    }
}

/// Versions a tool has locked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Lock {
    /// The tool that wrote it (`helm`, `terraform`).
    pub tool: String,
    /// What is locked, in the order of the file.
    pub entries: Vec<Locked>,
}

/// One locked version.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Locked {
    /// What is locked.
    pub name: String,
    /// The version.
    pub version: String,
}

impl Infrastructure {
    /// A file of which only the tool is known yet.
    pub fn new(tool: InfrastructureTool) -> Self {
        Self {
            tool,
            backend: None,
            required_version: None,
            providers: Vec::new(),
            resources: BTreeMap::new(),
            variables: 0,
            outputs: 0,
            environment: None,
            workspaces: false,
        }
    }
}

/// Labels or tags with values that are not computed, on resources that cost money.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CostLabels {
    /// What carries them: `provider aws default_tags`, `resource aws_s3_bucket.logs`.
    pub on: String,
    /// Keys and values as written; a computed value is written `?`.
    pub labels: BTreeMap<String, String>,
}

impl fmt::Display for Infrastructure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.tool.name())?;
        pair(f, "backend", self.backend.as_deref())?;
        pair(f, "required", self.required_version.as_deref())?;
        pair(f, "environment", self.environment.as_deref())?;
        flag(f, "workspaces", self.workspaces)?;
        for provider in &self.providers {
            write!(f, " provider={}", provider.name)?;
            pair(f, "source", provider.source.as_deref())?;
            pair(f, "version", provider.version.as_deref())?;
            flag(f, "configured", provider.configured)?;
        }
        for (kind, count) in &self.resources {
            write!(f, " {kind}×{count}")?;
        }
        if self.variables > 0 {
            write!(f, " variables={}", self.variables)?;
        }
        if self.outputs > 0 {
            write!(f, " outputs={}", self.outputs)?;
        }
        Ok(())
    }
}

impl fmt::Display for Lock {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.tool)?;
        self.entries.iter().try_for_each(|entry| write!(f, " {}={}", entry.name, entry.version))
    }
}

impl fmt::Display for CostLabels {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "on {}", self.on)?;
        self.labels.iter().try_for_each(|(key, value)| write!(f, " {key}={value}"))
    }
}
