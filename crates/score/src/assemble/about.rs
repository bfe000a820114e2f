//! What the steps name that lead to something a pipeline does, and the paths they work on.

use std::collections::BTreeMap;

use milepost_core::place::is_under;
use milepost_core::{Job, Repository, Step};

use super::facts;
use super::running::is_computed;

/// Words in the names of inputs that say where in a repository something stands.
const PLACES: &[&str] = &[
    "context",
    "containerfile",
    "containerfiles",
    "cwd",
    "dir",
    "directory",
    "dockerfile",
    "file",
    "folder",
    "path",
    "workdir",
];

/// What the steps name that lead to something a pipeline does.
#[derive(Debug, Clone, Default)]
pub(super) struct About {
    /// The job in front, then what its matrix runs over, what the steps are handed and the paths they
    /// work on, in lower case.
    pub(super) texts: Vec<String>,
    /// Paths of the repository that they work on, as written; `.` for its root.
    pub(super) paths: Vec<String>,
    /// Whether one of the units is handed an image.
    pub(super) takes_image: bool,
}

impl About {
    /// What a job of the pipeline itself and one of its steps name.
    pub(super) fn of(job: &Job, step: &Step) -> Self {
        let over = job.over.values().flatten();
        let named = over.chain(step.inputs.values()).chain(&step.paths).chain(&job.paths);
        let texts = std::iter::once(&job.id).chain(named).map(|text| text.to_ascii_lowercase());
        let takes_image = is_handed_image(step);
        let mut about = Self { texts: texts.collect(), paths: Vec::new(), takes_image };
        about.add_paths(step.paths.iter().map(String::as_str));
        about.add_paths(places(&step.inputs));
        about
    }

    /// The same with what a step of a unit of the pipeline's own repository names besides, which is
    /// handed `inputs`.
    pub(super) fn with_own(&self, step: &Step, inputs: &BTreeMap<String, String>) -> Self {
        let mut about = self.clone();
        let named = inputs.values().chain(&step.paths).filter(|text| !is_computed(text));
        about.add_texts(named.map(String::as_str));
        about.add_paths(step.paths.iter().map(String::as_str));
        about.add_paths(places(inputs));
        about.takes_image |= is_handed_image(step);
        about
    }

    /// The same with what a step of a unit of another repository works on of `caller`: the unit runs
    /// in the checkout of whoever calls it.
    pub(super) fn with_others(&self, step: &Step, caller: &Repository) -> Self {
        let mut about = self.clone();
        let there = || step.paths.iter().map(String::as_str).filter(|path| holds(caller, path));
        about.add_texts(there());
        about.add_paths(there());
        about.takes_image |= is_handed_image(step);
        about
    }

    fn add_texts<'t>(&mut self, texts: impl Iterator<Item = &'t str>) {
        for text in texts.map(str::to_ascii_lowercase) {
            if !self.texts.contains(&text) {
                self.texts.push(text);
            }
        }
    }

    fn add_paths<'t>(&mut self, paths: impl Iterator<Item = &'t str>) {
        for path in paths.filter_map(from_root) {
            if !self.paths.iter().any(|known| known == path) {
                self.paths.push(path.to_owned());
            }
        }
    }
}

/// Whether a unit is told which image it is about.
pub(super) fn is_handed_image(step: &Step) -> bool {
    let is_image = |key: &String| {
        key.to_ascii_lowercase().split(['-', '_']).any(|word| matches!(word, "image" | "images"))
    };
    step.inputs.keys().any(is_image)
}

/// What inputs hand over that says where in the repository something stands.
fn places(inputs: &BTreeMap<String, String>) -> impl Iterator<Item = &str> {
    let is_place = |key: &str| key.to_ascii_lowercase().split(['-', '_']).any(is_place_word);
    inputs.iter().filter(move |(key, _)| is_place(key)).map(|(_, value)| value.as_str())
}

fn is_place_word(word: &str) -> bool {
    PLACES.contains(&word)
}

/// A path as it is written from the root, `.` for that; none where it is no path of the repository.
fn from_root(path: &str) -> Option<&str> {
    let path = path.trim().trim_end_matches('/');
    if path.is_empty() || path.starts_with(['/', '~']) || path.contains("://") {
        return None;
    }
    if is_computed(path) {
        return Some(path);
    }
    let bare = path.trim_start_matches("./");
    let plain = !bare.contains(char::is_whitespace) && !bare.starts_with("..");
    plain.then_some(if bare.is_empty() { "." } else { bare })
}

/// Whether something that is seen of a repository stands at or below a path.
fn holds(repository: &Repository, path: &str) -> bool {
    let path = path.trim_start_matches("./").trim_end_matches('/');
    !path.is_empty() && facts(repository).any(|fact| is_under(&fact.path, path))
}

#[cfg(test)]
mod tests {
    use milepost_core::Call;

    use super::*;

    #[test]
    fn inputs_that_say_where_are_paths_and_others_are_not() {
        let mut step = Step::new(3, Call::Unit("./.github/actions/build".to_owned()), Vec::new());
        for (key, value) in [
            ("path_to_context", "./services/web/"),
            ("directory", "."),
            ("image-name", "shop"),
            ("file", "${{ matrix.file }}"),
            ("working-directory", "../other"),
            ("cache-path", "/home/runner"),
        ] {
            step.inputs.insert(key.to_owned(), value.to_owned());
        }
        let about = About::of(&Job::new("build", 1), &step);
        assert_eq!(about.paths, [".", "${{ matrix.file }}", "services/web"]);
        assert_eq!(about.texts.first().map(String::as_str), Some("build"));
        assert!(about.texts.contains(&"shop".to_owned()));
    }
}
