//! Where a module comes from, in one normal form: two ways to write one module are equal.

mod archive;
mod git;
mod local;
mod registry;

use milepost_core::Pin;

/// A module's identity and how firmly its version is held.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Source {
    /// The identity, without version.
    pub identity: String,
    /// The version asked for, as written.
    pub version: Option<String>,
    /// How firmly it is held.
    pub pin: Pin,
}

/// Hosts whose repositories may be written without scheme, as `github.com/owner/name`.
const GIT_HOSTS: &[&str] = &["github.com", "gitlab.com", "bitbucket.org"];

/// Reads a source as written in a file of `folder`, with the `version` written beside it. Without
/// a folder the file is put into others, and a path in it starts from theirs.
pub(crate) fn read(written: &str, version: Option<&str>, folder: Option<&str>) -> Source {
    let written = written.trim();
    if local::is_local(written) {
        return folder.map_or_else(|| dynamic(written), |folder| local::read(written, folder));
    }
    let (address, query) = written.split_once('?').unwrap_or((written, ""));
    if is_computed(address) {
        return dynamic(written);
    }
    if let Some(rest) = address.strip_prefix("tfr://") {
        return registry::read(rest.trim_start_matches('/'), parameter(query, "version"));
    }
    let (getter, address) = split_getter(address);
    let (scheme, rest) = address.split_once("://").unwrap_or(("", address));
    match (getter, scheme) {
        ("git", _) | ("", "git" | "ssh") => git::read(scheme, rest, parameter(query, "ref")),
        ("hg", _) => git::read(scheme, rest, parameter(query, "rev")),
        ("s3" | "gcs", _) | (_, "s3" | "gcs") => archive::read(rest, query),
        ("", "oci") => archive::read_oci(rest, query),
        ("", "http" | "https") | ("http" | "https", _) => web(scheme, rest, query),
        ("", "") => without_scheme(rest, query, version),
        _ => unknown(written),
    }
}

/// Whether a source is a path without the `./` at its start: of one or two names in old Terraform
/// code, and of any length in Terragrunt, where an address of a registry begins with `tfr://`.
pub(crate) fn is_bare_path(written: &str, terragrunt: bool) -> bool {
    let first = written.split('/').next().unwrap_or_default();
    let names = written.split('/').count();
    (terragrunt || names <= 2)
        && !first.is_empty()
        && !first.contains(|c: char| !c.is_alphanumeric() && !matches!(c, '-' | '_' | ' '))
}

/// Whether a value is put in when the tool runs.
fn is_computed(text: &str) -> bool {
    text.contains("${") || text.contains("%{")
}

/// A source that is only known when the tool runs; its version may be known all the same.
fn dynamic(written: &str) -> Source {
    let (address, query) = written.split_once('?').unwrap_or((written, ""));
    let version = ["ref", "version"].iter().find_map(|name| parameter(query, name));
    Source { identity: address.to_owned(), version, pin: Pin::Dynamic }
}

/// A page that hands out a repository or an archive; git shows by its suffix or its parameter.
fn web(scheme: &str, rest: &str, query: &str) -> Source {
    let reference = parameter(query, "ref");
    let (whole, _) = split_folder(rest);
    if whole.strip_suffix(".git").is_some() || reference.is_some() {
        git::read(scheme, rest, reference)
    } else {
        archive::read(rest, query)
    }
}

fn without_scheme(address: &str, query: &str, version: Option<&str>) -> Source {
    let host = address.split('/').next().unwrap_or_default();
    if GIT_HOSTS.contains(&host.to_ascii_lowercase().as_str()) {
        return git::read_shorthand(address, parameter(query, "ref"));
    }
    if git::is_scp(address) {
        return git::read("ssh", address, parameter(query, "ref"));
    }
    if host.ends_with("amazonaws.com") || host.ends_with("googleapis.com") {
        return archive::read(address, query);
    }
    if registry::is_address(address) {
        return registry::read(address, version.map(str::to_owned));
    }
    unknown(address)
}

fn unknown(written: &str) -> Source {
    Source { identity: written.to_owned(), version: None, pin: Pin::None }
}

/// The getter a source is forced to by `git::` and the like.
fn split_getter(address: &str) -> (&str, &str) {
    address
        .split_once("::")
        .filter(|(getter, _)| getter.bytes().all(|b| b.is_ascii_alphanumeric()))
        .unwrap_or(("", address))
}

/// The value of a parameter of the query; slashes may be written `%2F`.
fn parameter(query: &str, name: &str) -> Option<String> {
    query
        .split('&')
        .filter_map(|pair| pair.split_once('='))
        .find(|(key, _)| *key == name)
        .map(|(_, value)| value.replace("%2F", "/").replace("%2f", "/"))
        .filter(|value| !value.is_empty())
}

/// The part before `//`, and the folder inside what it names, cleaned.
fn split_folder(address: &str) -> (&str, String) {
    let (whole, inside) = address.split_once("//").unwrap_or((address, ""));
    let segments: Vec<&str> =
        inside.split('/').filter(|segment| !matches!(*segment, "" | ".")).collect();
    (whole.trim_end_matches('/'), segments.join("/"))
}

fn with_folder(whole: &str, inside: &str) -> String {
    if inside.is_empty() { whole.to_owned() } else { format!("{whole}//{inside}") }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(written: &str) -> String {
        let read = read(written, None, Some("live/prod"));
        let version = read.version.unwrap_or_default();
        format!("{} {version} {}", read.identity, read.pin.name())
    }

    #[test]
    fn one_repository_is_one_source_however_it_is_written() {
        for written in [
            "git::https://github.com/acme/modules.git//vpc?ref=v1.2.0",
            "git::https://token:secret@github.com/acme/modules//vpc?depth=1&ref=v1.2.0",
            "git@github.com:acme/modules.git//vpc?ref=v1.2.0",
            "git::git@github.com:acme/modules.git//vpc?ref=v1.2.0",
            "git::ssh://git@github.com/acme/modules.git//vpc/?ref=v1.2.0",
            "git::ssh://git@github.com:acme/modules.git//vpc?ref=v1.2.0",
            "ssh://git@github.com:22/acme/modules.git//vpc?ref=v1.2.0",
            "github.com/acme/modules//vpc?ref=v1.2.0",
            "github.com/acme/modules/vpc?ref=v1.2.0",
            "git::https://github.com/acme/modules.git?ref=v1.2.0//vpc",
            "GitHub.com/acme/modules.git//./vpc?ref=v1.2.0",
            "https://github.com/acme/modules.git//vpc?ref=v1.2.0",
        ] {
            assert_eq!(said(written), "github.com/acme/modules//vpc v1.2.0 exact", "{written}");
        }
    }

    #[test]
    fn what_is_put_in_when_the_tool_runs_is_not_known() {
        let known = "git::https://github.com/acme/m.git//a?ref=${local.v}";
        assert_eq!(said(known), "github.com/acme/m//a ${local.v} dynamic");
        assert_eq!(said("${local.base}//a?ref=v1"), "${local.base}//a v1 dynamic");
    }

    #[test]
    fn a_source_of_no_known_form_stays_as_written() {
        assert_eq!(said("modules/vpc"), "modules/vpc  none");
        assert_eq!(said("file::/srv/m"), "file::/srv/m  none");
        assert_eq!(said(""), "  none");
    }
}
