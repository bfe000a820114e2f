//! What things are made of and made by: packages, templates, scripts.

use std::fmt;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{flag, list, pair};
use crate::Verb;

/// A package of an ecosystem, as its manifest describes it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Package {
    /// The ecosystem, in kebab-case: `npm`, `maven`, `gradle`, `pypi`, `go`, `cargo`, `rubygems`…
    pub ecosystem: String,
    /// Its name, when the manifest gives one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// What the manifest says it makes.
    pub makes: Makes,
    /// Whether the manifest gathers other packages of the repository: a workspace, modules.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub workspace: bool,
}

/// What a package makes, as its manifest says.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "kebab-case")]
pub enum Makes {
    /// Something that is started: a server, a command, a site.
    Application,
    /// Something others build with: it is published, or says where to.
    Library,
    /// An app for a phone or a desktop.
    ClientApp,
    /// The manifest does not say.
    Unsaid,
}

impl Makes {
    /// The name as snapshots write it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Application => "application",
            Self::Library => "library",
            Self::ClientApp => "client-app",
            Self::Unsaid => "unsaid",
        }
    }
}

/// A template that new repositories or components are made from. What a repository was made from
/// is a use of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Template {
    /// The engine, in kebab-case: `backstage`, `cookiecutter`, `copier`, `yeoman`, `projen`…
    pub engine: String,
    /// Its name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// What it makes, as it says: `service`, `website`, `library`…
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub makes: Option<String>,
    /// Who owns it, as written.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub owner: Option<String>,
    /// What it asks for, in the order of the file; required ones end in `!`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub asks: Vec<String>,
    /// What it does, in order: actions of a scaffolder (`fetch:template`, `publish:github`).
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub actions: Vec<String>,
    /// Folders of this repository that hold its skeletons, from the root.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub skeletons: Vec<String>,
}

/// Automation that no other tool's format describes: a shell script, a target of a Makefile.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Script {
    /// What runs it, in kebab-case: `shell`, `make`, `just`, `task`, `npm`, `fabric`, `capistrano`…
    pub tool: String,
    /// The target or task; absent for a script that is run as a whole.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// What it does, as the verb table says, each once, sorted.
    pub verbs: Vec<Verb>,
    /// Files of this repository it runs, from the root.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub runs: Vec<String>,
}

impl fmt::Display for Package {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.ecosystem)?;
        pair(f, "name", self.name.as_deref())?;
        write!(f, " makes={}", self.makes.name())?;
        flag(f, "workspace", self.workspace)
    }
}

impl fmt::Display for Template {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.engine)?;
        pair(f, "name", self.name.as_deref())?;
        pair(f, "makes", self.makes.as_deref())?;
        pair(f, "owner", self.owner.as_deref())?;
        list(f, "asks", &self.asks)?;
        list(f, "actions", &self.actions)?;
        list(f, "skeletons", &self.skeletons)
    }
}

impl fmt::Display for Script {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.tool)?;
        pair(f, "name", self.name.as_deref())?;
        let verbs: Vec<String> = self.verbs.iter().map(ToString::to_string).collect();
        list(f, "verbs", &verbs)?;
        list(f, "runs", &self.runs)
    }
}
