//! What command lines do and which paths they name: what detectors of CI definitions and of
//! scripts read alike.
//!
//! The verb table says what a command means; this crate says which command a line is, what its
//! flags change about it, and in which folder it runs.

pub mod cluster;
mod command;
mod container;
mod flags;
mod folder;
pub mod helm;
mod line;
mod name;
mod paths;
mod remote;
mod runner;
pub mod variables;

use milepost_core::{DeployModel, Verb, VerbTable};

pub use folder::{Folder, ROOT};
pub use line::{Line, lines};
pub use name::{is_deployer, is_removal, only_tells, verbs as name_verbs};

/// What remains of verbs when nothing is changed, because it is only tried.
pub fn tried(verbs: &[Verb]) -> Vec<Verb> {
    flags::tried(verbs)
}

/// Whether a word says that nothing is to be changed: `--dry-run`.
pub fn only_tries(word: &str) -> bool {
    flags::only_tries(word)
}

/// What a unit does: by its source, else by the words of its name.
pub fn unit_verbs(source: &str, table: &VerbTable) -> Vec<Verb> {
    if let Some(known) = table.of_unit(source) {
        return known.to_vec();
    }
    let path = source.trim_end_matches('/');
    let name = path.rsplit('/').next().unwrap_or(path);
    let said = name_verbs(name, table);
    if said.is_empty() && is_deployer(name) {
        return vec![Verb::Deploy(DeployModel::Unseen)];
    }
    said
}

/// What an image does that is run for what its entry point does: as a unit does, with and without its
/// registry; else a scanner or a linter may be what any part of its name behind the registry says
/// (`trivy/client`). Other words there name places.
pub fn image_verbs(repository: &str, table: &VerbTable) -> Vec<Verb> {
    let name = without_registry(repository);
    let known = table.of_unit(repository).map_or_else(|| unit_verbs(name, table), <[_]>::to_vec);
    if !known.is_empty() || table.of_unit(repository).is_some() || table.of_unit(name).is_some() {
        return known;
    }
    let looks = |verb: &Verb| verb.is_scan() || matches!(verb, Verb::Lint | Verb::SecretScan);
    let said = name.rsplit('/').skip(1).map(|part| name_verbs(part, table));
    said.map(|verbs| verbs.into_iter().filter(looks).collect::<Vec<Verb>>())
        .find(|verbs| !verbs.is_empty())
        .unwrap_or_default()
}

/// The name of an image behind the host it is kept at.
fn without_registry(repository: &str) -> &str {
    match repository.split_once('/') {
        Some((host, rest)) if host.contains(['.', ':']) || host == "localhost" => rest,
        _ => repository,
    }
}

/// What something deploys that is started elsewhere under this name.
pub fn dispatched(name: &str, table: &VerbTable) -> Option<Verb> {
    remote::dispatched(name, table)
}

/// Adds verbs that are not there yet.
pub fn add(verbs: &mut Vec<Verb>, more: impl IntoIterator<Item = Verb>) {
    for verb in more {
        if !verbs.contains(&verb) {
            verbs.push(verb);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_image_is_known_by_any_part_of_its_name_behind_the_registry() {
        let said = |image: &str| image_verbs(image, &VerbTable::shipped());
        assert_eq!(said("1.dkr.ecr.eu-west-2.amazonaws.com/acme/trivy/client"), [Verb::ImageScan]);
        assert_eq!(said("registry.acme.io/plugins/slack"), [Verb::Notify]);
        assert_eq!(said("acme/anchore-submission"), [Verb::ImageScan]);
        assert_eq!(said("trivy.acme.io/tools/client"), []);
        assert_eq!(said("acme/deploy/client"), []);
        assert_eq!(said("gcr.io/kaniko-project/executor"), [Verb::ImageBuild, Verb::ImagePush]);
    }
}
