//! What a proposed change or a reported issue is to say, told by the places where hosts look.

use milepost_core::DocumentRole;
use milepost_prose::{front_matter, name};

/// Folders in which a host looks for the file; the empty one is the root.
const PLACES: &[&str] = &["", ".github", "docs", ".azuredevops", ".vsts"];

/// What is looked for, and the phrases that ask for it.
const ASKED: &[(&str, &[&[&str]])] = &[
    ("adr", &[&["adr"], &["adrs"], &["decision", "record"], &["architecture", "decision"]]),
    ("slo", &[&["slo"], &["slos"], &["service", "level"]]),
];

/// What a document is, when it stands where a host looks for it.
pub(crate) fn role_of(path: &str) -> Option<DocumentRole> {
    let lower = path.to_ascii_lowercase();
    let (folder, file) = lower.rsplit_once('/').unwrap_or(("", &lower));
    if folder == ".gitlab/merge_request_templates" {
        return Some(DocumentRole::PullRequestTemplate);
    }
    if folder == ".gitlab/issue_templates" {
        return Some(DocumentRole::IssueTemplate);
    }
    let stem = file.split('.').next().unwrap_or(file);
    let (place, kind) = match folder.rsplit_once('/') {
        Some((place, last)) if of_stem(last).is_some() => (place, of_stem(last)),
        None if of_stem(folder).is_some() => ("", of_stem(folder)),
        _ => (folder, of_stem(stem)),
    };
    kind.filter(|_| PLACES.contains(&place))
}

fn of_stem(stem: &str) -> Option<DocumentRole> {
    match stem {
        "pull_request_template" => Some(DocumentRole::PullRequestTemplate),
        "issue_template" => Some(DocumentRole::IssueTemplate),
        _ => None,
    }
}

/// What a text asks for that is looked for. Instructions in comments ask too: nobody but the
/// writer reads them.
pub(crate) fn asks(text: &str) -> Vec<String> {
    let words = name::words(text);
    let asked = |phrases: &[&[&str]]| phrases.iter().any(|phrase| name::contains(&words, phrase));
    let found = ASKED.iter().filter(|(_, phrases)| asked(phrases));
    found.map(|(what, _)| (*what).to_owned()).collect()
}

/// Whether a file without markup is named as hosts ask.
pub(crate) fn is_request_name(file_name: &str) -> bool {
    name::stem(file_name).eq_ignore_ascii_case("pull_request_template")
}

/// What an issue template calls itself in its front matter.
pub(crate) fn name_of(text: &str) -> Option<String> {
    front_matter::value(front_matter::split(text).0, "name")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_asked_is_told_by_whole_words() {
        assert_eq!(asks("- [ ] ADR linked <!-- or say which SLOs change -->"), ["adr", "slo"]);
        assert_eq!(asks("A slow address, a decision"), [""; 0]);
    }

    #[test]
    fn hosts_look_in_few_places() {
        let request = Some(DocumentRole::PullRequestTemplate);
        for path in [
            "pull_request_template.md",
            "docs/PULL_REQUEST_TEMPLATE.md",
            ".github/PULL_REQUEST_TEMPLATE/feature.md",
            "PULL_REQUEST_TEMPLATE/feature.md",
            ".gitlab/merge_request_templates/Default.md",
        ] {
            assert_eq!(role_of(path), request, "{path}");
        }
        assert_eq!(role_of(".github/ISSUE_TEMPLATE/bug.md"), Some(DocumentRole::IssueTemplate));
        assert_eq!(role_of("app/.github/pull_request_template.md"), None);
        assert_eq!(role_of(".github/our_pull_request_template.md"), None);
    }
}
