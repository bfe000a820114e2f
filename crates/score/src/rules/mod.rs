//! The rules, all of them data: steps, measures, thresholds, rungs, models.

mod model;
mod predicate;
mod words;

use std::collections::BTreeMap;

use serde::Deserialize;

pub use model::{Criterion, Model, StageCard};
pub(crate) use predicate::{Comparison, Predicate};

use crate::settings::Settings;
use predicate::RawPredicate;

/// Why rules could not be read.
#[derive(Debug, thiserror::Error)]
pub enum RuleError {
    /// The text is not TOML of the shape expected.
    #[error("{file}: {source}")]
    Shape {
        /// The data file.
        file: String,
        /// What is wrong, with its place.
        source: Box<toml::de::Error>,
    },
    /// A rule says something no rule can say.
    #[error("{id}: {detail}")]
    Content {
        /// The rule.
        id: String,
        /// What is wrong.
        detail: String,
    },
}

/// Everything that judges.
#[derive(Debug, Clone)]
pub struct Rules {
    /// The steps of the golden path, in order.
    pub steps: Vec<StepCard>,
    /// The measure library, in order.
    pub measures: Vec<MeasureCard>,
    /// The rungs of every dimension, by id.
    pub rungs: BTreeMap<String, Rung>,
    /// The models.
    pub models: Vec<Model>,
    /// The thresholds.
    pub profile: Profile,
    /// Hosts everybody publishes on.
    pub public_hosts: Vec<String>,
    /// Words that judge.
    pub(crate) lists: Lists,
    /// The data files as they were read: what the digest is taken of.
    pub(crate) texts: Vec<&'static str>,
}

/// A step of the golden path (rubric 3.1).
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct StepCard {
    /// Its id (`gp.05`).
    pub id: String,
    /// What reports call it.
    pub name: String,
    /// `core`, `recommended` or `typed`.
    pub core: String,
    /// What a service does that takes it.
    pub says: String,
    /// When that is the organisation's standard way.
    pub standard: String,
    /// The sources that ask for it.
    pub from: Vec<String>,
    /// The channels that can tell.
    pub by: Vec<String>,
    /// When it does not apply.
    pub applies: String,
    /// The code it is unknown with while nothing looks at it.
    #[serde(default)]
    pub unknown: Option<milepost_core::Unknown>,
}

impl StepCard {
    /// Whether a path needs a standard for this step.
    pub fn is_core(&self) -> bool {
        self.core == "core"
    }
}

/// A measure of the library (rubric 0.8).
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MeasureCard {
    /// Its id, without the rubric's `M.`.
    pub id: String,
    /// What tables call it.
    pub title: String,
    /// What is counted.
    pub says: String,
    /// Of which population.
    pub of: String,
    /// The channels that can tell.
    pub by: Vec<String>,
    /// `share` or `number`.
    pub value: String,
    /// Whether what is deployed and has been quiet for a year counts in it (trap T54).
    #[serde(default)]
    pub dormant: bool,
    /// What of history tells it, the best rung first.
    #[serde(default)]
    pub source: Option<String>,
    /// The codes of what history leaves open.
    #[serde(default)]
    pub gaps: Vec<milepost_core::Unknown>,
    /// The code it is unknown with while nothing computes it.
    #[serde(default)]
    pub unknown: Option<milepost_core::Unknown>,
}

impl MeasureCard {
    /// Whether history is among the channels that can tell it.
    pub fn asks_history(&self) -> bool {
        self.by.iter().any(|channel| channel.starts_with('H'))
    }
}

/// A rung of a dimension (rubric 4.2).
#[derive(Debug, Clone)]
pub struct Rung {
    /// Its id (`DEL.2`).
    pub id: String,
    /// The dimension.
    pub dimension: String,
    /// When it holds, the rungs below it apart.
    pub(crate) when: Predicate,
}

impl Rung {
    /// The id of the rung below, if there is one.
    pub fn below(&self) -> Option<String> {
        let (dimension, number) = self.id.rsplit_once('.')?;
        let number: u32 = number.parse().ok()?;
        (number > 1).then(|| format!("{dimension}.{}", number - 1))
    }
}

/// Thresholds, all in one place.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Profile {
    /// Its name.
    pub id: String,
    /// Its version.
    pub version: u32,
    /// Thresholds by criterion, rung or rule, then by name.
    pub thresholds: BTreeMap<String, BTreeMap<String, f64>>,
    /// Fewest units and events a judgement needs.
    pub minimum: Minimum,
}

/// Fewest units and events a judgement needs (rubric 0.2, rule 2).
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Minimum {
    /// Units behind a share.
    pub units: u32,
    /// Events behind a rate.
    pub events: u32,
}

impl Profile {
    /// The threshold `name` of `rule`.
    pub fn threshold(&self, rule: &str, name: &str) -> Option<f64> {
        self.thresholds.get(rule)?.get(name).copied()
    }

    /// A threshold that the shipped profile is tested to hold.
    pub(crate) fn number(&self, rule: &str, name: &str) -> f64 {
        self.threshold(rule, name).unwrap_or(f64::NAN)
    }
}

impl Rules {
    /// The rules that ship, with the thresholds that `settings` change.
    ///
    /// # Errors
    /// Never for the shipped data, which tests read.
    pub fn shipped(settings: &Settings) -> Result<Self, RuleError> {
        let texts = [
            include_str!("../../data/steps.toml"),
            include_str!("../../data/measures.toml"),
            include_str!("../../data/rungs.toml"),
            include_str!("../../data/profile.toml"),
            include_str!("../../data/five-stages.toml"),
            include_str!("../../data/public.toml"),
            include_str!("../../data/words.toml"),
        ];
        let [steps, measures, rungs, profile, five_stages, public, words] = texts;
        let mut profile: Profile = read("profile.toml", profile)?;
        for (rule, thresholds) in &settings.thresholds {
            profile.thresholds.entry(rule.clone()).or_default().extend(thresholds.clone());
        }
        Ok(Self {
            steps: read::<Steps>("steps.toml", steps)?.step,
            measures: read::<Measures>("measures.toml", measures)?.measure,
            rungs: rungs_of(read("rungs.toml", rungs)?)?,
            models: vec![Model::read("five-stages.toml", five_stages)?],
            profile,
            public_hosts: read::<Public>("public.toml", public)?.hosts,
            lists: read("words.toml", words)?,
            texts: texts.to_vec(),
        })
    }

    /// The step with this id or name.
    pub fn step(&self, id: &str) -> Option<&StepCard> {
        self.steps.iter().find(|step| step.id == id || step.name == id)
    }

    /// The measure with this id.
    pub fn measure(&self, id: &str) -> Option<&MeasureCard> {
        self.measures.iter().find(|measure| measure.id == id)
    }

    /// The criterion with this id, and its model.
    pub fn criterion(&self, id: &str) -> Option<(&Model, &Criterion)> {
        self.models.iter().find_map(|model| {
            model.criteria.iter().find(|criterion| criterion.id == id).map(|found| (model, found))
        })
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Steps {
    step: Vec<StepCard>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Measures {
    measure: Vec<MeasureCard>,
}

/// Words that judge: `data/words.toml`.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(crate) struct Lists {
    /// What templates make that is run.
    pub(crate) services: Vec<String>,
    /// Words of template actions that create or change something.
    pub(crate) acting: Vec<String>,
    /// Words of template actions that ask somebody else instead.
    pub(crate) asking: Vec<String>,
    /// Types of resources that are data stores; what only helps one (a group of parameters, a snapshot) is none.
    pub(crate) stores: Vec<String>,
    /// Words of a module's name that say it makes a data store.
    pub(crate) store_modules: Vec<String>,
    /// Types of resources that are queues, topics and buckets.
    pub(crate) carriers: Vec<String>,
    /// Words of a module's name that say it makes a queue, a topic or a bucket.
    pub(crate) carrier_modules: Vec<String>,
    /// Images of data stores and brokers, by the last segment of their names.
    pub(crate) products: Vec<String>,
    /// Words of keys in which environments may differ: how many, how large, where, which version.
    pub(crate) may_differ: Vec<String>,
    /// Kinds of objects by which traffic comes in.
    pub(crate) routes: Vec<String>,
    /// Types of resources by which traffic comes in outside of clusters.
    pub(crate) route_resources: Vec<String>,
    /// Places a team can be reached at, as they show in links and annotations.
    pub(crate) channels: Vec<String>,
    /// Actions that exchange a pipeline's identity for access to a cloud.
    pub(crate) cloud_logins: Vec<String>,
    /// Inputs by which long-lived keys of a cloud are handed to a step.
    pub(crate) key_inputs: Vec<String>,
    /// Values of charts that name the identity a workload runs under.
    pub(crate) identity_values: Vec<String>,
    /// Words in the name of a repository that others are made from.
    pub(crate) template_names: Vec<String>,
    /// Beginnings of annotations of catalogue entries that lead to a dashboard.
    pub(crate) dashboards: Vec<String>,
    /// Keys that lead to the version of what a file of values is for, and not of something else in it.
    pub(crate) own_versions: Vec<String>,
    /// Roles of documents that grow old.
    pub(crate) aging: Vec<String>,
    /// Beginnings of annotations of catalogue entries that lead to an on-call service.
    pub(crate) on_call: Vec<String>,
    /// How the providers of a portal begin that read files of repositories, as milepost does.
    pub(crate) reading_providers: Vec<String>,
    /// How those begin that bring people and teams.
    pub(crate) people_providers: Vec<String>,
    /// Words in names of workloads that say which part of a roll-out they are.
    pub(crate) rollout_words: Vec<String>,
    /// Inputs of units that name where something goes rather than what is done.
    pub(crate) naming_inputs: Vec<String>,
    /// Inputs of units that hold code of the caller's own to run.
    pub(crate) hook_inputs: Vec<String>,
    /// Portals that keep entries of their own, made in their interface or by their integrations.
    pub(crate) portals_with_entries: Vec<String>,
    /// Words of commands that run what builds images without a Dockerfile, by its name.
    pub(crate) builders: BTreeMap<String, Vec<String>>,
}

/// Whether a word is one of a list.
pub(crate) fn is_among(list: &[String], word: &str) -> bool {
    list.iter().any(|known| known == word)
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Public {
    hosts: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawRungs {
    rung: Vec<RawRung>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawRung {
    id: String,
    dimension: String,
    when: RawPredicate,
}

fn rungs_of(raw: RawRungs) -> Result<BTreeMap<String, Rung>, RuleError> {
    raw.rung
        .into_iter()
        .map(|rung| {
            let when = Predicate::of(rung.when, &rung.id)?;
            Ok((rung.id.clone(), Rung { id: rung.id, dimension: rung.dimension, when }))
        })
        .collect()
}

fn read<T: serde::de::DeserializeOwned>(file: &str, text: &str) -> Result<T, RuleError> {
    toml::from_str(text)
        .map_err(|source| RuleError::Shape { file: file.to_owned(), source: Box::new(source) })
}
