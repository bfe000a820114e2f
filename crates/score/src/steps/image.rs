//! gp.08: the container is built on the organisation's base, in stages, not as root, not `latest`.

use milepost_core::{Fact, Image, Pin, UnitKind, Unknown};

use super::{Taking, Way};
use crate::assemble::{Component, Estate, evidence, family};

pub(super) fn image(estate: &Estate<'_>, component: &Component<'_>) -> Taking {
    if component.images.is_empty() {
        let built = component.doings().any(|doing| doing.verb == milepost_core::Verb::ImageBuild);
        return if built {
            Taking::unknown(
                Unknown::External,
                "its image is built without a file in the repository",
            )
        } else {
            Taking::not_applicable("builds no container image")
        };
    }
    let Some((fact, image)) = main_image(estate, component) else {
        return Taking::not_applicable("builds no container image");
    };
    let Some(base) = &image.base else {
        let why = "the base image is decided when it is built";
        return Taking::unknown(Unknown::Dynamic, why);
    };
    let owned = estate.ownership.is_owned(UnitKind::BaseImage, &base.repository);
    let mut taking = Taking::taken(vec![Way {
        family: owned.then(|| family(UnitKind::BaseImage, &base.repository)),
        version: base.tag.clone().or_else(|| base.digest.clone()),
        evidence: vec![evidence(component.repository, fact, base.to_string())],
        ..Way::own(&base.repository)
    }]);
    let stages = estate.rules.profile.number("standard.image", "stages");
    taking.deviation = deviation(image, user(estate, image), stages);
    taking
}

/// The image that decides: the one its pipelines build where they tell, else the plain `Dockerfile`
/// nearest to the component's folder; the others attach (trap T77).
fn main_image<'a>(estate: &Estate<'_>, component: &Component<'a>) -> Option<(&'a Fact, &'a Image)> {
    component.images.iter().copied().min_by_key(|(fact, image)| {
        let name = fact.path.rsplit('/').next().unwrap_or_default();
        let plain = matches!(name, "Dockerfile" | "Containerfile");
        let ships = component.ships(image, &estate.rules.lists);
        (!ships, fact.path.matches('/').count(), !plain)
    })
}

/// How many bases are followed to one that sets the user (std.7).
const BASES: usize = 3;

/// The user an image runs as: its own, else that of the base it stands on, as far as bases are built
/// in the scan. `None` when somebody else's base decides.
fn user<'a>(estate: &Estate<'a>, image: &'a Image) -> Option<&'a str> {
    let mut at = image;
    for _ in 0..BASES {
        if at.user.is_some() {
            break;
        }
        let base = &at.base.as_ref()?.repository;
        if !estate.ownership.is_owned(UnitKind::BaseImage, base) {
            return None;
        }
        at = estate.image_named(base.rsplit('/').next()?)?;
    }
    at.user.as_deref()
}

/// What keeps an image on the standard base from being built the standard way.
fn deviation(image: &Image, user: Option<&str>, stages: f64) -> Option<String> {
    let base = image.base.as_ref()?;
    let count = u32::try_from(image.stages.len()).unwrap_or(u32::MAX);
    if matches!(user, Some("root" | "0" | "0:0" | "root:root")) {
        return Some("runs as root".to_owned());
    }
    if base.pin() == Pin::None {
        return Some(format!("{base} is not held to any version"));
    }
    // What builds without a Dockerfile brings its own stages.
    (image.builder.is_none() && f64::from(count) < stages)
        .then(|| "built in a single stage".to_owned())
}
