//! The organisation as it was: any date is scanned as if it were today, and what is remembered
//! between scans changes nothing.

use std::path::Path;

use git2::{Oid, Repository, Signature, Sort, Time};
use milepost_core::Snapshot;
use milepost_testkit::Ground;

use crate::{milepost, snapshot_of};

const INSTANTS: &[&str] = &["2024-12-31", "2025-03-15", "2025-Q2", "2025-04-20T10:00:00Z"];

/// The organisation at an instant, read from clones that hold everything.
fn seen_at(ground: &Ground, folder: &Path, at: &str) -> String {
    let run = milepost(ground).args(["scan", "--format", "json", "--at", at]).args([folder]).run();
    assert!(matches!(run.code, Some(0 | 3)), "{run:?}");
    run.stdout
}

/// Cuts a bare repository at what its branch was: refs that lead further are dropped or set back.
/// Returns whether anything is left of it.
fn cut(folder: &Path, at: i64) -> bool {
    let repository = Repository::open(folder).expect("a repository that was built is whole");
    let head = repository.head().expect("a repository that was built is whole");
    let name = head.name().expect("a repository that was built is whole").to_owned();
    let mut walk = repository.revwalk().expect("a repository that was built is whole");
    walk.push(head.target().expect("a repository that was built is whole"))
        .expect("a repository that was built is whole");
    walk.simplify_first_parent().expect("a repository that was built is whole");
    walk.set_sorting(Sort::TOPOLOGICAL).expect("a repository that was built is whole");
    let time = |id: Oid| {
        repository.find_commit(id).expect("a repository that was built is whole").time().seconds()
    };
    let Some(then) = walk.map(Result::unwrap).find(|id| time(*id) <= at) else {
        return false;
    };
    for reference in repository.references().expect("a repository that was built is whole") {
        let mut reference = reference.expect("a repository that was built is whole");
        let commit = reference.peel_to_commit().expect("a repository that was built is whole");
        if reference.name().expect("a repository that was built is whole") != name
            && commit.time().seconds() > at
        {
            reference.delete().expect("a repository that was built is whole");
        }
    }
    repository.reference(&name, then, true, "cut").expect("a repository that was built is whole");
    true
}

fn cut_all(folder: &Path, at: i64) {
    for entry in std::fs::read_dir(folder).expect("a repository that was built is whole") {
        let path = entry.expect("a repository that was built is whole").path();
        if path.join("HEAD").is_file() {
            if !cut(&path, at) {
                std::fs::remove_dir_all(&path).expect("a repository that was built is whole");
            }
        } else if path.is_dir() {
            cut_all(&path, at);
        }
    }
}

#[test]
fn the_past_is_what_clones_cut_at_that_commit_show() {
    let mut compared = 0;
    for organisation in ["paved", "toolshed", "versions"] {
        for at in INSTANTS {
            let (whole, shortened) = (Ground::new(), Ground::new());
            let folder = whole.bare(organisation);
            let Some(then) = seen_if_any(&whole, &folder, at) else { continue };
            compared += 1;
            let instant =
                milepost_snapshot::read(&then).expect("a repository that was built is whole").at;
            let folder = shortened.bare(organisation);
            cut_all(&folder, instant.as_second());
            let far = instant.to_string();
            let cut = seen_if_any(&shortened, &folder, &far);
            assert!(Some(then) == cut, "{organisation} at {at} is not what was there");
        }
    }
    assert!(compared > 8);
}

/// What a scan of cut clones says; nothing where no repository is left.
fn seen_if_any(ground: &Ground, folder: &Path, at: &str) -> Option<String> {
    let run = milepost(ground).args(["scan", "--format", "json", "--at", at]).args([folder]).run();
    (run.code != Some(2)).then_some(run.stdout)
}

#[test]
fn a_repository_that_came_later_is_not_there() {
    let ground = Ground::new();
    let folder = ground.bare("paved");
    let then = milepost_snapshot::read(&seen_at(&ground, &folder, "2024-06-30"))
        .expect("a repository that was built is whole");
    let now = snapshot_of(&ground, &folder);
    assert!(then.repositories.len() < now.repositories.len());
    let known = |snapshot: &Snapshot, id: &str| snapshot.repository(id).is_some();
    assert!(then.repositories.iter().all(|repository| known(&now, &repository.id)));
}

#[test]
fn a_day_is_its_end_in_utc_and_a_quarter_its_last_day() {
    let ground = Ground::new();
    let folder = ground.bare("paved");
    let day = seen_at(&ground, &folder, "2025-06-30");
    assert_eq!(day, seen_at(&ground, &folder, "2025-Q2"));
    assert_eq!(day, seen_at(&ground, &folder, "2025-06-30T23:59:59Z"));
}

#[test]
fn a_fiscal_quarter_starts_where_the_configuration_says() {
    let ground = Ground::new();
    let folder = ground.bare("paved");
    std::fs::write(ground.path().join("milepost.toml"), "fiscal-year-starts = \"april\"\n")
        .expect("a repository that was built is whole");
    assert_eq!(seen_at(&ground, &folder, "2025-Q1"), seen_at(&ground, &folder, "2025-06-30"));
}

#[test]
fn a_tag_is_the_instant_of_its_commit() {
    let ground = Ground::new();
    let folder = ground.bare("versions");
    let at = snapshot_of_tag(&ground, &folder, "tidewater/workflows@v1.0.0");
    assert_eq!(at, snapshot_of_tag(&ground, &folder, "v1.0.0"));
}

fn snapshot_of_tag(ground: &Ground, folder: &Path, tag: &str) -> String {
    milepost_snapshot::read(&seen_at(ground, folder, tag))
        .expect("a repository that was built is whole")
        .at
        .to_string()
}

#[test]
fn what_is_no_instant_is_told_with_what_is_expected() {
    let ground = Ground::new();
    let folder = ground.bare("sprout");
    let run = milepost(&ground).args(["scan", "--at", "last spring"]).args([&folder]).run();
    assert_eq!(run.code, Some(2));
    assert!(run.stderr.contains("\"last spring\": expected a day (2026-06-30)"), "{run:?}");
}

#[test]
fn what_is_remembered_changes_nothing() {
    for organisation in ["paved", "versions", "toolshed"] {
        let ground = Ground::new();
        let folder = ground.bare(organisation);
        let scan = |more: &[&str]| {
            let run = milepost(&ground).args(["scan", "--format", "json"]).args(more);
            run.args([&folder]).run().stdout
        };
        let anew = scan(&["--no-cache"]);
        assert_eq!(anew, scan(&[]), "{organisation}: the first run");
        assert_eq!(anew, scan(&[]), "{organisation}: the second run");
        let then = scan(&["--no-cache", "--at", "2025-03-31"]);
        assert_eq!(then, scan(&["--at", "2025-03-31"]), "{organisation}: the past");
        assert_eq!(then, scan(&["--at", "2025-03-31", "--jobs", "1"]), "{organisation}: again");
    }
}

/// Adds a commit to the default branch of a bare repository, with the files of the one before it.
fn commit(folder: &Path, at: i64) -> Oid {
    let repository = Repository::open(folder).expect("a repository that was built is whole");
    let head = repository.head().expect("a repository that was built is whole");
    let name = head.name().expect("a repository that was built is whole").to_owned();
    let tip = head.peel_to_commit().expect("a repository that was built is whole");
    let by = Signature::new("Nils Aalto", "nils@tidewater.example", &Time::new(at, 0))
        .expect("a name and an address");
    let tree = tip.tree().expect("a repository that was built is whole");
    repository.commit(Some(&name), &by, &by, "Go on", &tree, &[&tip]).expect("a new commit")
}

fn tag(folder: &Path, name: &str, commit: Oid) {
    let repository = Repository::open(folder).expect("a repository that was built is whole");
    let name = format!("refs/tags/{name}");
    repository.reference(&name, commit, true, "test").expect("a commit that is there");
}

#[test]
fn nights_that_remember_quarters_say_what_one_says_that_does_not() {
    let ground = Ground::new();
    let folder = ground.bare("versions");
    let night = |more: &[&str]| {
        let run = milepost(&ground).args(["scan", "--format", "json", "--at", "2025-12-01"]);
        run.args(more).args([&folder]).run().stdout
    };
    let same = |what: &str| {
        let anew = night(&["--no-cache"]);
        for _ in 0..2 {
            assert!(night(&[]) == anew, "{what}");
        }
    };
    let units = folder.join("workflows.git");
    let first = Repository::open(&units).expect("a repository that was built is whole");
    let first = first.revparse_single("v1.0.0").expect("it is tagged").id();
    same("nothing changed");
    tag(&units, "v3.0.0", commit(&units, 1_763_000_000));
    same("a commit and its tag came since");
    tag(&units, "v2.0.0", first);
    same("a version became another");
    tag(&units, "v1.9.0", first);
    same("an old commit became a version");
    std::fs::remove_dir_all(folder.join("muted.git")).expect("it was built");
    same("a repository went");
}

/// How many states of repositories a cache holds.
fn states(cache: &Path) -> usize {
    let stored = walk(cache).into_iter().filter(|path| {
        path.file_name().is_some_and(|name| name.to_string_lossy().ends_with(".states.zst"))
    });
    let lines = stored.map(|path| {
        let bytes = std::fs::read(path).expect("a file that was listed");
        let text = zstd::decode_all(&*bytes).expect("what was stored is compressed");
        String::from_utf8_lossy(&text).lines().count()
    });
    lines.sum()
}

#[test]
fn a_quarter_that_is_remembered_is_not_read_again() {
    let ground = Ground::new();
    let folder = ground.bare("paved");
    let cache = ground.path().join("cache");
    let night = || {
        let run = milepost(&ground).args(["scan", "--format", "json", "--cache"]);
        run.args([&cache, &folder]).run().stdout
    };
    let first = night();
    let all = states(&cache);
    for path in walk(&cache) {
        if !path.to_string_lossy().ends_with(".instants.zst") {
            std::fs::remove_file(path).expect("a file that was listed");
        }
    }
    assert!(night() == first);
    let present = states(&cache);
    assert!(0 < present && present < all, "{present} of {all}");
}

#[test]
fn a_cache_that_is_broken_counts_as_not_there() {
    let ground = Ground::new();
    let folder = ground.bare("toolshed");
    let cache = ground.path().join("cache");
    let scan = || {
        let run = milepost(&ground).args(["scan", "--format", "json", "--cache"]).args([&cache]);
        run.args([&folder]).run().stdout
    };
    let whole = scan();
    let mut broken = 0;
    for entry in walk(&cache) {
        let bytes = std::fs::read(&entry).expect("a repository that was built is whole");
        std::fs::write(&entry, &bytes[..bytes.len() / 2])
            .expect("a repository that was built is whole");
        broken += 1;
    }
    assert!(broken > 0);
    assert_eq!(whole, scan());
}

#[test]
fn a_cache_that_cannot_be_written_costs_time_alone_and_that_is_said() {
    let ground = Ground::new();
    let folder = ground.bare("toolshed");
    let file = ground.path().join("cache");
    std::fs::write(&file, "a file, where a folder is to be").expect("a folder of the test's own");
    let scan = |args: &[&str]| {
        milepost(&ground).args(["scan", "--format", "json"]).args(args).args([&folder]).run()
    };
    let run = scan(&["--quiet", "--cache", &file.to_string_lossy()]);
    assert_eq!(run.code, Some(0));
    assert!(run.stderr.contains("milepost: the cache [ORG]/cache cannot be written"), "{run:?}");
    let without = scan(&["--no-cache"]);
    assert_eq!(run.stdout, without.stdout);
    assert!(!without.stderr.contains("the cache"), "{without:?}");
}

fn walk(folder: &Path) -> Vec<std::path::PathBuf> {
    let mut files = Vec::new();
    for entry in std::fs::read_dir(folder).expect("a repository that was built is whole") {
        let path = entry.expect("a repository that was built is whole").path();
        if path.is_dir() { files.extend(walk(&path)) } else { files.push(path) }
    }
    files
}

#[test]
fn where_nothing_was_there_yet_that_is_said() {
    let ground = Ground::new();
    let folder = ground.bare("sprout");
    let run = milepost(&ground).args(["scan", "--at", "1999-12-31"]).args([&folder]).run();
    assert_eq!(run.code, Some(2));
    let said = "no repository had a commit yet at 1999-12-31T23:59:59Z";
    assert!(run.stderr.contains(said), "{run:?}");
}
