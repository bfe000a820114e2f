//! Where evidence is: in a few characters, and as an address a browser opens.

use milepost_core::{Evidence, Repository, Snapshot};

/// Characters of a commit that are shown in text.
const SHORT: usize = 8;

/// `acme/billing@1a2b3c4d:Dockerfile#3`.
pub(crate) fn place(evidence: &Evidence, snapshot: &Snapshot) -> String {
    let repository = snapshot.repository(&evidence.repository);
    place_at(evidence, repository.and_then(|repository| repository.commit.as_deref()))
}

/// The same of a repository that was read at `commit`.
pub(crate) fn place_at(evidence: &Evidence, commit: Option<&str>) -> String {
    let commit = commit.map(|commit| format!("@{}", short(commit))).unwrap_or_default();
    let path = match evidence.path.as_str() {
        "" => String::new(),
        path => format!(":{path}"),
    };
    let line = match evidence.line {
        0 => String::new(),
        line => format!("#{line}"),
    };
    format!("{}{commit}{path}{line}", evidence.repository)
}

/// The start of a commit id.
pub(crate) fn short(commit: &str) -> &str {
    commit.get(..SHORT).unwrap_or(commit)
}

/// The address of the line on the web, when the repository has a host and a commit.
pub(crate) fn address(evidence: &Evidence, snapshot: &Snapshot) -> Option<String> {
    let repository = snapshot.repository(&evidence.repository)?;
    Some(address_at(evidence, repository.host.as_deref()?, repository.commit.as_deref()?))
}

/// The same of a repository on `host` that was read at `commit`.
pub(crate) fn address_at(evidence: &Evidence, host: &str, commit: &str) -> String {
    let base = format!("https://{host}/{}", evidence.repository);
    let (folder, line) = match kind(host) {
        Host::GitHub => ("blob", format!("#L{}", evidence.line)),
        Host::GitLab => ("-/blob", format!("#L{}", evidence.line)),
        Host::Bitbucket => ("src", format!("#lines-{}", evidence.line)),
    };
    let line = if evidence.line > 0 { line } else { String::new() };
    if evidence.path.is_empty() {
        let folder = folder.replace("blob", "tree");
        format!("{base}/{folder}/{commit}")
    } else {
        format!("{base}/{folder}/{commit}/{}{line}", escaped(&evidence.path))
    }
}

/// The address of a commit itself.
pub(crate) fn commit_at(repository: &str, host: &str, commit: &str) -> String {
    let folder = match kind(host) {
        Host::GitHub => "commit",
        Host::GitLab => "-/commit",
        Host::Bitbucket => "commits",
    };
    format!("https://{host}/{repository}/{folder}/{commit}")
}

/// The address of a repository at its commit.
pub(crate) fn home(repository: &Repository, snapshot: &Snapshot) -> Option<String> {
    let whole = Evidence {
        repository: repository.id.clone(),
        path: String::new(),
        line: 0,
        shows: String::new(),
    };
    address(&whole, snapshot)
}

enum Host {
    GitHub,
    GitLab,
    Bitbucket,
}

fn kind(host: &str) -> Host {
    if host.contains("gitlab") {
        Host::GitLab
    } else if host.contains("bitbucket") {
        Host::Bitbucket
    } else {
        Host::GitHub
    }
}

/// A path inside an address: what is not plain is percent-encoded, segment marks apart.
fn escaped(path: &str) -> String {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-._~/@+,=:()!$&'*".contains(&byte);
    path.bytes()
        .map(|byte| if plain(byte) { char::from(byte).to_string() } else { format!("%{byte:02X}") })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_with_blanks_and_hashes_stays_one_address() {
        assert_eq!(escaped("docs/a b#c.md"), "docs/a%20b%23c.md");
    }
}
