//! Who a repository is: host, owner and name.

use std::fmt;
use std::path::{Component, Path};

/// Who a repository is.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Identity {
    /// The account that owns it.
    pub owner: String,
    /// Its name.
    pub name: String,
    /// The host of its remote, when there is one.
    pub host: Option<String>,
}

impl fmt::Display for Identity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.owner, self.name)
    }
}

impl Identity {
    /// Reads the identity off the address of a remote: `https://host/owner/name.git`,
    /// `git@host:owner/name`, `ssh://git@host:22/owner/name`. Credentials in it are dropped.
    pub fn of_remote(url: &str) -> Option<Self> {
        let (host, path) = match url.split_once("://") {
            Some((scheme, rest)) if scheme != "file" => rest.split_once('/')?,
            Some(_) => return None,
            None => url.split_once(':')?,
        };
        let host = host.rsplit('@').next()?.split(':').next()?;
        if host.is_empty() || host.starts_with(['.', '/']) {
            return None;
        }
        let path = path.trim_matches('/');
        let path = path.strip_suffix(".git").unwrap_or(path);
        let (owner, name) = path.rsplit_once('/')?;
        (!owner.is_empty() && !name.is_empty()).then(|| Self {
            owner: owner.to_owned(),
            name: name.to_owned(),
            host: Some(host.to_ascii_lowercase()),
        })
    }

    /// Reads the identity off the place of a repository below the folder that was asked for:
    /// `owner/name`, `owner+name`, with or without a last `.git` or `repo`. Where the place gives
    /// no owner, the folder that was asked for does.
    pub fn of_place(relative: &Path, asked: &Path) -> Self {
        let mut segments: Vec<String> = names(relative);
        let last_tells_nothing = |segments: &[String]| {
            segments
                .last()
                .is_some_and(|last| matches!(last.as_str(), ".git" | "repo" | "repo.git"))
        };
        while last_tells_nothing(&segments) {
            segments.pop();
        }
        let mut asked = names(asked);
        if segments.is_empty() {
            while asked.len() > 1 && last_tells_nothing(&asked) {
                asked.pop();
            }
            segments.extend(asked.pop());
        }
        let last = segments.pop().unwrap_or_else(|| "repository".to_owned());
        let last = last.strip_suffix(".git").unwrap_or(&last).to_owned();
        if let Some((owner, name)) = last.split_once('+') {
            return Self { owner: owner.to_owned(), name: name.to_owned(), host: None };
        }
        let owner = segments.pop().or_else(|| asked.pop()).unwrap_or_else(|| "local".to_owned());
        Self { owner, name: last, host: None }
    }
}

fn names(path: &Path) -> Vec<String> {
    path.components()
        .filter_map(|component| match component {
            Component::Normal(name) => Some(name.to_string_lossy().into_owned()),
            _ => None,
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of_place(relative: &str, asked: &str) -> String {
        Identity::of_place(Path::new(relative), Path::new(asked)).to_string()
    }

    #[test]
    fn a_remote_gives_host_owner_and_name() {
        for url in [
            "https://github.com/acme/billing.git",
            "https://user:secret@github.com/acme/billing",
            "git@github.com:acme/billing.git",
            "ssh://git@GitHub.com:22/acme/billing",
        ] {
            let identity = Identity::of_remote(url).unwrap();
            assert_eq!(identity.to_string(), "acme/billing");
            assert_eq!(identity.host.as_deref(), Some("github.com"));
        }
        assert_eq!(Identity::of_remote("/srv/git/billing.git"), None);
        assert_eq!(Identity::of_remote("file:///srv/git/billing.git"), None);
    }

    #[test]
    fn a_place_gives_owner_and_name() {
        assert_eq!(of_place("acme/billing", "/srv"), "acme/billing");
        assert_eq!(of_place("acme/billing.git", "/srv"), "acme/billing");
        assert_eq!(of_place("acme+billing/repo/.git", "/srv"), "acme/billing");
        assert_eq!(of_place("billing", "/srv/acme"), "acme/billing");
        assert_eq!(of_place("", "/srv/acme/billing"), "acme/billing");
        assert_eq!(of_place("", "/srv/acme+billing/repo"), "acme/billing");
    }
}
