//! A folder and a bucket that become the same, whatever happened to either.

use std::fs;
use std::path::{Path, PathBuf};

use milepost_store::Store;
use tempfile::TempDir;

use super::Bucket;
use crate::BucketError;

const ONE: &str = "2026-06-30T00-00-00Z.json.zst";
const TWO: &str = "2026-07-01T00-00-00Z.json.zst";

/// A bucket, and folders of machines that share it.
struct Ground {
    folder: TempDir,
}

impl Ground {
    fn new() -> Self {
        let folder = TempDir::new().unwrap();
        fs::create_dir_all(folder.path().join("bucket/acme")).unwrap();
        Self { folder }
    }

    fn there(&self) -> PathBuf {
        self.folder.path().join("bucket/acme")
    }

    fn machine(&self, name: &str) -> Bucket {
        let address = format!("file://{}", self.there().display());
        let store = Store::at(self.folder.path().join(name));
        Bucket::open(&address, [], store).unwrap()
    }
}

/// The snapshots in a folder, with what is in them.
fn held(folder: &Path) -> Vec<(String, String)> {
    let mut held: Vec<(String, String)> = fs::read_dir(folder)
        .unwrap()
        .map(|file| file.unwrap().path())
        .filter(|path| path.extension().is_some_and(|it| it == "zst"))
        .map(|path| {
            let name = path.file_name().unwrap().to_str().unwrap().to_owned();
            (name, fs::read_to_string(path).unwrap())
        })
        .collect();
    held.sort();
    held
}

fn pair(name: &str, text: &str) -> (String, String) {
    (name.to_owned(), text.to_owned())
}

#[test]
fn what_one_machine_keeps_another_has() {
    let ground = Ground::new();
    let (one, two) = (ground.machine("one"), ground.machine("two"));
    one.settle().unwrap();
    one.store().lay(ONE, b"first").unwrap();
    one.settle().unwrap();
    two.settle().unwrap();
    assert_eq!(held(two.store().folder()), [pair(ONE, "first")]);
    two.store().lay(TWO, b"second").unwrap();
    two.settle().unwrap();
    one.settle().unwrap();
    assert_eq!(held(one.store().folder()), [pair(ONE, "first"), pair(TWO, "second")]);
    assert_eq!(held(&ground.there()), held(one.store().folder()));
}

#[test]
fn one_that_is_kept_anew_takes_the_place_of_the_former() {
    let ground = Ground::new();
    let (one, two) = (ground.machine("one"), ground.machine("two"));
    one.store().lay(ONE, b"first").unwrap();
    one.settle().unwrap();
    two.settle().unwrap();
    two.store().lay(ONE, b"other").unwrap();
    two.settle().unwrap();
    one.settle().unwrap();
    assert_eq!(held(one.store().folder()), [pair(ONE, "other")]);
}

#[test]
fn a_folder_that_is_lost_costs_nothing() {
    let ground = Ground::new();
    let one = ground.machine("one");
    one.store().lay(ONE, b"first").unwrap();
    one.settle().unwrap();
    fs::remove_file(one.store().folder().join(ONE)).unwrap();
    one.settle().unwrap();
    assert_eq!(held(one.store().folder()), [pair(ONE, "first")]);
    fs::remove_dir_all(one.store().folder()).unwrap();
    one.settle().unwrap();
    assert_eq!(held(one.store().folder()), [pair(ONE, "first")]);
}

#[test]
fn what_is_removed_there_is_removed_here_and_what_never_came_there_is_not() {
    let ground = Ground::new();
    let (one, two) = (ground.machine("one"), ground.machine("two"));
    one.store().lay(ONE, b"first").unwrap();
    one.settle().unwrap();
    two.settle().unwrap();
    let gone = two.store().list().unwrap();
    fs::remove_file(&gone[0].path).unwrap();
    two.remove(&gone).unwrap();
    two.remove(&gone).unwrap();
    one.store().lay(TWO, b"kept while the bucket could not be reached").unwrap();
    one.settle().unwrap();
    let stays = [pair(TWO, "kept while the bucket could not be reached")];
    assert_eq!(held(one.store().folder()), stays);
    assert_eq!(held(&ground.there()), stays);
}

#[test]
fn what_is_no_snapshot_stays_where_it_is() {
    let ground = Ground::new();
    fs::write(ground.there().join("readme.txt"), "hello").unwrap();
    fs::create_dir(ground.there().join("other")).unwrap();
    fs::write(ground.there().join("other").join(ONE), "another organisation's").unwrap();
    let one = ground.machine("one");
    one.settle().unwrap();
    assert!(!one.store().folder().exists());
}

#[test]
fn an_address_of_nothing_that_is_known_is_named() {
    for address in ["ftp://acme/x", "s3:/acme", "://"] {
        let opened = Bucket::open(address, [], Store::at("nowhere"));
        let Err(error @ BucketError::Address { .. }) = opened else {
            panic!("{address} was taken");
        };
        assert!(error.to_string().starts_with(&format!("{address}: ")), "{error}");
    }
}
