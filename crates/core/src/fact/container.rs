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
    /// so. Absent when a variable without a default decides the repository.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub base: Option<ImageReference>,
    /// The user the last stage, or a stage it stands on, sets; absent when the base decides.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub user: Option<String>,
    /// What builds it where no Dockerfile does: `jib`, `buildpacks`, `ko`, `bazel`…
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub builder: Option<String>,
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
            Some(colon) => {
                (&rest[..name_start + colon], Some(rest[name_start + colon + 1..].to_owned()))
            }
            None => (rest, None),
        };
        let repository = repository
            .trim_start_matches("docker.io/library/")
            .trim_start_matches("docker.io/")
            .to_owned();
        Self { repository, tag, digest }
    }

    /// How firmly the reference holds one image. `scratch` is always the same nothing.
    pub fn pin(&self) -> Pin {
        match (&self.digest, &self.tag) {
            _ if self.is_scratch() => Pin::Exact,
            _ if is_computed(&self.repository) => Pin::Dynamic,
            (Some(digest), _) if is_computed(digest) => Pin::Dynamic,
            (Some(_), _) => Pin::Digest,
            (None, None) => Pin::None,
            (None, Some(tag)) => pin_of_tag(tag),
        }
    }

    /// Whether it stands on nothing.
    pub fn is_scratch(&self) -> bool {
        self.repository == "scratch"
    }

    /// Registry and namespace: everything but the last segment of the repository.
    pub fn namespace(&self) -> &str {
        self.repository.rsplit_once('/').map_or("", |(namespace, _)| namespace)
    }
}

/// How firmly a tag holds one image: a full version, a date or a commit is one image, anything
/// shorter moves.
fn pin_of_tag(tag: &str) -> Pin {
    if is_computed(tag) {
        return Pin::Dynamic;
    }
    if tag.is_empty() || tag == "latest" {
        return Pin::None;
    }
    let fixed = is_full_version(tag) || holds_date(tag) || is_commit(tag) || is_numbered_build(tag);
    if fixed { Pin::Exact } else { Pin::Floating }
}

fn is_computed(text: &str) -> bool {
    ["$", "{{", "<%", "%%"].iter().any(|mark| text.contains(mark))
}

/// `1.2.3`, `v25.0.3_9-jre`, `3.13.0rc1`: three numbers, the last with an optional build tail.
fn is_full_version(tag: &str) -> bool {
    let bare = tag.strip_prefix('v').unwrap_or(tag);
    let mut parts = bare.split('-').next().unwrap_or(bare).split('.');
    let numbers: Vec<&str> = parts.by_ref().take(2).collect();
    let numeric = |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit());
    let patch = parts.next().unwrap_or_default();
    let digits = patch.bytes().take_while(u8::is_ascii_digit).count();
    let tail = &patch[digits..];
    let is_tail = tail.is_empty()
        || ["_", "+", "rc", "a", "b", "alpha", "beta"]
            .iter()
            .any(|mark| tail.strip_prefix(mark).is_some_and(numeric));
    numbers.len() == 2 && numbers.iter().all(|part| numeric(part)) && digits > 0 && is_tail
}

/// `2024-01-05` or `20240105` somewhere between other words.
fn holds_date(tag: &str) -> bool {
    let words: Vec<&str> = tag.split(|c: char| !c.is_ascii_alphanumeric()).collect();
    let number = |text: &str, digits: usize| -> Option<u32> {
        (text.len() == digits).then(|| text.parse().ok()).flatten()
    };
    let is_date = |year: u32, month: u32, day: u32| {
        (1990..2200).contains(&year) && (1..=12).contains(&month) && (1..=31).contains(&day)
    };
    let joined = words.iter().filter_map(|word| number(word, 8));
    let apart = words
        .windows(3)
        .filter_map(|w| Some((number(w[0], 4)?, number(w[1], 2)?, number(w[2].get(..2)?, 2)?)));
    joined.into_iter().any(|date| is_date(date / 10_000, date / 100 % 100, date % 100))
        || apart.into_iter().any(|(year, month, day)| is_date(year, month, day))
}

fn is_commit(tag: &str) -> bool {
    let hexadecimal = |text: &str| text.bytes().all(|b| b.is_ascii_hexdigit());
    tag.strip_prefix("sha-").is_some_and(|id| (7..=40).contains(&id.len()) && hexadecimal(id))
        || tag.len() == 40 && hexadecimal(tag)
}

/// `9.8-1786985871`: a short version and the number of its build.
fn is_numbered_build(tag: &str) -> bool {
    tag.rsplit_once('-').is_some_and(|(version, build)| {
        version.contains('.') && build.len() >= 4 && build.bytes().all(|b| b.is_ascii_digit())
    })
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
        pair(f, "by", self.builder.as_deref())?;
        pair(f, "user", self.user.as_deref())?;
        flag(f, "healthcheck", self.healthcheck)?;
        list(f, "ports", &self.ports)?;
        pair(f, "variant", self.variant.as_deref())?;
        self.stages.iter().try_for_each(|stage| {
            write!(f, " | {}:{}", stage.name.as_deref().unwrap_or("-"), stage.line)?;
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
        assert_eq!(ImageReference::parse("docker.io/library/node").repository, "node");
        assert_eq!(ImageReference::parse("localhost:5000/a").tag, None);
        assert_eq!(ImageReference::parse("node:22-alpine").pin(), Pin::Floating);
        assert_eq!(ImageReference::parse("node:22.1.0-alpine").pin(), Pin::Exact);
        assert_eq!(ImageReference::parse("${BASE}:1").pin(), Pin::Dynamic);
        assert_eq!(ImageReference::parse("scratch").pin(), Pin::Exact);
    }

    #[test]
    fn a_tag_holds_when_it_names_one_build() {
        for tag in [
            "25.0.3_9-jre-jammy",
            "3.13.0rc1",
            "2024-01-05",
            "trixie-20260803-slim",
            "RELEASE.2025-09-07T16-13-09Z",
            "9.8-1786985871",
            "sha-0f1e2d3",
        ] {
            let image = ImageReference::parse(&format!("acme/x:{tag}"));
            assert_eq!(image.pin(), Pin::Exact, "{tag}");
        }
        for tag in ["3.12", "22-alpine", "25-jre-jammy", "jammy", "bookworm-slim", "20", "deadbeef"]
        {
            let image = ImageReference::parse(&format!("acme/x:{tag}"));
            assert_eq!(image.pin(), Pin::Floating, "{tag}");
        }
    }
}
