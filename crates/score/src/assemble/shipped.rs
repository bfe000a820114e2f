//! Which of the images that can be built of a component is the one its pipelines build.

use milepost_core::{Image, Verb};

use super::{Component, Doing};
use crate::rules::{Lists, is_among};

impl Component<'_> {
    /// Whether all that is seen to build its image when something changes runs what builds this one.
    /// Of a Dockerfile that is never told: any command may mean it.
    pub(crate) fn ships(&self, image: &Image, lists: &Lists) -> bool {
        let builder = image.builder.as_deref();
        let Some(words) = builder.and_then(|builder| lists.builders.get(builder)) else {
            return false;
        };
        let runs = |doing: &Doing| {
            let parts = doing.by.split(|c: char| !c.is_ascii_alphanumeric() && c != '-');
            parts.into_iter().any(|word| is_among(words, word))
        };
        let builds = self.doings_on_change().filter(|doing| doing.verb == Verb::ImageBuild);
        let mut builds = builds.peekable();
        builds.peek().is_some() && builds.all(runs)
    }
}

/// Whether to do this is to build, test, ship or deploy something.
pub(crate) fn serves(verb: Verb) -> bool {
    verb.is_build_or_test() || verb.is_deploy() || verb.is_shipped()
}
