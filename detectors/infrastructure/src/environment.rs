//! Environments as paths name them: `environments/prod/`, `live/dev/`, `prod.parameters.json`.
//!
//! The words, and how far each is trusted, are those by which Terraform's files are judged, so that
//! an environment is one whatever tool it is made with.

/// Words that say an environment wherever they end a name.
const CLEAR: &[&str] = &[
    "dev",
    "development",
    "nonlive",
    "nonprod",
    "nonproduction",
    "prd",
    "preprod",
    "preproduction",
    "prod",
    "production",
    "staging",
    "stg",
    "uat",
];
/// Words that say one when they are the whole name.
const WHOLE: &[&str] = &[
    "acc",
    "acceptance",
    "devel",
    "develop",
    "qa",
    "sandbox",
    "sandpit",
    "sbx",
    "sit",
    "stage",
    "tst",
];
/// Words that say one only where environments are kept, or in the name of a file of values.
const LOOSE: &[&str] = &[
    "demo",
    "dr",
    "int",
    "integration",
    "live",
    "perf",
    "performance",
    "playground",
    "test",
    "testing",
    "training",
];
/// Words that only go before another.
const BEFORE: &[&str] = &["non", "pre"];
/// Words for a place, which may follow.
const PLACES: &[&str] = &[
    "af",
    "ap",
    "apac",
    "ca",
    "central",
    "east",
    "emea",
    "eu",
    "il",
    "me",
    "north",
    "northeast",
    "sa",
    "south",
    "southeast",
    "uk",
    "us",
    "west",
];
/// Folders whose folders are environments; when the name is in the plural, whatever theirs.
const CONTAINERS: &[&str] = &["environments", "envs", "env", "environment"];
/// Folders beside environments that are none.
const SHARED: &[&str] =
    &["all", "base", "common", "default", "global", "modules", "shared", "template", "templates"];

/// How far a word is trusted, most first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Trust {
    Clear,
    Whole,
    Loose,
}

/// A part of a name that says an environment.
struct Part<'a> {
    text: &'a str,
    trust: Trust,
    at_start: bool,
    at_end: bool,
}

impl Part<'_> {
    fn is_whole(&self) -> bool {
        self.at_start && self.at_end
    }
}

/// The environment a file of code stands for.
pub(crate) fn of_code(path: &str) -> Option<&str> {
    let (folders, name) = folders_and_name(path);
    let stem = name.split('.').next().unwrap_or_default();
    match part(stem) {
        Some(part) if part.trust == Trust::Clear && part.is_whole() => Some(part.text),
        _ => of_folders(&folders, false),
    }
}

/// The environment a file of values stands for, when `stem` is what tells its name from others.
pub(crate) fn of_values<'a>(path: &'a str, stem: &'a str) -> Option<&'a str> {
    let (folders, _) = folders_and_name(path);
    match part(stem) {
        Some(part) if part.trust < Trust::Loose || part.at_end => Some(part.text),
        _ => of_folders(&folders, true),
    }
}

/// The folders above a folder of modules, which is the same for all environments, and the name.
fn folders_and_name(path: &str) -> (Vec<&str>, &str) {
    let (folders, name) = path.rsplit_once('/').unwrap_or(("", path));
    (folders.split('/').take_while(|folder| *folder != "modules").collect(), name)
}

/// The environment the deepest folder that says one stands for.
fn of_folders<'a>(folders: &[&'a str], values: bool) -> Option<&'a str> {
    let above = std::iter::once("").chain(folders.iter().copied());
    let pairs: Vec<(&str, &'a str)> = above.zip(folders.iter().copied()).collect();
    pairs.into_iter().rev().find_map(|(parent, folder)| {
        let part = part(folder);
        if CONTAINERS.contains(&parent) && !SHARED.contains(&folder) {
            return part.map(|part| part.text).or_else(|| parent.ends_with('s').then_some(folder));
        }
        let part = part.filter(|part| part.at_end)?;
        let trusted = match part.trust {
            Trust::Clear => true,
            Trust::Whole => values || part.is_whole(),
            Trust::Loose => values,
        };
        trusted.then_some(part.text)
    })
}

/// The first part of a name that says an environment, with the words beside it that belong to it.
fn part(name: &str) -> Option<Part<'_>> {
    let words = words(name);
    let (first, trust) =
        words.iter().enumerate().find_map(|(at, (_, word))| Some((at, trust(word)?)))?;
    let before = first.checked_sub(1).and_then(|at| words.get(at));
    let before = before.filter(|(_, word)| is_one_of(BEFORE, word));
    let found = words.get(first)?;
    let start = before.unwrap_or(found).0;
    let belonging = words
        .iter()
        .skip(first + 1)
        .take_while(|(_, word)| is_place(word) || self::trust(word).is_some());
    let last = belonging.last().unwrap_or(found);
    let end = last.0 + last.1.len();
    let text = name.get(start..end)?;
    Some(Part { text, trust, at_start: start == 0, at_end: end == name.len() })
}

/// The words of a name and where they start.
fn words(name: &str) -> Vec<(usize, &str)> {
    let mut start = 0;
    let place = |word: &'_ str| {
        let at = start;
        start += word.len() + 1;
        at
    };
    let starts: Vec<usize> = name.split(['-', '_', '.']).map(place).collect();
    starts.into_iter().zip(name.split(['-', '_', '.'])).collect()
}

fn trust(word: &str) -> Option<Trust> {
    let bare = word.trim_end_matches(|c: char| c.is_ascii_digit());
    [(CLEAR, Trust::Clear), (WHOLE, Trust::Whole), (LOOSE, Trust::Loose)]
        .into_iter()
        .find(|(list, _)| is_one_of(list, bare))
        .map(|(_, trust)| trust)
}

fn is_one_of(list: &[&str], word: &str) -> bool {
    list.iter().any(|known| known.eq_ignore_ascii_case(word))
}

fn is_place(word: &str) -> bool {
    is_one_of(PLACES, word) || !word.is_empty() && word.bytes().all(|b| b.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn code_stands_for_the_environment_its_path_names() {
        for (path, expected) in [
            ("environments/prod/stack.yaml", Some("prod")),
            ("environments/customer-a/stack.yaml", Some("customer-a")),
            ("envs/common/stack.yaml", None),
            ("live/pre-prod/vpc/stack.yaml", Some("pre-prod")),
            ("non-prod/us-east-1/qa/vpc/stack.yaml", Some("qa")),
            ("prod-eu-west-1/stack.yaml", Some("prod-eu-west-1")),
            ("ledger-staging/stack.yaml", Some("staging")),
            ("env/dev2/stack.yaml", Some("dev2")),
            ("env/app/stack.yaml", None),
            ("live/stack.yaml", None),
            ("infra/prod.bicep", Some("prod")),
            ("infra/test.bicep", None),
            ("dev-tools/stack.yaml", None),
            ("test/stack.yaml", None),
            ("envs/test/stack.yaml", Some("test")),
            ("modules/dev/main.bicep", None),
            ("production/modules/vpc/main.bicep", Some("production")),
            ("é/ü.yaml", None),
        ] {
            assert_eq!(of_code(path), expected, "{path}");
        }
    }

    #[test]
    fn a_file_of_values_stands_for_the_environment_it_is_named_for() {
        for (path, stem, expected) in [
            ("prod.bicepparam", "prod", Some("prod")),
            ("config/ledger-sandpit-2.bicepparam", "ledger-sandpit-2", Some("sandpit-2")),
            ("ledger-training/parts/api.bicepparam", "api", Some("training")),
            ("integration-gateway.bicepparam", "integration-gateway", None),
            ("main.bicepparam", "main", None),
        ] {
            assert_eq!(of_values(path, stem), expected, "{path}");
        }
    }
}
