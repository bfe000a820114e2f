//! Runs the binary in a clean environment and says what it did.

use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::thread;
use std::time::Duration;

use milepost_core::Snapshot;

use crate::Ground;

/// How often is looked whether a run is to be ended.
const LOOK: Duration = Duration::from_millis(1);

/// One run of the binary, to be.
pub struct Milepost {
    command: Command,
    ground: PathBuf,
}

/// What a run did. Paths of the test's own folder are written as `[ORG]`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Outcome {
    /// The exit code; absent when a signal ended it.
    pub code: Option<i32>,
    /// What it wrote to standard output.
    pub stdout: String,
    /// What it wrote to standard error.
    pub stderr: String,
}

impl Milepost {
    /// The binary at `binary`, run in the folder of `ground`, with nothing of the environment but
    /// a home that is empty.
    pub fn new(binary: &str, ground: &Ground) -> Self {
        let folder = ground.path();
        let mut command = Command::new(binary);
        command
            .env_clear()
            .env("HOME", folder.join("home"))
            .env("TMPDIR", std::env::temp_dir())
            .current_dir(&folder);
        Self { command, ground: folder }
    }

    /// Further arguments.
    #[must_use]
    pub fn args<A: AsRef<OsStr>>(mut self, args: impl IntoIterator<Item = A>) -> Self {
        self.command.args(args);
        self
    }

    /// A variable of the environment.
    #[must_use]
    pub fn env(mut self, name: &str, value: &str) -> Self {
        self.command.env(name, value);
        self
    }

    /// The folder it is run in.
    #[must_use]
    pub fn inside(mut self, folder: &Path) -> Self {
        self.command.current_dir(folder);
        self
    }

    /// Starts it, and as soon as `now` says so ends it as the system does that has no patience left:
    /// it cannot answer, and what it started goes on. Says whether it was still running.
    ///
    /// # Panics
    /// When it cannot be started or ended.
    pub fn killed_when(mut self, now: impl Fn() -> bool) -> bool {
        let command = self.command.stdin(Stdio::null()).stdout(Stdio::null());
        let mut child = command.stderr(Stdio::null()).spawn().expect("the binary can be started");
        let mut ended = false;
        while !ended && !now() {
            thread::sleep(LOOK);
            ended = child.try_wait().expect("it can be waited for").is_some();
        }
        child.kill().expect("it can be ended");
        child.wait().expect("it can be waited for");
        !ended
    }

    /// Runs it.
    ///
    /// # Panics
    /// When it cannot be started, or writes what is not UTF-8.
    pub fn run(mut self) -> Outcome {
        let output = self.command.output().expect("the binary can be started");
        let text = |bytes: Vec<u8>| {
            let text = String::from_utf8(bytes).expect("the binary writes UTF-8");
            let ground = self.ground.to_str().expect("temporary folders are UTF-8");
            text.replace(ground, "[ORG]")
        };
        Outcome {
            code: output.status.code(),
            stdout: text(output.stdout),
            stderr: text(output.stderr),
        }
    }
}

impl Outcome {
    /// The snapshot it wrote.
    ///
    /// # Panics
    /// When standard output is none.
    pub fn snapshot(&self) -> Snapshot {
        milepost_snapshot::read(&self.stdout).unwrap_or_else(|error| {
            panic!("no snapshot ({error}); standard error: {}", self.stderr)
        })
    }
}
