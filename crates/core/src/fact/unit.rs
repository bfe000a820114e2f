//! References to units defined once and used from elsewhere.

use std::fmt;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Fact, pair};
use crate::published;

/// A reference to a unit. The golden path is inferred from uses alone.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Use {
    /// What sort of unit it is.
    pub unit: UnitKind,
    /// Its identity without version, normalised so that two ways to write one unit are equal:
    /// `acme/workflows/.github/workflows/ci.yml`, `ghcr.io/acme/jvm`,
    /// `https://acme.github.io/charts/service`. A unit of the same repository starts with `./` and
    /// is relative to the repository's root.
    pub source: String,
    /// The version asked for, as written.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub version: Option<String>,
    /// How firmly that version is held.
    pub pin: Pin,
    /// The name it is given where it is used: an alias, a stage, a job.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
}

/// What sort of unit a use refers to.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "kebab-case")]
pub enum UnitKind {
    /// A GitHub Actions reusable workflow.
    Workflow,
    /// A GitHub action, composite or not.
    Action,
    /// A CircleCI orb.
    Orb,
    /// A GitLab include.
    Include,
    /// A GitLab CI/CD component.
    Component,
    /// A Jenkins shared library.
    Library,
    /// A Buildkite, Drone or Woodpecker plugin.
    Plugin,
    /// An Azure Pipelines or other CI template.
    CiTemplate,
    /// A Tekton task or pipeline.
    Task,
    /// The image a pipeline's job runs in.
    JobImage,
    /// The base image of a container build.
    BaseImage,
    /// A Helm chart.
    Chart,
    /// A Terraform, OpenTofu or Terragrunt module, or its like in another tool.
    Module,
    /// A configuration preset (Renovate, a linter's shared rules are none).
    Preset,
    /// A template a repository or component was made from.
    Template,
    /// A Kustomize base or component.
    Base,
    /// A kind of resource that a platform defines, and that an application asks for.
    PlatformKind,
    /// A build plugin or parent that a package stands on.
    BuildPlugin,
}

impl UnitKind {
    /// The name as snapshots write it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Workflow => "workflow",
            Self::Action => "action",
            Self::Orb => "orb",
            Self::Include => "include",
            Self::Component => "component",
            Self::Library => "library",
            Self::Plugin => "plugin",
            Self::CiTemplate => "ci-template",
            Self::Task => "task",
            Self::JobImage => "job-image",
            Self::BaseImage => "base-image",
            Self::Chart => "chart",
            Self::Module => "module",
            Self::Preset => "preset",
            Self::Template => "template",
            Self::Base => "base",
            Self::PlatformKind => "platform-kind",
            Self::BuildPlugin => "build-plugin",
        }
    }
}

/// How firmly a version is held, firmest first.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "kebab-case")]
pub enum Pin {
    /// A content digest or a full commit id.
    Digest,
    /// One full version (`1.4.2`, `v3.0.1`).
    Exact,
    /// A tag or range that moves (`v2`, `22-alpine`, `~> 5.0`, `1.x`).
    Floating,
    /// A branch.
    Branch,
    /// No version at all, or `latest`.
    None,
    /// Only known when it runs (a variable).
    Dynamic,
    /// Part of the same repository, so of the same commit.
    Local,
}

impl Pin {
    /// The name as snapshots write it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Digest => "digest",
            Self::Exact => "exact",
            Self::Floating => "floating",
            Self::Branch => "branch",
            Self::None => "none",
            Self::Dynamic => "dynamic",
            Self::Local => "local",
        }
    }

    /// How a git reference holds a version: a commit id, a full version, a moving tag or a branch.
    pub fn of_git_ref(reference: &str) -> Self {
        let hexadecimal = reference.bytes().all(|b| b.is_ascii_hexdigit());
        if hexadecimal && matches!(reference.len(), 40 | 64) {
            return Self::Digest;
        }
        match Self::of_version(reference) {
            Self::Dynamic => Self::Dynamic,
            Self::Exact => Self::Exact,
            Self::Floating if looks_like_version(reference) => Self::Floating,
            _ => Self::Branch,
        }
    }

    /// How a version or version range holds: one full version, or something that moves.
    pub fn of_version(version: &str) -> Self {
        let version = version.trim();
        if version.contains('$') || version.contains("{{") || version.contains("<<") {
            return Self::Dynamic;
        }
        if version.contains("sha256:") || version.contains("sha512:") {
            return Self::Digest;
        }
        if version.is_empty() || version == "*" || version == "latest" {
            return Self::None;
        }
        let bare = version.trim_start_matches('=').trim().trim_start_matches('v');
        let core = bare.split(['-', '+']).next().unwrap_or(bare);
        let mut parts = core.split('.');
        let is_number = |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit());
        // Behind three numbers, what the release is called may stand: `1.0.9.RELEASE`.
        let is_named = |part: &str| {
            !part.is_empty()
                && part.bytes().all(|b| b.is_ascii_alphanumeric())
                && !part.eq_ignore_ascii_case("x")
        };
        let is_full = parts.by_ref().take(3).filter(|part| is_number(part)).count() == 3;
        if is_full && parts.all(is_named) { Self::Exact } else { Self::Floating }
    }
}

/// Whether a reference reads as a version: digits first, after an optional `v`.
fn looks_like_version(reference: &str) -> bool {
    let bare = reference.strip_prefix('v').unwrap_or(reference).trim_start_matches('.');
    bare.starts_with(|c: char| c.is_ascii_digit())
}

impl Use {
    /// Whether the unit is part of the same repository.
    pub fn is_local(&self) -> bool {
        self.source.starts_with("./")
    }

    /// The version of it that runs, where `fact` says of it what stands among `facts`: of a chart,
    /// what a lock beside the file holds; else the one asked for.
    pub fn held<'a>(&'a self, facts: &'a [Fact], fact: &Fact) -> Option<&'a str> {
        let asked = self.version.as_deref();
        if self.unit != UnitKind::Chart {
            return asked;
        }
        let name = self.source.rsplit('/').next().unwrap_or(&self.source);
        published::held(facts, &fact.path, (name, asked))
    }
}

impl fmt::Display for Use {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.unit.name(), self.source)?;
        pair(f, "version", self.version.as_deref())?;
        write!(f, " pin={}", self.pin.name())?;
        pair(f, "as", self.name.as_deref())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_git_reference_is_a_commit_a_version_a_moving_tag_or_a_branch() {
        let commit = "f43a0e5ff2bd294095638e18286ca9a3d1956744";
        assert_eq!(Pin::of_git_ref(commit), Pin::Digest);
        assert_eq!(Pin::of_git_ref("v4.1.2"), Pin::Exact);
        assert_eq!(Pin::of_git_ref("v4"), Pin::Floating);
        assert_eq!(Pin::of_git_ref("main"), Pin::Branch);
        assert_eq!(Pin::of_git_ref("${{ inputs.ref }}"), Pin::Dynamic);
    }

    #[test]
    fn a_version_is_full_or_moves() {
        assert_eq!(Pin::of_version("1.4.2"), Pin::Exact);
        assert_eq!(Pin::of_version("= 1.4.2"), Pin::Exact);
        assert_eq!(Pin::of_version("1.0.9.RELEASE"), Pin::Exact);
        assert_eq!(Pin::of_version("1.0.9.0"), Pin::Exact);
        assert_eq!(Pin::of_version("1.0.9.x"), Pin::Floating);
        assert_eq!(Pin::of_version("1.0.*"), Pin::Floating);
        assert_eq!(Pin::of_version("1.4"), Pin::Floating);
        assert_eq!(Pin::of_version("~> 5.0"), Pin::Floating);
        assert_eq!(Pin::of_version("latest"), Pin::None);
    }
}
