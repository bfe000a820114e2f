//! From facts to components, standings, measures and a stage.
//!
//! The scorer never sees a file: it reads facts, and everything it concludes points back at them.
//! One way through: `assemble` puts components together, `steps` says how each takes each step,
//! `standard` finds the organisation's way, `measures` count, `assess` judges.

mod assemble;
mod assess;
mod digest;
mod hindsight;
mod inputs;
#[cfg(test)]
mod made_up;
mod measures;
mod path;
mod rules;
mod score;
mod settings;
mod standard;
mod steps;
#[cfg(test)]
mod tests;

pub use assemble::instant;
pub use digest::rules;
pub use hindsight::{Hindsight, Point, look_back, looks};
pub use rules::{Criterion, MeasureCard, Model, RuleError, Rules as Rulebook, StageCard, StepCard};
pub use score::{Made, score};
pub use settings::{Declared, EnvironmentClass, Exemption, Settings};
