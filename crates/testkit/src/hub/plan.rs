//! What a hub begins with.

use std::fs;
use std::path::Path;

use jiff::{SignedDuration, Timestamp};

use super::repository::Repository;
use super::state::State;
use crate::Ground;

/// How many different sets of files the repositories of [`HubPlan::plenty`] have.
const KINDS: usize = 20;

/// What a hub begins with.
#[derive(Debug, Clone, Default)]
pub struct HubPlan {
    /// What it knows.
    pub state: State,
}

impl HubPlan {
    /// An organisation that owns nothing.
    pub fn organisation(login: &str) -> Self {
        let mut state = State::default();
        state.add_organisation(login);
        Self { state }
    }

    /// An organisation with the repositories of `fixtures/orgs/<name>`, built in `ground`. They are
    /// private.
    ///
    /// # Panics
    /// When they cannot be built.
    pub fn fixture(login: &str, ground: &Ground, name: &str) -> Self {
        Self::folder(login, &ground.bare(name))
    }

    /// An organisation with every bare repository of a folder. They are private.
    ///
    /// # Panics
    /// When the folder cannot be read.
    pub fn folder(login: &str, folder: &Path) -> Self {
        let mut plan = Self::organisation(login);
        let entries = fs::read_dir(folder).expect("the folder can be listed");
        let mut paths: Vec<_> =
            entries.map(|entry| entry.expect("the folder can be listed").path()).collect();
        paths.sort();
        for path in paths.iter().filter(|path| path.extension().is_some_and(|it| it == "git")) {
            plan.state.add(Repository::at(login, path));
        }
        plan
    }

    /// An organisation with this many small repositories, `small-0000` and so on, built in
    /// `ground`: each has a Dockerfile and a workflow, of one of a few kinds.
    ///
    /// # Panics
    /// When they cannot be built.
    pub fn plenty(login: &str, ground: &Ground, many: usize) -> Self {
        let mut plan = Self::organisation(login);
        let folder = ground.path().join("plenty");
        let kinds: Vec<_> = (0..KINDS.min(many)).map(|kind| small(login, &folder, kind)).collect();
        for number in 0..many {
            let name = format!("small-{number:04}");
            let own = Some(folder.join(format!("{name}.git")));
            plan.state.add(Repository { name, own, ..kinds[number % KINDS].clone() });
        }
        plan
    }
}

/// A repository that those of its kind are, until something changes in one.
fn small(login: &str, folder: &Path, kind: usize) -> Repository {
    let mut repository = Repository::empty_at(login, &folder.join(format!("kinds/{kind}.git")));
    let began: Timestamp = "2025-01-06T08:00:00Z".parse().expect("an instant");
    let days = i64::try_from(kind).expect("there are few kinds");
    repository.created_at = began;
    let (dockerfile, workflow) = files(kind);
    repository.push(
        began + SignedDuration::from_hours(24 * days),
        &[("Dockerfile", Some(&dockerfile)), (".github/workflows/build.yml", Some(&workflow))],
    );
    repository
}

/// The files of one kind of small repository.
fn files(kind: usize) -> (String, String) {
    let dockerfile = format!(
        "FROM node:22.{kind}-alpine\nWORKDIR /app\nCOPY . .\nUSER node\nCMD [\"node\", \"main.js\"]\n"
    );
    let workflow = format!(
        "name: Build\non:\n  push:\n    branches: [main]\njobs:\n  build:\n    runs-on: ubuntu-24.04\n    \
         steps:\n      - uses: actions/checkout@v4\n      - run: npm ci\n      - run: npm test\n      \
         - run: docker build -t small:{kind} .\n"
    );
    (dockerfile, workflow)
}
