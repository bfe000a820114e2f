//! Charts, what is asked of a runtime, and how it gets there.

use std::collections::BTreeMap;
use std::fmt;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{flag, list, pair, pairs};
use crate::DeployModel;

/// A Helm chart.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Chart {
    /// The chart's name.
    pub name: String,
    /// The chart's own version.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub version: Option<String>,
    /// The API version of the chart format: `v1` or `v2`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub api_version: Option<String>,
    /// Whether it is a library chart, which cannot be installed by itself.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub library: bool,
    /// Whether it is a packed copy (`.tgz`), known by its file name only.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub vendored: bool,
    /// Charts it depends on, in the order of the file.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub dependencies: Vec<Dependency>,
}

/// A chart another chart depends on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Dependency {
    /// The chart's name.
    pub name: String,
    /// The repository it comes from, as written.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub repository: Option<String>,
    /// The version or range asked for, as written.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub version: Option<String>,
    /// The name it is known by in this chart.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub alias: Option<String>,
    /// The value that switches it on or off.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub condition: Option<String>,
}

/// Values for a chart.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ChartValues {
    /// The environment the file name says, as written; absent for the chart's defaults.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub environment: Option<String>,
    /// The keys it sets, as paths joined by dots, sorted: the first four levels of mappings.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub keys: Vec<String>,
    /// The line of each of the keys, in their order.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub lines: Vec<u32>,
    /// Those of the keys that are set to false or to nothing.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub off: Vec<String>,
    /// Image repositories named in it, sorted.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub images: Vec<String>,
    /// Of each image it names, the key that a template asks for it, as a path joined by dots.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub image_keys: BTreeMap<String, String>,
}

impl ChartValues {
    /// Keys kept of one file.
    pub const KEYS: usize = 400;

    /// Values of which nothing more is known than what their file's name says.
    pub fn new(environment: Option<String>) -> Self {
        Self {
            environment,
            keys: Vec::new(),
            lines: Vec::new(),
            off: Vec::new(),
            images: Vec::new(),
            image_keys: BTreeMap::new(),
        }
    }

    /// The line of a key, or of the first below it, where it is known.
    pub fn line_of(&self, path: &str) -> Option<u32> {
        let place = self.keys.partition_point(|key| key.as_str() < path);
        let key = self.keys.get(place)?;
        let below = key.strip_prefix(path).is_some_and(|it| it.is_empty() || it.starts_with('.'));
        below.then(|| self.lines.get(place).copied()).flatten()
    }

    /// The line that names an image repository, where it is known.
    pub fn line_of_image(&self, image: &str) -> Option<u32> {
        let keys = self.image_keys.iter().filter(|(_, named)| *named == image);
        keys.filter_map(|(key, _)| {
            self.line_of(&format!("{key}.repository")).or_else(|| self.line_of(key))
        })
        .min()
    }
}

/// Something asked of a runtime.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Workload {
    /// The runtime that is asked.
    pub runtime: Runtime,
    /// The kind of object (`Deployment`, `CronJob`).
    pub kind: String,
    /// The API version of the object.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub api_version: Option<String>,
    /// Its name, when it is not computed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// The namespace it names itself, when it is not computed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub namespace: Option<String>,
    /// How many of it are asked for, when that is written out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub replicas: Option<u32>,
    /// The identity it runs under: a service account or a role, when it is not computed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub identity: Option<String>,
    /// Images it runs, as written, when they are not computed.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub images: Vec<String>,
    /// Images that values of its chart fill in, as written, with each value as its path in braces:
    /// `{image.repository}:web-{image.tag}`. What is computed in another way is `{}`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub filled: Vec<String>,
    /// Probes its containers have: `liveness`, `readiness`, `startup`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub probes: Vec<String>,
    /// Whether its containers ask for resources.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub resources: bool,
    /// Labels with values that are not computed.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub labels: BTreeMap<String, String>,
    /// The folder its code is taken from, where that is not the one it is defined in: from the root
    /// of the repository; or behind `…/` as far as it is written out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub code: Option<String>,
    /// Names of the parts of templates it prints where its pods and containers are described, as a
    /// [`super::ChartPart`] has them.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub prints: Vec<String>,
    /// Whether some of those are not in sight, so that it may have more than it is known to.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub unseen: bool,
}

impl Workload {
    /// A workload of which nothing more is known yet.
    pub fn new(runtime: Runtime, kind: impl Into<String>) -> Self {
        Self {
            runtime,
            kind: kind.into(),
            api_version: None,
            name: None,
            namespace: None,
            replicas: None,
            identity: None,
            images: Vec::new(),
            filled: Vec::new(),
            probes: Vec::new(),
            resources: false,
            labels: BTreeMap::new(),
            code: None,
            prints: Vec::new(),
            unseen: false,
        }
    }
}

/// A Kubernetes object that is not run itself and that says something of what is: a namespace, a
/// route from outside, a scaler, a service account; or any whose API is an old one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Object {
    /// Its API version, group included.
    pub api_version: String,
    /// Its kind.
    pub kind: String,
    /// Its name, when it is not computed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// The namespace it names itself, when it is not computed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub namespace: Option<String>,
    /// The class of an ingress, the gateway of a route.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub class: Option<String>,
    /// What it points at: the workload of a scaler, the role of a service account.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub target: Option<String>,
    /// Whether a branch of a template that asks for the cluster's abilities decides on it.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub guarded: bool,
    /// Labels with values that are not computed.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub labels: BTreeMap<String, String>,
}

/// Where something runs.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "kebab-case")]
#[expect(missing_docs, reason = "each variant is the name of a sort of runtime")]
pub enum Runtime {
    Kubernetes,
    Ecs,
    Functions,
    CloudRun,
    Nomad,
    Compose,
    Edge,
    Paas,
    Vm,
}

impl Runtime {
    /// The name as snapshots write it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Kubernetes => "kubernetes",
            Self::Ecs => "ecs",
            Self::Functions => "functions",
            Self::CloudRun => "cloud-run",
            Self::Nomad => "nomad",
            Self::Compose => "compose",
            Self::Edge => "edge",
            Self::Paas => "paas",
            Self::Vm => "vm",
        }
    }
}

/// How something gets to run: one route, to one place.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Delivery {
    /// The coarse deploy model.
    pub model: DeployModel,
    /// What is delivered, as the route names it: a release, an application.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// The chart that is installed: `repository/name`, or a path inside this repository after `./`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub chart: Option<String>,
    /// The version of the chart or revision of the source, as written.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub version: Option<String>,
    /// The repository and path it is read from, for GitOps.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub source: Option<String>,
    /// Values of the chart that it sets itself, beside files of values, as paths joined by dots, sorted.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub sets: Vec<String>,
    /// Those of them that are set to false or to nothing.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub off: Vec<String>,
    /// Those that are whatever an input of its unit is, with the name of the input.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub inputs: BTreeMap<String, String>,
    /// Files of values that it hands to the chart below these, later ones over earlier: `./` and a path
    /// inside this repository, or `repository//path`; of a command line those that inputs of its unit
    /// name, as written.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub values: Vec<String>,
    /// Whether it hands over others that are not in sight: of a secret, at an address, computed.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub unseen: bool,
    /// The environment, as written.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub environment: Option<String>,
    /// The namespace, as written.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub namespace: Option<String>,
    /// Whether a change to the source is taken up without anybody's doing; `None` when the route
    /// does not say.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub automated: Option<bool>,
    /// Whether what drifts is put back.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub self_heal: bool,
    /// Whether one definition makes many of it: an `ApplicationSet`, a generator.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub generated: bool,
}

impl Delivery {
    /// A route of which nothing more is known yet.
    pub fn new(model: DeployModel) -> Self {
        Self {
            model,
            name: None,
            chart: None,
            version: None,
            source: None,
            sets: Vec::new(),
            off: Vec::new(),
            inputs: BTreeMap::new(),
            values: Vec::new(),
            unseen: false,
            environment: None,
            namespace: None,
            automated: None,
            self_heal: false,
            generated: false,
        }
    }
}

impl fmt::Display for Chart {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.name)?;
        pair(f, "version", self.version.as_deref())?;
        pair(f, "api", self.api_version.as_deref())?;
        flag(f, "library", self.library)?;
        flag(f, "vendored", self.vendored)?;
        self.dependencies.iter().try_for_each(|dependency| write!(f, " | {dependency}"))
    }
}

impl fmt::Display for Dependency {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.name)?;
        pair(f, "version", self.version.as_deref())?;
        pair(f, "from", self.repository.as_deref())?;
        pair(f, "alias", self.alias.as_deref())?;
        pair(f, "if", self.condition.as_deref())
    }
}

impl fmt::Display for ChartValues {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "environment={}", self.environment.as_deref().unwrap_or("-"))?;
        let lines = self.lines.iter().map(Some).chain(std::iter::repeat(None));
        let keys = self.keys.iter().zip(lines).map(|(key, line)| match line {
            Some(line) => format!("{key}#{line}"),
            None => key.clone(),
        });
        list(f, "keys", &keys.collect::<Vec<String>>())?;
        list(f, "off", &self.off)?;
        let named = |image: &String| {
            let key = self.image_keys.iter().find(|(_, named)| *named == image);
            key.map_or_else(|| image.clone(), |(key, _)| format!("{image} ({key})"))
        };
        list(f, "images", &self.images.iter().map(named).collect::<Vec<String>>())
    }
}

impl fmt::Display for Workload {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.runtime.name(), self.kind)?;
        pair(f, "api", self.api_version.as_deref())?;
        pair(f, "name", self.name.as_deref())?;
        pair(f, "namespace", self.namespace.as_deref())?;
        pair(f, "replicas", self.replicas.map(|count| count.to_string()).as_deref())?;
        pair(f, "identity", self.identity.as_deref())?;
        list(f, "images", &self.images)?;
        list(f, "filled", &self.filled)?;
        list(f, "probes", &self.probes)?;
        flag(f, "resources", self.resources)?;
        pairs(f, "labels", &self.labels)?;
        pair(f, "code", self.code.as_deref())?;
        list(f, "prints", &self.prints)?;
        flag(f, "unseen-parts", self.unseen)
    }
}

impl fmt::Display for Delivery {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.model)?;
        pair(f, "name", self.name.as_deref())?;
        pair(f, "chart", self.chart.as_deref())?;
        pair(f, "version", self.version.as_deref())?;
        pair(f, "source", self.source.as_deref())?;
        list(f, "sets", &self.sets)?;
        list(f, "off", &self.off)?;
        pairs(f, "inputs", &self.inputs)?;
        list(f, "values", &self.values)?;
        flag(f, "unseen-values", self.unseen)?;
        pair(f, "environment", self.environment.as_deref())?;
        pair(f, "namespace", self.namespace.as_deref())?;
        pair(f, "automated", self.automated.map(|automated| automated.to_string()).as_deref())?;
        flag(f, "self-heal", self.self_heal)?;
        flag(f, "generated", self.generated)
    }
}

impl fmt::Display for Object {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.api_version, self.kind)?;
        pair(f, "name", self.name.as_deref())?;
        pair(f, "namespace", self.namespace.as_deref())?;
        pair(f, "class", self.class.as_deref())?;
        pair(f, "target", self.target.as_deref())?;
        flag(f, "guarded", self.guarded)?;
        pairs(f, "labels", &self.labels)
    }
}
