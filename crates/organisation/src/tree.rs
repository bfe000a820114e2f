//! The files of a repository from one commit to the next.

use std::collections::BTreeMap;

use globset::{Glob, GlobSet, GlobSetBuilder};

use crate::{Commit, Error};

/// What stands at a path.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Content {
    File(Vec<u8>),
    Link(String),
    Submodule(String),
}

/// The files of a repository at one commit.
pub(crate) struct Tree<'a> {
    repository: &'a str,
    /// What lies in the folder: the files of the last commit.
    folder: &'a BTreeMap<String, &'a [u8]>,
    pub(crate) files: BTreeMap<String, Content>,
}

impl<'a> Tree<'a> {
    pub(crate) fn new(repository: &'a str, folder: &'a BTreeMap<String, &'a [u8]>) -> Self {
        Self { repository, folder, files: BTreeMap::new() }
    }

    /// Goes on to the next commit.
    pub(crate) fn apply(&mut self, commit: &Commit) -> Result<(), Error> {
        let removed = globs(&commit.removes)?;
        self.fits(&commit.removes, &self.files.keys())?;
        self.files.retain(|path, _| !removed.is_match(path));
        let all = ["**".to_owned()];
        let adds = if commit.brings_everything() { &all[..] } else { &commit.adds };
        let added = globs(adds)?;
        self.fits(&commit.adds, &self.folder.keys())?;
        let folder = self.folder;
        for (path, content) in folder.iter().filter(|(path, _)| added.is_match(path)) {
            self.set(path, Content::File(content.to_vec()));
        }
        for (path, text) in &commit.writes {
            self.set(path, Content::File(text.clone().into_bytes()));
        }
        for (path, target) in &commit.links {
            self.set(path, Content::Link(target.clone()));
        }
        for (path, id) in &commit.submodules {
            self.set(path, Content::Submodule(id.clone()));
        }
        Ok(())
    }

    fn set(&mut self, path: &str, content: Content) {
        self.files.insert(path.to_owned(), content);
    }

    fn fits<'p>(
        &self,
        patterns: &[String],
        paths: &(impl Iterator<Item = &'p String> + Clone),
    ) -> Result<(), Error> {
        for pattern in patterns {
            let glob = Glob::new(pattern)?.compile_matcher();
            if !paths.clone().any(|path| glob.is_match(path)) {
                return Err(Error::FitsNothing {
                    repository: self.repository.to_owned(),
                    pattern: pattern.clone(),
                });
            }
        }
        Ok(())
    }

    /// Whether the last commit holds what lies in the folder, so that who reads the folder reads
    /// the newest state.
    pub(crate) fn check_end(&self) -> Result<(), Error> {
        let plain: BTreeMap<&String, &[u8]> = self
            .files
            .iter()
            .filter_map(|(path, content)| match content {
                Content::File(bytes) => Some((path, bytes.as_slice())),
                Content::Link(_) | Content::Submodule(_) => None,
            })
            .collect();
        let paths = plain.keys().copied().chain(self.folder.keys());
        let differs = |path: &&String| plain.get(path) != self.folder.get(*path);
        match paths.filter(differs).min() {
            None => Ok(()),
            Some(path) => Err(Error::EndsElsewhere {
                repository: self.repository.to_owned(),
                path: path.clone(),
            }),
        }
    }
}

fn globs(patterns: &[String]) -> Result<GlobSet, Error> {
    let mut set = GlobSetBuilder::new();
    for pattern in patterns {
        set.add(Glob::new(pattern)?);
    }
    Ok(set.build()?)
}
