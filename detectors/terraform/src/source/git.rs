//! Modules in git (and Mercurial) repositories: `host/owner/name//folder` and a reference.

use milepost_core::Pin;

use super::{Source, split_folder, with_folder};

/// Reads an address whose scheme was taken off.
pub(super) fn read(scheme: &str, address: &str, reference: Option<String>) -> Source {
    let (whole, inside) = split_folder(address.trim_start_matches('/'));
    source(&repository(scheme, whole), inside, reference)
}

/// Reads `github.com/owner/name/folder`, where the folder needs no `//`.
pub(super) fn read_shorthand(address: &str, reference: Option<String>) -> Source {
    let (whole, inside) = split_folder(address);
    let third = whole.match_indices('/').nth(2);
    let (whole, inside) = match third {
        Some((at, _)) if inside.is_empty() => {
            let (whole, rest) = whole.split_at(at);
            (whole, rest.trim_matches('/').to_owned())
        }
        _ => (whole, inside),
    };
    source(&repository("https", whole), inside, reference)
}

/// Whether an address is of the form `user@host:path`.
pub(super) fn is_scp(address: &str) -> bool {
    let first = address.split('/').next().unwrap_or_default();
    first.split_once('@').is_some_and(|(_, host)| host.contains(':'))
}

/// No reference holds `//`: what follows it there is the folder, which old versions allowed.
fn source(repository: &str, mut inside: String, mut reference: Option<String>) -> Source {
    let written = reference.take();
    if let Some((before, folder)) = written.as_deref().map(split_folder) {
        reference = Some(before.to_owned()).filter(|reference| !reference.is_empty());
        inside = if inside.is_empty() { folder } else { inside };
    }
    Source {
        identity: with_folder(repository, &inside),
        pin: reference.as_deref().map_or(Pin::None, pin),
        version: reference,
    }
}

/// Host and path, without user, port of ssh, and `.git`.
fn repository(scheme: &str, address: &str) -> String {
    let (authority, path) = address.split_once('/').unwrap_or((address, ""));
    let authority = authority.rsplit('@').next().unwrap_or(authority);
    let (host, port) = authority.split_once(':').unwrap_or((authority, ""));
    let mut host = host.to_ascii_lowercase();
    let mut folders: Vec<&str> = vec![];
    if !port.bytes().all(|b| b.is_ascii_digit()) {
        folders.push(port);
    } else if !matches!((scheme, port), ("ssh" | "git" | "", _) | (_, "") | ("https", "443")) {
        host.extend([":", port]);
    }
    folders.extend(path.split('/').filter(|segment| !segment.is_empty()));
    let path = folders.join("/");
    let path = path.strip_suffix(".git").unwrap_or(&path);
    if path.is_empty() {
        return host;
    }
    azure(&host, path).unwrap_or_else(|| format!("{host}/{path}"))
}

/// Azure `DevOps` names a repository in one way over ssh and in another over https.
fn azure(host: &str, path: &str) -> Option<String> {
    let path = (host == "ssh.dev.azure.com").then(|| path.strip_prefix("v3/"))??;
    let (project, repository) = path.rsplit_once('/')?;
    Some(format!("dev.azure.com/{project}/_git/{repository}"))
}

/// How a reference holds. A tag may carry the name of what it versions (`vpc-v1.2.0`,
/// `vpc/v1.2.0`), and a commit id may be shortened.
fn pin(reference: &str) -> Pin {
    if let Some(branch) = reference.strip_prefix("refs/heads/") {
        return Pin::of_git_ref(branch).max(Pin::Branch);
    }
    let last = reference.rsplit('/').next().unwrap_or(reference);
    match Pin::of_git_ref(reference) {
        Pin::Branch | Pin::Floating if is_short_commit(reference) => Pin::Exact,
        Pin::Branch if reference.starts_with("refs/tags/") => {
            Pin::of_git_ref(last).min(Pin::Floating)
        }
        Pin::Branch => last
            .split(['-', '_', '@'])
            .next_back()
            .into_iter()
            .chain([last])
            .map(Pin::of_git_ref)
            .find(|pin| *pin == Pin::Exact)
            .unwrap_or(Pin::Branch),
        pin => pin,
    }
}

fn is_short_commit(reference: &str) -> bool {
    (7..40).contains(&reference.len())
        && reference.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f'))
        && reference.bytes().any(|b| b.is_ascii_digit())
        && reference.bytes().any(|b| b.is_ascii_lowercase())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reference_holds_as_firmly_as_it_reads() {
        for (reference, expected) in [
            ("f43a0e5ff2bd294095638e18286ca9a3d1956744", Pin::Digest),
            ("f43a0e5", Pin::Exact),
            ("v1.2.0", Pin::Exact),
            ("vpc-v1.2.0", Pin::Exact),
            ("modules/vpc/1.2.0", Pin::Exact),
            ("refs/tags/v1.2.0", Pin::Exact),
            ("refs/tags/stable", Pin::Floating),
            ("v1", Pin::Floating),
            ("refs/heads/v1.2.0", Pin::Branch),
            ("feature/v2-thing", Pin::Branch),
            ("main", Pin::Branch),
            ("${local.ref}", Pin::Dynamic),
        ] {
            assert_eq!(pin(reference), expected, "{reference}");
        }
    }

    #[test]
    fn hosts_of_ones_own_keep_their_path() {
        for (scheme, address, expected) in [
            ("ssh", "git@git.acme.example:7999/infra/vpc.git", "git.acme.example/infra/vpc"),
            ("https", "git.acme.example:8443/infra/vpc.git", "git.acme.example:8443/infra/vpc"),
            ("http", "hg.acme.example/vpc", "hg.acme.example/vpc"),
            ("ssh", "git@ssh.dev.azure.com:v3/acme/infra/vpc", "dev.azure.com/acme/infra/_git/vpc"),
            (
                "https",
                "acme@dev.azure.com/acme/infra/_git/vpc",
                "dev.azure.com/acme/infra/_git/vpc",
            ),
        ] {
            assert_eq!(read(scheme, address, None).identity, expected);
        }
    }
}
