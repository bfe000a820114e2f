//! The closed vocabulary of facts. Detectors for new technologies emit the kinds that exist.

mod catalog;
mod container;
mod document;
mod infrastructure;
mod making;
mod operation;
mod packaging;
mod part;
mod pipeline;
mod unit;

use std::collections::BTreeMap;
use std::fmt;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::place::Aside;

pub use catalog::{Entity, EntityLink, Relation};
pub use container::{Image, ImageReference, Stage};
pub use document::{Dated, Document, DocumentLink, DocumentRole};
pub use infrastructure::{
    Cluster, CostLabels, Infrastructure, InfrastructureTool, Lock, Locked, Provider,
};
pub use making::{Makes, Package, Script, Template};
pub use operation::{
    Ownership, Policy, PolicyMode, Scan, Secret, SecretMechanism, Signal, Telemetry, Tool,
    ToolFamily, Updates,
};
pub use packaging::{Chart, ChartValues, Delivery, Dependency, Object, Runtime, Workload};
pub use part::{ChartPart, Written, WrittenObject};
pub use pipeline::{Call, CiSystem, Job, Pipeline, PipelineRole, Step, Trigger};
pub use unit::{Pin, UnitKind, Use};

/// One thing a detector found, typed, with its location.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Fact {
    /// The detector that found it.
    pub detector: String,
    /// The path inside the repository.
    pub path: String,
    /// The line it stands on, counted from 1.
    pub line: u32,
    /// How it was inferred.
    pub confidence: Confidence,
    /// Why it is not evidence of anything that is run, when it is not.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub aside: Option<Aside>,
    /// Values of its chart that have to be set for it to be there, as paths joined by dots.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub switches: Vec<String>,
    /// What was found.
    pub what: What,
}

/// How a fact was inferred, best first.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "kebab-case")]
pub enum Confidence {
    /// Read with a parser of the format.
    Parsed,
    /// Recognised by a pattern in text that was not fully parsed.
    Pattern,
    /// Told by a name alone.
    Name,
}

/// What a fact says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "kind", content = "says", rename_all = "kebab-case")]
pub enum What {
    /// A CI definition.
    Pipeline(Pipeline),
    /// A reference to a shared unit or to a public one.
    Use(Use),
    /// A container build.
    Image(Image),
    /// A Helm chart.
    Chart(Chart),
    /// Values for a chart, usually of one environment.
    ChartValues(ChartValues),
    /// A part of a chart's templates that others print.
    ChartPart(ChartPart),
    /// Something asked of a runtime.
    Workload(Workload),
    /// How something gets to run.
    Delivery(Delivery),
    /// A piece of infrastructure as code.
    Infrastructure(Infrastructure),
    /// Versions a tool has locked.
    Lock(Lock),
    /// Labels that attribute cost.
    CostLabels(CostLabels),
    /// A catalogue entry.
    Entity(Entity),
    /// A document people read.
    Document(Document),
    /// A link to a document, from something that is not one.
    DocumentLink(DocumentLink),
    /// A Kubernetes object that is not run itself and that says something of what is.
    Object(Object),
    /// A cluster that is declared.
    Cluster(Cluster),
    /// Metrics, traces, logs, alerts, dashboards or objectives.
    Telemetry(Telemetry),
    /// A mechanism for secrets, or a place where one lies readable.
    Secret(Secret),
    /// A rule that a machine checks.
    Policy(Policy),
    /// A scanner's configuration.
    Scan(Scan),
    /// How dependencies are kept up to date.
    Updates(Updates),
    /// Who owns which paths.
    Ownership(Ownership),
    /// A product that is set up, of a family no other fact speaks of.
    Tool(Tool),
    /// A package of an ecosystem.
    Package(Package),
    /// A template that new things are made from.
    Template(Template),
    /// Automation that no other format describes.
    Script(Script),
}

impl What {
    /// Every kind of fact there is, in the order of this type.
    pub const KINDS: &[&str] = &[
        "pipeline",
        "use",
        "image",
        "chart",
        "chart-values",
        "chart-part",
        "workload",
        "delivery",
        "infrastructure",
        "lock",
        "cost-labels",
        "entity",
        "document",
        "document-link",
        "object",
        "cluster",
        "telemetry",
        "secret",
        "policy",
        "scan",
        "updates",
        "ownership",
        "tool",
        "package",
        "template",
        "script",
    ];

    /// The name of this kind, as snapshots write it.
    pub fn kind(&self) -> &'static str {
        match self {
            Self::Pipeline(_) => "pipeline",
            Self::Use(_) => "use",
            Self::Image(_) => "image",
            Self::Chart(_) => "chart",
            Self::ChartValues(_) => "chart-values",
            Self::ChartPart(_) => "chart-part",
            Self::Workload(_) => "workload",
            Self::Delivery(_) => "delivery",
            Self::Infrastructure(_) => "infrastructure",
            Self::Lock(_) => "lock",
            Self::CostLabels(_) => "cost-labels",
            Self::Entity(_) => "entity",
            Self::Document(_) => "document",
            Self::DocumentLink(_) => "document-link",
            Self::Object(_) => "object",
            Self::Cluster(_) => "cluster",
            Self::Telemetry(_) => "telemetry",
            Self::Secret(_) => "secret",
            Self::Policy(_) => "policy",
            Self::Scan(_) => "scan",
            Self::Updates(_) => "updates",
            Self::Ownership(_) => "ownership",
            Self::Tool(_) => "tool",
            Self::Package(_) => "package",
            Self::Template(_) => "template",
            Self::Script(_) => "script",
        }
    }
}

/// A method for each kind of fact, which gives what it says when it is of that kind.
macro_rules! accessors {
    ($($name:ident: $kind:ident,)*) => {
        impl What {
            $(
                #[doc = concat!("What it says, when it is a [`", stringify!($kind), "`].")]
                pub fn $name(&self) -> Option<&$kind> {
                    match self {
                        Self::$kind(says) => Some(says),
                        _ => None,
                    }
                }
            )*
        }
    };
}

accessors! {
    as_pipeline: Pipeline,
    as_use: Use,
    as_image: Image,
    as_chart: Chart,
    as_chart_values: ChartValues,
    as_chart_part: ChartPart,
    as_workload: Workload,
    as_delivery: Delivery,
    as_infrastructure: Infrastructure,
    as_lock: Lock,
    as_cost_labels: CostLabels,
    as_entity: Entity,
    as_document: Document,
    as_document_link: DocumentLink,
    as_object: Object,
    as_cluster: Cluster,
    as_telemetry: Telemetry,
    as_secret: Secret,
    as_policy: Policy,
    as_scan: Scan,
    as_updates: Updates,
    as_ownership: Ownership,
    as_tool: Tool,
    as_package: Package,
    as_template: Template,
    as_script: Script,
}

/// One line of text: the kind, then what it says.
impl fmt::Display for What {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.kind())?;
        match self {
            Self::Pipeline(says) => write!(f, " {says}"),
            Self::Use(says) => write!(f, " {says}"),
            Self::Image(says) => write!(f, " {says}"),
            Self::Chart(says) => write!(f, " {says}"),
            Self::ChartValues(says) => write!(f, " {says}"),
            Self::ChartPart(says) => write!(f, " {says}"),
            Self::Workload(says) => write!(f, " {says}"),
            Self::Delivery(says) => write!(f, " {says}"),
            Self::Infrastructure(says) => write!(f, " {says}"),
            Self::Lock(says) => write!(f, " {says}"),
            Self::CostLabels(says) => write!(f, " {says}"),
            Self::Entity(says) => write!(f, " {says}"),
            Self::Document(says) => write!(f, " {says}"),
            Self::DocumentLink(says) => write!(f, " {says}"),
            Self::Object(says) => write!(f, " {says}"),
            Self::Cluster(says) => write!(f, " {says}"),
            Self::Telemetry(says) => write!(f, " {says}"),
            Self::Secret(says) => write!(f, " {says}"),
            Self::Policy(says) => write!(f, " {says}"),
            Self::Scan(says) => write!(f, " {says}"),
            Self::Updates(says) => write!(f, " {says}"),
            Self::Ownership(says) => write!(f, " {says}"),
            Self::Tool(says) => write!(f, " {says}"),
            Self::Package(says) => write!(f, " {says}"),
            Self::Template(says) => write!(f, " {says}"),
            Self::Script(says) => write!(f, " {says}"),
        }
    }
}

/// Writes `label=a,b` after a blank when there is anything to list.
fn list(f: &mut fmt::Formatter<'_>, label: &str, items: &[impl AsRef<str>]) -> fmt::Result {
    if items.is_empty() {
        return Ok(());
    }
    let items: Vec<&str> = items.iter().map(AsRef::as_ref).collect();
    write!(f, " {label}={}", items.join(","))
}

/// Writes `label=text` after a blank when there is a text.
fn pair(f: &mut fmt::Formatter<'_>, label: &str, text: Option<&str>) -> fmt::Result {
    text.map_or(Ok(()), |text| write!(f, " {label}={text}"))
}

/// Writes `label=key:value,…` after a blank when there is anything to list.
fn pairs(f: &mut fmt::Formatter<'_>, label: &str, pairs: &BTreeMap<String, String>) -> fmt::Result {
    let items: Vec<String> = pairs.iter().map(|(key, value)| format!("{key}:{value}")).collect();
    list(f, label, &items)
}

/// Writes `word` after a blank when `said`.
fn flag(f: &mut fmt::Formatter<'_>, word: &str, said: bool) -> fmt::Result {
    if said { write!(f, " {word}") } else { Ok(()) }
}
