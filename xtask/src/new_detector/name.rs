//! The name of a detector, from which those of its folder, crate and type follow.

use std::fmt;

use anyhow::bail;

/// Names whose type would hide one that every detector uses.
const TAKEN: &[&str] = &["card", "detector", "file", "findings", "self", "use", "what"];

/// A name in kebab-case.
#[derive(Debug)]
pub(super) struct Name(String);

impl Name {
    /// Checks what was typed.
    pub(super) fn read(text: &str) -> anyhow::Result<Self> {
        let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit();
        let words = text.split('-').all(|word| !word.is_empty() && word.chars().all(plain));
        if !words || !text.starts_with(|c: char| c.is_ascii_lowercase()) {
            bail!(
                "{text:?} is no name of a detector; expected lower-case words with `-` between \
                 them, such as `cloud-build`"
            );
        }
        if TAKEN.contains(&text) {
            bail!("{text:?} means something else in every detector; name the technology");
        }
        Ok(Self(text.to_owned()))
    }

    /// The id, which is the name of the folder too.
    pub(super) fn id(&self) -> &str {
        &self.0
    }

    /// The crate, as code names it.
    pub(super) fn krate(&self) -> String {
        format!("detect_{}", self.0.replace('-', "_"))
    }

    /// The type.
    pub(super) fn type_name(&self) -> String {
        let capital = |word: &str| word[..1].to_ascii_uppercase() + &word[1..];
        self.0.split('-').map(capital).collect()
    }
}

impl fmt::Display for Name {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::Name;

    #[test]
    fn a_name_is_kebab_case() {
        for good in ["helm", "cloud-build", "k8s", "s3-2"] {
            assert!(Name::read(good).is_ok(), "{good}");
        }
        for bad in ["", "Helm", "cloud_build", "-a", "a-", "a--b", "9p", "a b", "../a", "é", "file"]
        {
            assert!(Name::read(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn crate_and_type_follow_from_the_name() {
        let name = Name::read("cloud-build-2").unwrap();
        assert_eq!(name.krate(), "detect_cloud_build_2");
        assert_eq!(name.type_name(), "CloudBuild2");
    }
}
