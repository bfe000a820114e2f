//! A model: stages, each with criteria. Data, checked as it is read.

use milepost_core::CriterionKind;
use serde::Deserialize;

use super::predicate::RawPredicate;
use super::{Predicate, RuleError, read};

/// A maturity model.
#[derive(Debug, Clone)]
pub struct Model {
    /// Its id (`five-stages`).
    pub id: String,
    /// Its version.
    pub version: u32,
    /// What reports call it.
    pub title: String,
    /// What it asks, for somebody new.
    pub says: String,
    /// Its stages, lowest first.
    pub stages: Vec<StageCard>,
    /// Its criteria, in order.
    pub criteria: Vec<Criterion>,
    /// What keeps a stage from being higher.
    pub caps: Vec<Cap>,
}

/// One stage of a model.
#[derive(Debug, Clone)]
pub struct StageCard {
    /// Its number.
    pub number: u32,
    /// Its name.
    pub name: String,
    /// What life is like there.
    pub says: String,
    /// What it needs besides its gates.
    pub(crate) needs: Option<Predicate>,
}

impl StageCard {
    /// The id under which a model's needs have their thresholds and verdicts.
    pub fn needs_id(&self, model: &str) -> String {
        format!("{model}.stage-{}", self.number)
    }
}

/// One criterion of a model.
#[derive(Debug, Clone)]
pub struct Criterion {
    /// Its id in the rubric.
    pub id: String,
    /// What it is for.
    pub kind: CriterionKind,
    /// The stage it belongs to.
    pub stage: Option<u32>,
    /// What it claims.
    pub claim: String,
    /// How a one-screen report names it.
    pub short: String,
    /// The channels that can tell.
    pub by: Vec<String>,
    /// The population it speaks of.
    pub unit: String,
    /// When it holds; rules, context and advice have none.
    pub(crate) when: Option<Predicate>,
}

/// A criterion that keeps the stage from being higher.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Cap {
    /// The criterion.
    pub criterion: String,
    /// The verdict that caps: `fails` or `holds`.
    pub is: String,
    /// The stage it caps at.
    pub stage: u32,
    /// Why.
    pub says: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawModel {
    id: String,
    version: u32,
    title: String,
    says: String,
    stage: Vec<RawStage>,
    criterion: Vec<RawCriterion>,
    #[serde(default)]
    cap: Vec<Cap>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawStage {
    number: u32,
    name: String,
    says: String,
    needs: Option<RawPredicate>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawCriterion {
    id: String,
    kind: CriterionKind,
    stage: Option<u32>,
    claim: String,
    short: String,
    by: Vec<String>,
    unit: String,
    when: Option<RawPredicate>,
}

impl Model {
    /// Reads a model.
    pub(crate) fn read(file: &str, text: &str) -> Result<Self, RuleError> {
        let raw: RawModel = read(file, text)?;
        let id = raw.id;
        let stages: Result<Vec<_>, RuleError> = raw
            .stage
            .into_iter()
            .map(|stage| {
                let own = format!("{id}.stage-{}", stage.number);
                let needs = stage.needs.map(|needs| Predicate::of(needs, &own)).transpose()?;
                Ok(StageCard { number: stage.number, name: stage.name, says: stage.says, needs })
            })
            .collect();
        let criteria: Result<Vec<_>, RuleError> =
            raw.criterion.into_iter().map(Criterion::of).collect();
        Ok(Self {
            stages: stages?,
            criteria: criteria?,
            caps: raw.cap,
            id,
            version: raw.version,
            title: raw.title,
            says: raw.says,
        })
    }
}

impl Criterion {
    fn of(raw: RawCriterion) -> Result<Self, RuleError> {
        let when = raw.when.map(|when| Predicate::of(when, &raw.id)).transpose()?;
        Ok(Self {
            id: raw.id,
            kind: raw.kind,
            stage: raw.stage,
            claim: raw.claim,
            short: raw.short,
            by: raw.by,
            unit: raw.unit,
            when,
        })
    }
}
