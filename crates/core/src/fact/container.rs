//! Container builds and image references.

use std::fmt;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{flag, list, pair};
use crate::Pin;

/// A container build.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Image {
    /// Its stages, in the order of the file.
    pub stages: Vec<Stage>,
    /// The image the last stage stands on, followed through earlier stages; `scratch` is written
    /// so. Absent when a variable without a default decides.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub base: Option<ImageReference>,
    /// The user the last stage, or a stage it stands on, sets; absent when the base decides.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub user: Option<String>,
    /// Whether a health check is declared.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub healthcheck: bool,
    /// Ports exposed, as written.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub ports: Vec<String>,
    /// The variant the file name says (`dev`, `test`, `ci`…), for files that make no deployable.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub variant: Option<String>,
}

/// One stage of a container build.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Stage {
    /// The line of its `FROM`.
    pub line: u32,
    /// The name it is given.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// What it stands on as written, variables expanded where their default is known: an image, or
    /// the name of an earlier stage.
    pub from: String,
    /// The platform asked for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub platform: Option<String>,
}

/// A container image reference, split into its parts.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ImageReference {
    /// Registry and path: `ghcr.io/acme/jvm`, or `alpine` as written for a Docker Hub image.
    pub repository: String,
    /// The tag.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tag: Option<String>,
    /// The digest, with its algorithm.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub digest: Option<String>,
}

impl ImageReference {
    /// Splits a reference: digest after `@`, tag after the last `:` behind the last `/`.
    pub fn parse(text: &str) -> Self {
        let (rest, digest) = match text.split_once('@') {
            Some((rest, digest)) => (rest, Some(digest.to_owned())),
            None => (text, None),
        };
        let name_start = rest.rfind('/').map_or(0, |slash| slash + 1);
        let (repository, tag) = match rest[name_start..].rfind(':') {
            Some(colon) => (
                &rest[..name_start + colon],
                Some(rest[name_start + colon + 1..].to_owned()),
            ),
            None => (rest, None),
        };
        let repository = repository
            .trim_start_matches("docker.io/library/")
            .trim_start_matches("docker.io/")
            .to_owned();
        Self {
            repository,
            tag,
            digest,
        }
    }

    /// How firmly the reference holds one image.
    pub fn pin(&self) -> Pin {
        match (&self.digest, &self.tag) {
            _ if self.to_string().contains('$') => Pin::Dynamic,
            (Some(_), _) => Pin::Digest,
            (None, None) => Pin::None,
            (None, Some(tag)) => Pin::of_version(tag),
        }
    }

    /// Registry and namespace: everything but the last segment of the repository.
    pub fn namespace(&self) -> &str {
        self.repository
            .rsplit_once('/')
            .map_or("", |(namespace, _)| namespace)
    }
}

impl fmt::Display for ImageReference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.repository)?;
        if let Some(tag) = &self.tag {
            write!(f, ":{tag}")?;
        }
        if let Some(digest) = &self.digest {
            write!(f, "@{digest}")?;
        }
        Ok(())
    }
}

impl fmt::Display for Image {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.base {
            Some(base) => write!(f, "base={base} pin={}", base.pin().name())?,
            None => write!(f, "base=?")?,
        }
        pair(f, "user", self.user.as_deref())?;
        flag(f, "healthcheck", self.healthcheck)?;
        list(f, "ports", &self.ports)?;
        pair(f, "variant", self.variant.as_deref())?;
        self.stages.iter().try_for_each(|stage| {
            write!(
                f,
                " | {}:{}",
                stage.name.as_deref().unwrap_or("-"),
                stage.line
            )?;
            write!(f, " from {}", stage.from)?;
            pair(f, "platform", stage.platform.as_deref())
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reference_splits_into_repository_tag_and_digest() {
        let full = ImageReference::parse("localhost:5000/a/b:1.2.3@sha256:ab");
        assert_eq!(full.repository, "localhost:5000/a/b");
        assert_eq!(full.tag.as_deref(), Some("1.2.3"));
        assert_eq!(full.digest.as_deref(), Some("sha256:ab"));
        assert_eq!(full.pin(), Pin::Digest);
        assert_eq!(
            ImageReference::parse("docker.io/library/node").repository,
            "node"
        );
        assert_eq!(ImageReference::parse("localhost:5000/a").tag, None);
        assert_eq!(ImageReference::parse("node:22-alpine").pin(), Pin::Floating);
        assert_eq!(
            ImageReference::parse("node:22.1.0-alpine").pin(),
            Pin::Exact
        );
        assert_eq!(ImageReference::parse("${BASE}:1").pin(), Pin::Dynamic);
    }
}
