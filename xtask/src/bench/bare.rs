//! The physical limit: list every tree once, read every interesting blob once, and do nothing else.

use anyhow::Context as _;
use git2::Repository;
use milepost_git::Found;
use rayon::prelude::*;

use super::corpus::{Corpus, head, walk};

/// Reads everything a scan has to read, with `threads` threads.
pub(super) fn read(corpus: &Corpus, threads: usize) -> anyhow::Result<()> {
    let repositories = corpus.found.par_iter().zip(&corpus.interesting).with_max_len(1);
    let read = super::pool(threads)?.install(|| {
        repositories
            .map(|(found, interesting)| one(found, interesting))
            .try_reduce(|| 0, |a, b| Ok(a + b))
    })?;
    anyhow::ensure!(read == corpus.bytes, "the repositories changed while they were measured");
    Ok(())
}

fn one(found: &Found, interesting: &[bool]) -> anyhow::Result<usize> {
    let repository = Repository::open(&found.path)?;
    let Some(tree) = head(&repository) else {
        return Ok(0);
    };
    let odb = repository.odb()?;
    let (mut bytes, mut place, mut failed) = (0, 0, None);
    walk(&tree, |_, entry| {
        if interesting.get(place) == Some(&true) {
            match odb.read(entry.id()) {
                Ok(blob) => bytes += blob.data().len(),
                Err(error) => failed = Some(error),
            }
        }
        place += 1;
    })?;
    match failed {
        Some(error) => Err(error).context("a blob cannot be read"),
        None => Ok(bytes),
    }
}
