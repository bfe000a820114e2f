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
        let began: Timestamp = "2025-01-06T08:00:00Z".parse().expect("an instant");
        for number in 0..many {
            let path = folder.join(format!("small-{number:04}.git"));
            let hours = i64::try_from(number % 8000).expect("a small number");
            let at = began + SignedDuration::from_hours(hours);
            let mut repository = Repository::empty_at(login, &path);
            let (dockerfile, workflow) = small(number % KINDS);
            let files = [
                ("Dockerfile", Some(dockerfile.as_str())),
                (".github/workflows/build.yml", Some(workflow.as_str())),
            ];
            repository.push(at, &files);
            repository.created_at = at;
            plan.state.add(repository);
        }
        plan
    }
}

/// The files of one kind of small repository.
fn small(kind: usize) -> (String, String) {
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
