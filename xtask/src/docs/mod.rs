//! `cargo xtask docs`: the pages of the handbook that come from the code. A test fails when a
//! committed page is not what the code says.

mod detectors;
mod golden_path;
mod markdown;
mod measures;
mod models;
mod thresholds;

use std::collections::BTreeMap;
use std::fs;
use std::io::Write;
use std::path::Path;

use anyhow::{Context as _, bail};
use milepost_score::{Rulebook, Settings};

/// Pages by their path below the root of the workspace.
pub(crate) type Pages = BTreeMap<String, String>;

/// Folders that hold generated pages and nothing else.
const WHOLLY: &[&str] = &["docs/detectors", "docs/models"];

/// Writes every page below `root`, or only compares them.
pub(crate) fn run(root: &Path, check: bool, out: &mut dyn Write) -> anyhow::Result<()> {
    let pages = pages()?;
    let old = old(root, &pages)?;
    if check {
        if !old.is_empty() {
            bail!("old: {}; run `cargo xtask docs`", old.join(", "));
        }
        writeln!(out, "{} pages are what the code says", pages.len())?;
        return Ok(());
    }
    for path in &old {
        let file = root.join(path);
        if let Some(text) = pages.get(path) {
            if let Some(folder) = file.parent() {
                fs::create_dir_all(folder)?;
            }
            fs::write(&file, text).with_context(|| path.clone())?;
            writeln!(out, "wrote {path}")?;
        } else {
            fs::remove_file(&file).with_context(|| path.clone())?;
            writeln!(out, "removed {path}")?;
        }
    }
    writeln!(out, "{} pages, {} of them changed", pages.len(), old.len())?;
    Ok(())
}

/// Every page, as the code says it now.
fn pages() -> anyhow::Result<Pages> {
    let rules = Rulebook::shipped(&Settings::default())?;
    let mut pages = Pages::new();
    detectors::write(&mut pages);
    models::write(&rules, &mut pages);
    pages.insert("docs/golden-path.md".to_owned(), golden_path::page(&rules));
    pages.insert("docs/measures.md".to_owned(), measures::page(&rules));
    pages.insert("docs/thresholds.md".to_owned(), thresholds::page(&rules));
    let schema = milepost_snapshot::schema()?;
    pages.insert("docs/snapshot.schema.json".to_owned(), schema);
    pages.insert("docs/history.schema.json".to_owned(), milepost_snapshot::trend_schema()?);
    pages.insert("docs/diff.schema.json".to_owned(), milepost_diff::schema()?);
    Ok(pages)
}

/// The pages whose file differs or is missing, and the files that are no page any more.
fn old(root: &Path, pages: &Pages) -> anyhow::Result<Vec<String>> {
    let mut old: Vec<String> = pages
        .iter()
        .filter(|(path, text)| {
            fs::read(root.join(path)).map_or(true, |lying| lying != text.as_bytes())
        })
        .map(|(path, _)| path.clone())
        .collect();
    for folder in WHOLLY {
        let Ok(entries) = fs::read_dir(root.join(folder)) else {
            continue;
        };
        for entry in entries {
            let path = format!("{folder}/{}", entry?.file_name().to_string_lossy());
            if !pages.contains_key(&path) {
                old.push(path);
            }
        }
    }
    old.sort();
    Ok(old)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn committed_pages_are_what_the_code_says() {
        let root = crate::tree::root();
        let old = old(&root, &pages().unwrap()).unwrap();
        assert!(old.is_empty(), "run `cargo xtask docs`; old: {old:#?}");
    }

    #[test]
    fn what_is_written_is_found_current_and_what_is_left_over_is_removed() {
        let copy = tempfile::tempdir().unwrap();
        let check = |check| run(copy.path(), check, &mut Vec::new());
        assert!(check(true).is_err());
        check(false).unwrap();
        check(true).unwrap();
        fs::write(copy.path().join("docs/detectors/gone.md"), "").unwrap();
        assert!(check(true).is_err());
        check(false).unwrap();
        assert!(!copy.path().join("docs/detectors/gone.md").exists());
    }
}
