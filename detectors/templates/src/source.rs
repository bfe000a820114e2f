//! Where a template lies, written so that two ways to write one place are equal.

use milepost_core::Pin;
use milepost_syntax::reading::is_computed;

/// Short names of hosts.
const HOSTS: &[(&str, &str)] =
    &[("gh:", "github.com/"), ("gl:", "gitlab.com/"), ("bb:", "bitbucket.org/")];

/// The fewest digits of a shortened commit.
const SHORT_COMMIT: usize = 7;

/// The place that an address means: `owner/repository` on GitHub, else host and path. A path of
/// somebody's machine means none.
pub(crate) fn of_address(address: &str) -> Option<String> {
    let address = address.trim();
    if is_computed(address) || address.contains("<%") {
        return None;
    }
    let address = address.strip_prefix("git+").unwrap_or(address);
    let place = HOSTS
        .iter()
        .find_map(|(short, host)| address.strip_prefix(short).map(|path| format!("{host}{path}")))
        .or_else(|| of_url(address))
        .or_else(|| of_shell(address))?;
    let place = place.split(['?', '#']).next().unwrap_or(&place).trim_end_matches('/');
    let place = place.strip_suffix(".git").unwrap_or(place);
    let (host, path) = place.split_once('/')?;
    if path.is_empty() || !host.contains('.') {
        return None;
    }
    if !host.eq_ignore_ascii_case("github.com") {
        return Some(format!("{}/{path}", host.to_ascii_lowercase()));
    }
    let mut segments = path.split('/');
    let (owner, repository) = (segments.next()?, segments.next()?);
    Some(format!("{owner}/{}", repository.strip_suffix(".git").unwrap_or(repository)))
}

/// `https://user@host:port/path`, without user and port.
fn of_url(address: &str) -> Option<String> {
    let (_, rest) = ["https://", "http://", "ssh://", "git://"]
        .iter()
        .find_map(|scheme| address.strip_prefix(scheme).map(|rest| (scheme, rest)))?;
    let (host, path) = rest.split_once('/')?;
    let host = host.rsplit_once('@').map_or(host, |(_, host)| host);
    let host = host.split(':').next().unwrap_or(host);
    let host = host.strip_prefix("www.").unwrap_or(host);
    Some(format!("{host}/{path}"))
}

/// `git@host:path`.
fn of_shell(address: &str) -> Option<String> {
    let (user, rest) = address.split_once('@')?;
    let (host, path) = rest.split_once(':')?;
    (!user.contains('/') && !host.contains('/')).then(|| format!("{host}/{path}"))
}

/// How firmly a commit or what `git describe` says holds a template.
pub(crate) fn pin_of_commit(commit: &str) -> Pin {
    let hexadecimal = commit.bytes().all(|byte| byte.is_ascii_hexdigit());
    match Pin::of_git_ref(commit) {
        Pin::Branch | Pin::Floating if hexadecimal && commit.len() >= SHORT_COMMIT => Pin::Exact,
        pin => pin,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_place_is_written_in_many_ways() {
        for address in [
            "https://github.com/acme/service-template.git",
            "https://token@github.com/acme/service-template/",
            "git@github.com:acme/service-template.git",
            "ssh://git@github.com/acme/service-template",
            "git+https://github.com/acme/service-template.git",
            "gh:acme/service-template",
            "https://github.com/acme/service-template/archive/main.zip",
        ] {
            assert_eq!(of_address(address).as_deref(), Some("acme/service-template"), "{address}");
        }
        assert_eq!(
            of_address("https://GitLab.acme.example:8443/a/b/c.git").as_deref(),
            Some("gitlab.acme.example/a/b/c")
        );
        assert_eq!(of_address("gl:acme/x").as_deref(), Some("gitlab.com/acme/x"));
    }

    #[test]
    fn a_path_of_a_machine_is_no_place() {
        for address in ["../template", "/home/me/template", "~/t", "C:\\t", "{{ _src_path }}", ""] {
            assert_eq!(of_address(address), None, "{address}");
        }
    }

    #[test]
    fn a_commit_holds_in_any_length() {
        assert_eq!(pin_of_commit("f43a0e5ff2bd294095638e18286ca9a3d1956744"), Pin::Digest);
        assert_eq!(pin_of_commit("f43a0e5"), Pin::Exact);
        assert_eq!(pin_of_commit("v1.2.3"), Pin::Exact);
        assert_eq!(pin_of_commit("v1.2.3-4-gf43a0e5"), Pin::Exact);
        assert_eq!(pin_of_commit("main"), Pin::Branch);
    }
}
