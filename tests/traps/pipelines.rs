//! What pipelines do, and what cannot be seen of them: traps T14 to T23, and T29.

use git2::{IndexEntry, IndexTime, Repository, Signature, Time};
use milepost_core::{StandingName, Unknown, What};
use milepost_testkit::Ground;

use super::repositories::ORCHARD;
use super::{answer, built, deployables_of, facts_at, measure, taken};
use crate::{deployable, repository, snapshot_of, standing, troubles};

#[test]
fn t14_a_shared_pipeline_out_of_sight_is_used_and_its_content_unknown() {
    let cider = "orchard/t14-cider";
    for step in ["gp.05", "gp.06", "gp.07", "gp.09", "gp.12"] {
        let found = taken(&ORCHARD, cider, step);
        assert_eq!(found.standing, StandingName::Unknown, "{step}");
        assert_eq!(found.unknown, Some(Unknown::External), "{step}");
    }
    for id in ["ci", "scan", "shared-ci", "cd"] {
        assert_eq!(answer(&ORCHARD, id, cider), "open", "{id}");
    }
    let facts = facts_at(&ORCHARD, cider, ".github/workflows/ci.yml");
    let unit = "orchard/hidden-workflows/.github/workflows/service.yml";
    let uses = facts.iter().filter(|it| matches!(&it.what, What::Use(used) if used.source == unit));
    assert_eq!(uses.count(), 1);
}

#[test]
fn t18_what_is_deployed_from_outside_the_scan_keeps_the_upper_bound_up() {
    let mill = "orchard/t18-mill";
    let deployment = taken(&ORCHARD, mill, "gp.12");
    assert_eq!(deployment.standing, StandingName::Unknown);
    assert_eq!(deployment.unknown, Some(Unknown::External));
    assert_eq!(answer(&ORCHARD, "cd", mill), "open");
    assert!(deployable(&ORCHARD, mill).counted);
}

#[test]
fn t19_housekeeping_and_lint_are_no_continuous_integration() {
    let ladder = "orchard/t19-ladder";
    assert!(deployable(&ORCHARD, ladder).counted);
    assert_eq!(answer(&ORCHARD, "ci", ladder), "no");
    // It tests once a week, which no change starts.
    for step in ["gp.05", "gp.06"] {
        assert_eq!(standing(&ORCHARD, ladder, step), Some(StandingName::Absent), "{step}");
    }
}

#[test]
fn t20_what_is_switched_off_does_nothing() {
    let shears = "orchard/t20-shears";
    let found = deployable(&ORCHARD, shears);
    assert_eq!(found.pipelines, [".github/workflows/ci.yml"]);
    assert!(found.environments.is_empty(), "{:?}", found.environments);
    for step in ["gp.06", "gp.09", "gp.12"] {
        assert_eq!(standing(&ORCHARD, shears, step), Some(StandingName::Absent), "{step}");
    }
    assert_eq!(standing(&ORCHARD, shears, "gp.05"), Some(StandingName::OwnWay));
    assert_eq!(troubles(&ORCHARD, shears), [], "a file of comments is not lost");
}

#[test]
fn t21_a_pipeline_for_a_branch_that_is_no_longer_the_default_starts_for_nothing() {
    let branches = "orchard/t21-branches";
    assert_eq!(repository(&ORCHARD, branches).branch.as_deref(), Some("trunk"));
    assert_eq!(answer(&ORCHARD, "ci", branches), "no");
}

#[test]
fn t21_a_workflow_on_a_side_branch_is_not_read() {
    let ground = Ground::new();
    let folder = built(&ground, "orchard").join("t07-visitor.git");
    let name = "orchard/t07-visitor";
    let before = snapshot_of(&ground, &folder);
    commit_to_side_branch(&Repository::open(&folder).expect("it is there"));
    let after = snapshot_of(&ground, &folder);
    assert_eq!(repository(&after, name).branch.as_deref(), Some("main"));
    assert_eq!(before.repositories, after.repositories);
    assert_eq!(standing(&after, name, "gp.12"), Some(StandingName::Absent));
}

/// Adds a workflow that deploys, on a branch beside the default one.
fn commit_to_side_branch(git: &Repository) {
    let text = b"on: push\njobs:\n  deploy:\n    steps:\n      - run: kubectl apply -f k8s/\n";
    let head = git.head().expect("it is there").peel_to_commit().expect("it is there");
    let mut index = git.index().expect("it is there");
    index.read_tree(&head.tree().expect("it is there")).expect("it is there");
    let workflow = IndexEntry {
        ctime: IndexTime::new(0, 0),
        mtime: IndexTime::new(0, 0),
        dev: 0,
        ino: 0,
        mode: 0o100_644,
        uid: 0,
        gid: 0,
        file_size: 0,
        id: git.blob(text).expect("it is there"),
        flags: 0,
        flags_extended: 0,
        path: b".github/workflows/deploy.yml".to_vec(),
    };
    index.add(&workflow).expect("it is there");
    let tree = git.find_tree(index.write_tree_to(git).expect("it is there")).expect("it is there");
    let author = Signature::new("Kim", "kim@example.com", &Time::new(1_780_000_000, 0))
        .expect("it is there");
    let side = Some("refs/heads/side");
    git.commit(side, &author, &author, "Deploy", &tree, &[&head]).expect("it is there");
}

#[test]
fn t22_what_a_pipeline_generates_is_unknown() {
    for name in ["orchard/t22-setup", "orchard/t22-children"] {
        for step in ["gp.05", "gp.06", "gp.12"] {
            let found = taken(&ORCHARD, name, step);
            assert_eq!(found.standing, StandingName::Unknown, "{name} {step}");
            assert_eq!(found.unknown, Some(Unknown::Dynamic), "{name} {step}");
        }
        assert_eq!(answer(&ORCHARD, "ci", name), "open", "{name}");
    }
    let facts = facts_at(&ORCHARD, "orchard/t22-setup", ".circleci/config.yml");
    let generator = "circleci/continuation";
    let used = |what: &What| matches!(what, What::Use(used) if used.source == generator);
    assert!(facts.iter().any(|fact| used(&fact.what)), "the generator is still a unit");
}

#[test]
fn t23_anchors_and_links_are_followed_and_circles_of_includes_end() {
    let tests = taken(&ORCHARD, "orchard/t23-anchors", "gp.06");
    assert_eq!(tests.way.as_deref(), Some("`npm test`"));
    let deployment = taken(&ORCHARD, "orchard/t23-anchors", "gp.12");
    assert_eq!(deployment.way.as_deref(), Some("`kubectl apply`"), "two files further on");
    let links = deployable(&ORCHARD, "orchard/t23-links");
    assert_eq!(links.pipelines, [".github/workflows/ci.yml"]);
    assert_eq!(standing(&ORCHARD, &links.id, "gp.09"), Some(StandingName::OwnWay));
}

#[test]
fn t23_what_a_job_extends_is_found_in_the_files_that_are_included() {
    let id = "orchard/t23-includes";
    let way = |step| taken(&ORCHARD, id, step).way.clone();
    assert_eq!(way("gp.06").as_deref(), Some("`npm test`"), "in a file of its own repository");
    let unit = "orchard/t23-pipelines/-/jobs/deploy.yml";
    assert_eq!(way("gp.12").as_deref(), Some(unit), "in one of another");
    assert_eq!(way("gp.09").as_deref(), Some("orchard/t23-pipelines/container"), "in a component");
    // At the version that is asked for, which the newest one is not; and the job that only tells
    // of it ships nothing.
    let models = measure(&ORCHARD, "models.ways");
    let model = models.yes.iter().find(|it| it.id == id).expect("it is deployed");
    assert_eq!(model.way, "ci-kubectl");
    assert_eq!(taken(&ORCHARD, id, "gp.12").evidence.len(), 1);
    assert_eq!(deployable(&ORCHARD, id).environments, ["production"]);
}

#[test]
fn t23_what_is_included_from_outside_the_scan_is_unknown() {
    let id = "orchard/t23-elsewhere";
    assert_eq!(taken(&ORCHARD, id, "gp.06").way.as_deref(), Some("`npm test`"));
    for step in ["gp.07", "gp.09", "gp.12"] {
        let found = taken(&ORCHARD, id, step);
        assert_eq!(found.standing, StandingName::Unknown, "{step}");
        assert_eq!(found.unknown, Some(Unknown::External), "{step}");
    }
}

#[test]
fn t23_a_template_that_does_not_parse_still_says_what_it_asks_for() {
    let name = "orchard/t23-template";
    assert_eq!(deployables_of(&ORCHARD, name), [name]);
    let workload = |path: &str| {
        let facts = facts_at(&ORCHARD, name, path);
        let workload = facts.iter().find_map(|fact| match &fact.what {
            What::Workload(workload) => Some((workload.kind.clone(), workload.images.clone())),
            _ => None,
        });
        workload.expect("there is one")
    };
    let (kind, images) = workload("chart/templates/deployment.yaml");
    assert_eq!(kind, "Deployment");
    assert_eq!(images, ["ghcr.io/orchard/t23-template:1.2.3"]);
    let (kind, _) = workload("chart/templates/broken.yaml");
    assert_eq!(kind, "CronJob");
    let lost = troubles(&ORCHARD, name);
    assert_eq!(lost.len(), 1, "{lost:?}");
    assert_eq!(lost[0].1, Some("chart/templates/broken.yaml"));
}

#[test]
fn t29_what_was_left_behind_is_dead_and_what_is_half_done_shows_both() {
    let moved = deployable(&ORCHARD, "orchard/t29-moved");
    assert_eq!(moved.pipelines, [".github/workflows/ci.yml"]);
    assert!(repository(&ORCHARD, &moved.repository).dead.contains_key(".travis.yml"));
    let moving = deployable(&ORCHARD, "orchard/t29-moving");
    assert_eq!(moving.pipelines, [".github/workflows/ci.yml", ".travis.yml"]);
    let deployment = taken(&ORCHARD, &moving.id, "gp.12");
    assert_eq!(deployment.standing, StandingName::OwnWay);
    assert_eq!(deployment.evidence[0].path, ".travis.yml", "the one that changed longest ago");
    let why = deployment.why.as_deref().expect("there is a reason");
    assert!(why.starts_with("migrating: travis") && why.ends_with("github-actions"), "{why}");
    assert!(repository(&ORCHARD, &moving.repository).dead.is_empty());
}
