//! Environments as paths write them: `environments/prod/`, `live/dev/`, `prod.tfvars`,
//! `values-prod-eu.yaml`.
//!
//! A word is trusted as far as it is used for nothing else: `prod` wherever it ends a name,
//! `qa` only as a whole name, `test` only where environments are kept, `pr` only where nothing but
//! an environment can stand. All detectors judge by these words, so that an environment is one
//! whatever tool it is written for.

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
    "local",
    "perf",
    "performance",
    "playground",
    "preview",
    "test",
    "testing",
    "training",
];
/// Words that say one only where nothing else can stand, as behind `values-`.
const NARROW: &[&str] = &["alpha", "beta", "canary", "ci", "e2e", "pr", "pre", "review"];
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

/// Folders whose folders are often environments, for files that say what is run there.
pub const FOLDERS: &[&str] =
    &["env", "envs", "environment", "environments", "overlays", "stages", "values"];

/// How far a word is trusted, most first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Trust {
    Clear,
    Whole,
    Loose,
}

/// Whether a word is one people use for an environment; digits behind it do not matter.
pub fn is_word(word: &str) -> bool {
    trust(word).is_some()
}

/// The environment that code at `path` is for.
pub fn of_code(path: &str) -> Option<&str> {
    let (folders, name) = split(path);
    let stem = name.split('.').next().unwrap_or_default();
    let by_name = found(stem).filter(|f| f.trust == Trust::Clear && f.is_whole());
    by_name.map(|found| found.name).or_else(|| of_folders(&folders, false))
}

/// The environment that a file of values at `path` is for, when `stem` is what tells its name from
/// others.
pub fn of_values<'a>(path: &'a str, stem: &'a str) -> Option<&'a str> {
    let (folders, _) = split(path);
    found(stem)
        .filter(|found| found.trust < Trust::Loose || found.at_end)
        .map(|found| found.name)
        .or_else(|| of_folders(&folders, true))
}

/// The part of a qualifier, as behind `values-`, from the first word for an environment on, as
/// written: `prod-eu` of `web-prod-eu`.
pub fn of_qualifier(name: &str) -> Option<&str> {
    let said = words(name).into_iter().find_map(|(start, word)| {
        let rest = name.get(start..)?;
        (is_qualifier(word) || starts_with_non(rest)).then_some(rest)
    });
    said.or_else(|| is_numbered_letter(name).then_some(name))
}

fn is_qualifier(word: &str) -> bool {
    is_word(word) || is_one_of(NARROW, word) || is_one_of(NARROW, without_digits(word))
}

/// `non-prod`, whose first word alone says nothing.
fn starts_with_non(rest: &str) -> bool {
    let lower = rest.to_ascii_lowercase();
    lower
        .strip_prefix("non-")
        .or_else(|| lower.strip_prefix("non_"))
        .is_some_and(|after| after.starts_with("prod") || after.starts_with("live"))
}

/// `t2`, `e1`: a letter and a digit number environments; `v2` numbers versions.
fn is_numbered_letter(name: &str) -> bool {
    matches!(name.as_bytes(), [letter, digit]
        if letter.is_ascii_lowercase() && *letter != b'v' && digit.is_ascii_digit())
}

/// Folders above a folder of modules, which is the same for all environments, and the file name.
fn split(path: &str) -> (Vec<&str>, &str) {
    let (folders, name) = path.rsplit_once('/').unwrap_or(("", path));
    let of_modules = |folder: &&str| matches!(*folder, "modules" | "_env" | "_envcommon");
    (folders.split('/').take_while(|folder| !of_modules(folder)).collect(), name)
}

/// The deepest folder that says one.
fn of_folders<'a>(folders: &[&'a str], values: bool) -> Option<&'a str> {
    let above = std::iter::once("").chain(folders.iter().copied());
    let pairs: Vec<(&str, &'a str)> = above.zip(folders.iter().copied()).collect();
    pairs.into_iter().rev().find_map(|(parent, folder)| {
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
    let own = words.get(first)?;
    let before = first.checked_sub(1).and_then(|at| words.get(at));
    let start = before.filter(|(_, word)| is_one_of(BEFORE, word)).unwrap_or(own).0;
    let after = words.iter().skip(first + 1);
    let last = after.take_while(|(_, word)| is_place(word) || is_word(word)).last().unwrap_or(own);
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
    let bare = without_digits(word);
    [(CLEAR, Trust::Clear), (WHOLE, Trust::Whole), (LOOSE, Trust::Loose)]
        .into_iter()
        .find(|(list, _)| is_one_of(list, bare))
        .map(|(_, trust)| trust)
}

fn without_digits(word: &str) -> &str {
    word.trim_end_matches(|c: char| c.is_ascii_digit())
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
        for (path, stem, expected) in [
            ("prod.tfvars", "prod", Some("prod")),
            ("terraform.dev.tfvars.json", "terraform.dev", Some("dev")),
            ("config/ledger-sandpit-2.tfvars", "ledger-sandpit-2", Some("sandpit-2")),
            ("prod-db.tfvars", "prod-db", Some("prod")),
            ("ledger-training/parts/api.bicepparam", "api", Some("training")),
            ("integration-gateway.bicepparam", "integration-gateway", None),
            ("terraform.tfvars", "terraform", None),
            ("common/common.tfvars", "common", None),
        ] {
            assert_eq!(of_values(path, stem), expected, "{path}");
        }
    }

    #[test]
    fn a_qualifier_is_taken_as_written() {
        assert_eq!(of_qualifier("prod"), Some("prod"));
        assert_eq!(of_qualifier("dev2"), Some("dev2"));
        assert_eq!(of_qualifier("pre-prod"), Some("pre-prod"));
        assert_eq!(of_qualifier("non-prod"), Some("non-prod"));
        assert_eq!(of_qualifier("web-prod-eu"), Some("prod-eu"));
        assert_eq!(of_qualifier("e2e"), Some("e2e"));
        assert_eq!(of_qualifier("t3"), Some("t3"));
        for name in ["openshift", "common", "v2", "prometheus", "eu-west-1", "é", ""] {
            assert_eq!(of_qualifier(name), None, "{name}");
        }
    }
}
