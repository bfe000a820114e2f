//! Deploys that failed, as far as history shows it: what was taken back, or repaired in a hurry
//! (trap T60: a lower bound, because incidents stand elsewhere).

use milepost_core::{Bounds, Measure, Member, Share, Unknown};

use super::deploying::{Deployed, deployed, unseen_most};
use super::series::Event;
use super::{count, hours, median};
use crate::measures::Context;
use crate::measures::census::{number, unknown};

/// A failed deploy, with the hours until the one that ends it.
pub(super) fn failures<'c, 'a>(
    context: &Context<'_>,
    deployed: &Deployed<'c, 'a>,
) -> Vec<(&'c Event<'a>, f64)> {
    let most = context.estate.rules.profile.number("measure.cfr", "hours");
    // The newest first: what repairs a deploy stands before it.
    let mut failed: Vec<(&Event<'_>, f64)> = Vec::new();
    for pair in deployed.events.windows(2) {
        let [repair, broken] = pair else { continue };
        let took = hours(broken.at, repair.at);
        let repairs = (repair.back || repair.hotfix) && !broken.back;
        if repairs && took <= most {
            failed.push((broken, took));
        }
    }
    failed
}

/// Deploys to production that a revert, an older version or a hotfix followed. Those after which
/// nothing of that is seen may have failed as well.
pub(in crate::measures) fn failed(context: &Context<'_>, id: &str) -> Measure {
    let (told, unseen) = deployed(context);
    let (mut share, mut members) = (Share::default(), Vec::new());
    for it in told.iter().filter(|it| !it.events.is_empty()) {
        let failed = failures(context, it).len();
        share.yes += count(failed);
        share.unknown += count(it.events.len() - failed);
        if failed > 0 {
            let (all, rung) = (it.events.len(), it.series.rung.name());
            let way = format!("at least {failed} of {all} {rung}");
            members.push(Member { id: it.component.id.clone(), way, evidence: Vec::new() });
        }
    }
    let code = unseen_most(context, share.total() as usize, &told, &unseen);
    Measure {
        value: share.bounds(),
        share: Some(share),
        yes: members,
        open: unseen,
        ..unknown(id, code)
    }
}

/// The median hours from a failed deploy to the one that ends it.
pub(in crate::measures) fn recovery(context: &Context<'_>, id: &str) -> Measure {
    let least = context.estate.rules.profile.number("measure.mttr", "failures");
    let (told, unseen) = deployed(context);
    let (mut took, mut members) = (Vec::new(), Vec::new());
    for it in &told {
        let failed = failures(context, it);
        if let Some(middle) = median(failed.iter().map(|(_, hours)| *hours).collect()) {
            let way = format!("{middle:.1} hours, {} times", failed.len());
            members.push(Member { id: it.component.id.clone(), way, evidence: Vec::new() });
        }
        took.extend(failed.into_iter().map(|(_, hours)| hours));
    }
    let few = f64::from(count(took.len())) < least;
    let code = if told.is_empty() {
        unseen_most(context, 0, &told, &unseen)
    } else {
        few.then_some(Unknown::TooFew)
    };
    let value = median(took).map(Bounds::exactly);
    Measure { value, unknown: code, yes: members, open: unseen, ..number(id, None) }
}
