//! One set of compiled path patterns for all detectors.

use std::collections::BTreeMap;

use globset::{GlobBuilder, GlobSet, GlobSetBuilder};
use milepost_detector::Detector;

/// A glob that is not valid.
pub type GlobError = globset::Error;

/// Names of files that package managers write to say what they took. They hold as much as all others
/// together, and nothing that the file they are written from does not say: a claim on every file of
/// an ending leaves them out, one that names them does not.
const LOCKS: &[&str] =
    &["npm-shrinkwrap.json", "package-lock.json", "packages.lock.json", "pnpm-lock.yaml"];

/// Which detectors read which path.
pub struct Claims {
    globs: GlobSet,
    /// By glob.
    claimed: Vec<Claimed>,
    excluded: GlobSet,
}

/// By whom a glob is claimed.
#[derive(Default)]
struct Claimed {
    /// The detectors, and whether they read the content.
    by: Vec<(usize, bool)>,
    /// Whether the glob takes every file of an ending.
    is_of_ending: bool,
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
        let mut claimed: BTreeMap<&str, Claimed> = BTreeMap::new();
        for (index, detector) in detectors.iter().enumerate() {
            let card = detector.card();
            let by_content = card.claims.iter().map(|glob| (*glob, true));
            let by_name = card.claims_by_name.iter().map(|glob| (*glob, false));
            for (glob, content) in by_content.chain(by_name) {
                let claimed = claimed.entry(glob).or_default();
                claimed.by.push((index, content));
                claimed.is_of_ending = glob.starts_with("**/*.");
            }
        }
        let mut globs = GlobSetBuilder::new();
        for glob in claimed.keys() {
            globs.add(GlobBuilder::new(glob).build()?);
        }
        let claimed = claimed.into_values().collect();
        let mut set_aside = GlobSetBuilder::new();
        for glob in excluded {
            set_aside.add(GlobBuilder::new(glob).build()?);
        }
        Ok(Self { globs: globs.build()?, claimed, excluded: set_aside.build()? })
    }

    /// What is wanted of the file at `path`.
    pub fn wanted(&self, path: &str) -> Wanted {
        let mut wanted = Wanted::default();
        let is_lock = LOCKS.contains(&path.rsplit('/').next().unwrap_or(path));
        let matching = self.globs.matches(path).into_iter();
        let claimed = matching.filter_map(|glob| self.claimed.get(glob));
        let claimed = claimed.filter(|claimed| !(is_lock && claimed.is_of_ending));
        for (detector, content) in claimed.flat_map(|claimed| &claimed.by) {
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

#[cfg(test)]
mod tests {
    use milepost_detector::{Card, File, Findings};

    use super::*;

    struct Claiming(&'static Card);

    impl Detector for Claiming {
        fn card(&self) -> &'static Card {
            self.0
        }

        fn detect(&self, _: &File<'_>, _: &mut Findings) {}
    }

    const fn card(claims: &'static [&'static str], by_name: &'static [&'static str]) -> Card {
        let (id, summary, page) = ("made-up", "", "");
        Card { id, version: 1, summary, claims, claims_by_name: by_name, emits: &[], page }
    }

    static JSON: Card = card(&["**/*.json"], &[]);
    static LOCK: Card = card(&["**/package-lock.json", "**/*.json"], &[]);
    static NAMES: Card = card(&[], &["**/*.tgz", "**/*.json"]);

    fn wanted(path: &str) -> (Vec<usize>, bool) {
        let detectors: [&dyn Detector; 3] = [&Claiming(&JSON), &Claiming(&LOCK), &Claiming(&NAMES)];
        let wanted = Claims::compile(&detectors, &[]).unwrap().wanted(path);
        (wanted.detectors, wanted.content)
    }

    #[test]
    fn each_detector_is_wanted_once_and_a_claim_by_name_wants_no_content() {
        assert_eq!(wanted("a/b.json"), (vec![0, 1, 2], true));
        assert_eq!(wanted("a/b.tgz"), (vec![2], false));
        assert_eq!(wanted("a/b.txt"), (vec![], false));
    }

    #[test]
    fn what_a_package_manager_locks_is_read_by_those_alone_that_name_it() {
        assert_eq!(wanted("web/package-lock.json"), (vec![1], true));
    }
}
