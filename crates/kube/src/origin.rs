//! Where a chart comes from, in one form however it was written, so that two ways to name one
//! chart are equal.

use milepost_core::{ImageReference, Pin, UnitKind, Use, What, place};

use crate::Asked;
use milepost_syntax::reading::is_computed;

/// The identity of a chart that is used.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Origin {
    /// The source as [`Use`] writes it.
    pub source: String,
    /// How firmly the place alone holds it, whatever version is asked for.
    held: Option<Pin>,
}

impl Origin {
    /// The chart `name` of `repository`, as a dependency in `folder` names them; `None` when
    /// either is computed.
    pub fn of_dependency(folder: &str, repository: &str, name: &str) -> Option<Self> {
        if is_computed(repository) || is_computed(name) || name.is_empty() {
            return None;
        }
        if repository.is_empty() {
            return Self::local(folder, &format!("charts/{name}"));
        }
        if let Some(path) = repository.strip_prefix("file://") {
            return Some(
                Self::local(folder, path).unwrap_or_else(|| Self {
                    source: repository.to_owned(),
                    held: Some(Pin::None),
                }),
            );
        }
        let alias = repository.strip_prefix('@').or_else(|| repository.strip_prefix("alias:"));
        Some(match alias {
            Some(alias) => Self::of_alias(alias, name),
            None => Self::remote(repository, name),
        })
    }

    /// The chart `name` of a repository known elsewhere as `alias`.
    pub fn of_alias(alias: &str, name: &str) -> Self {
        Self::at(format!("@{alias}/{}", name.trim_matches('/')))
    }

    /// The chart `name` of the repository at `url`. A repository kept in git names the revision
    /// in its address: that revision holds the chart, and is no part of what it is.
    pub fn remote(url: &str, name: &str) -> Self {
        let name = name.trim_matches('/');
        let (place, held) = match url.split_once('?') {
            Some((place, query)) if url.starts_with("git+") => (place, Some(revision(query))),
            _ => (url, None),
        };
        Self { source: format!("{}/{name}", address(place)), held }
    }

    /// The chart at `url` itself, as OCI references name it, and the tag or digest behind it.
    pub fn at_url(url: &str) -> (Self, Option<String>) {
        let url = without_user(url.trim());
        let (scheme, rest) = url.split_once("://").unwrap_or(("oci", &url));
        let reference = ImageReference::parse(rest);
        let host_and_path = rest.get(..rest.len() - tail_length(&reference)).unwrap_or(rest);
        let origin = Self::at(address(&format!("{scheme}://{host_and_path}")));
        (origin, reference.digest.or(reference.tag))
    }

    /// The chart at `path`, seen from `folder`; `None` when that leaves the repository.
    pub fn local(folder: &str, path: &str) -> Option<Self> {
        Some(Self { source: format!("./{}", resolved(folder, path)?), held: Some(Pin::Local) })
    }

    fn at(source: String) -> Self {
        Self { source, held: None }
    }

    /// Whether the chart is part of this repository.
    pub fn is_local(&self) -> bool {
        self.held == Some(Pin::Local)
    }

    /// The use of this chart.
    pub fn used(&self, asked: &Asked, name: Option<&str>) -> What {
        What::Use(Use {
            unit: UnitKind::Chart,
            source: self.source.clone(),
            version: asked.version.clone(),
            pin: self.held.unwrap_or(asked.pin),
            name: name.map(ToOwned::to_owned),
        })
    }
}

/// How firmly the query of a git address holds a revision.
fn revision(query: &str) -> Pin {
    query.split('&').find_map(|part| part.strip_prefix("ref=")).map_or(Pin::None, Pin::of_git_ref)
}

/// How long the tag and the digest of a reference are, with what parts them from it.
fn tail_length(reference: &ImageReference) -> usize {
    [&reference.tag, &reference.digest].into_iter().flatten().map(|text| text.len() + 1).sum()
}

/// An address without user, trailing slash, or capitals in its host.
pub fn address(url: &str) -> String {
    let url = without_user(url.trim());
    let url = url.trim_end_matches('/');
    let Some((scheme, rest)) = url.split_once("://") else {
        return url.to_owned();
    };
    let (host, path) = match rest.split_once('/') {
        Some((host, path)) => (host, format!("/{path}")),
        None => (rest, String::new()),
    };
    format!("{}://{}{path}", scheme.to_ascii_lowercase(), host.to_ascii_lowercase())
}

/// Ways to fetch a git repository that all lead to one host and path.
const FETCHED: &[&str] = &["https", "http", "ssh", "git", "git+https", "git+ssh"];

/// The address of a git repository: `https://host/path`, however it is fetched. An address of
/// another sort stays as written.
pub fn git_address(url: &str) -> String {
    let url = url.trim();
    let bare = match url.split_once("://") {
        Some((scheme, rest)) if FETCHED.contains(&scheme) => rest.to_owned(),
        None if url.contains('@') => url.replacen(':', "/", 1),
        _ => return address(url),
    };
    let bare = bare.rsplit_once('@').map_or(bare.as_str(), |(_, rest)| rest).trim_end_matches('/');
    address(&format!("https://{}", bare.trim_end_matches(".git")))
}

/// A path in a repository: `repository//path`.
pub fn located(repository: &str, path: Option<&str>) -> String {
    let path = path.unwrap_or("").trim_start_matches("./").trim_matches('/');
    if path.is_empty() || path == "." {
        repository.to_owned()
    } else {
        format!("{repository}//{path}")
    }
}

/// The address without a user and password, which belong in no report.
pub fn without_user(url: &str) -> String {
    let Some((scheme, rest)) = url.split_once("://") else {
        return url.to_owned();
    };
    let end = rest.find('/').unwrap_or(rest.len());
    let (authority, path) = rest.split_at(end);
    let host = authority.rsplit('@').next().unwrap_or(authority);
    format!("{scheme}://{host}{path}")
}

/// `path` seen from `folder`, from the root; `None` when it leaves the repository.
fn resolved(folder: &str, path: &str) -> Option<String> {
    if path.starts_with(['/', '~']) {
        return None;
    }
    place::resolve(folder, &path.replace('\\', "/"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn source(folder: &str, repository: &str) -> Option<String> {
        Origin::of_dependency(folder, repository, "web").map(|origin| origin.source)
    }

    #[test]
    fn two_ways_to_write_one_repository_are_equal() {
        let plain = source("", "https://acme.github.io/charts");
        assert_eq!(plain.as_deref(), Some("https://acme.github.io/charts/web"));
        assert_eq!(plain, source("", "https://Acme.GitHub.io/charts/"));
        assert_eq!(plain, source("", "https://bot:secret@acme.github.io/charts"));
    }

    #[test]
    fn a_path_is_resolved_from_the_chart_that_names_it() {
        let local = |folder, repository| source(folder, repository).unwrap();
        assert_eq!(local("deploy/app", "file://../lib"), "./deploy/lib");
        assert_eq!(local("", "file://./lib/"), "./lib");
        assert_eq!(local("deploy/app", ""), "./deploy/app/charts/web");
        assert_eq!(local("app", "file://../../lib"), "file://../../lib");
    }

    #[test]
    fn an_alias_keeps_its_name_and_a_variable_gives_nothing() {
        assert_eq!(source("", "@acme").as_deref(), Some("@acme/web"));
        assert_eq!(source("", "alias:acme").as_deref(), Some("@acme/web"));
        assert_eq!(source("", "${REPOSITORY}"), None);
    }

    #[test]
    fn a_chart_kept_in_git_is_held_by_its_revision() {
        let origin = Origin::remote("git+https://github.com/acme/web@chart?ref=main", "web");
        assert_eq!(origin.source, "git+https://github.com/acme/web@chart/web");
        assert_eq!(origin.held, Some(Pin::Branch));
    }

    #[test]
    fn an_oci_reference_is_split_from_its_tag() {
        let split = |url| {
            let (origin, version) = Origin::at_url(url);
            (origin.source, version)
        };
        let source = "oci://acme.io:5000/web".to_owned();
        assert_eq!(split("oci://acme.io:5000/web"), (source.clone(), None));
        assert_eq!(split("oci://acme.io:5000/web:1.2.3"), (source, Some("1.2.3".to_owned())));
    }

    #[test]
    fn a_git_repository_has_one_address() {
        let wanted = "https://github.com/acme/deploy";
        for url in [
            "https://github.com/acme/deploy.git",
            "git@github.com:acme/deploy.git",
            "ssh://git@github.com/acme/deploy",
            "https://token@GitHub.com/acme/deploy/",
        ] {
            assert_eq!(git_address(url), wanted);
        }
        assert_eq!(git_address("bundle://apps/shop"), "bundle://apps/shop");
    }
}
