//! How long a change waits that adds a resource (rubric M.res-time), as pull requests tell.

use milepost_core::{Bounds, Measure, Member, Unknown};

use super::provisioning::resources_since;
use super::pulls::pulls;
use super::{HALF_YEAR, YEAR, before, hours, median_measure, open};
use crate::measures::Context;

/// The median hours from opening to merging a pull request that adds a resource. Whoever waited in a
/// chat before that waited longer; what came without a pull request waited for nobody to be seen.
pub(in crate::measures) fn for_resources(context: &Context<'_>, id: &str) -> Measure {
    let start = before(context.estate.at, HALF_YEAR);
    let (mut known, mut unseen) = (Vec::new(), Vec::new());
    for repository in context.estate.repositories.iter().filter(|it| it.commit.is_some()) {
        let Some(history) = repository.history.as_ref().filter(|it| it.reaches(start)) else {
            unseen.push(open(&repository.id, Unknown::Shallow));
            continue;
        };
        let added = resources_since(context, (repository, history), start);
        if added.is_empty() {
            continue;
        }
        let Some(told) = pulls(repository, start) else {
            unseen.push(open(&repository.id, Unknown::NoApi));
            continue;
        };
        for (change, _, what) in added {
            let pull = told.all.iter().find(|it| it.commit.as_deref() == Some(&change.commit));
            let Some((pull, merged)) = pull.and_then(|pull| Some((pull, pull.ended?))) else {
                continue;
            };
            let waited = hours(pull.opened, merged);
            let name = format!("{}@{}", repository.id, change.commit);
            let way = format!("{waited:.1} hours, {what}");
            known.push((Member { id: name, way, evidence: Vec::new() }, at_least(waited)));
        }
    }
    median_measure(id, known, unseen, context.estate.rules.profile.minimum.units)
}

/// So many hours, or more: nothing bounds it but the year that is looked at.
fn at_least(waited: f64) -> Bounds {
    #[expect(clippy::cast_precision_loss, reason = "a small number")]
    let most = (YEAR * 24) as f64;
    Bounds { lo: waited, hi: waited.max(most) }
}
