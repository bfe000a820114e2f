//! A plan into a git repository, the same every time.

use std::path::{Path, PathBuf};

use git2::build::CheckoutBuilder;
use git2::{Index, IndexEntry, IndexTime, Oid, Repository, RepositoryInitOptions, Signature, Time};

use jiff::Timestamp;

use crate::history::{Commit, Head, RepositoryPlan};
use crate::tree::{Content, Tree};
use crate::{Error, Form, Organisation, files};

const FILE: u32 = 0o100_644;
const LINK: u32 = 0o120_000;
const SUBMODULE: u32 = 0o160_000;

/// The website that commits what somebody merges there.
const WEBSITE: (&str, &str) = ("GitHub", "noreply@github.com");

/// Builds one repository and says where it is.
pub(crate) fn repository(
    organisation: &Organisation,
    plan: &RepositoryPlan,
    into: &Path,
    form: Form,
) -> Result<PathBuf, Error> {
    let folder = plan.folder.as_ref().unwrap_or(&plan.name);
    let files = files::of_repository(&organisation.files, folder);
    let mut tree = Tree::new(&plan.name, &files);
    let path = match form {
        Form::Bare => into.join(format!("{}.git", plan.name)),
        Form::Worktree => into.join(&plan.name),
    };
    let refused = |source: git2::Error| Error::Git { repository: plan.name.clone(), source };
    let git = open(organisation, plan, &path, form).map_err(refused)?;
    let mut newest = None;
    for commit in &plan.commits {
        tree.apply(commit)?;
        let signed = Signed::of(organisation, commit, refused)?;
        newest = Some(write(&git, (plan, commit), &tree, (&signed, newest)).map_err(refused)?);
    }
    tree.check_end()?;
    finish(&git, plan, form, newest).map_err(refused)?;
    Ok(path)
}

/// Who made a commit, who committed it, and who made what it merges.
struct Signed {
    author: Signature<'static>,
    committer: Signature<'static>,
    merged: Vec<Signature<'static>>,
}

impl Signed {
    fn of(
        organisation: &Organisation,
        commit: &Commit,
        refused: impl Fn(git2::Error) -> Error,
    ) -> Result<Self, Error> {
        let signed = |by: Option<&String>, at: Timestamp| {
            let (name, address) = organisation.history.author(by)?;
            Signature::new(name, &address, &Time::new(at.as_second(), 0)).map_err(&refused)
        };
        let author = signed(commit.by.as_ref(), commit.authored.unwrap_or(commit.at))?;
        let website = Signature::new(WEBSITE.0, WEBSITE.1, &Time::new(commit.at.as_second(), 0));
        let committer = if commit.website {
            website.map_err(&refused)?
        } else {
            signed(commit.by.as_ref(), commit.at)?
        };
        let merged = commit.merges.iter().map(|it| signed(it.by.as_ref(), it.at));
        Ok(Self { author, committer, merged: merged.collect::<Result<_, _>>()? })
    }
}

fn open(
    organisation: &Organisation,
    plan: &RepositoryPlan,
    path: &Path,
    form: Form,
) -> Result<Repository, git2::Error> {
    let mut options = RepositoryInitOptions::new();
    options.bare(form == Form::Bare).external_template(false).initial_head(branch(plan));
    let git = Repository::init_opts(path, &options)?;
    if let Some(address) = organisation.history.remote(plan) {
        git.remote("origin", &address)?;
    }
    Ok(git)
}

fn branch(plan: &RepositoryPlan) -> &str {
    plan.branch.as_deref().unwrap_or("main")
}

fn write(
    git: &Repository,
    (plan, commit): (&RepositoryPlan, &Commit),
    tree: &Tree<'_>,
    (signed, parent): (&Signed, Option<Oid>),
) -> Result<Oid, git2::Error> {
    let mut index = git.index()?;
    fill(git, &mut index, tree)?;
    let root = git.find_tree(index.write_tree()?)?;
    let parent = parent.map(|id| git.find_commit(id)).transpose()?;
    let mut tip = parent.clone();
    for author in &signed.merged {
        let before: Vec<_> = tip.iter().collect();
        let id = git.commit(None, author, author, "Work on it", &root, &before)?;
        tip = Some(git.find_commit(id)?);
    }
    let branch_tip = tip.filter(|_| !signed.merged.is_empty());
    let parents: Vec<_> = parent.iter().chain(&branch_tip).collect();
    let says = commit.says.as_deref().unwrap_or("Add everything");
    let reference = format!("refs/heads/{}", branch(plan));
    let id =
        git.commit(Some(&reference), &signed.author, &signed.committer, says, &root, &parents)?;
    if let Some(tag) = &commit.tag {
        git.tag(tag, &git.find_object(id, None)?, &signed.author, tag, false)?;
    }
    Ok(id)
}

fn fill(git: &Repository, index: &mut Index, tree: &Tree<'_>) -> Result<(), git2::Error> {
    index.clear()?;
    for (path, content) in &tree.files {
        let (mode, id) = match content {
            Content::File(bytes) => (FILE, git.blob(bytes)?),
            Content::Link(target) => (LINK, git.blob(target.as_bytes())?),
            Content::Submodule(id) => (SUBMODULE, id.parse()?),
        };
        index.add(&entry(path, mode, id))?;
    }
    Ok(())
}

fn entry(path: &str, mode: u32, id: Oid) -> IndexEntry {
    IndexEntry {
        ctime: IndexTime::new(0, 0),
        mtime: IndexTime::new(0, 0),
        dev: 0,
        ino: 0,
        mode,
        uid: 0,
        gid: 0,
        file_size: 0,
        id,
        flags: 0,
        flags_extended: 0,
        path: path.as_bytes().to_vec(),
    }
}

/// Checks the files out, and points `HEAD` elsewhere where the plan says so.
fn finish(
    git: &Repository,
    plan: &RepositoryPlan,
    form: Form,
    newest: Option<Oid>,
) -> Result<(), git2::Error> {
    let Some(newest) = newest else {
        return Ok(());
    };
    if form == Form::Worktree {
        let mut checkout = CheckoutBuilder::new();
        git.checkout_head(Some(checkout.force().disable_filters(true)))?;
    }
    match plan.head {
        None => Ok(()),
        Some(Head::Detached) => {
            git.set_head_detached(newest)?;
            git.find_branch(branch(plan), git2::BranchType::Local)?.delete()
        }
        Some(Head::Missing) => git.set_head("refs/heads/gone"),
    }
}
