//! The newest commit of the default branch.

use git2::{Oid, Repository};

/// Names a default branch usually has, tried in order where nothing says which it is.
const USUAL: &[&str] = &["main", "master", "trunk", "develop"];

/// Where the default branch stands.
pub(crate) enum Default {
    /// At this commit; the name is known unless `HEAD` is detached and nothing else tells.
    At { commit: Oid, branch: Option<String> },
    /// The repository has no commit at all.
    Empty,
    /// `HEAD` names a branch that does not exist, and there are others.
    Missing(String),
}

/// Finds the default branch: the one the remote calls so, else the one `HEAD` names, else the first
/// with a usual name. Of a local branch and the remote's of that name, the newer commit counts.
pub(crate) fn default(repository: &Repository) -> Default {
    let named = remote_head(repository).or_else(|| head_name(repository));
    if let Some(branch) = &named
        && let Some(commit) = newest(repository, branch)
    {
        return Default::At { commit, branch: Some(branch.clone()) };
    }
    let usual = USUAL.iter().find_map(|name| Some((newest(repository, name)?, (*name).to_owned())));
    if let Some((commit, branch)) = usual {
        return Default::At { commit, branch: Some(branch) };
    }
    if let Some(commit) = repository.head().ok().and_then(|head| head.target()) {
        return Default::At { commit, branch: None };
    }
    match (has_branches(repository), named) {
        (true, Some(branch)) => Default::Missing(branch),
        (true, None) => Default::Missing("HEAD".to_owned()),
        (false, _) => Default::Empty,
    }
}

fn remote_head(repository: &Repository) -> Option<String> {
    let reference = repository.find_reference("refs/remotes/origin/HEAD").ok()?;
    let target = reference.symbolic_target().ok()??;
    target.strip_prefix("refs/remotes/origin/").map(str::to_owned)
}

fn head_name(repository: &Repository) -> Option<String> {
    let reference = repository.find_reference("HEAD").ok()?;
    let target = reference.symbolic_target().ok()??;
    target.strip_prefix("refs/heads/").map(str::to_owned)
}

fn newest(repository: &Repository, branch: &str) -> Option<Oid> {
    ["refs/heads/", "refs/remotes/origin/"]
        .iter()
        .filter_map(|prefix| repository.refname_to_id(&format!("{prefix}{branch}")).ok())
        .max_by_key(|id| repository.find_commit(*id).map(|commit| commit.time().seconds()).ok())
}

fn has_branches(repository: &Repository) -> bool {
    repository.branches(None).is_ok_and(|mut branches| branches.next().is_some())
}
