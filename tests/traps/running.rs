//! Traps of environments, secrets, clusters and images.

use milepost_core::{Certainty, StandingName};

use super::{HARBOUR, HARBOUR_JSON, answer, deployables_of, measure, taken};
use crate::deployable;

#[test]
fn t58_previews_and_pages_are_no_deployment() {
    let id = "harbour/t58-previews";
    let previews = deployable(&HARBOUR, id);
    assert_eq!(previews.environments, [""; 0]);
    assert_eq!(previews.certainty, Certainty::Probable, "its image is pushed, nothing runs it");
    assert_eq!(taken(&HARBOUR, id, "gp.12").standing, StandingName::Absent);
    assert_eq!(answer(&HARBOUR, "cd", id), "no");
    assert_eq!(answer(&HARBOUR, "cd-prod", id), "open");
    assert_eq!(answer(&HARBOUR, "preview-envs", id), "yes");
}

#[test]
fn t58_staging_that_is_labelled_production_is_staging() {
    let id = "harbour/t58-staging";
    assert_eq!(deployable(&HARBOUR, id).environments, ["staging"]);
    assert_eq!(answer(&HARBOUR, "cd", id), "yes");
    assert_ne!(answer(&HARBOUR, "cd-prod", id), "yes");
    assert_eq!(taken(&HARBOUR, id, "gp.14").standing, StandingName::Unknown);
}

#[test]
fn t62_secrets_in_comments_and_pages_are_none() {
    let id = "harbour/t62-notes-on-secrets";
    assert_eq!(taken(&HARBOUR, id, "gp.17").standing, StandingName::NotApplicable);
    assert_eq!(answer(&HARBOUR, "plain", id), "no");
    assert_eq!(answer(&HARBOUR, "plain", "harbour/t62-readable"), "yes");
}

#[test]
fn t62_layers_of_one_chain_are_the_one_it_ends_in() {
    let id = "harbour/t62-one-chain";
    let ways = &measure(&HARBOUR, "secrets.ways").yes;
    let way = ways.iter().find(|it| it.id == id).map(|it| it.way.as_str());
    assert_eq!(way, Some("aws-sm"));
    let lines = &taken(&HARBOUR, id, "gp.17").evidence;
    let paths: Vec<&str> = lines.iter().map(|at| at.path.as_str()).collect();
    assert_eq!(paths, ["k8s/secret.yaml", "k8s/store.yaml"]);
}

#[test]
fn t62_the_value_of_a_secret_is_nowhere_kept() {
    assert!(HARBOUR_JSON.contains("DATABASE_PASSWORD"), "its name is");
    for value in ["osprey-", "tr0ut-", "gull-Zx", "heron-"] {
        assert!(!HARBOUR_JSON.contains(value), "{value}");
    }
}

#[test]
fn t63_only_what_asks_for_a_removed_api_for_sure_counts() {
    let removed = measure(&HARBOUR, "k8s-dep");
    let ids: Vec<&str> = removed.yes.iter().map(|it| it.id.as_str()).collect();
    assert_eq!(ids, ["harbour/t63-removed//ingress.yaml:2"]);
    let all = removed.yes.iter().chain(&removed.no).chain(&removed.open);
    let guarded = all.filter(|it| it.id.starts_with("harbour/t63-guarded"));
    assert_eq!(guarded.count(), 0, "what is guarded and what looks alike is no manifest of it");
}

#[test]
fn t63_a_cluster_that_upgrades_itself_is_not_behind() {
    // 1.31 of the one that does not; the other one is declared with 1.24.
    assert_eq!(measure(&HARBOUR, "k8s-lag").value.map(|it| (it.lo, it.hi)), Some((4.0, 4.0)));
}

#[test]
fn t77_many_images_of_one_service_are_one_deployable() {
    let id = "harbour/t77-many-images";
    assert_eq!(deployables_of(&HARBOUR, id), [id]);
    let because = &deployable(&HARBOUR, id).because;
    let built: Vec<&str> = because.iter().map(|at| at.path.as_str()).collect();
    assert!(built.contains(&"Dockerfile") && built.contains(&"Dockerfile.proxy"));
}

#[test]
fn t77_folders_whose_images_run_in_one_workload_are_one_deployable() {
    let name = "harbour/t77-two-folders";
    let app = "harbour/t77-two-folders//app";
    assert_eq!(deployables_of(&HARBOUR, name), [app, "harbour/t77-two-folders//tools"]);
    assert_eq!(deployable(&HARBOUR, app).images, ["app/Dockerfile", "proxy/Dockerfile"]);
    assert_eq!(deployable(&HARBOUR, app).certainty, Certainty::Certain);
}

#[test]
fn t77_two_workloads_from_one_image_are_two_deployables() {
    let name = "harbour/t77-two-workloads";
    let clerk = "harbour/t77-two-workloads:clerk";
    // Neither its staging nor what runs to an end every night is one more.
    assert_eq!(deployables_of(&HARBOUR, name), [name, clerk]);
    for id in [name, clerk] {
        assert_eq!(deployable(&HARBOUR, id).images, ["Dockerfile"], "{id}");
        assert_eq!(deployable(&HARBOUR, id).certainty, Certainty::Certain, "{id}");
        assert_eq!(answer(&HARBOUR, "ci", id), "yes", "{id}");
    }
    // Each is checked for what runs it, and for that alone.
    assert_eq!(answer(&HARBOUR, "health", name), "yes");
    assert_eq!(answer(&HARBOUR, "health", clerk), "no");
}
