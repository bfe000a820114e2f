//! How an image that something builds is told, and what it stands on.

use milepost_core::{Confidence, Image, ImageReference, UnitKind, Use, What};
use milepost_detector::{Finding, Findings};

/// An image and the images it takes in, before it is noted.
#[derive(Debug)]
pub(crate) struct Built {
    /// The line that says it is built.
    pub(crate) line: u32,
    /// What builds it.
    pub(crate) builder: &'static str,
    /// Images it is built with or stands on.
    pub(crate) uses: Vec<Taken>,
    /// Who it runs as, where that is written.
    pub(crate) user: Option<String>,
    /// Ports exposed, as written.
    pub(crate) ports: Vec<String>,
}

/// An image that a build takes in.
#[derive(Debug)]
pub(crate) struct Taken {
    /// Where it is named.
    pub(crate) line: u32,
    /// The reference, as written.
    pub(crate) image: String,
    /// What it is for.
    pub(crate) role: Role,
}

/// What an image is for in a build.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Role {
    /// The result stands on it.
    Base,
    /// The result stands on it, in the words of buildpacks.
    Run,
    /// It builds, and is not in the result.
    Builder,
}

impl Built {
    pub(crate) fn new(line: u32, builder: &'static str) -> Self {
        Self { line, builder, uses: Vec::new(), user: None, ports: Vec::new() }
    }

    /// Adds an image, when one is named.
    pub(crate) fn take(&mut self, role: Role, image: Option<(u32, String)>) {
        if let Some((line, image)) = image.filter(|(_, image)| !image.trim().is_empty()) {
            self.uses.push(Taken { line, image: image.trim().to_owned(), role });
        }
    }

    /// Notes the image, and a use for each that it takes in.
    pub(crate) fn note(self, confidence: Confidence, findings: &mut Findings) {
        let base = self.uses.iter().find(|taken| taken.role != Role::Builder);
        let base = base.map(|taken| ImageReference::parse(without_scheme(&taken.image)));
        let image = Image {
            stages: Vec::new(),
            // One whose repository is computed is not known.
            base: base.filter(|base| !is_computed(&base.repository)),
            user: self.user,
            builder: Some(self.builder.to_owned()),
            healthcheck: false,
            ports: self.ports,
            variant: None,
        };
        let mut say = |line, what| findings.found.push(Finding { line, confidence, what });
        say(self.line, What::Image(image));
        for taken in self.uses {
            if let Some(what) = used(&taken) {
                say(taken.line, what);
            }
        }
    }
}

/// The use of an image; none for one that stands on nothing.
pub(crate) fn used(taken: &Taken) -> Option<What> {
    let image = ImageReference::parse(without_scheme(&taken.image));
    if image.is_scratch() {
        return None;
    }
    let name = match taken.role {
        Role::Base => None,
        Role::Run => Some("run image".to_owned()),
        Role::Builder => Some("builder".to_owned()),
    };
    Some(What::Use(Use {
        unit: UnitKind::BaseImage,
        pin: image.pin(),
        version: version(&image),
        source: image.repository,
        name,
    }))
}

/// Whether a part of a text is a variable, in any of the formats read here.
pub(crate) fn is_computed(text: &str) -> bool {
    text.contains(['$', '{', '@'])
}

/// Jib may be told where to look an image up.
fn without_scheme(image: &str) -> &str {
    image.strip_prefix("registry://").or(image.strip_prefix("docker://")).unwrap_or(image)
}

/// Tag and digest as one, as far as they are written.
fn version(image: &ImageReference) -> Option<String> {
    match (&image.tag, &image.digest) {
        (Some(tag), Some(digest)) => Some(format!("{tag}@{digest}")),
        (tag, digest) => tag.clone().or_else(|| digest.clone()),
    }
}
