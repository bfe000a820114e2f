//! What a shared unit does for its callers, at the version each of them asks for.

use std::sync::LazyLock;

use milepost_core::{Resolved, Snapshot, StandingName};
use milepost_testkit::Ground;

use crate::{deployable, repository, snapshot_of, standing};

static VERSIONS: LazyLock<Snapshot> = LazyLock::new(|| {
    let ground = Ground::new();
    let folder = ground.bare("versions");
    snapshot_of(&ground, &folder)
});

fn scans(name: &str) -> bool {
    match standing(&VERSIONS, &format!("tidewater/{name}"), "gp.07") {
        Some(StandingName::Standard | StandingName::OwnWay) => true,
        Some(StandingName::Absent) => false,
        other => panic!("{name}: {other:?}"),
    }
}

#[test]
fn a_call_does_what_the_unit_did_at_the_tag_it_asks_for() {
    assert!(scans("pinned"), "v1.0.0 scans");
    assert!(!scans("moving"), "v2.0.0 was emptied");
}

#[test]
fn a_version_that_is_not_there_is_the_newest_older_one_and_said_so() {
    assert!(scans("older"), "v1.9.0 is none, v1.0.0 is the newest before it");
    let versions = &repository(&VERSIONS, "tidewater/workflows").versions;
    let resolved: Vec<_> =
        versions.iter().filter_map(|version| version.asked.get("v1.9.0")).collect();
    assert_eq!(resolved, [&Resolved::Older]);
}

#[test]
fn a_branch_is_the_unit_as_it_stands_and_an_emptied_one_does_nothing() {
    let local = deployable(&VERSIONS, "tidewater/local");
    assert_eq!(local.standing("gp.12").unwrap().standing, StandingName::Absent);
    assert!(!scans("local"));
}

#[test]
fn what_a_unit_is_handed_is_the_environment_it_deploys_to() {
    assert_eq!(deployable(&VERSIONS, "tidewater/pinned").environments, ["production"]);
}

#[test]
fn what_a_version_asks_of_its_own_repository_by_its_full_name_is_followed() {
    assert!(scans("named"), "ship.yml calls scan.yml of its own repository at v1.0.0");
}

#[test]
fn a_file_that_two_versions_share_says_the_same_in_both_and_one_that_differs_does_not() {
    let versions = &repository(&VERSIONS, "tidewater/workflows").versions;
    let said = |asked: &str, name: &str| -> Vec<String> {
        let version = versions.iter().find(|version| version.asked.contains_key(asked)).unwrap();
        let facts = version.facts.iter().filter(|fact| fact.path.ends_with(name));
        facts.map(|fact| format!("{} {}", fact.line, fact.what)).collect()
    };
    assert!(!said("v1.0.0", "deploy.yml").is_empty());
    assert_eq!(said("v1.0.0", "deploy.yml"), said("v2.0.0", "deploy.yml"));
    assert_ne!(said("v1.0.0", "scan.yml"), said("v2.0.0", "scan.yml"));
}

#[test]
fn a_chart_brings_along_what_it_did_at_the_version_that_is_asked_for() {
    let health = |name: &str| standing(&VERSIONS, &format!("tidewater/{name}"), "gp.04");
    assert_eq!(health("charted"), Some(StandingName::OwnWay), "1.0.0 has probes");
    assert_eq!(health("recharted"), Some(StandingName::Unknown), "2.0.0 leaves them to its values");
}

#[test]
fn of_a_range_the_newest_version_that_is_out_runs_unless_a_lock_says_which() {
    let health = |name: &str| standing(&VERSIONS, &format!("tidewater/{name}"), "gp.04");
    assert_eq!(health("ranged"), Some(StandingName::OwnWay), ">=1 <2 is 1.0.0, with probes");
    assert_eq!(health("wide"), Some(StandingName::Unknown), "1.x || 2.x is 2.0.0, without");
    assert_eq!(health("locked"), Some(StandingName::OwnWay), ">=1 would be 2.0.0");
    let versions = &repository(&VERSIONS, "tidewater/charts").versions;
    let resolved = |asked: &str| versions.iter().find_map(|it| it.asked.get(asked));
    assert_eq!(resolved(">=1 <2"), Some(&Resolved::Exact));
    assert_eq!(resolved("^3.0.0"), Some(&Resolved::Older), "none of these is out");
    assert_eq!(resolved(">=1"), None, "the lock's is read in its place");
}

#[test]
fn who_asks_for_a_range_follows_as_far_as_the_range_reaches() {
    let follows = |name: &str| standing(&VERSIONS, &format!("tidewater/{name}"), "gp.38");
    assert_eq!(follows("ranged"), Some(StandingName::Absent), "2.0.0 is out");
    assert_eq!(follows("locked"), Some(StandingName::Absent), "held at 1.0.0");
    assert_ne!(follows("wide"), Some(StandingName::Absent), "2.0.0 is in the range");
}

#[test]
fn what_values_switch_off_in_every_environment_is_not_there() {
    let taken = |name: &str, step: &str| standing(&VERSIONS, &format!("tidewater/{name}"), step);
    let (own, unknown) = (Some(StandingName::OwnWay), Some(StandingName::Unknown));
    assert_eq!(taken("recharted", "gp.20"), own, "the chart's monitor, without values");
    assert_eq!(taken("muted", "gp.20"), unknown, "off in both environments");
    assert_eq!(taken("half", "gp.20"), own, "off in one of two");
    assert_eq!(taken("optional", "gp.20"), unknown, "the chart itself is off");
    // The same of templates of its own.
    assert_ne!(taken("muted", "gp.21"), own);
    assert_eq!(taken("half", "gp.21"), own, "on in one of two");
}

#[test]
fn what_every_command_line_that_installs_a_chart_sets_to_false_is_not_there() {
    let taken = |name: &str, step: &str| standing(&VERSIONS, &format!("tidewater/{name}"), step);
    let (own, unknown) = (Some(StandingName::OwnWay), Some(StandingName::Unknown));
    assert_eq!(taken("set-off", "gp.20"), unknown, "the chart's monitor is off in both");
    assert_ne!(taken("set-off", "gp.21"), own, "and so are alerts of its own");
    assert_eq!(taken("set-half", "gp.20"), own, "one of two leaves it on");
    assert_eq!(taken("set-half", "gp.21"), own);
    assert_eq!(taken("set-whole", "gp.20"), unknown, "the chart as a whole");
    assert_eq!(taken("set-whole", "gp.21"), own, "and nothing else");
}

#[test]
fn what_a_command_line_sets_is_laid_over_what_files_say() {
    let taken = |name: &str| standing(&VERSIONS, &format!("tidewater/{name}"), "gp.21");
    assert_eq!(taken("set-on"), Some(StandingName::OwnWay), "on in one of two");
    assert_eq!(taken("set-computed"), Some(StandingName::OwnWay), "it may be on");
    assert_eq!(taken("set-text"), Some(StandingName::OwnWay), "a text is not nothing");
    assert_ne!(taken("muted"), Some(StandingName::OwnWay), "files alone");
}

#[test]
fn what_a_definition_hands_to_the_chart_it_installs_is_laid_over_files_as_well() {
    let taken = |name: &str, step: &str| standing(&VERSIONS, &format!("tidewater/{name}"), step);
    let (own, unknown) = (Some(StandingName::OwnWay), Some(StandingName::Unknown));
    let ways = ["given-argo", "given-flux", "given-helmfile", "given-terraform", "given-kustomize"];
    for name in ways.into_iter().chain(["given-lent"]) {
        assert_eq!(taken(name, "gp.20"), unknown, "{name}: the chart's monitor is off");
        assert_ne!(taken(name, "gp.21"), own, "{name}: and so are alerts of its own");
    }
    assert_eq!(taken("given-argo-on", "gp.21"), own, "a parameter is laid over the file");
    assert_eq!(taken("given-half", "gp.21"), own, "one of two applications leaves it on");
}

#[test]
fn what_values_out_of_sight_may_switch_stays() {
    let taken = |name: &str| standing(&VERSIONS, &format!("tidewater/{name}"), "gp.21");
    assert_eq!(taken("given-secret"), Some(StandingName::OwnWay), "a secret may say anything");
    assert_eq!(taken("given-hidden"), Some(StandingName::OwnWay), "and so may a file elsewhere");
}

#[test]
fn a_chart_that_is_installed_by_itself_is_handed_values_under_their_own_names() {
    let monitored = |name: &str| standing(&VERSIONS, &format!("tidewater/{name}"), "gp.20");
    assert_eq!(monitored("given-whole"), Some(StandingName::Unknown), "off");
    assert_eq!(monitored("given-other"), Some(StandingName::OwnWay), "nothing asks for that one");
}

#[test]
fn what_a_caller_hands_to_a_unit_is_what_its_command_line_sets() {
    let taken = |name: &str| standing(&VERSIONS, &format!("tidewater/{name}"), "gp.21");
    let own = Some(StandingName::OwnWay);
    assert_ne!(taken("called-off"), own, "false in both calls");
    assert_ne!(taken("called-own"), own, "a unit of its own repository");
    assert_eq!(taken("called-half"), own, "by default it is true");
    assert_eq!(taken("called-computed"), own, "it may be true");
}

#[test]
fn a_file_of_values_that_a_caller_hands_to_a_unit_is_laid_over_the_others() {
    let taken = |name: &str| standing(&VERSIONS, &format!("tidewater/{name}"), "gp.21");
    let own = Some(StandingName::OwnWay);
    assert_ne!(taken("called-file"), own, "off in the file that is named");
    assert_eq!(taken("called-unread"), own, "nobody has read that one");
}
