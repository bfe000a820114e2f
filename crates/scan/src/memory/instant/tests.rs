use std::path::{Path, PathBuf};

use git2::{Oid, Repository, Signature, Time};
use milepost_git::{Found, Past, Reader, Source};

use super::Trace;
use crate::{Cache, Memory};

/// The instant that is remembered.
const THEN: i64 = 1_000_000;

/// An account with an application, and with units that it asks for.
struct Account {
    folder: tempfile::TempDir,
}

impl Account {
    fn new() -> Self {
        let account = Self { folder: tempfile::tempdir().expect("a temporary folder") };
        for name in ["app", "units"] {
            account.commit(name, THEN - 10, "begin");
        }
        account
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join("acme").join(name)
    }

    fn repository(&self, name: &str) -> Repository {
        let path = self.path(name);
        Repository::open_bare(&path)
            .unwrap_or_else(|_| Repository::init_bare(&path).expect("a folder that can be written"))
    }

    /// Adds a commit to the default branch, and says its id.
    fn commit(&self, name: &str, at: i64, text: &str) -> Oid {
        let repository = self.repository(name);
        let tip = repository.refname_to_id("refs/heads/main").ok();
        let commit = commit(&repository, tip, at, text);
        self.point(name, "refs/heads/main", commit);
        repository.set_head("refs/heads/main").expect("a branch that is there");
        commit
    }

    fn point(&self, name: &str, reference: &str, commit: Oid) {
        let repository = self.repository(name);
        repository.reference(reference, commit, true, "test").expect("a commit that is there");
    }

    fn found(&self) -> Vec<Found> {
        milepost_git::find(self.folder.path(), false).expect("repositories")
    }

    fn memory(&self) -> Memory {
        Memory::of_many_visits(Some(Cache::at(&self.cache(), "rules")))
    }

    fn cache(&self) -> PathBuf {
        self.folder.path().join("cache")
    }

    /// What is remembered, in a new run.
    fn recalled(&self) -> Option<String> {
        self.memory().recall(&self.found(), (THEN, "key"))
    }

    /// Remembers the instant, at which somebody asked for these names of units.
    fn remember(&self, asked: &[&str]) {
        let (memory, found) = (self.memory(), self.found());
        assert_eq!(memory.recall(&found, (THEN, "key")), None);
        let trace = Trace::default();
        for found in &found {
            let (reader, head) = Reader::open(found, Source::At(THEN), Past::default());
            trace.opened(found, &reader, &head);
            for asked in asked.iter().filter(|_| found.path.ends_with("units")) {
                trace.asked(found, (asked, ""), &reader);
            }
        }
        memory.remember(&found, ("key", trace), "made".to_owned());
    }
}

fn commit(repository: &Repository, parent: Option<Oid>, at: i64, text: &str) -> Oid {
    let by = Signature::new("A", "a@example.org", &Time::new(at, 0)).expect("a valid name");
    let parent = parent.map(|id| repository.find_commit(id).expect("a commit that is there"));
    let blob = repository.blob(text.as_bytes()).expect("a repository that can be written");
    let mut tree = repository.treebuilder(None).expect("a repository that can be written");
    tree.insert("file", blob, 0o100_644).expect("a valid name");
    let tree = tree.write().expect("a repository that can be written");
    let tree = repository.find_tree(tree).expect("a tree that was written");
    let parents: Vec<_> = parent.iter().collect();
    repository.commit(None, &by, &by, text, &tree, &parents).expect("a tree that was written")
}

fn copy(from: &Path, to: &Path) {
    for entry in walkdir::WalkDir::new(from) {
        let entry = entry.expect("a folder that can be read");
        let place = to.join(entry.path().strip_prefix(from).expect("a path below the folder"));
        if entry.file_type().is_dir() {
            std::fs::create_dir_all(place).expect("a folder that can be written");
        } else {
            std::fs::copy(entry.path(), place).expect("a file that can be read");
        }
    }
}

#[test]
fn an_instant_is_remembered_for_as_long_as_nothing_changes() {
    let account = Account::new();
    account.remember(&[]);
    assert_eq!(account.recalled().as_deref(), Some("made"));
    assert_eq!(account.memory().recall(&account.found(), (THEN, "other rules")), None);
}

#[test]
fn what_comes_after_an_instant_changes_nothing() {
    let account = Account::new();
    account.remember(&["main", "v1", "v2"]);
    let new = account.commit("app", THEN + 10, "more");
    account.point("app", "refs/tags/v2.0.0", new);
    account.commit("units", THEN + 10, "more");
    account.commit("born-later", THEN + 20, "begin");
    for _ in 0..2 {
        assert_eq!(account.recalled().as_deref(), Some("made"));
    }
}

#[test]
fn a_history_that_was_written_anew_is_looked_at_again() {
    let account = Account::new();
    account.remember(&[]);
    let repository = account.repository("app");
    account.point("app", "refs/heads/main", commit(&repository, None, THEN - 5, "other"));
    assert_eq!(account.recalled(), None);
}

#[test]
fn a_tag_on_what_was_there_makes_it_another_instant() {
    let account = Account::new();
    let old = account.commit("units", THEN - 5, "more");
    account.remember(&[]);
    account.point("units", "refs/tags/v1.0.0", old);
    assert_eq!(account.recalled(), None);
}

#[test]
fn a_name_that_was_asked_for_has_to_stand_for_the_same() {
    let account = Account::new();
    let (old, newer) =
        (account.commit("units", THEN - 5, "more"), account.commit("units", THEN - 4, "still"));
    account.point("units", "refs/tags/stable", old);
    account.point("units", "refs/heads/other", old);
    account.remember(&["stable"]);
    // Nobody asked for it.
    account.point("units", "refs/heads/other", newer);
    assert_eq!(account.recalled().as_deref(), Some("made"));
    account.point("units", "refs/tags/stable", newer);
    assert_eq!(account.recalled(), None);
}

#[test]
fn a_version_that_was_told_by_an_older_one_may_come() {
    let account = Account::new();
    let old = account.commit("units", THEN - 5, "more");
    account.point("units", "refs/tags/v1.9", old);
    account.remember(&["v2"]);
    account.point("units", "refs/tags/v2", old);
    assert_eq!(account.recalled(), None);
}

#[test]
fn a_commit_that_was_asked_for_and_missing_may_come() {
    let account = Account::new();
    let other = Account::new();
    let asked = other.commit("units", THEN - 5, "elsewhere").to_string();
    account.remember(&[&asked]);
    assert_eq!(account.recalled().as_deref(), Some("made"));
    copy(&other.path("units").join("objects"), &account.path("units").join("objects"));
    assert_eq!(account.recalled(), None);
}

#[test]
fn who_is_looked_at_has_to_be_the_same() {
    let account = Account::new();
    account.remember(&[]);
    account.commit("older", THEN - 10, "begin");
    assert_eq!(account.recalled(), None);
    std::fs::remove_dir_all(account.path("older")).expect("a folder that was made");
    assert_eq!(account.recalled().as_deref(), Some("made"));
    std::fs::remove_dir_all(account.path("app")).expect("a folder that was made");
    assert_eq!(account.recalled(), None);
}
