//! Names of images that pipelines build, and what of the repository they are built from.

use milepost_core::place::is_under;
use milepost_core::{Repository, Verb, What};

use super::about::About;
use super::facts_of;
use super::running::is_computed;

/// An image as a step that builds or pushes it is told its name.
pub(super) struct NamedImage {
    /// The last part of its name, in lower case.
    pub(super) name: String,
    /// Whether the name says where it is kept, or whose it is.
    pub(super) is_qualified: bool,
    /// Where in the repository it is built from, as far as the step is told; `.` for the root.
    paths: Vec<String>,
}

impl NamedImage {
    /// Whether the step says which folder or file below the root it is built from.
    pub(super) fn has_place(&self) -> bool {
        let told = self.paths.iter().any(|path| path != ".");
        told && !self.paths.iter().any(|path| is_computed(path))
    }

    /// Whether it is built from a folder below the root.
    pub(super) fn is_of(&self, folder: &str) -> bool {
        let here = |path: &String| !folder.is_empty() && is_under(path, folder);
        self.has_place() && self.paths.iter().any(here)
    }
}

/// The images of a repository that steps of its definitions are told the names of.
pub(super) fn named(repository: &Repository) -> Vec<NamedImage> {
    let mut images = Vec::new();
    let jobs = facts_of(repository, What::as_pipeline).flat_map(|(_, it)| &it.jobs);
    for (job, step) in jobs.flat_map(|job| job.steps.iter().map(move |step| (job, step))) {
        let makes = |verb: &Verb| matches!(verb, Verb::Build | Verb::ImageBuild | Verb::ImagePush);
        if !step.verbs.iter().any(makes) {
            continue;
        }
        let paths = About::of(job, step).paths;
        // What is pushed alone may be somebody else's, under another name.
        let built = step.images.iter().filter(|_| step.verbs.contains(&Verb::ImageBuild));
        for image in built {
            images.extend(name_of(image).map(|name| NamedImage {
                name,
                is_qualified: image.contains('/'),
                paths: paths.clone(),
            }));
        }
        for (key, value) in &step.inputs {
            let value = without_expressions(value);
            let words = value.split(|c: char| c.is_whitespace() || c == ',');
            for image in words.filter(|image| tells_name(key, image)) {
                images.extend(name_of(image).map(|name| NamedImage {
                    name,
                    is_qualified: image.contains('/'),
                    paths: paths.clone(),
                }));
            }
        }
    }
    images
}

/// Whether an input of this name tells the name of an image: of tags only one that is more.
fn tells_name(key: &str, value: &str) -> bool {
    let key = key.to_ascii_lowercase();
    let has = |wanted: &[&str]| key.split(['-', '_']).any(|word| wanted.contains(&word));
    if has(&["tag", "tags"]) { value.contains('/') } else { has(&["image", "images"]) }
}

/// The last part of the name of an image, without its tag; none where it is computed.
fn name_of(image: &str) -> Option<String> {
    let last = image.rsplit('/').next()?;
    let name = last.split([':', '@']).next()?;
    let plain = !is_computed(name) && name.contains(|c: char| c.is_ascii_alphabetic());
    plain.then(|| name.to_ascii_lowercase())
}

/// A text with a `$` for each expression in it.
fn without_expressions(text: &str) -> String {
    let mut rest = text;
    let mut kept = String::new();
    while let Some((before, behind)) = rest.split_once("${{") {
        kept.push_str(before);
        kept.push('$');
        rest = behind.split_once("}}").map_or("", |(_, after)| after);
    }
    kept + rest
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::made_up::{job, repository, workflow};

    fn of(inputs: &[(&str, &str)]) -> Vec<NamedImage> {
        let mut build = job("all", &["image-build by docker/build-push-action"]);
        for (key, value) in inputs {
            build.steps[0].inputs.insert((*key).to_owned(), (*value).to_owned());
        }
        named(&repository("acme/shop", vec![workflow("ci.yml", vec![build])]))
    }

    #[test]
    fn a_step_tells_the_name_of_an_image_and_what_it_is_built_from() {
        let owner = "${{ github.repository_owner }}/shop-web";
        let images = of(&[("image_name", owner), ("context", "./services/web")]);
        assert_eq!(images[0].name, "shop-web");
        assert!(images[0].is_qualified && images[0].is_of("services/web"));
        assert!(!images[0].is_of("services/worker"));
    }

    #[test]
    fn a_command_line_tells_the_name_of_what_it_builds_and_not_of_what_it_pushes() {
        let names = |verb: &str| {
            let mut all = job("all", &[verb]);
            all.steps[0].images = vec!["registry.acme.io/shop-api".to_owned()];
            let images = named(&repository("acme/shop", vec![workflow("ci.yml", vec![all])]));
            images.into_iter().map(|it| it.name).collect::<Vec<_>>()
        };
        assert_eq!(names("image-build"), ["shop-api"]);
        assert!(names("image-push").is_empty());
    }

    #[test]
    fn tags_tell_a_name_where_they_are_more_than_tags() {
        let names = |tags| of(&[("tags", tags)]).into_iter().map(|it| it.name).collect::<Vec<_>>();
        assert_eq!(names("ghcr.io/acme/shop:latest, quay.io/acme/shop-2:v1"), ["shop", "shop-2"]);
        assert!(names("latest").is_empty());
        assert!(names("ghcr.io/${{ github.repository }}:latest").is_empty());
    }
}
