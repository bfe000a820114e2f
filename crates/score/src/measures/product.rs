//! The platform as a product, as far as the repositories of its team show it (rubric 0.8, M.roadmap,
//! M.plat-slo, M.survey, M.deprec). What is kept on a board, in a wiki or by hand shows nowhere here:
//! all but the first can be proved and never disproved.

use milepost_core::Measure;

use super::census::{Answer, of_answers, unknown};
use super::{Context, team};
use crate::assemble::{evidence, owners};
use crate::steps::is_owned;

/// Repositories of the platform team with an owner: in a catalogue entry, or in the code owners file.
pub(super) fn owned(context: &Context<'_>, id: &str) -> Measure {
    let theirs = match team::active(context) {
        Ok(theirs) => theirs,
        Err(code) => return unknown(id, Some(code)),
    };
    let answers = theirs.into_iter().map(|repository| {
        let entries = context.estate.entries.about(repository);
        let entered = entries.iter().find(|entry| is_owned(entry.entity));
        let entered = entered.map(|entry| entry.evidence(&entry.entity.reference));
        let named = || {
            let (fact, owners) = owners::of_everything(repository)?;
            Some(evidence(repository, fact, owners.join(" ")))
        };
        let answer = match entered.or_else(named) {
            Some(at) => Answer::Yes(vec![at]),
            None => super::catalogue::without_entry(context, "nobody is named as its owner"),
        };
        (repository.id.clone(), answer)
    });
    of_answers(id, answers.collect::<Vec<_>>().into_iter())
}

#[cfg(test)]
mod tests;
