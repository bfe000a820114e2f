//! A repository opened for reading: its commit, its files and their content.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use git2::{ErrorCode, ObjectType, Oid, Repository};
use milepost_core::{Resolved, Trouble, TroubleCode};

use crate::branch::{self, Default};
use crate::line::Point;
use crate::tree::Entry;
use crate::{Found, Identity, Past, Walk, folder, history, limits, links, revision, setup, tree};

/// How a pointer to large file storage begins.
const LFS: &[u8] = b"version https://git-lfs.github.com/spec/";

/// Which state of a repository is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Source {
    /// The newest commit of the default branch, from the object database.
    DefaultBranch,
    /// The default branch as it was at this instant, in seconds since 1970 in UTC: its newest
    /// commit then, counted along first parents.
    At(i64),
    /// The files as they lie in the work tree.
    Worktree,
}

impl Source {
    /// The instant asked for; `None` for the newest state.
    fn until(self) -> Option<i64> {
        match self {
            Self::At(instant) => Some(instant),
            Self::DefaultBranch | Self::Worktree => None,
        }
    }
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

/// Who a repository is, and the commit it is read at.
#[derive(Debug)]
pub struct Head {
    /// Who it is: its remote's address, else its place.
    pub identity: Identity,
    /// The commit; `None` of an empty repository or a plain folder.
    pub commit: Option<Commit>,
    /// Whether there was no commit yet at the instant asked for.
    pub unborn: bool,
    /// What keeps it from being read.
    pub troubles: Vec<Trouble>,
}

/// The files of a repository.
#[derive(Debug, Default)]
pub struct Listing {
    /// Its files, in the order of paths.
    pub entries: Vec<Entry>,
    /// What could not be listed.
    pub troubles: Vec<Trouble>,
}

/// Reads one repository: which commits there are, what they list, what their files hold.
pub struct Reader {
    repository: Option<Repository>,
    root: PathBuf,
    source: Source,
    past: Past,
    /// Content that was asked for and is not in this clone.
    absent: Absent,
}

/// Content that was asked for and is not in this clone.
pub(crate) type Absent = RefCell<BTreeSet<Oid>>;

impl Reader {
    /// Opens what was found, with what is remembered of it. A repository that cannot be opened
    /// gives a head without a commit, whose troubles say why.
    pub fn open(found: &Found, source: Source, past: Past) -> (Self, Head) {
        let mut head = Head {
            identity: found.place.clone(),
            commit: None,
            unborn: false,
            troubles: Vec::new(),
        };
        let repository = match opened(found) {
            Ok(repository) => Some(repository),
            Err(error) => {
                if source != Source::Worktree || found.refused.is_some() {
                    head.troubles.push(whole(TroubleCode::Unreadable, error.message()));
                }
                None
            }
        };
        if let Some(known) = repository.as_ref().and_then(remote_identity) {
            head.identity = known;
        }
        // Of a bare repository whose configuration does not say so, libgit2 takes the folder above
        // for the work tree: only a `.git` tells of one.
        let absent = Absent::default();
        let mut reader = Self { root: found.path.clone(), repository, source, past, absent };
        reader.find_commit(&mut head);
        (reader, head)
    }

    /// Opens what was found in the object database, without looking for its head.
    pub fn of_objects(found: &Found, source: Source, past: Past) -> Self {
        let repository = opened(found).ok();
        let absent = Absent::default();
        Self { root: found.path.clone(), repository, source, past, absent }
    }

    /// Ends the visit, and hands over what is worth remembering for the next.
    pub fn close(self) -> Past {
        self.past
    }

    /// The ids of the content that was asked for on this visit and is not in this clone, which a
    /// partial clone can be sent.
    pub fn absent(&self) -> BTreeSet<String> {
        self.absent.borrow().iter().map(Oid::to_string).collect()
    }

    /// Whether this clone holds an object, by its id.
    pub fn holds(&self, id: &str) -> bool {
        let odb = self.repository.as_ref().and_then(|repository| repository.odb().ok());
        odb.zip(Oid::from_str(id).ok()).is_some_and(|(odb, id)| odb.exists(id))
    }

    fn find_commit(&mut self, head: &mut Head) {
        let Some(repository) = self.repository.as_ref().filter(|_| self.source != Source::Worktree)
        else {
            return;
        };
        match branch::default(repository) {
            Default::Empty if self.source.until().is_some() => head.unborn = true,
            Default::Empty => head.troubles.push(whole(TroubleCode::Empty, "no commit yet")),
            Default::Missing(name) => {
                let detail = format!("the default branch {name} does not exist");
                head.troubles.push(whole(TroubleCode::Unreadable, &detail));
            }
            Default::At { commit, branch } => {
                let then = match self.source.until() {
                    Some(instant) => self.past.line.at(repository, commit, instant),
                    None => Some(commit),
                };
                head.unborn = then.is_none();
                let Some(id) = then else { return };
                match repository.find_commit(id) {
                    Ok(commit) => {
                        let time = commit.time().seconds();
                        head.commit = Some(Commit { id: id.to_string(), time, branch });
                    }
                    Err(error) => {
                        let detail = format!("commit {id}: {}", error.message());
                        head.troubles.push(whole(TroubleCode::Unreadable, &detail));
                    }
                }
            }
        }
    }

    /// The commits of the default branch after `since` and up to `until`, counted along first
    /// parents, the oldest first; both in seconds since 1970 in UTC.
    pub fn line(&mut self, since: i64, until: i64) -> Vec<Commit> {
        let Some(repository) = &self.repository else {
            return Vec::new();
        };
        let Default::At { commit, branch } = branch::default(repository) else {
            return Vec::new();
        };
        let points = self.past.line.between(repository, commit, (since, until)).into_iter();
        let commit = |point: Point| Commit {
            id: point.commit.to_string(),
            time: point.time,
            branch: branch.clone(),
        };
        points.map(commit).collect()
    }

    /// The first line of what a commit says of itself.
    pub fn subject(&self, commit: &str) -> Option<String> {
        let repository = self.repository.as_ref()?;
        let commit = repository.find_commit(Oid::from_str(commit).ok()?).ok()?;
        let summary = commit.summary_bytes()?;
        Some(String::from_utf8_lossy(summary).into_owned())
    }

    /// The files of `head`: of its commit, or as they lie in the work tree.
    pub fn files(&mut self, head: &Head) -> Listing {
        match &head.commit {
            Some(commit) => self.list(commit),
            None if self.source == Source::Worktree => self.lying(),
            None => Listing::default(),
        }
    }

    /// The files of a commit.
    pub fn list(&mut self, commit: &Commit) -> Listing {
        let Some(repository) = &self.repository else {
            return Listing::default();
        };
        let tree = Oid::from_str(&commit.id)
            .and_then(|id| repository.find_commit(id))
            .map(|commit| commit.tree_id());
        match tree {
            Ok(tree) => {
                let (entries, troubles) = tree::list(repository, tree, &mut self.past);
                Listing { entries, troubles }
            }
            Err(error) => {
                let detail = format!("commit {}: {}", commit.id, error.message());
                let troubles = vec![whole(TroubleCode::Unreadable, &detail)];
                Listing { entries: Vec::new(), troubles }
            }
        }
    }

    fn lying(&self) -> Listing {
        if self.repository.is_some() && !self.root.join(".git").exists() {
            let bare = whole(TroubleCode::Unreadable, "bare, so without a work tree");
            return Listing { entries: Vec::new(), troubles: vec![bare] };
        }
        let (entries, troubles) = folder::list(&self.root);
        Listing { entries, troubles }
    }

    /// The commit that `asked` names, for the unit called `unit`, at the instant of this visit;
    /// `None` when it names none that is in this clone.
    pub fn resolve(&self, asked: &str, unit: &str) -> Option<(Commit, Resolved)> {
        let repository = self.repository.as_ref()?;
        let (tags, until) = (self.past.tags(repository), self.source.until());
        let (id, resolved) = revision::resolve(repository, tags, asked, unit, until)?;
        let time = repository.find_commit(id).ok()?.time().seconds();
        Some((Commit { id: id.to_string(), time, branch: None }, resolved))
    }

    /// All tags and what each stands for, as one text, where nothing is known yet of
    /// [`Reader::releases`], which depend on nothing else.
    pub fn tags(&self) -> Option<String> {
        let repository = self.repository.as_ref().filter(|_| !self.past.knows_releases())?;
        let tags = self.past.tags(repository).iter();
        let lines: Vec<String> = tags.map(|(name, id)| format!("{id} {name}")).collect();
        Some(lines.join("\n"))
    }

    /// Takes over what [`Reader::all_releases`] told when the tags were the same.
    pub fn know_releases(&mut self, releases: Vec<(String, i64)>) {
        self.past.know_releases(releases);
    }

    /// What [`Reader::releases`] gives, at whatever instant.
    pub fn all_releases(&self) -> Vec<(String, i64)> {
        let repository = self.repository.as_ref();
        repository.map(|it| self.past.releases(it).to_vec()).unwrap_or_default()
    }

    /// Tags that read as versions and when the commits they name were made, the oldest first.
    pub fn releases(&self) -> Vec<(String, i64)> {
        let Some(repository) = &self.repository else {
            return Vec::new();
        };
        let until = self.source.until();
        let releases = self.past.releases(repository).iter();
        releases.filter(|(_, at)| until.is_none_or(|until| *at <= until)).cloned().collect()
    }

    /// When each of `paths` last changed on the way back from `commit` by first parents, in seconds
    /// since 1970; what did not change within [`limits::COMMITS`] is left out.
    pub fn last_changes(
        &mut self,
        commit: &str,
        paths: &BTreeSet<String>,
    ) -> BTreeMap<String, i64> {
        let opened = self.repository.as_ref().zip(Oid::from_str(commit).ok());
        let Some((repository, Ok(odb), from)) = opened.map(|(it, id)| (it, it.odb(), id)) else {
            return BTreeMap::new();
        };
        let Past { line, walked, .. } = &mut self.past;
        let first = line.place_of(repository, from);
        let line = (0..).map_while(|behind| line.point(repository, first + behind));
        history::last_changes(&odb, &mut walked.comparing, line, paths)
    }

    /// The line of first parents that ends with `commit`; `None` when it cannot be walked.
    pub fn walk(&mut self, commit: &Commit) -> Option<Walk<'_>> {
        let repository = self.repository.as_ref()?;
        let from = Oid::from_str(&commit.id).ok()?;
        let line = self.past.line.from(repository, from);
        Walk::new((repository, &self.absent), line, &mut self.past.walked)
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
            (Some(blob), Some(repository)) => {
                let content = blob_content(repository, blob);
                if matches!(content, Err((TroubleCode::Absent, _))) {
                    self.absent.borrow_mut().insert(blob);
                }
                content
            }
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

/// Who a repository is: its remote's address, else its place.
pub fn identity(found: &Found) -> Identity {
    let remote = opened(found).ok().and_then(|repository| remote_identity(&repository));
    remote.unwrap_or_else(|| found.place.clone())
}

/// Who a repository is that has a tag of this name, and when the commit was made that it names, in
/// seconds since 1970 in UTC.
pub fn tag(found: &Found, name: &str) -> Option<(Identity, i64)> {
    let repository = opened(found).ok()?;
    let at = revision::tag_time(&repository, name)?;
    Some((remote_identity(&repository).unwrap_or_else(|| found.place.clone()), at))
}

fn opened(found: &Found) -> Result<Repository, git2::Error> {
    setup::once();
    match &found.refused {
        Some(refused) => Err(git2::Error::from_str(refused)),
        None => Repository::open(&found.path),
    }
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
