//! One set of compiled path patterns for all detectors.

use std::collections::BTreeMap;

use globset::{GlobBuilder, GlobSet, GlobSetBuilder};
use milepost_detector::Detector;

/// A glob that is not valid.
pub type GlobError = globset::Error;

/// Which detectors read which path.
pub struct Claims {
    globs: GlobSet,
    /// For each glob, the detectors that claim it and whether they read the content.
    owners: Vec<Vec<(usize, bool)>>,
    excluded: GlobSet,
}

/// What is wanted of one path.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Wanted {
    /// Indexes of detectors, each once, in their order.
    pub detectors: Vec<usize>,
    /// Whether one of them wants the content, not only the path.
    pub content: bool,
}

impl Claims {
    /// The claims of `detectors`; paths of repositories that match one of `excluded` count for
    /// nothing, and are read all the same.
    ///
    /// # Errors
    /// When a glob is not valid.
    pub fn compile(detectors: &[&dyn Detector], excluded: &[String]) -> Result<Self, GlobError> {
        // Many detectors claim the same: each glob is matched once for all of them.
        let mut claimed: BTreeMap<&str, Vec<(usize, bool)>> = BTreeMap::new();
        for (index, detector) in detectors.iter().enumerate() {
            let card = detector.card();
            let by_content = card.claims.iter().map(|glob| (*glob, true));
            let by_name = card.claims_by_name.iter().map(|glob| (*glob, false));
            for (glob, content) in by_content.chain(by_name) {
                claimed.entry(glob).or_default().push((index, content));
            }
        }
        let mut globs = GlobSetBuilder::new();
        for glob in claimed.keys() {
            globs.add(GlobBuilder::new(glob).build()?);
        }
        let owners = claimed.into_values().collect();
        let mut set_aside = GlobSetBuilder::new();
        for glob in excluded {
            set_aside.add(GlobBuilder::new(glob).build()?);
        }
        Ok(Self { globs: globs.build()?, owners, excluded: set_aside.build()? })
    }

    /// What is wanted of the file at `path`.
    pub fn wanted(&self, path: &str) -> Wanted {
        let mut wanted = Wanted::default();
        let matching = self.globs.matches(path).into_iter();
        for (detector, content) in matching.filter_map(|glob| self.owners.get(glob)).flatten() {
            wanted.content |= content;
            wanted.detectors.push(*detector);
        }
        wanted.detectors.sort_unstable();
        wanted.detectors.dedup();
        wanted
    }

    /// Whether the configuration excludes a path of a repository (`owner/name`).
    pub(crate) fn excludes(&self, repository: &str, path: &str) -> bool {
        !self.excluded.is_empty() && self.excluded.is_match(format!("{repository}/{path}"))
    }
}
