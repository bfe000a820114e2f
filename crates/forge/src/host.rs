//! Where a GitHub is: github.com, or a server of one's own.

use http::Uri;

/// The address of the API of github.com.
const API: &str = "https://api.github.com";

/// Where REST begins on a server of one's own.
const SERVER: &str = "/api/v3";

/// A GitHub: its API in both forms, and its website.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Host {
    api: String,
}

/// Why an address is not that of an API.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0:?}: expected the address of a GitHub API, as in `https://github.acme.example/api/v3`")]
pub struct HostError(String);

impl Default for Host {
    fn default() -> Self {
        Self { api: API.to_owned() }
    }
}

impl Host {
    /// The GitHub whose API is at `address`.
    ///
    /// # Errors
    /// When it is no address of the web, or holds credentials.
    pub fn at(address: &str) -> Result<Self, HostError> {
        let wrong = || HostError(address.to_owned());
        let uri: Uri = address.parse().map_err(|_| wrong())?;
        let is_web = matches!(uri.scheme_str(), Some("http" | "https"));
        let has_secret = uri.authority().is_some_and(|it| it.as_str().contains('@'));
        if !is_web || has_secret || uri.query().is_some() {
            return Err(wrong());
        }
        Ok(Self { api: address.trim_end_matches('/').to_owned() })
    }

    /// Where REST is.
    pub fn rest(&self) -> &str {
        &self.api
    }

    /// What GraphQL's path is put behind: a server of one's own has it beside REST.
    pub fn graphql(&self) -> String {
        self.api.strip_suffix(SERVER).map_or_else(|| self.api.clone(), |base| format!("{base}/api"))
    }

    /// Where repositories are fetched from, with a `/` at the end.
    pub fn web(&self) -> String {
        if let Some(base) = self.api.strip_suffix(SERVER) {
            return format!("{base}/");
        }
        format!("{}/", self.api.replacen("://api.", "://", 1))
    }

    /// Its name, with the port where it has one: `github.com`.
    pub fn name(&self) -> String {
        let web = self.web();
        web.split("://").last().unwrap_or(&web).trim_matches('/').to_ascii_lowercase()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_parts_of_a_host_follow_from_the_address_of_its_api() {
        let parts = |host: &Host| (host.graphql(), host.web(), host.name());
        let github = Host::default();
        let expected = (API.to_owned(), "https://github.com/".to_owned(), "github.com".to_owned());
        assert_eq!(parts(&github), expected);
        let server = Host::at("https://ghe.acme.example/api/v3/").unwrap();
        let expected = ("https://ghe.acme.example/api", "https://ghe.acme.example/");
        assert_eq!(parts(&server).0, expected.0);
        assert_eq!(parts(&server).1, expected.1);
        let resident = Host::at("https://api.acme.ghe.com").unwrap();
        assert_eq!(resident.web(), "https://acme.ghe.com/");
    }

    #[test]
    fn a_password_in_an_address_is_refused() {
        assert!(Host::at("https://x:token@ghe.acme.example/api/v3").is_err());
        assert!(Host::at("ghe.acme.example").is_err());
    }
}
