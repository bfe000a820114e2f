//! `cargo xtask new-detector NAME`: a folder that builds, registered, and what is left to do.

mod name;
mod register;
mod scaffold;

use std::fs;
use std::io::Write;
use std::path::Path;

use anyhow::{Context as _, bail};

use name::Name;

/// Where the registry names the crates it depends on.
const MANIFEST: &str = "crates/registry/Cargo.toml";

/// Where the registry lists the detectors.
const REGISTRY: &str = "crates/registry/src/lib.rs";

/// Writes the folder of the detector `name` below `root`, and the two lines that register it.
pub(crate) fn run(root: &Path, name: &str, out: &mut dyn Write) -> anyhow::Result<()> {
    let name = Name::read(name)?;
    let folder = root.join("detectors").join(name.id());
    if folder.exists() {
        bail!("detectors/{name} exists already");
    }
    // Both lists are read before anything is written, so that a failure leaves nothing half done.
    let manifest = register::in_manifest(&text(root, MANIFEST)?, &name)?;
    let registry = register::in_registry(&text(root, REGISTRY)?, &name)?;
    for (path, content) in scaffold::files(&name) {
        let path = folder.join(path);
        if let Some(parent) = path.parent() {
            fs::create_dir_all(parent)?;
        }
        fs::write(&path, content).with_context(|| path.display().to_string())?;
    }
    fs::write(root.join(MANIFEST), manifest).context(MANIFEST)?;
    fs::write(root.join(REGISTRY), registry).context(REGISTRY)?;
    out.write_all(next(&name).as_bytes())?;
    Ok(())
}

fn text(root: &Path, path: &str) -> anyhow::Result<String> {
    fs::read_to_string(root.join(path)).context(path.to_owned())
}

fn next(name: &Name) -> String {
    format!(
        "\
detectors/{name} is written and registered. What is left:

  1. src/lib.rs      the card: a summary, the paths it claims, the kinds of fact it emits;
                     then `detect`, from the text of one file to facts
  2. fixtures/       one folder of files for each case, at least two; together they show every kind
                     SNAPSHOTS=overwrite cargo test -p detect-{name}     writes what each gives;
                     read it as a user would before keeping it
  3. README.md       its page: what it sees, how it decides, what it cannot see
  4. cargo test -p detect-{name} -p milepost-registry      says what is still missing
  5. cargo xtask docs                                      writes its page of the handbook
"
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A copy of the files that a new detector changes.
    fn copy() -> tempfile::TempDir {
        let copy = tempfile::tempdir().unwrap();
        for path in [MANIFEST, REGISTRY] {
            let target = copy.path().join(path);
            fs::create_dir_all(target.parent().unwrap()).unwrap();
            fs::copy(crate::tree::root().join(path), target).unwrap();
        }
        copy
    }

    fn add(root: &Path, name: &str) -> anyhow::Result<String> {
        let mut out = Vec::new();
        run(root, name, &mut out)?;
        Ok(String::from_utf8(out).unwrap())
    }

    #[test]
    fn a_new_detector_has_its_folder_and_stands_in_both_lists() {
        let copy = copy();
        let said = add(copy.path(), "cloud-build").unwrap();
        assert!(said.contains("cargo test -p detect-cloud-build -p milepost-registry"));
        let folder = copy.path().join("detectors/cloud-build");
        for path in ["Cargo.toml", "README.md", "src/lib.rs", "tests/fixtures.rs"] {
            assert!(folder.join(path).is_file(), "{path}");
        }
        assert!(folder.join("fixtures/first-case").is_dir());
        assert!(folder.join("fixtures/first-case.snap").is_file());
        let manifest = text(copy.path(), MANIFEST).unwrap();
        assert!(
            manifest
                .contains("\ndetect-cloud-build = { path = \"../../detectors/cloud-build\" }\n")
        );
        let registry = text(copy.path(), REGISTRY).unwrap();
        assert!(registry.contains("\n    detect_cloud_build::DETECTOR,\n"));
    }

    #[test]
    fn a_detector_that_exists_is_refused_and_nothing_is_changed() {
        let copy = copy();
        let before = text(copy.path(), REGISTRY).unwrap();
        let refused = format!("{:#}", add(copy.path(), "dockerfile").unwrap_err());
        assert!(refused.contains("registered already"), "{refused}");
        assert!(!copy.path().join("detectors").exists());
        assert_eq!(text(copy.path(), REGISTRY).unwrap(), before);
        add(copy.path(), "jsonnet").unwrap();
        let refused = add(copy.path(), "jsonnet").unwrap_err().to_string();
        assert!(refused.contains("exists already"), "{refused}");
    }
}
