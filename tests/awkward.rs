//! What is awkward gives its trouble, and everything else is still scanned.

use std::fs::{self, File, Permissions};
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};
use std::sync::LazyLock;

use git2::{ObjectType, Oid, Repository};
use milepost_core::{Certainty, Class, Snapshot, StandingName, TroubleCode, Unknown};
use milepost_testkit::{Files, Form, Ground};

use crate::{deployable, json_of, repository, snapshot_of, standing, troubles};

static ODD: LazyLock<Snapshot> = LazyLock::new(|| {
    let ground = Ground::new();
    let folder = ground.bare("odd");
    snapshot_of(&ground, &folder)
});

#[test]
fn an_empty_repository_is_a_row_and_not_a_failure() {
    let snapshot = &*ODD;
    assert_eq!(troubles(snapshot, "odd/empty"), [(TroubleCode::Empty, None)]);
    assert_eq!(repository(snapshot, "odd/empty").class, Class::Empty);
    assert_eq!(repository(snapshot, "odd/empty").commit, None);
}

#[test]
fn a_default_branch_that_does_not_exist_is_named() {
    let snapshot = &*ODD;
    let found = repository(snapshot, "odd/no-default-branch");
    assert_eq!(found.class, Class::Unreadable);
    assert_eq!(found.troubles[0].code, TroubleCode::Unreadable);
    assert!(found.troubles[0].detail.contains("gone"));
}

#[test]
fn a_detached_head_is_read_where_it_stands() {
    let snapshot = &*ODD;
    let found = repository(snapshot, "odd/detached");
    assert_eq!((found.files, found.branch.as_deref()), (1, None));
    assert!(found.commit.is_some() && found.troubles.is_empty());
}

#[test]
fn links_are_followed_inside_their_tree_and_never_out_of_it() {
    let snapshot = &*ODD;
    assert_eq!(
        troubles(snapshot, "odd/links"),
        [
            (TroubleCode::Link, Some("chart/values-prod.yaml")),
            (TroubleCode::Link, Some("chart/values-test.yaml")),
        ]
    );
    let links = deployable(snapshot, "odd/links");
    assert_eq!(links.environments, ["dev"]);
}

#[test]
fn a_submodule_is_said_and_not_followed() {
    let snapshot = &*ODD;
    let found = troubles(snapshot, "odd/modules");
    assert_eq!(found, [(TroubleCode::Submodule, Some("shared"))]);
}

#[test]
fn a_pointer_to_large_file_storage_is_no_content() {
    let snapshot = &*ODD;
    let found = troubles(snapshot, "odd/pointers");
    assert_eq!(found, [(TroubleCode::Absent, Some("chart/values-prod.yaml"))]);
}

#[test]
fn windows_files_are_read_like_any_other() {
    let snapshot = &*ODD;
    assert_eq!(troubles(snapshot, "odd/windows"), []);
    let windows = deployable(snapshot, "odd/windows");
    assert_eq!(windows.certainty, Certainty::Probable);
    let pipeline = windows.standing("gp.05").unwrap();
    assert_eq!(pipeline.standing, StandingName::OwnWay);
    assert_eq!(pipeline.evidence[0].line, 8);
}

#[test]
fn bytes_that_are_no_text_are_replaced_and_the_rest_is_read() {
    let snapshot = &*ODD;
    assert_eq!(troubles(snapshot, "odd/latin"), [(TroubleCode::NotUtf8, Some("Dockerfile"))]);
    assert_eq!(standing(snapshot, "odd/latin", "gp.08"), Some(StandingName::OwnWay));
}

#[test]
fn a_workflow_that_does_not_parse_is_unknown_and_not_absent() {
    let snapshot = &*ODD;
    let path = ".github/workflows/ci.yml";
    assert_eq!(troubles(snapshot, "odd/broken"), [(TroubleCode::Unparsed, Some(path))]);
    let broken = deployable(snapshot, "odd/broken");
    let pipeline = broken.standing("gp.05").unwrap();
    assert_eq!(pipeline.unknown, Some(Unknown::Unparsed));
    let deployment = standing(snapshot, "odd/broken", "gp.12");
    assert_eq!(deployment, Some(StandingName::OwnWay), "another file is still read");
}

#[test]
fn samples_and_test_fixtures_do_not_count() {
    let snapshot = &*ODD;
    let ids: Vec<&str> = snapshot
        .deployables
        .iter()
        .filter(|d| d.repository == "odd/nested")
        .map(|d| d.id.as_str())
        .collect();
    assert_eq!(ids, ["odd/nested"]);
    let facts = &repository(snapshot, "odd/nested").facts;
    let aside = |path: &str| facts.iter().any(|f| f.path == path && f.aside.is_some());
    assert!(aside("starter/Dockerfile"));
    assert!(aside("tests/fixtures/app/Dockerfile"));
}

#[test]
fn two_clones_of_one_repository_count_once() {
    let snapshot = &*ODD;
    assert_eq!(troubles(snapshot, "odd/twice"), [(TroubleCode::Double, None)]);
    let rows = snapshot.repositories.iter().filter(|r| r.id == "odd/twice");
    assert_eq!(rows.count(), 1);
}

#[test]
fn a_file_over_the_limit_is_said_and_left_unread() {
    let ground = Ground::new();
    let mut values = b"image:\n  repository: ghcr.io/odd/nested\n  tag: \"1\"\n".to_vec();
    values.resize(3 * 1024 * 1024, b'#');
    let further = Files::from([("nested/chart/values.yaml".to_owned(), values)]);
    let folder = ground.build("odd", further, Form::Bare).join("nested.git");
    let outcome = json_of(&ground, &folder);
    assert_eq!(outcome.code, Some(3));
    let snapshot = outcome.snapshot();
    let found = troubles(&snapshot, "odd/nested");
    assert_eq!(found, [(TroubleCode::TooLarge, Some("chart/values.yaml"))]);
}

/// The file that holds an object of a repository without packs.
fn loose(repository: &Path, id: Oid) -> PathBuf {
    let name = id.to_string();
    let file = repository.join("objects").join(&name[..2]).join(&name[2..]);
    fs::set_permissions(&file, Permissions::from_mode(0o600)).expect("a loose object is there");
    file
}

/// The id of what stands at `path` in the newest commit.
fn object(repository: &Path, path: &str) -> Oid {
    let git = Repository::open(repository).expect("it was built");
    let head = git.head().expect("it has a commit");
    let tree = head.peel_to_tree().expect("a commit has a tree");
    tree.get_path(Path::new(path)).expect("the fixture holds it").id()
}

#[test]
fn a_blob_that_is_gone_is_absent_and_the_rest_is_scanned() {
    let ground = Ground::new();
    let folder = ground.bare("sprout");
    let shop = folder.join("shop.git");
    fs::remove_file(loose(&shop, object(&shop, "Dockerfile"))).unwrap();
    let outcome = json_of(&ground, &folder);
    assert_eq!(outcome.code, Some(3));
    let snapshot = outcome.snapshot();
    let found = troubles(&snapshot, "greenleaf/shop");
    assert_eq!(found, [(TroubleCode::Absent, Some("Dockerfile"))]);
    assert_eq!(snapshot.repositories.len(), 7);
}

#[test]
fn a_blob_cut_short_is_unreadable_and_the_rest_is_scanned() {
    let ground = Ground::new();
    let folder = ground.bare("sprout");
    let shop = folder.join("shop.git");
    let file = loose(&shop, object(&shop, "Dockerfile"));
    File::options().write(true).open(file).unwrap().set_len(4).unwrap();
    let outcome = json_of(&ground, &folder);
    assert_eq!(outcome.code, Some(3));
    let snapshot = outcome.snapshot();
    let found = troubles(&snapshot, "greenleaf/shop");
    assert_eq!(found, [(TroubleCode::Unreadable, Some("Dockerfile"))]);
    let read = repository(&snapshot, "greenleaf/shop");
    assert!(!read.facts.is_empty());
}

#[test]
fn a_folder_of_a_tree_that_is_gone_is_named() {
    let ground = Ground::new();
    let shop = ground.bare("sprout").join("shop.git");
    let git = Repository::open(&shop).unwrap();
    let id = object(&shop, ".github");
    assert_eq!(git.find_object(id, None).unwrap().kind(), Some(ObjectType::Tree));
    fs::remove_file(loose(&shop, id)).unwrap();
    let outcome = json_of(&ground, &shop);
    assert_eq!(outcome.code, Some(3));
    let snapshot = outcome.snapshot();
    let found = troubles(&snapshot, "greenleaf/shop");
    assert_eq!(found, [(TroubleCode::Unreadable, Some(".github"))]);
}

#[test]
fn a_commit_that_is_gone_makes_its_repository_unreadable_and_no_other() {
    let ground = Ground::new();
    let folder = ground.bare("sprout");
    let shop = folder.join("shop.git");
    let head = Repository::open(&shop).unwrap().head().unwrap().target().unwrap();
    fs::remove_file(loose(&shop, head)).unwrap();
    let outcome = json_of(&ground, &folder);
    assert_eq!(outcome.code, Some(3));
    let snapshot = outcome.snapshot();
    assert_eq!(repository(&snapshot, "greenleaf/shop").class, Class::Unreadable);
    let others = snapshot.repositories.iter().filter(|r| r.files > 0);
    assert_eq!(others.count(), 6);
}
