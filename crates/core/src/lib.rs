//! The words milepost uses, as types, and pure arithmetic on them.
//!
//! Nothing here reads a file, a clock, the network or the environment. Everything else of milepost
//! stands on this crate.

mod calendar;
pub mod cost;
mod diversity;
mod fact;
mod result;
mod share;
mod trouble;
mod unknown;
mod verb;
mod verdict;

pub mod definition;
pub mod environment;
pub mod kubernetes;
pub mod name;
pub mod owners;
pub mod place;
pub mod published;
pub mod range;

pub use calendar::{Calendar, Every, Quarter, end_of_day};
pub use cost::CostLabel;
pub use diversity::Diversity;
pub use fact::{
    Call, Chart, ChartPart, ChartValues, CiSystem, Cluster, Confidence, CostLabels, Dated,
    Delivery, Dependency, Document, DocumentLink, DocumentRole, Entity, EntityLink, Fact, Image,
    ImageReference, Infrastructure, InfrastructureTool, Job, Lock, Locked, Makes, Object,
    Ownership, Package, Pin, Pipeline, PipelineRole, Policy, PolicyMode, Provider, Relation,
    Runtime, Scan, Script, Secret, SecretMechanism, Signal, Stage, Step, Telemetry, Template, Tool,
    ToolFamily, Trigger, UnitKind, Updates, Use, What, Workload, Written, WrittenObject,
};
pub use result::{
    Alerts, ApiFacts, Assessment, Basis, Beginning, Birth, BranchGuard, Bump, Certainty, Change,
    ChangeMark, ChangeWay, Class, Counts, CriterionKind, Deployable, Deployment, Deployments,
    Evidence, FailedRuns, GoldenPath, History, HistoryFolder, HistoryPath, Hosted,
    HostedEnvironment, HostedRelease, IMPORT_FILES, Judgement, LeftOut, Like, Lines, Measure,
    Member, Moment, Outcome, PathRole, Population, PullRequest, PullRequests, Reading, Release,
    Releases, Repository, Requests, RequiredWorkflow, Resolved, Roll, Rules, SecuritySettings,
    SharedUnit, Sketch, Snapshot, Standard, Standing, StandingName, Switched, Touch, Touched,
    Trend, Value, Version, Visibility, Wording,
};
pub use share::{Bounds, Share};
pub use trouble::{Trouble, TroubleCode};
pub use unknown::Unknown;
pub use verb::{DeployModel, Verb, VerbTable, VerbTableError};
pub use verdict::Verdict;
