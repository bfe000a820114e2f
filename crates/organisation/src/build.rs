//! A plan into a git repository, the same every time.

use std::path::{Path, PathBuf};

use git2::build::CheckoutBuilder;
use git2::{Index, IndexEntry, IndexTime, Oid, Repository, RepositoryInitOptions, Signature, Time};

use crate::history::{Commit, Head, RepositoryPlan};
use crate::tree::{Content, Tree};
use crate::{Error, Form, Organisation, files};

const FILE: u32 = 0o100_644;
const LINK: u32 = 0o120_000;
const SUBMODULE: u32 = 0o160_000;

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
        let (name, address) = organisation.history.author(commit)?;
        let time = Time::new(commit.at.as_second(), 0);
        let author = Signature::new(name, &address, &time).map_err(refused)?;
        newest = Some(write(&git, (plan, commit), &tree, (&author, newest)).map_err(refused)?);
    }
    tree.check_end()?;
    finish(&git, plan, form, newest).map_err(refused)?;
    Ok(path)
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
    (author, parent): (&Signature<'_>, Option<Oid>),
) -> Result<Oid, git2::Error> {
    let mut index = git.index()?;
    fill(git, &mut index, tree)?;
    let root = git.find_tree(index.write_tree()?)?;
    let parent = parent.map(|id| git.find_commit(id)).transpose()?;
    let parents: Vec<_> = parent.iter().collect();
    let says = commit.says.as_deref().unwrap_or("Add everything");
    let reference = format!("refs/heads/{}", branch(plan));
    let id = git.commit(Some(&reference), author, author, says, &root, &parents)?;
    if let Some(tag) = &commit.tag {
        git.tag(tag, &git.find_object(id, None)?, author, tag, false)?;
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
