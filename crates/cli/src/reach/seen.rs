//! What a snapshot may hold of what the host said: nobody is named in it.

use std::collections::BTreeMap;

use milepost_core::Hosted;
use milepost_forge::{Eyes, Listed};

use super::kept::Known;
use crate::config::Config;

/// What the host says of each repository, as far as a snapshot may hold it, by its name.
pub(super) fn described(
    known: &Known,
    wanted: &[&Listed],
    config: &Config,
) -> BTreeMap<String, Hosted> {
    let (people, team) = (&config.settings.platform_people, &config.settings.platform_team);
    let eyes = Eyes::new(known.teams.as_deref(), (people, team.as_deref()), known.listing.at);
    wanted.iter().map(|listed| (listed.name.clone(), said(listed, known, &eyes))).collect()
}

/// The same of one.
fn said(listed: &Listed, known: &Known, eyes: &Eyes<'_>) -> Hosted {
    let facts = known.facts.get(&listed.hosted.id).map(|heard| eyes.see(heard));
    Hosted { facts, ..listed.hosted.clone() }
}

/// The names of teams, sorted.
pub(super) fn teams(known: &Known) -> Option<Vec<String>> {
    let teams = known.teams.as_ref()?;
    let mut slugs: Vec<String> = teams.iter().map(|team| team.slug.clone()).collect();
    slugs.sort();
    Some(slugs)
}
