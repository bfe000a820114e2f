//! The line of first parents that ends with a commit, one commit after the other: who wrote it, and
//! which files it changed.

use std::collections::BTreeSet;
use std::sync::Arc;

use git2::{ErrorCode, Mailmap, Odb, Oid, Repository, Signature};

use crate::compare::{Blob, Compared, Difference, Scope};
use crate::limits;
use crate::line::Point;
use crate::objects::Absent;
use crate::walked::Walked;

/// Somebody as a commit names them, after the repository's own `.mailmap`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Person {
    /// The address.
    pub email: String,
    /// The name.
    pub name: String,
}

/// A commit that a merge brought along.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Merged {
    /// Who wrote it.
    pub author: Person,
    /// When, in seconds since 1970 in UTC.
    pub authored: i64,
}

/// One commit of the line.
#[derive(Debug, Clone)]
pub struct Step {
    /// The commit id.
    pub id: String,
    /// When it was committed, in seconds since 1970 in UTC.
    pub time: i64,
    /// Who wrote it; of a merge, who merged.
    pub author: Person,
    /// When it was written, in seconds since 1970 in UTC.
    pub authored: i64,
    /// Who committed it: of a commit made on a website, the website.
    pub committer: Person,
    /// Its message, as far as it is read.
    pub message: String,
    /// Whether it merges something.
    pub is_merge: bool,
    /// Commits it merges, the newest first, as far as they are looked at.
    pub merged: Vec<Merged>,
    /// Whether something it merges has a beginning of its own: history written elsewhere.
    pub brings_root: bool,
    /// Files it changed, against the commit before it.
    pub changed: Vec<Difference>,
    /// Folders that were not there before it.
    pub appeared: Vec<String>,
    /// Whether nothing comes before it.
    pub is_root: bool,
}

/// A walk along the line of first parents, from its newest commit back.
pub struct Walk<'r> {
    repository: &'r Repository,
    odb: Odb<'r>,
    absent: &'r Absent,
    mailmap: Option<Mailmap>,
    line: Vec<Point>,
    /// Commits of the line, sorted; empty before the first merge.
    on_line: Vec<Oid>,
    merged: BTreeSet<Oid>,
    walked: &'r mut Walked,
    place: usize,
}

/// What a merge brings along.
#[derive(Default)]
struct Brought {
    merged: Vec<Merged>,
    /// Whether something in it has a beginning of its own.
    root: bool,
    /// Every commit that was looked at.
    seen: Vec<Oid>,
    /// Whether a newer merge had brought some of it already.
    known: bool,
}

impl<'r> Walk<'r> {
    pub(crate) fn new(
        (repository, absent): (&'r Repository, &'r Absent),
        line: Vec<Point>,
        walked: &'r mut Walked,
    ) -> Option<Self> {
        let odb = repository.odb().ok()?;
        let file = line.first().and_then(|head| mailmap_file(repository, head.tree));
        let mailmap = file.and_then(|file| {
            let text = short(&odb, absent, file)?;
            Mailmap::from_buffer(std::str::from_utf8(&text).ok()?).ok()
        });
        walked.begin(file);
        let (on_line, merged) = (Vec::new(), BTreeSet::new());
        Some(Self { repository, odb, absent, mailmap, line, on_line, merged, walked, place: 0 })
    }

    /// When the commit that comes next was committed.
    pub fn time(&self) -> Option<i64> {
        Some(self.line.get(self.place)?.time)
    }

    /// The commit the line begins with, when it was made and when it was written; `None` where the
    /// clone or the limit ends it.
    pub fn root(&self) -> Option<(String, i64, i64)> {
        let last = self.repository.find_commit(self.line.last()?.commit).ok()?;
        let authored = last.author().when().seconds();
        is_root(&last).then(|| (last.id().to_string(), last.time().seconds(), authored))
    }

    /// The next older commit, with all it changed and what it merged. `None` when the line ends.
    pub fn step(&mut self) -> Option<Arc<Step>> {
        let point = *self.line.get(self.place)?;
        if let Some(step) = self.walked.step(point.commit, &mut self.merged) {
            self.place += 1;
            return Some(step);
        }
        let commit = self.repository.find_commit(point.commit).ok()?;
        let compared = self.compare(Scope::Everything);
        let brought = self.brought(&commit);
        self.place += 1;
        let step = Arc::new(self.told(&commit, compared, (brought.merged, brought.root)));
        // What the last commit changed depends on how far this walk goes.
        if !brought.known && self.time().is_some() {
            self.walked.put(point.commit, &step, brought.seen);
        }
        Some(step)
    }

    /// The next older commit that changes something in `folders` that is `wanted`, of at most `most`
    /// commits from here. `None` when there is none.
    pub fn step_to(
        &mut self,
        folders: &BTreeSet<String>,
        most: &mut usize,
        wanted: impl Fn(&[Difference]) -> bool,
    ) -> Option<Step> {
        while let Some(point) = self.line.get(self.place).copied().filter(|_| *most > 0) {
            *most -= 1;
            let compared = self.compare(Scope::Folders(folders));
            self.place += 1;
            if wanted(&compared.changed) {
                let said = self.said(point.commit)?;
                return Some(Step {
                    changed: compared.changed,
                    appeared: compared.appeared,
                    ..said
                });
            }
        }
        None
    }

    /// What a commit says, with the newest commit that it merges, if it does.
    fn said(&mut self, id: Oid) -> Option<Step> {
        if let Some(known) = self.walked.said(id) {
            return Some(known);
        }
        let commit = self.repository.find_commit(id).ok()?;
        let merged = self.tip(&commit);
        let said = self.told(&commit, Compared::default(), (merged, false));
        self.walked.put_said(id, &said);
        Some(said)
    }

    /// What the next commit changes. Of the last commit of a clone that was cut short nobody can say
    /// that.
    fn compare(&mut self, scope: Scope<'_>) -> Compared {
        let Some(point) = self.line.get(self.place) else { return Compared::default() };
        let before = self.line.get(self.place + 1).map(|parent| parent.tree);
        let cut = before.is_none() && self.root().is_none();
        let scope = if cut { Scope::Nothing } else { scope };
        self.walked.comparing.compare(&self.odb, (before, Some(point.tree)), scope)
    }

    fn told(
        &self,
        commit: &git2::Commit<'_>,
        Compared { changed, appeared }: Compared,
        (merged, brings_root): (Vec<Merged>, bool),
    ) -> Step {
        let author = commit.author();
        Step {
            id: commit.id().to_string(),
            time: commit.time().seconds(),
            authored: author.when().seconds(),
            author: self.person(&author),
            committer: self.person(&commit.committer()),
            message: message(commit.message_bytes()),
            is_merge: commit.parent_count() > 1,
            merged,
            brings_root,
            changed,
            appeared,
            is_root: is_root(commit),
        }
    }

    /// Forgets folders of the scope before; call it when the next scope is another.
    pub fn change_scope(&mut self) {
        self.walked.comparing.forget();
    }

    /// The text of a file, when it is text and no longer than a limit.
    pub fn text(&self, blob: Blob) -> Option<String> {
        let data = short(&self.odb, self.absent, blob.0)?;
        if data.contains(&0) {
            return None;
        }
        let text = String::from_utf8(data);
        Some(text.unwrap_or_else(|not| String::from_utf8_lossy(not.as_bytes()).into_owned()))
    }

    /// The newest commit that a merge brought along.
    fn tip(&self, merge: &git2::Commit<'_>) -> Vec<Merged> {
        let tip = merge.parent(1).ok();
        tip.iter().map(|commit| self.written(commit)).collect()
    }

    /// Commits that a merge brought along and no newer one did: what can be reached from its other
    /// parents and is not of the line.
    fn brought(&mut self, merge: &git2::Commit<'_>) -> Brought {
        let mut brought = Brought::default();
        let mut open: Vec<Oid> = merge.parent_ids().skip(1).collect();
        if !open.is_empty() && self.on_line.is_empty() {
            self.on_line = self.line.iter().map(|point| point.commit).collect();
            self.on_line.sort_unstable();
        }
        while let Some(id) = open.pop() {
            if brought.merged.len() >= limits::MERGED {
                break;
            }
            if self.on_line.binary_search(&id).is_ok() {
                continue;
            }
            if !self.merged.insert(id) {
                brought.known |= !brought.seen.contains(&id);
                continue;
            }
            brought.seen.push(id);
            let Ok(commit) = self.repository.find_commit(id) else { continue };
            brought.root |= is_root(&commit);
            // What merges the line into a branch writes nothing.
            if commit.parent_count() < 2 {
                brought.merged.push(self.written(&commit));
            }
            open.extend(commit.parent_ids());
        }
        brought
    }

    fn written(&self, commit: &git2::Commit<'_>) -> Merged {
        let author = commit.author();
        Merged { author: self.person(&author), authored: author.when().seconds() }
    }

    /// Somebody as the repository's `.mailmap` knows them.
    fn person(&self, signature: &Signature<'_>) -> Person {
        let mapped = self.mailmap.as_ref().and_then(|map| map.resolve_signature(signature).ok());
        let of = |it: &Signature<'_>| Person {
            email: String::from_utf8_lossy(it.email_bytes()).into_owned(),
            name: String::from_utf8_lossy(it.name_bytes()).into_owned(),
        };
        mapped.as_ref().map_or_else(|| of(signature), of)
    }

    /// Another person, as a trailer of a message names them, as the `.mailmap` knows them.
    pub fn known(&self, person: Person) -> Person {
        let time = git2::Time::new(0, 0);
        match Signature::new(&person.name, &person.email, &time) {
            Ok(signature) => self.person(&signature),
            Err(_) => person,
        }
    }
}

/// Whether a commit has no parent, by what it says itself: what a clone leaves out has one.
fn is_root(commit: &git2::Commit<'_>) -> bool {
    !commit.raw_header_bytes().windows(8).any(|bytes| bytes == b"\nparent ")
}

fn message(bytes: &[u8]) -> String {
    let end = bytes.len().min(limits::MESSAGE_BYTES);
    String::from_utf8_lossy(bytes.get(..end).unwrap_or_default()).into_owned()
}

/// The `.mailmap` at the root of a tree.
fn mailmap_file(repository: &Repository, tree: Oid) -> Option<Oid> {
    Some(repository.find_tree(tree).ok()?.get_name(".mailmap")?.id())
}

/// The content of a blob that is no longer than a limit; one that is not in this clone is noted.
fn short(odb: &Odb<'_>, absent: &Absent, blob: Oid) -> Option<Vec<u8>> {
    match odb.read_header(blob) {
        Ok((size, _)) if size <= limits::COMPARED_BYTES => {}
        Ok(_) => return None,
        Err(error) => {
            if error.code() == ErrorCode::NotFound {
                absent.borrow_mut().insert(blob);
            }
            return None;
        }
    }
    Some(odb.read(blob).ok()?.data().to_vec())
}
