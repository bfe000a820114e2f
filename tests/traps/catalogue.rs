//! Traps of catalogues, owners and portals.

use milepost_core::{StandingName, Unknown};

use super::{HARBOUR, answer, facts_at, measure, scanned, taken};
use crate::deployable;

#[test]
fn t40_a_placeholder_is_no_owner() {
    for id in ["harbour/t40-owned-by-guests", "harbour/t40-owned-by-unknown"] {
        assert_eq!(deployable(&HARBOUR, id).owner, None, "{id}");
        let entry = taken(&HARBOUR, id, "gp.26");
        assert_eq!(entry.standing, StandingName::Absent, "{id}");
        assert!(entry.why.as_deref().unwrap().contains("names no owner"), "{id}");
        assert_eq!(answer(&HARBOUR, "owner", id), "no");
    }
}

#[test]
fn t41_of_code_owners_the_last_valid_line_of_the_first_file_decides() {
    let owner = |service| {
        deployable(&HARBOUR, &format!("harbour/t41-code-owners//services/{service}")).owner.clone()
    };
    assert_eq!(owner("tides").as_deref(), Some("@harbour/hydrography"));
    assert_eq!(owner("pilots").as_deref(), Some("@harbour/platform"), "its own line is not valid");
    assert_eq!(owner("lights"), None, "the last line says that it is nobody's");
}

#[test]
fn t41_code_owners_alone_are_no_gate() {
    let gate = measure(&HARBOUR, "gate");
    assert_eq!((gate.value, gate.unknown), (None, Some(Unknown::NoTeam)));
}

#[test]
fn t42_an_entry_of_a_central_catalogue_is_that_of_the_repository_it_names() {
    let id = "harbour/t42-moorings";
    assert_eq!(deployable(&HARBOUR, id).owner.as_deref(), Some("group:default/quay"));
    let entry = taken(&HARBOUR, id, "gp.26");
    assert_eq!(entry.evidence[0].repository, "harbour/t42-catalogue");
    assert_eq!(answer(&HARBOUR, "cat", id), "yes");
}

#[test]
fn t42_entries_of_several_services_are_told_apart_by_name_and_by_folder() {
    let owner = |service: &str| {
        let id = format!("harbour/t42-quays//services/{service}");
        assert_eq!(answer(&HARBOUR, "cat", &id), "yes", "{service}");
        deployable(&HARBOUR, &id).owner.clone()
    };
    assert_eq!(owner("north").as_deref(), Some("group:default/quay"));
    assert_eq!(owner("south").as_deref(), Some("group:default/lifting"));
}

#[test]
fn t42_where_a_portal_takes_entries_from_elsewhere_none_is_unknown_and_not_absent() {
    let beacon = scanned("beacon");
    let entry = taken(&beacon, "beacon/lamp", "gp.26");
    assert_eq!((entry.standing, entry.unknown), (StandingName::Unknown, Some(Unknown::External)));
    assert!(entry.why.as_deref().unwrap().contains("awsS3"), "not the one that reads GitHub");
    for id in ["cat", "owner", "cat-links"] {
        assert_eq!(answer(&beacon, id, "beacon/lamp"), "open", "{id}");
    }
}

#[test]
fn t43_an_entry_copied_with_its_name_describes_what_it_was_copied_from() {
    let original = "harbour/t43-cranes";
    assert_eq!(deployable(&HARBOUR, original).owner.as_deref(), Some("group:default/lifting"));
    let entry = taken(&HARBOUR, original, "gp.26");
    assert_eq!(entry.way.as_deref(), Some("catalog-info.yaml"));
    let copy = "harbour/t43-trucks";
    assert_eq!(deployable(&HARBOUR, copy).owner, None);
    assert_eq!(taken(&HARBOUR, copy, "gp.26").standing, StandingName::Absent);
    assert_eq!(answer(&HARBOUR, "cat", copy), "no");
}

#[test]
fn t43_one_on_call_service_for_six_services_of_two_teams_says_nothing() {
    for service in ["customs", "freight", "gates", "scales", "seals", "storage"] {
        let on_call = taken(&HARBOUR, &format!("harbour/t43-one-id//services/{service}"), "gp.24");
        assert_eq!(on_call.standing, StandingName::Unknown, "{service}");
        assert_eq!(on_call.unknown, Some(Unknown::Conflict), "{service}");
    }
    let of_its_own = taken(&HARBOUR, "harbour/t39-filled-in", "gp.24");
    assert_eq!(of_its_own.way.as_deref(), Some("pagerduty.com/service-id"));
}

#[test]
fn t44_a_portal_as_its_generator_left_it_is_no_portal() {
    assert!(!facts_at(&HARBOUR, "harbour/t44-portal", "app-config.yaml").is_empty());
    assert_eq!(measure(&HARBOUR, "portal").value.map(|it| it.hi), Some(0.0));
    let templates = &measure(&HARBOUR, "template").yes;
    assert!(templates.iter().all(|it| it.id != "example-nodejs-template"));
    let samples = facts_at(&HARBOUR, "harbour/t44-portal", "examples/entities.yaml");
    assert!(samples.iter().all(|fact| fact.aside.is_some()));
}

#[test]
fn t45_an_action_that_opens_a_ticket_is_no_self_service() {
    let actions = measure(&HARBOUR, "actions");
    let of_it = |id: &str| id.contains("t45-requests");
    assert!(actions.no.iter().any(|it| of_it(&it.id) && it.id.ends_with("jira:issue:create")));
    assert!(!actions.yes.iter().any(|it| of_it(&it.id)));
}
