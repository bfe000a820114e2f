//! What shipped in the last half year although nothing visible ships it.

use milepost_core::{Measure, Unknown};

use super::series::Rung;
use super::{HALF_YEAR, Tale, before};
use crate::assemble::Component;
use crate::measures::Context;
use crate::measures::census::{Answer, of_answers};
use crate::measures::delivery;
use crate::steps::models;

/// Whether anything shows that it shipped; what merges alone show is the visible chain itself.
fn shipped(context: &Context<'_>, tale: &Tale<'_>) -> Result<bool, Unknown> {
    let series = tale.series.as_ref().map_err(|code| *code)?;
    let events = series.since(before(context.estate.at, HALF_YEAR))?;
    Ok(!events.is_empty())
}

/// Deployables that shipped and that no automated chain leads to production.
pub(in crate::measures) fn by_hand(context: &Context<'_>, id: &str) -> Measure {
    of_shipped(context, id, |component, tale| {
        if tale.series.as_ref().is_ok_and(|series| series.rung == Rung::Merge) {
            return Answer::No("a change of the default branch deploys it".to_owned(), Vec::new());
        }
        match delivery::reaches_production(context, component) {
            Answer::Yes(lines) => Answer::No("an automated chain leads there".to_owned(), lines),
            Answer::No(_, lines) => Answer::Yes(lines),
            open => open,
        }
    })
}

/// Deployables that shipped by a route that can be seen nowhere.
pub(in crate::measures) fn unseen(context: &Context<'_>, id: &str) -> Measure {
    of_shipped(context, id, |component, _| {
        let models = models(context.estate, component);
        match models.first() {
            None => Answer::Yes(Vec::new()),
            Some(model) => Answer::No(model.to_string(), Vec::new()),
        }
    })
}

/// Asks those that shipped; whether others did stands in GitHub's API.
fn of_shipped(
    context: &Context<'_>,
    id: &str,
    ask: impl Fn(&Component<'_>, &Tale<'_>) -> Answer,
) -> Measure {
    let answers = context.tales().map(|(component, tale)| {
        let answer = match shipped(context, tale) {
            Ok(true) => ask(component, tale),
            Ok(false) => Answer::Outside,
            Err(code) => Answer::Open(code),
        };
        (component.id.clone(), answer)
    });
    of_answers(id, answers)
}
