//! Environments as paths write them: `environments/prod/`, `live/dev/`, `prod.tfvars`.
//!
//! A word is trusted as far as it is used for nothing else: `prod` wherever it ends a name,
//! `qa` only as a whole name, `test` only where environments are kept.

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

/// The environment a file of code stands for.
pub(crate) fn of_code(path: &str) -> Option<&str> {
    let (folders, name) = split(path);
    let stem = name.split('.').next().unwrap_or_default();
    let by_name = found(stem).filter(|f| f.trust == Trust::Clear && f.is_whole());
    by_name.map(|found| found.name).or_else(|| of_folders(&folders, false))
}

/// The environment a file of values stands for.
pub(crate) fn of_values(path: &str) -> Option<&str> {
    let (folders, name) = split(path);
    let stem = ["json", "tfvars", "tfbackend", "auto"]
        .iter()
        .fold(name, |stem, end| stem.strip_suffix(end).map_or(stem, |s| s.trim_end_matches('.')));
    found(stem)
        .filter(|found| found.trust < Trust::Loose || found.at_end)
        .map(|found| found.name)
        .or_else(|| of_folders(&folders, true))
}

/// Folders above a folder of modules, which is the same for all environments, and the file name.
fn split(path: &str) -> (Vec<&str>, &str) {
    let mut folders: Vec<&str> = path.split('/').collect();
    let name = folders.pop().unwrap_or_default();
    let end =
        folders.iter().position(|folder| matches!(*folder, "modules" | "_env" | "_envcommon"));
    folders.truncate(end.unwrap_or(folders.len()));
    (folders, name)
}

/// The deepest folder that says one.
fn of_folders<'a>(folders: &[&'a str], values: bool) -> Option<&'a str> {
    (0..folders.len()).rev().find_map(|at| {
        let folder = folders[at];
        let parent = at.checked_sub(1).map_or("", |above| folders[above]);
        if CONTAINERS.contains(&parent) && !SHARED.contains(&folder) {
            let any = parent.ends_with('s').then_some(folder);
            return found(folder).map(|found| found.name).or(any);
        }
        let found = found(folder).filter(|found| found.at_end)?;
        let trusted = match found.trust {
            Trust::Clear => true,
            Trust::Whole => values || found.is_whole(),
            Trust::Loose => values,
        };
        trusted.then_some(found.name)
    })
}

struct Found<'a> {
    /// The part of the name that says it.
    name: &'a str,
    trust: Trust,
    at_start: bool,
    at_end: bool,
}

impl Found<'_> {
    fn is_whole(&self) -> bool {
        self.at_start && self.at_end
    }
}

/// The first part of a name that says an environment, with words before and after that belong to
/// it.
fn found(name: &str) -> Option<Found<'_>> {
    let words = words(name);
    let (first, trust) =
        words.iter().enumerate().find_map(|(at, (_, word))| Some((at, trust(word)?)))?;
    let before = first.checked_sub(1).filter(|at| is_one_of(BEFORE, words[*at].1));
    let start = words[before.unwrap_or(first)].0;
    let after = words.iter().skip(first + 1);
    let last = after
        .take_while(|(_, word)| is_place(word) || self::trust(word).is_some())
        .last()
        .unwrap_or(&words[first]);
    let end = last.0 + last.1.len();
    Some(Found {
        name: name.get(start..end)?,
        trust,
        at_start: start == 0,
        at_end: end == name.len(),
    })
}

/// The words of a name and where they start.
fn words(name: &str) -> Vec<(usize, &str)> {
    let mut start = 0;
    name.split(['-', '_', '.'])
        .map(|word| {
            let at = start;
            start += word.len() + 1;
            (at, word)
        })
        .collect()
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
            ("environments/prod/main.tf", Some("prod")),
            ("environments/customer-a/main.tf", Some("customer-a")),
            ("envs/common/main.tf", None),
            ("live/pre-prod/vpc/terragrunt.hcl", Some("pre-prod")),
            ("non-prod/us-east-1/qa/vpc/terragrunt.hcl", Some("qa")),
            ("prod-eu-west-1/main.tf", Some("prod-eu-west-1")),
            ("ledger-staging/main.tf", Some("staging")),
            ("env/dev2/main.tf", Some("dev2")),
            ("env/app/main.tf", None),
            ("env/live/main.tf", Some("live")),
            ("live/main.tf", None),
            ("live/vpc/main.tf", None),
            ("infra/prod.tf", Some("prod")),
            ("infra/test.tf", None),
            ("dev-tools/main.tf", None),
            ("test/main.tf", None),
            ("envs/test/main.tf", Some("test")),
            ("training/main.tf", None),
            ("modules/dev/main.tf", None),
            ("production/modules/vpc/main.tf", Some("production")),
            ("main.tf", None),
            ("é/ü.tf", None),
        ] {
            assert_eq!(of_code(path), expected, "{path}");
        }
    }

    #[test]
    fn a_file_of_values_stands_for_the_environment_it_is_named_for() {
        for (path, expected) in [
            ("prod.tfvars", Some("prod")),
            ("prod.auto.tfvars", Some("prod")),
            ("terraform.dev.tfvars.json", Some("dev")),
            ("config/ledger-sandpit-2.tfvars", Some("sandpit-2")),
            ("config/backend-uat.tfbackend", Some("uat")),
            ("prod-db.tfvars", Some("prod")),
            ("ledger-training/parts/api.tfvars", Some("training")),
            ("integration-gateway.tfvars", None),
            ("terraform.tfvars", None),
            ("common/common.tfvars", None),
        ] {
            assert_eq!(of_values(path), expected, "{path}");
        }
    }
}
