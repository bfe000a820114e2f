//! The environment a file is named for.

use milepost_core::environment::{FOLDERS, is_word};

/// Ends of names that say how a file is stored or written, not what it is for.
const STORED: &[&str] = &[
    "dec", "enc", "env", "gotmpl", "gpg", "json", "private", "secret", "secrets", "sops", "yaml",
    "yml",
];

/// The environment of a file: the last word of its name, or the folder among environments that
/// holds it.
pub(crate) fn of_path(path: &str) -> Option<String> {
    let (folders, name) = path.rsplit_once('/').unwrap_or(("", path));
    of_name(name).or_else(|| of_folders(folders)).map(ToOwned::to_owned)
}

fn of_name(name: &str) -> Option<&str> {
    let words: Vec<&str> = name.split(['.', '-', '_']).filter(|word| !word.is_empty()).collect();
    let mut kept = words.as_slice();
    while let [rest @ .., last] = kept {
        if !STORED.contains(last) {
            break;
        }
        kept = rest;
    }
    match kept {
        // What stands behind `values` is there to tell environments apart.
        ["values", rest @ ..] => rest.iter().copied().find(|word| is_word(word)),
        // `.env.production`: the word before was taken for a way of storing.
        [only] => (name.starts_with(".env.") || name.contains(".enc.")).then_some(*only),
        [.., last] => Some(*last),
        [] => None,
    }
    .filter(|word| is_word(word))
}

fn of_folders(folders: &str) -> Option<&str> {
    let segments: Vec<&str> = folders.split('/').collect();
    segments
        .windows(2)
        .filter_map(|pair| match pair {
            [above, below] if FOLDERS.contains(above) => Some(*below),
            _ => None,
        })
        .find(|below| below.split(['-', '_', '.']).any(is_word))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_word_of_a_name_may_be_an_environment() {
        assert_eq!(of_path("chart/values-prod.yaml").as_deref(), Some("prod"));
        assert_eq!(of_path("values-prod-eu.yaml").as_deref(), Some("prod"));
        assert_eq!(of_path(".env.production").as_deref(), Some("production"));
        assert_eq!(of_path("k8s/secrets.staging.enc.yaml").as_deref(), Some("staging"));
        assert_eq!(of_path("apps/overlays/dev/secret.yaml").as_deref(), Some("dev"));
        assert_eq!(of_path("config/credentials/production.yml.enc"), None);
    }

    #[test]
    fn other_words_are_none() {
        assert_eq!(of_path("test-app.yaml"), None);
        assert_eq!(of_path("live.yaml"), None);
        assert_eq!(of_path(".env"), None);
        assert_eq!(of_path("values.yaml"), None);
    }
}
