//! The peak memory of a scan, taken in a process of its own so that it is the scan's alone.

use std::env;
use std::fs;
use std::io::Write;
use std::num::NonZero;
use std::path::PathBuf;
use std::process::Command;
use std::thread::available_parallelism;

use anyhow::ensure;

use super::{corpus, scan};

/// Scans and scores once, and prints the peak of this process in kilobytes.
pub(crate) fn run(folders: &[PathBuf], out: &mut dyn Write) -> anyhow::Result<()> {
    let threads = available_parallelism().map_or(1, NonZero::get);
    let snapshot = scan::whole(&corpus::found(folders)?, threads, None)?;
    if let Some(peak) = own() {
        writeln!(out, "{peak}")?;
    }
    drop(snapshot);
    Ok(())
}

/// The peak of this process, which only Linux tells this way.
fn own() -> Option<u64> {
    let status = fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    line.trim().strip_suffix("kB")?.trim().parse().ok()
}

/// The peak of a scan of `folders` in another process.
pub(super) fn of_child(folders: &[PathBuf]) -> anyhow::Result<Option<u64>> {
    let output = Command::new(env::current_exe()?).arg("peak").args(folders).output()?;
    ensure!(
        output.status.success(),
        "the scan whose memory is measured failed: {}",
        String::from_utf8_lossy(&output.stderr).trim()
    );
    Ok(String::from_utf8_lossy(&output.stdout).trim().parse().ok())
}
