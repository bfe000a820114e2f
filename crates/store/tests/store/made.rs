//! Small snapshots made by hand, and a store of a test's own.

use std::fs;
use std::path::{Path, PathBuf};

use jiff::Timestamp;
use milepost_core::{GoldenPath, Population, Rules, Share, Snapshot, Verdict};
use milepost_store::{Entry, Store};
use tempfile::TempDir;

/// An instant.
pub(crate) fn instant(text: &str) -> Timestamp {
    text.parse().expect("an instant")
}

/// A snapshot of `acme` that holds next to nothing.
pub(crate) fn snapshot(at: &str) -> Snapshot {
    Snapshot {
        format: Snapshot::FORMAT,
        organisation: "acme".to_owned(),
        at: instant(at),
        rolls: Vec::new(),
        rules: Rules {
            digest: "0e031fe7e8727d56".to_owned(),
            detectors: [("ci".to_owned(), 3), ("helm".to_owned(), 2)].into(),
            profile: "default 1".to_owned(),
            milepost: "0.1.0".to_owned(),
        },
        repositories: Vec::new(),
        deployables: Vec::new(),
        population: Population::default(),
        units: Vec::new(),
        standards: Vec::new(),
        path: GoldenPath {
            exists: Verdict::Fails,
            core_standards: 0,
            core_steps: 5,
            joint_adopters: 0,
            on: Share::default(),
            coverage: None,
        },
        measures: Vec::new(),
        assessments: Vec::new(),
    }
}

/// The same, made by other rules.
pub(crate) fn other(at: &str) -> Snapshot {
    let mut snapshot = snapshot(at);
    snapshot.rules.digest = "f".repeat(16);
    snapshot
}

/// A store in a folder of its own, gone afterwards.
pub(crate) struct Ground {
    folder: TempDir,
}

impl Ground {
    pub(crate) fn new() -> Self {
        Self { folder: tempfile::tempdir().expect("the system gives a temporary folder") }
    }

    /// A store that holds a snapshot of each of these instants.
    pub(crate) fn holding(instants: &[&str]) -> Self {
        let ground = Self::new();
        for at in instants {
            ground.store().keep(&snapshot(at)).expect("it is kept");
        }
        ground
    }

    pub(crate) fn folder(&self) -> PathBuf {
        self.folder.path().join("kept")
    }

    pub(crate) fn store(&self) -> Store {
        Store::at(self.folder())
    }

    /// The newest snapshot in it.
    pub(crate) fn newest(&self) -> Entry {
        let newest = self.store().last(None).expect("the folder can be listed");
        newest.expect("it holds a snapshot")
    }

    /// Writes a file into the folder of the store.
    pub(crate) fn write(&self, name: &str, bytes: impl AsRef<[u8]>) -> PathBuf {
        fs::create_dir_all(self.folder()).expect("a folder");
        let file = self.folder().join(name);
        fs::write(&file, bytes).expect("a file");
        file
    }

    /// The names of everything in the folder of the store.
    pub(crate) fn names(&self) -> Vec<String> {
        let entries = fs::read_dir(self.folder()).expect("the folder can be listed");
        let name = |entry: fs::DirEntry| entry.file_name().into_string().expect("UTF-8");
        let mut names: Vec<String> = entries.map(|entry| name(entry.expect("an entry"))).collect();
        names.sort();
        names
    }
}

/// The instants of entries.
pub(crate) fn instants(entries: &[Entry]) -> Vec<String> {
    entries.iter().map(|entry| entry.at.to_string()).collect()
}

/// The text in a file of the store.
pub(crate) fn text(file: &Path) -> String {
    let text = zstd::decode_all(fs::File::open(file).expect("a file")).expect("zstd");
    String::from_utf8(text).expect("UTF-8")
}

/// A text as a file of the store holds it.
pub(crate) fn compressed(text: &str) -> Vec<u8> {
    zstd::encode_all(text.as_bytes(), 3).expect("memory is written to")
}
