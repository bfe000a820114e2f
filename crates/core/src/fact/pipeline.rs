//! CI definitions.

use std::collections::BTreeMap;
use std::fmt;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{flag, list, pair};
use crate::Verb;

/// A CI definition: what starts it, and what its jobs do.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Pipeline {
    /// The CI system that runs it.
    pub system: CiSystem,
    /// Whether it runs by itself or is a unit that others call.
    pub role: PipelineRole,
    /// The name given in the file, or the name others call it by.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// What starts it, in the order of the file.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub triggers: Vec<Trigger>,
    /// Its jobs, in the order of the file.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub jobs: Vec<Job>,
    /// Permissions it asks for, as `scope: level`, sorted.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub permissions: Vec<String>,
    /// Why parts of it are only known when it runs (a generated configuration, say).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub dynamic: Option<String>,
    /// Where the file itself says that something else writes it or keeps it in step: the repository
    /// it comes from (`acme/templates`), else the words that say so (`do not edit`).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub generated: Option<String>,
    /// What inputs of a unit are where its caller does not hand them over, as written; long values
    /// are left out.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub defaults: BTreeMap<String, String>,
}

impl Pipeline {
    /// A definition of which nothing more is known yet.
    pub fn new(system: CiSystem, role: PipelineRole) -> Self {
        Self {
            system,
            role,
            name: None,
            triggers: Vec::new(),
            jobs: Vec::new(),
            permissions: Vec::new(),
            dynamic: None,
            generated: None,
            defaults: BTreeMap::new(),
        }
    }
}

/// A CI system.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "kebab-case")]
#[expect(missing_docs, reason = "each variant is the name of a product")]
pub enum CiSystem {
    GithubActions,
    GitlabCi,
    Jenkins,
    Circleci,
    AzurePipelines,
    Buildkite,
    Travis,
    Bitbucket,
    Drone,
    Woodpecker,
    Tekton,
    CloudBuild,
    Codebuild,
    Concourse,
    Appveyor,
    Semaphore,
    Teamcity,
}

impl CiSystem {
    /// The name as snapshots write it.
    pub fn name(self) -> &'static str {
        match self {
            Self::GithubActions => "github-actions",
            Self::GitlabCi => "gitlab-ci",
            Self::Jenkins => "jenkins",
            Self::Circleci => "circleci",
            Self::AzurePipelines => "azure-pipelines",
            Self::Buildkite => "buildkite",
            Self::Travis => "travis",
            Self::Bitbucket => "bitbucket",
            Self::Drone => "drone",
            Self::Woodpecker => "woodpecker",
            Self::Tekton => "tekton",
            Self::CloudBuild => "cloud-build",
            Self::Codebuild => "codebuild",
            Self::Concourse => "concourse",
            Self::Appveyor => "appveyor",
            Self::Semaphore => "semaphore",
            Self::Teamcity => "teamcity",
        }
    }
}

/// Whether a definition runs by itself or is a unit that others call.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum PipelineRole {
    /// It is started by events.
    Runs,
    /// Others call it: a reusable workflow, a template, an orb's source, a library step.
    Callable,
    /// It does both.
    RunsAndCallable,
    /// A composite action: steps without triggers, called from a job.
    Action,
}

impl PipelineRole {
    /// Whether events start it.
    pub fn runs(self) -> bool {
        matches!(self, Self::Runs | Self::RunsAndCallable)
    }

    /// Whether others call it.
    pub fn is_called(self) -> bool {
        !matches!(self, Self::Runs)
    }
}

/// What starts a pipeline.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Trigger {
    /// The event in GitHub's words where there is one: `push`, `pull_request`, `schedule`,
    /// `workflow_dispatch`, `workflow_call`, `release`, `tag`…; `any` when the system decides.
    pub event: String,
    /// Branches or tags it is limited to, as written.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub branches: Vec<String>,
    /// Paths it is limited to, as written; excluded ones start with `!`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub paths: Vec<String>,
}

/// One job of a pipeline.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Job {
    /// Its key in the file.
    pub id: String,
    /// The line it starts on.
    pub line: u32,
    /// Jobs that must end before it starts.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub needs: Vec<String>,
    /// What starts it, where that is not what starts the other jobs of the pipeline.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub triggers: Vec<Trigger>,
    /// The deployment environment it names, as written.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub environment: Option<String>,
    /// A person must let it start: an approval step, a manual job.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub gated: bool,
    /// The condition it runs under, as written.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub condition: Option<String>,
    /// Paths it is limited to, as written.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub paths: Vec<String>,
    /// Whether it fans out over a matrix.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub matrix: bool,
    /// What the matrix runs over, where that is written out: for each key, its values.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub over: BTreeMap<String, Vec<String>>,
    /// The image it runs in, as written.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub image: Option<String>,
    /// What it does, in order.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub steps: Vec<Step>,
}

/// One step of a job.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Step {
    /// The line it starts on.
    pub line: u32,
    /// What it runs.
    pub call: Call,
    /// The condition it runs under, as written, where that asks for an input of its unit.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub condition: Option<String>,
    /// What the unit it calls is handed, as written; long values are left out.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub inputs: BTreeMap<String, String>,
    /// Paths that its commands name, or the folder it runs in, from the root of the repository.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub paths: Vec<String>,
    /// Environments that it names itself, in the place of that of its job; each value of a matrix by
    /// itself.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub environments: Vec<String>,
    /// Files of values that its command line hands to a chart, as written, in their order.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub values: Vec<String>,
    /// Names of images that its command line builds or pushes, without tags that are computed.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub images: Vec<String>,
    /// What that does, as the verb table says; empty when the table does not know it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub verbs: Vec<Verb>,
    /// The parameter of its unit that its whole command line is: what it does is what the default of
    /// that does.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub parameter: Option<String>,
    /// What command lines do that the unit it calls is handed, by the name of the input; those that
    /// nothing knows are left out.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub commands: BTreeMap<String, Vec<Verb>>,
    /// What its name, or that of its job, says it is for, where nothing knows what it runs.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub meant: Vec<Verb>,
}

impl Job {
    /// A job of which nothing more is known yet.
    pub fn new(id: impl Into<String>, line: u32) -> Self {
        Self {
            id: id.into(),
            line,
            needs: Vec::new(),
            triggers: Vec::new(),
            environment: None,
            gated: false,
            condition: None,
            paths: Vec::new(),
            matrix: false,
            over: BTreeMap::new(),
            image: None,
            steps: Vec::new(),
        }
    }
}

impl Step {
    /// A step without inputs or paths.
    pub fn new(line: u32, call: Call, verbs: Vec<Verb>) -> Self {
        Self {
            line,
            call,
            condition: None,
            inputs: BTreeMap::new(),
            paths: Vec::new(),
            environments: Vec::new(),
            values: Vec::new(),
            images: Vec::new(),
            verbs,
            parameter: None,
            commands: BTreeMap::new(),
            meant: Vec::new(),
        }
    }
}

/// What a step runs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Call {
    /// A unit: an action, a reusable workflow, an orb's job or command, a library step. The source
    /// is the one of the [`Use`](crate::Use) that goes with it.
    Unit(String),
    /// A command line: its first words, without values (`helm upgrade`, `./gradlew test`).
    Command(String),
}

impl fmt::Display for Call {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unit(source) => write!(f, "@{source}"),
            Self::Command(head) => write!(f, "`{head}`"),
        }
    }
}

impl fmt::Display for Pipeline {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.system.name())?;
        match self.role {
            PipelineRole::Runs => {}
            PipelineRole::Callable => write!(f, " callable")?,
            PipelineRole::RunsAndCallable => write!(f, " runs+callable")?,
            PipelineRole::Action => write!(f, " action")?,
        }
        pair(f, "name", self.name.as_ref().map(|name| format!("{name:?}")).as_deref())?;
        let triggers: Vec<String> = self.triggers.iter().map(ToString::to_string).collect();
        list(f, "on", &triggers)?;
        list(f, "permissions", &self.permissions)?;
        pair(f, "dynamic", self.dynamic.as_ref().map(|why| format!("{why:?}")).as_deref())?;
        pair(f, "generated", self.generated.as_ref().map(|by| format!("{by:?}")).as_deref())?;
        for (input, value) in &self.defaults {
            write!(f, " default:{input}={value:?}")?;
        }
        self.jobs.iter().try_for_each(|job| write!(f, " | {job}"))
    }
}

impl fmt::Display for Trigger {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.event)?;
        if !self.branches.is_empty() {
            write!(f, "[{}]", self.branches.join(" "))?;
        }
        if !self.paths.is_empty() {
            write!(f, "({})", self.paths.join(" "))?;
        }
        Ok(())
    }
}

impl fmt::Display for Job {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.id, self.line)?;
        list(f, "needs", &self.needs)?;
        let triggers: Vec<String> = self.triggers.iter().map(ToString::to_string).collect();
        list(f, "on", &triggers)?;
        pair(f, "env", self.environment.as_deref())?;
        flag(f, "gated", self.gated)?;
        flag(f, "matrix", self.matrix)?;
        for (key, values) in &self.over {
            list(f, &format!("over:{key}"), values)?;
        }
        pair(f, "image", self.image.as_deref())?;
        list(f, "paths", &self.paths)?;
        pair(f, "if", self.condition.as_ref().map(|text| format!("{text:?}")).as_deref())?;
        self.steps.iter().try_for_each(|step| {
            write!(f, " ; {}", step.call)?;
            for (key, value) in &step.inputs {
                write!(f, " {key}={value:?}")?;
            }
            pair(f, "if", step.condition.as_ref().map(|text| format!("{text:?}")).as_deref())?;
            list(f, "in", &step.paths)?;
            list(f, "images", &step.images)?;
            list(f, "to", &step.environments)?;
            let named = |verbs: &[Verb]| {
                let names: Vec<String> = verbs.iter().map(ToString::to_string).collect();
                (!names.is_empty()).then(|| names.join("+"))
            };
            pair(f, "parameter", step.parameter.as_deref())?;
            for (input, verbs) in &step.commands {
                pair(f, &format!("runs:{input}"), Some(&named(verbs).unwrap_or_default()))?;
            }
            pair(f, "meant", named(&step.meant).as_deref())?;
            named(&step.verbs).map_or(Ok(()), |verbs| write!(f, " → {verbs}"))
        })
    }
}
