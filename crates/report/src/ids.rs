//! Everything that can be asked about by name.

use std::collections::{BTreeMap, BTreeSet};

use milepost_core::Snapshot;
use milepost_score::Rulebook;

/// Suggestions for an unknown name.
const SUGGESTIONS: usize = 3;
/// Names less alike than this are not suggested.
const ALIKE: f64 = 0.7;

/// Every id that [`crate::explain`] knows, sorted.
pub fn known_ids(snapshot: &Snapshot, rules: &Rulebook) -> Vec<String> {
    let mut ids: BTreeSet<String> = BTreeSet::new();
    for model in &rules.models {
        ids.extend(model.criteria.iter().map(|criterion| criterion.id.clone()));
        ids.extend(model.stages.iter().map(|stage| stage.needs_id(&model.id)));
    }
    for step in &rules.steps {
        ids.extend([step.id.clone(), step.name.clone()]);
    }
    ids.extend(rules.measures.iter().map(|measure| measure.id.clone()));
    ids.extend(rules.rungs.keys().cloned());
    ids.extend(snapshot.deployables.iter().map(|deployable| deployable.id.clone()));
    ids.extend(snapshot.repositories.iter().map(|repository| repository.id.clone()));
    ids.extend(snapshot.units.iter().filter(|unit| unit.owned).map(|unit| unit.source.clone()));
    ids.extend(crate::explain::IDS.map(str::to_owned));
    ids.into_iter().collect()
}

/// The known names nearest to an unknown one, nearest first.
pub fn nearest(asked: &str, known: &[String]) -> Vec<String> {
    let asked = asked.to_lowercase();
    let mut alike: BTreeMap<&str, f64> = BTreeMap::new();
    for id in known {
        let whole = strsim::jaro_winkler(&asked, &id.to_lowercase());
        let last = id.rsplit_once(['/', '.']).map_or(id.as_str(), |(_, last)| last);
        let last = strsim::normalized_damerau_levenshtein(&asked, &last.to_lowercase());
        alike.insert(id, whole.max(last));
    }
    let mut nearest: Vec<(&str, f64)> =
        alike.into_iter().filter(|(_, score)| *score >= ALIKE).collect();
    nearest.sort_by(|a, b| b.1.total_cmp(&a.1).then_with(|| a.0.cmp(b.0)));
    nearest.into_iter().take(SUGGESTIONS).map(|(id, _)| id.to_owned()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slip_of_the_pen_finds_what_was_meant() {
        let known = ["gp.05", "pipeline", "shared-ci", "acme/billing-api"].map(str::to_owned);
        assert_eq!(nearest("pipline", &known), ["pipeline"]);
        assert_eq!(nearest("biling-api", &known), ["acme/billing-api"]);
        assert!(nearest("zzz", &known).is_empty());
    }
}
