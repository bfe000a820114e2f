//! Organisations from a few lines of text.

use std::path::Path;

use git2::Repository;

use crate::{Error, Files, Form, Organisation};

const PEOPLE: &str =
    "by = \"ana\"\nat = \"2026-01-01T00:00:00Z\"\npeople = { ana = \"Ana Vega\" }\n";

fn organisation(history: &str, files: &[(&str, &str)]) -> Result<Organisation, Error> {
    let mut all: Files =
        files.iter().map(|(path, text)| ((*path).to_owned(), text.as_bytes().to_vec())).collect();
    let history = format!("{PEOPLE}{history}");
    all.insert("history.toml".to_owned(), history.into_bytes());
    Organisation::from_files(all)
}

fn built(history: &str, files: &[(&str, &str)]) -> Result<(tempfile::TempDir, Repository), Error> {
    let folder = tempfile::tempdir().unwrap();
    let paths = organisation(history, files)?.build(folder.path(), Form::Bare)?;
    let repository = Repository::open(&paths[0]).unwrap();
    Ok((folder, repository))
}

fn newest(repository: &Repository) -> git2::Commit<'_> {
    repository.head().unwrap().peel_to_commit().unwrap()
}

#[test]
fn a_folder_that_is_not_named_is_one_commit_of_everything() {
    let (_folder, git) = built("", &[("shop/_gitignore", "/out\n"), ("shop/a/b", "b")]).unwrap();
    let commit = newest(&git);
    assert_eq!(commit.id().to_string(), "e6347448091b3633898313add7afea02ba2fec22");
    assert_eq!(commit.author().name().unwrap(), "Ana Vega");
    assert_eq!(commit.author().email().unwrap(), "ana@example.com");
    assert_eq!(commit.time().seconds(), 1_767_225_600);
    let tree = commit.tree().unwrap();
    assert!(tree.get_path(Path::new(".gitignore")).is_ok());
    assert!(tree.get_path(Path::new("a/b")).is_ok());
}

const STEPS: &str = r#"
[[repository]]
name = "shop"
branch = "trunk"
remote = "https://github.com/acme/<name>.git"

[[repository.commit]]
at = "2025-01-01T00:00:00Z"
adds = ["a"]
writes = { b = "old", gone = "for now" }
tag = "v1"

[[repository.commit]]
at = "2025-02-01T00:00:00Z"
adds = ["b"]
removes = ["gone"]
links = { c = "b" }
submodules = { d = "0123456789abcdef0123456789abcdef01234567" }
"#;

#[test]
fn commits_add_change_and_remove() {
    let (_folder, git) = built(STEPS, &[("shop/a", "a"), ("shop/b", "new")]).unwrap();
    let last = newest(&git);
    let first = last.parent(0).unwrap();
    let text = |commit: &git2::Commit<'_>, path: &str| {
        let entry = commit.tree().ok()?.get_path(Path::new(path)).ok()?;
        let blob = git.find_blob(entry.id()).ok()?;
        Some(String::from_utf8_lossy(blob.content()).into_owned())
    };
    assert_eq!(text(&first, "b").as_deref(), Some("old"));
    assert_eq!(text(&first, "gone").as_deref(), Some("for now"));
    assert_eq!(text(&last, "b").as_deref(), Some("new"));
    assert_eq!(text(&last, "gone"), None);
    assert_eq!(text(&last, "c").as_deref(), Some("b"));
    let tree = last.tree().unwrap();
    assert_eq!(tree.get_path(Path::new("d")).unwrap().filemode(), 0o160_000);
    assert_eq!(git.head().unwrap().shorthand().unwrap(), "trunk");
    let remote = git.find_remote("origin").unwrap();
    assert_eq!(remote.url().unwrap(), "https://github.com/acme/shop.git");
    let tag = git.revparse_single("v1").unwrap().peel_to_commit().unwrap();
    assert_eq!(tag.id(), first.id());
}

fn problem(history: &str, files: &[(&str, &str)]) -> String {
    match built(history, files) {
        Ok(_) => panic!("it was built"),
        Err(error) => error.to_string(),
    }
}

#[test]
fn a_history_that_ends_elsewhere_is_refused() {
    let history = STEPS.replace("adds = [\"b\"]\n", "");
    let files = [("shop/a", "a"), ("shop/b", "new")];
    assert_eq!(
        problem(&history, &files),
        "history.toml: shop: the last commit differs from the folder in b"
    );
}

#[test]
fn a_pattern_that_fits_nothing_is_refused() {
    let history = STEPS.replace("removes = [\"gone\"]", "removes = [\"went\"]");
    let files = [("shop/a", "a"), ("shop/b", "new")];
    assert_eq!(problem(&history, &files), "history.toml: shop: \"went\" fits no file");
}

#[test]
fn an_author_nobody_listed_is_refused() {
    let history = STEPS.replace("tag = \"v1\"", "by = \"eve\"");
    let files = [("shop/a", "a"), ("shop/b", "new")];
    assert_eq!(problem(&history, &files), "history.toml: \"eve\" is not one of the people");
}

#[test]
fn the_demo_is_built() {
    let folder = tempfile::tempdir().unwrap();
    let demo = crate::demo().unwrap();
    let paths = demo.build(folder.path(), Form::Bare).unwrap();
    assert_eq!(paths.len(), demo.history().repositories.len());
    assert!(demo.newest().is_some());
}
