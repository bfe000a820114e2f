//! The words milepost uses, as types, and pure arithmetic on them.
//!
//! Nothing here reads a file, a clock, the network or the environment. A detector depends on this
//! crate (and on `milepost-syntax` for its parsers) and on nothing else of milepost.

mod detector;
mod diversity;
mod fact;
mod result;
mod share;
mod trouble;
mod unknown;
mod verb;
mod verdict;

pub mod place;

pub use detector::{Card, Detector, File, Finding, Findings};
pub use diversity::Diversity;
pub use fact::{
    Call, Chart, ChartValues, CiSystem, Confidence, CostLabels, Delivery, Dependency, Document,
    DocumentLink, DocumentRole, Entity, Fact, Image, ImageReference, Infrastructure,
    InfrastructureTool, Job, Lock, Locked, Pin, Pipeline, PipelineRole, Provider, Relation,
    Runtime, Stage, Step, Trigger, UnitKind, Use, What, Workload,
};
pub use result::{
    Assessment, Basis, Certainty, Class, Counts, CriterionKind, Deployable, Evidence, GoldenPath,
    Judgement, Measure, Member, Reading, Repository, Rules, SharedUnit, Snapshot, Standard,
    Standing, StandingName,
};
pub use share::{Bounds, Share};
pub use trouble::{Trouble, TroubleCode};
pub use unknown::Unknown;
pub use verb::{DeployModel, Verb, VerbTable, VerbTableError};
pub use verdict::Verdict;
