//! Environments as file names write them. A name is an environment only when it holds a word
//! people use for one: `values-openshift.yaml` says none.

/// Words for an environment; digits after them do not matter.
const WORDS: &[&str] = &[
    "acc",
    "acceptance",
    "alpha",
    "beta",
    "canary",
    "ci",
    "demo",
    "dev",
    "devel",
    "develop",
    "development",
    "dr",
    "e2e",
    "int",
    "integration",
    "live",
    "local",
    "nonlive",
    "nonprod",
    "nonproduction",
    "perf",
    "performance",
    "playground",
    "pr",
    "prd",
    "pre",
    "preprod",
    "preproduction",
    "preview",
    "prod",
    "production",
    "qa",
    "review",
    "sandbox",
    "sbx",
    "sit",
    "stage",
    "staging",
    "stg",
    "test",
    "testing",
    "training",
    "tst",
    "uat",
];

/// The part of a name from the first word for an environment on, as written: `prod-eu` of
/// `web-prod-eu`.
pub(crate) fn in_name(name: &str) -> Option<&str> {
    let mut at = 0;
    for word in name.split(['-', '.', '_']) {
        let rest = &name[at..];
        if is_environment(word) || starts_with_non(rest) {
            return Some(rest);
        }
        at += word.len() + 1;
    }
    is_numbered_letter(name).then_some(name)
}

fn is_environment(word: &str) -> bool {
    let lower = word.to_ascii_lowercase();
    let bare = lower.trim_end_matches(|c: char| c.is_ascii_digit());
    WORDS.contains(&lower.as_str()) || WORDS.contains(&bare)
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_environment_is_written_as_found() {
        assert_eq!(in_name("prod"), Some("prod"));
        assert_eq!(in_name("dev2"), Some("dev2"));
        assert_eq!(in_name("pre-prod"), Some("pre-prod"));
        assert_eq!(in_name("non-prod"), Some("non-prod"));
        assert_eq!(in_name("web-prod-eu"), Some("prod-eu"));
        assert_eq!(in_name("t3"), Some("t3"));
    }

    #[test]
    fn other_names_are_no_environment() {
        for name in ["openshift", "common", "v2", "prometheus", "eu-west-1", "é", ""] {
            assert_eq!(in_name(name), None, "{name}");
        }
    }
}
