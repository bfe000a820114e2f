//! Portals, and whether they take entries from places where no repository shows them (trap T42).

use milepost_core::{Evidence, Repository, Tool, ToolFamily, What};

use super::links::repository_of;
use super::ownership::Ownership;
use super::{evidence, facts_of};
use crate::rules::{Rules, is_among};

/// How the names of providers end that bring people rather than entries: `githubOrg`.
const BRINGS_PEOPLE: &str = "org";

/// How the signs of a portal begin that name a provider of its catalogue, and a place it reads.
const PROVIDER: &str = "provider ";
const LOCATION: &str = "location ";

/// Where a portal takes entries from that no repository of the scan shows: in a few words, and the
/// line that says so. The first in the order of repositories.
pub(super) fn elsewhere<'a>(
    repositories: &'a [Repository],
    ownership: &Ownership,
    rules: &Rules,
) -> Option<(&'a str, Evidence)> {
    let known = |id: &str| repositories.iter().any(|it| it.id.eq_ignore_ascii_case(id));
    let outside = |address: &&str| {
        let repository = repository_of(address);
        repository.is_some_and(|id| !known(&id) && ownership.owns_call(&id))
    };
    repositories.iter().find_map(|repository| {
        let tools = facts_of(repository, What::as_tool);
        let mut portals = tools.filter(|(_, tool)| tool.family == ToolFamily::Portal);
        portals.find_map(|(fact, portal)| {
            let from = by_itself(portal, rules)
                .or_else(|| signs(portal, PROVIDER).find(|name| !is_seen(name, rules)))
                .or_else(|| signs(portal, LOCATION).find(outside))?;
            Some((from, evidence(repository, fact, "")))
        })
    })
}

/// The product, when it is one that keeps entries of its own.
fn by_itself<'a>(portal: &'a Tool, rules: &Rules) -> Option<&'a str> {
    is_among(&rules.lists.portals_with_entries, &portal.product).then_some(portal.product.as_str())
}

fn signs<'a>(portal: &'a Tool, start: &'static str) -> impl Iterator<Item = &'a str> {
    portal.signs.iter().filter_map(move |sign| sign.strip_prefix(start))
}

/// Whether a provider of this name brings nothing but what repositories show, or people.
fn is_seen(provider: &str, rules: &Rules) -> bool {
    let lower = provider.to_ascii_lowercase();
    let lists = &rules.lists;
    let known = lists.reading_providers.iter().chain(&lists.people_providers);
    lower.ends_with(BRINGS_PEOPLE) || known.into_iter().any(|start| lower.starts_with(start))
}

#[cfg(test)]
mod tests {
    use milepost_core::Fact;

    use super::*;
    use crate::made_up::{fact, repository};
    use crate::settings::Settings;

    fn portal(product: &str, signs: &[&str]) -> Fact {
        let signs = signs.iter().map(|sign| (*sign).to_owned()).collect();
        let family = ToolFamily::Portal;
        fact(
            "p.yaml",
            What::Tool(Tool { family, product: product.to_owned(), name: None, signs, asks: None }),
        )
    }

    fn from_elsewhere(fact: Fact) -> Option<String> {
        let rules = Rules::shipped(&Settings::default()).unwrap();
        let all = [repository("acme/catalogue", vec![]), repository("acme/portal", vec![fact])];
        let ownership = Ownership::new("acme", &Settings::default(), &rules, &all);
        elsewhere(&all, &ownership, &rules).map(|(from, _)| from.to_owned())
    }

    #[test]
    fn providers_of_files_and_of_people_bring_no_more_entries() {
        let signs = ["app-config", "provider github", "provider githubOrg", "provider okta"];
        assert_eq!(from_elsewhere(portal("backstage", &signs)), None);
        let signs = ["app-config", "provider github", "provider awsS3"];
        assert_eq!(from_elsewhere(portal("backstage", &signs)).as_deref(), Some("awsS3"));
    }

    #[test]
    fn a_portal_that_keeps_entries_of_its_own_has_more_of_them() {
        assert_eq!(from_elsewhere(portal("port", &["mapping"])).as_deref(), Some("port"));
    }

    #[test]
    fn entries_lie_elsewhere_where_a_repository_of_the_organisation_is_not_in_the_scan() {
        let reading = |repository: &str| {
            let sign = format!("location https://github.com/{repository}/blob/main/all.yaml");
            from_elsewhere(portal("backstage", &[&sign]))
        };
        assert_eq!(reading("acme/catalogue"), None);
        assert_eq!(reading("backstage/backstage"), None, "an example of others");
        assert!(reading("acme/entities").unwrap().contains("acme/entities"));
    }
}
