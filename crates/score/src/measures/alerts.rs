//! Security alerts, which only GitHub's API tells.

use jiff::Timestamp;
use milepost_core::{Alerts, Bounds, Measure, Unknown};

use super::Context;
use super::census::{Answer, of_answers, share, unknown};
use crate::assemble::Component;

/// Days after which an open critical alert is overdue.
const OVERDUE_DAYS: i64 = 30;

/// Alerts of the repository, where they are enabled and may be seen; else it is not known, and
/// never a pass.
fn alerts<'a>(component: &Component<'a>) -> Option<&'a Alerts> {
    component.repository.api_facts()?.alerts.as_ref()
}

/// Deployables without an open critical alert.
pub(super) fn none_critical(context: &Context<'_>, id: &str) -> Measure {
    if context.population_of(id).all(|(component, _)| alerts(component).is_none()) {
        return unknown(id, Some(Unknown::NoApi));
    }
    share(context, id, |component| match alerts(component) {
        None => Answer::Open(Unknown::NoApi),
        Some(alerts) if !alerts.critical.is_empty() => {
            let many = alerts.critical.len();
            let shows = format!("{many} critical of {} open alerts", alerts.open);
            Answer::No("has critical alerts".to_owned(), vec![component.whole(&shows)])
        }
        Some(alerts) if alerts.more => Answer::Open(Unknown::NoApi),
        Some(alerts) => Answer::Yes(vec![component.whole(format!("{} open alerts", alerts.open))]),
    })
}

/// Critical alerts that have been open for too long. Where alerts of one deployable cannot be seen,
/// that it has none is not known either.
pub(super) fn overdue(context: &Context<'_>, id: &str) -> Measure {
    let start = super::history::before(context.estate.at, OVERDUE_DAYS);
    let mut total = 0;
    let mut seen: Vec<&str> = Vec::new();
    let answers: Vec<(String, Answer)> = context
        .population_of(id)
        .filter(|(component, _)| component.counts() || component.is_dormant())
        .map(|(component, _)| {
            let Some(alerts) = alerts(component).filter(|alerts| !alerts.more) else {
                return (component.id.clone(), Answer::Open(Unknown::NoApi));
            };
            let late = alerts.critical.iter().filter(|at: &&Timestamp| **at < start).count();
            if late == 0 {
                return (component.id.clone(), Answer::No("none".to_owned(), Vec::new()));
            }
            // Deployables of one repository share its alerts.
            if !seen.contains(&component.repository.id.as_str()) {
                seen.push(&component.repository.id);
                total += late;
            }
            let shows = format!("{late} critical alerts open for more than {OVERDUE_DAYS} days");
            (component.id.clone(), Answer::Yes(vec![component.whole(&shows)]))
        })
        .collect();
    let measure = of_answers(id, answers.into_iter());
    if !measure.open.is_empty() || measure.yes.is_empty() && measure.no.is_empty() {
        return unknown(id, Some(Unknown::NoApi));
    }
    let value = Some(Bounds::exactly(crate::standard::as_f64(total)));
    Measure { value, share: None, ..measure }
}
