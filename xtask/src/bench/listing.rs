//! `git ls-tree -r HEAD` in each repository, one after the other: what a loop in a shell would do.

use std::process::{Command, Stdio};

use anyhow::Context as _;
use milepost_git::Found;

/// Lists every repository.
pub(super) fn list(found: &[Found]) -> anyhow::Result<()> {
    for found in found {
        // An empty repository makes git fail, which takes no less time.
        Command::new("git")
            .args(["-c", "safe.directory=*", "-C"])
            .arg(&found.path)
            .args(["ls-tree", "-r", "HEAD"])
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .status()
            .context("git cannot be run")?;
    }
    Ok(())
}
