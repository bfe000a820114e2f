//! How a component came to be: made from a template, and laid out like it.

use std::collections::BTreeSet;

use milepost_core::{Repository, UnitKind, Unknown, Use, What};

use super::{Taking, Way};
use crate::assemble::{Component, Estate, evidence, facts_of};
use crate::rules::is_among;

/// gp.01: what was left behind by the template it was made from. That GitHub made it from a
/// template stands in its API.
pub(super) fn template(estate: &Estate<'_>, component: &Component<'_>) -> Taking {
    let left: Vec<Way> = component
        .facts_of(provenance)
        .map(|(fact, used)| {
            let owned = estate.ownership.is_owned(UnitKind::Template, &used.source);
            Way {
                family: owned.then(|| used.source.clone()),
                version: used.version.clone(),
                evidence: vec![evidence(component.repository, fact, used.source.clone())],
                ..Way::own(&used.source)
            }
        })
        .collect();
    if left.is_empty() {
        let why = "nothing in it tells of a template; GitHub's own record was not asked";
        return Taking::unknown(Unknown::NoApi, why);
    }
    Taking::taken(left)
}

/// gp.02: the names at its root are much like those of one of the organisation's templates.
pub(super) fn structure(estate: &Estate<'_>, component: &Component<'_>) -> Taking {
    let least = estate.rules.profile.number("standard.structure", "alike");
    if !component.path.is_empty() {
        return Taking::not_applicable("a part of a repository, which has its own layout");
    }
    if is_template(estate, component.repository) {
        return Taking::not_applicable("others are made like it");
    }
    let own: BTreeSet<&str> = names(component.repository);
    let templates = estate.repositories.iter().filter(|it| is_template(estate, it));
    let closest = templates
        .filter(|it| it.id != component.repository.id)
        .map(|it| (alike(&own, &names(it)), it))
        .max_by(|a, b| a.0.total_cmp(&b.0).then_with(|| b.1.id.cmp(&a.1.id)));
    match closest {
        None => Taking::unknown(Unknown::NoStd, "no template in the scan to compare it with"),
        Some((share, template)) if share >= least => {
            let at =
                component.whole(format!("the names at the root are {} its own", alike_by(share)));
            Taking::taken(vec![Way {
                family: Some(template.id.clone()),
                evidence: vec![at],
                ..Way::own(&template.id)
            }])
        }
        Some((share, template)) => Taking::absent(&format!(
            "the names at the root are {} those of {}, the closest template",
            alike_by(share),
            template.id
        )),
    }
}

/// A share of `alike` in words: it counts what either side lacks, so it is no share of one side's
/// names.
fn alike_by(share: f64) -> String {
    format!("{:.0} % like", share * 100.0)
}

fn names(repository: &Repository) -> BTreeSet<&str> {
    repository.top.iter().map(String::as_str).collect()
}

/// The share of names that both have, of those that either has.
fn alike(a: &BTreeSet<&str>, b: &BTreeSet<&str>) -> f64 {
    let either = a.union(b).count();
    if either == 0 {
        return 0.0;
    }
    crate::standard::as_f64(a.intersection(b).count()) / crate::standard::as_f64(either)
}

/// Whether others are made from a repository: it is named for it, or holds a template's definition
/// at its root.
pub(crate) fn is_template(estate: &Estate<'_>, repository: &Repository) -> bool {
    let named = repository
        .name()
        .split(['-', '_', '.'])
        .any(|word| is_among(&estate.rules.lists.template_names, &word.to_ascii_lowercase()));
    let defined = facts_of(repository, What::as_template);
    named || defined.into_iter().any(|(fact, _)| !fact.path.contains('/'))
}

fn provenance(what: &What) -> Option<&Use> {
    match what {
        What::Use(used) if used.unit == UnitKind::Template => Some(used),
        _ => None,
    }
}
