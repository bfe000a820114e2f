//! A repository opened for reading: its commit, its files and their content.

use std::cell::OnceCell;
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use git2::{ErrorCode, ObjectType, Oid, Repository};
use milepost_core::{Resolved, Trouble, TroubleCode};

use crate::branch::{self, Default};
use crate::tree::Entry;
use crate::{Found, Identity, folder, history, limits, links, revision, setup, tree};

/// How a pointer to large file storage begins.
const LFS: &[u8] = b"version https://git-lfs.github.com/spec/";

/// Which state of a repository is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Source {
    /// The newest commit of the default branch, from the object database.
    DefaultBranch,
    /// The files as they lie in the work tree.
    Worktree,
}

/// The commit a repository is read at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Commit {
    /// The commit id.
    pub id: String,
    /// When it was committed, in seconds since 1970 in UTC.
    pub time: i64,
    /// The branch, when known.
    pub branch: Option<String>,
}

/// What a repository holds.
#[derive(Debug)]
pub struct Listing {
    /// Who it is: its remote's address, else its place.
    pub identity: Identity,
    /// The commit; `None` of an empty repository or a plain folder.
    pub commit: Option<Commit>,
    /// Its files, in the order of paths.
    pub entries: Vec<Entry>,
    /// What could not be listed.
    pub troubles: Vec<Trouble>,
}

/// Reads the content of the files of one listing.
pub struct Reader {
    repository: Option<Repository>,
    root: PathBuf,
    source: Source,
    /// The names of all tags, once somebody asked for one.
    tags: OnceCell<Vec<String>>,
}

impl Reader {
    /// Opens what was found. A repository that cannot be opened gives an empty listing whose
    /// troubles say why.
    pub fn open(found: &Found, source: Source) -> (Self, Listing) {
        let opened = opened(found);
        let mut listing = Listing {
            identity: found.place.clone(),
            commit: None,
            entries: Vec::new(),
            troubles: Vec::new(),
        };
        let repository = match opened {
            Ok(repository) => Some(repository),
            Err(error) => {
                if source == Source::DefaultBranch || found.refused.is_some() {
                    listing.troubles.push(whole(TroubleCode::Unreadable, error.message()));
                }
                None
            }
        };
        if let Some(known) = repository.as_ref().and_then(remote_identity) {
            listing.identity = known;
        }
        // Of a bare repository whose configuration does not say so, libgit2 takes the folder above
        // for the work tree: only a `.git` tells of one.
        let reader = Self { root: found.path.clone(), repository, source, tags: OnceCell::new() };
        reader.fill(&mut listing);
        (reader, listing)
    }

    /// Opens what was found in the object database, without listing anything of it.
    pub fn of_objects(found: &Found) -> Self {
        let repository = opened(found).ok();
        let (root, source) = (found.path.clone(), Source::DefaultBranch);
        Self { root, repository, source, tags: OnceCell::new() }
    }

    /// Turns to the state that `asked` names, for the unit called `unit`; `None` when it names
    /// none that is in this clone.
    pub fn turn_to(&self, asked: &str, unit: &str) -> Option<(Listing, Resolved)> {
        let repository = self.repository.as_ref()?;
        let (commit, resolved) = revision::resolve(repository, || self.tags(), asked, unit)?;
        let mut listing = Listing {
            identity: Identity::default(),
            commit: None,
            entries: Vec::new(),
            troubles: Vec::new(),
        };
        at_commit(repository, commit, None, &mut listing);
        listing.commit.is_some().then_some((listing, resolved))
    }

    /// Tags that read as versions and when the commits they name were made, the oldest first.
    pub fn releases(&self) -> Vec<(String, i64)> {
        let releases = |repository| revision::releases(repository, self.tags());
        self.repository.as_ref().map(releases).unwrap_or_default()
    }

    fn tags(&self) -> &[String] {
        self.tags.get_or_init(|| self.repository.as_ref().map(revision::tags).unwrap_or_default())
    }

    /// When each of `paths` last changed on the way back from `commit` by first parents, in seconds
    /// since 1970; what did not change within [`limits::COMMITS`] is left out.
    pub fn last_changes(&self, commit: &str, paths: &BTreeSet<String>) -> BTreeMap<String, i64> {
        let Some(repository) = &self.repository else {
            return BTreeMap::new();
        };
        history::last_changes(repository, commit, paths)
    }

    fn fill(&self, listing: &mut Listing) {
        if self.source == Source::Worktree {
            if self.repository.is_some() && !self.root.join(".git").exists() {
                listing
                    .troubles
                    .push(whole(TroubleCode::Unreadable, "bare, so without a work tree"));
                return;
            }
            let (entries, troubles) = folder::list(&self.root);
            listing.entries = entries;
            listing.troubles.extend(troubles);
            return;
        }
        let Some(repository) = &self.repository else {
            return;
        };
        match branch::default(repository) {
            Default::Empty => listing.troubles.push(whole(TroubleCode::Empty, "no commit yet")),
            Default::Missing(name) => {
                let detail = format!("the default branch {name} does not exist");
                listing.troubles.push(whole(TroubleCode::Unreadable, &detail));
            }
            Default::At { commit, branch } => at_commit(repository, commit, branch, listing),
        }
    }

    /// The content of `entry`, links followed inside the tree of `listing`.
    ///
    /// # Errors
    /// The trouble that stands in the way: absent, too large, a link that leads nowhere.
    pub fn read(&self, entry: &Entry, listing: &Listing) -> Result<Vec<u8>, Trouble> {
        let mut current = entry;
        for _ in 0..limits::LINKS {
            let content =
                self.content(current).map_err(|(code, detail)| at(entry, code, &detail))?;
            if !current.link {
                if content.starts_with(LFS) {
                    let detail = "a pointer to large file storage, whose content is elsewhere";
                    return Err(at(entry, TroubleCode::Absent, detail));
                }
                return Ok(content);
            }
            let target = String::from_utf8_lossy(&content).into_owned();
            let found =
                links::resolve(&current.path, &target).and_then(|path| listing.entry(&path));
            let Some(next) = found else {
                let detail = format!("a link to {target:?}, which is no file of this repository");
                return Err(at(entry, TroubleCode::Link, &detail));
            };
            current = next;
        }
        Err(at(entry, TroubleCode::Link, "a link that leads through too many others"))
    }

    fn content(&self, entry: &Entry) -> Result<Vec<u8>, (TroubleCode, String)> {
        match (entry.blob, &self.repository) {
            (Some(blob), Some(repository)) => blob_content(repository, blob),
            _ => file_content(&self.root.join(&entry.path), entry.link),
        }
    }
}

impl Listing {
    /// The file at `path`.
    pub fn entry(&self, path: &str) -> Option<&Entry> {
        let index = self.entries.binary_search_by(|entry| entry.path.as_str().cmp(path)).ok()?;
        self.entries.get(index)
    }
}

fn opened(found: &Found) -> Result<Repository, git2::Error> {
    setup::once();
    match &found.refused {
        Some(refused) => Err(git2::Error::from_str(refused)),
        None => Repository::open(&found.path),
    }
}

fn at_commit(repository: &Repository, id: Oid, branch: Option<String>, listing: &mut Listing) {
    let commit = match repository.find_commit(id) {
        Ok(commit) => commit,
        Err(error) => {
            let detail = format!("commit {id}: {}", error.message());
            listing.troubles.push(whole(TroubleCode::Unreadable, &detail));
            return;
        }
    };
    let time = commit.time().seconds();
    listing.commit = Some(Commit { id: id.to_string(), time, branch });
    let (entries, troubles) = tree::list(repository, commit.tree_id());
    listing.entries = entries;
    listing.troubles.extend(troubles);
}

fn blob_content(repository: &Repository, blob: Oid) -> Result<Vec<u8>, (TroubleCode, String)> {
    let odb = repository.odb().map_err(|error| unreadable(&error))?;
    let (size, kind) = odb.read_header(blob).map_err(|error| unreadable(&error))?;
    if kind != ObjectType::Blob {
        return Err((TroubleCode::Unreadable, "listed as a file and not stored as one".to_owned()));
    }
    if size > limits::FILE_BYTES {
        return Err((TroubleCode::TooLarge, too_large(size as u64)));
    }
    odb.read(blob).map(|object| object.data().to_vec()).map_err(|error| unreadable(&error))
}

fn file_content(path: &Path, link: bool) -> Result<Vec<u8>, (TroubleCode, String)> {
    let failed = |error: std::io::Error| (TroubleCode::Unreadable, error.to_string());
    if link {
        let target = fs::read_link(path).map_err(failed)?;
        return Ok(target.to_string_lossy().into_owned().into_bytes());
    }
    let size = fs::metadata(path).map_err(failed)?.len();
    if size > limits::FILE_BYTES as u64 {
        return Err((TroubleCode::TooLarge, too_large(size)));
    }
    fs::read(path).map_err(failed)
}

fn unreadable(error: &git2::Error) -> (TroubleCode, String) {
    if error.code() == ErrorCode::NotFound {
        let detail = "listed, and its content is not in this clone (a partial clone?)";
        return (TroubleCode::Absent, detail.to_owned());
    }
    (TroubleCode::Unreadable, error.message().to_owned())
}

fn too_large(size: u64) -> String {
    format!("{size} bytes; at most {} are read", limits::FILE_BYTES)
}

fn remote_identity(repository: &Repository) -> Option<Identity> {
    let remote = repository.find_remote("origin").ok()?;
    Identity::of_remote(remote.url().ok()?)
}

fn whole(code: TroubleCode, detail: &str) -> Trouble {
    Trouble { path: None, line: None, code, detail: detail.to_owned() }
}

fn at(entry: &Entry, code: TroubleCode, detail: &str) -> Trouble {
    Trouble { path: Some(entry.path.clone()), line: None, code, detail: detail.to_owned() }
}
