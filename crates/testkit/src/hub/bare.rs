//! Bare repositories on disk: what is in them, and further commits.

use std::fs;
use std::path::Path;

use git2::build::TreeUpdateBuilder;
use git2::{FileMode, Oid, Repository, RepositoryInitOptions, Signature, Sort, Time};
use jiff::Timestamp;

/// What can be seen of a bare repository.
pub(super) struct Seen {
    pub(super) branch: String,
    pub(super) oldest: Option<Timestamp>,
    pub(super) newest: Option<Timestamp>,
}

/// A commit to be made.
pub(super) struct Change<'a> {
    pub(super) at: Timestamp,
    pub(super) message: &'a str,
    /// Paths with their new text, or none when they go.
    pub(super) files: &'a [(&'a str, Option<&'a str>)],
    /// Whether it forgets what was there before.
    pub(super) anew: bool,
}

/// Reads a bare repository.
pub(super) fn look(path: &Path) -> Seen {
    let git = open(path);
    let head = git.find_reference("HEAD").expect("a repository has a HEAD");
    let branch = head.symbolic_target().ok().flatten();
    let branch = branch.and_then(|name| name.strip_prefix("refs/heads/")).unwrap_or("main");
    let newest = head.peel_to_commit().ok();
    let oldest = newest.as_ref().and_then(|tip| {
        let mut walk = git.revwalk().ok()?;
        walk.set_sorting(Sort::TIME).ok()?;
        walk.push(tip.id()).ok()?;
        let id = walk.last()?.ok()?;
        git.find_commit(id).ok()
    });
    let at = |commit: &git2::Commit<'_>| Timestamp::from_second(commit.time().seconds()).ok();
    Seen {
        branch: branch.to_owned(),
        oldest: oldest.as_ref().and_then(at),
        newest: newest.as_ref().and_then(at),
    }
}

/// Makes an empty bare repository.
pub(super) fn init(path: &Path, branch: &str) {
    let mut options = RepositoryInitOptions::new();
    options.bare(true).external_template(false).initial_head(branch);
    Repository::init_opts(path, &options).expect("a repository can be made");
}

/// Makes a bare repository that has the objects of another one, and its branch `main`.
pub(super) fn borrow(path: &Path, from: &Path) {
    let tip = open(from).refname_to_id("refs/heads/main").expect("it has a branch");
    let files = [
        ("HEAD", "ref: refs/heads/main\n".to_owned()),
        ("config", "[core]\n\trepositoryformatversion = 0\n\tbare = true\n".to_owned()),
        ("refs/heads/main", format!("{tip}\n")),
        ("objects/info/alternates", format!("{}\n", from.join("objects").display())),
    ];
    for folder in ["refs/heads", "objects/info"] {
        fs::create_dir_all(path.join(folder)).expect("a folder can be made");
    }
    for (name, text) in files {
        fs::write(path.join(name), text).expect("a file can be written");
    }
}

/// Commits to a branch and says the commit.
pub(super) fn commit(path: &Path, branch: &str, change: &Change<'_>) -> String {
    let git = open(path);
    let name = format!("refs/heads/{branch}");
    let parent = git
        .find_reference(&name)
        .ok()
        .and_then(|tip| tip.peel_to_commit().ok())
        .filter(|_| !change.anew);
    let mut update = TreeUpdateBuilder::new();
    for (path, text) in change.files {
        match text {
            Some(text) => {
                let blob = git.blob(text.as_bytes()).expect("a blob can be written");
                update.upsert(path, blob, FileMode::Blob);
            }
            None => {
                update.remove(path);
            }
        }
    }
    let base = match &parent {
        Some(commit) => commit.tree_id(),
        None => empty_tree(&git),
    };
    let base = git.find_tree(base).expect("a tree that is there");
    let tree = update.create_updated(&git, &base).expect("the paths are valid");
    let tree = git.find_tree(tree).expect("a tree just written");
    let time = Time::new(change.at.as_second(), 0);
    let who = Signature::new("Mona", "mona@example.com", &time).expect("a valid name");
    let parents: Vec<_> = parent.iter().collect();
    let id = git
        .commit(None, &who, &who, change.message, &tree, &parents)
        .expect("a commit can be written");
    git.reference(&name, id, true, "push").expect("a branch can be moved");
    id.to_string()
}

/// Points `HEAD` at a branch, made from where the old one was when it is not there.
pub(super) fn move_head(path: &Path, branch: &str) {
    let git = open(path);
    let name = format!("refs/heads/{branch}");
    if git.find_reference(&name).is_err()
        && let Some(tip) = git.head().ok().and_then(|head| head.target())
    {
        git.reference(&name, tip, false, "branch").expect("a branch can be made");
    }
    git.set_head(&name).expect("HEAD can be moved");
}

/// Removes every reference.
pub(super) fn empty(path: &Path) {
    let git = open(path);
    let references = git.references().expect("references can be listed");
    for reference in references {
        reference.and_then(|mut it| it.delete()).expect("a reference can be deleted");
    }
}

fn empty_tree(git: &Repository) -> Oid {
    git.treebuilder(None).and_then(|tree| tree.write()).expect("the empty tree can be written")
}

fn open(path: &Path) -> Repository {
    Repository::open_bare(path)
        .unwrap_or_else(|error| panic!("{} is no repository: {error}", path.display()))
}
