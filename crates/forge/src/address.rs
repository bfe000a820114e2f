//! How an organisation on GitHub is named: `github:acme`, or one repository of it,
//! `github:acme/billing`.

use std::fmt;
use std::str::FromStr;

/// How every address begins.
const SCHEME: &str = "github:";

/// An account, or one repository of it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Address {
    /// The organisation or user.
    pub owner: String,
    /// One repository; absent when all are meant.
    pub name: Option<String>,
}

/// Why a text is no address.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "{0:?}: expected `github:` and an organisation or user, as in `github:acme`, or one repository of it, as in `github:acme/billing`"
)]
pub struct AddressError(String);

impl Address {
    /// Whether a text is meant as an address, valid or not.
    pub fn is_meant(text: &str) -> bool {
        text.starts_with(SCHEME)
    }
}

impl FromStr for Address {
    type Err = AddressError;

    fn from_str(text: &str) -> Result<Self, AddressError> {
        let wrong = || AddressError(text.to_owned());
        let rest = text.strip_prefix(SCHEME).ok_or_else(wrong)?;
        let (owner, name) = match rest.split_once('/') {
            Some((owner, name)) => (owner, Some(name)),
            None => (rest, None),
        };
        let valid = |part: &str| {
            let known = |byte: u8| byte.is_ascii_alphanumeric() || b"-_.".contains(&byte);
            !part.is_empty() && part != "." && part != ".." && part.bytes().all(known)
        };
        if !valid(owner) || !name.is_none_or(valid) {
            return Err(wrong());
        }
        Ok(Self { owner: owner.to_owned(), name: name.map(str::to_owned) })
    }
}

impl fmt::Display for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{SCHEME}{}", self.owner)?;
        self.name.as_ref().map_or(Ok(()), |name| write!(f, "/{name}"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_names_an_account_or_one_repository() {
        for text in ["github:acme", "github:acme/billing.api", "github:a-b/.github"] {
            assert_eq!(text.parse::<Address>().unwrap().to_string(), text);
        }
    }

    #[test]
    fn what_leads_elsewhere_is_no_address() {
        for text in ["acme", "github:", "github:a/..", "github:a/b/c", "github:a b", "github:/b"] {
            assert!(text.parse::<Address>().is_err(), "{text}");
        }
    }
}
