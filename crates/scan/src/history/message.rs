//! What the message of a commit says of how it came about.

use milepost_core::{ChangeMark, ChangeWay};
use milepost_git::Step;

use super::HistoryPlan;

/// How a commit came to the branch; a website that commits what is numbered like a pull request has
/// squashed it (trap T31).
pub(super) fn way(step: &Step) -> ChangeWay {
    if step.is_merge {
        ChangeWay::Merge
    } else if is_numbered(subject(&step.message)) {
        ChangeWay::Squash
    } else {
        ChangeWay::Commit
    }
}

/// What it says of itself: that it takes something back, or repairs it in a hurry.
pub(super) fn mark(plan: &HistoryPlan, message: &str) -> Option<ChangeMark> {
    let lower = message.to_lowercase();
    let mut lines = lower.lines().filter(|line| !line.trim().is_empty());
    let (subject, title) = (lines.next().unwrap_or_default(), lines.next().unwrap_or_default());
    let is_merge = subject.starts_with("merge ");
    let reverts = |line: &str| plan.reverts.iter().any(|start| line.starts_with(start.as_str()));
    // Further down, a squashed message tells what the branch went through.
    let taken_back = title.starts_with("this reverts commit ");
    // A revert of a revert puts the change back.
    let again = |line: &str| line.starts_with("revert \"revert \"") || line.starts_with("reapply ");
    if again(subject) || is_merge && again(title) {
        return None;
    }
    if reverts(subject) || is_merge && reverts(title) || taken_back {
        return Some(ChangeMark::Revert);
    }
    let said = |line: &str| plan.hotfixes.iter().any(|word| line.contains(word.as_str()));
    (said(subject) || is_merge && said(title)).then_some(ChangeMark::Hotfix)
}

fn subject(message: &str) -> &str {
    message.lines().next().unwrap_or_default().trim_end()
}

/// Whether a subject ends with the number of a pull request: `(#12)`.
fn is_numbered(subject: &str) -> bool {
    let number = subject.strip_suffix(')').and_then(|rest| rest.rsplit_once("(#"));
    number.is_some_and(|(_, digits)| {
        !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_subject_with_the_number_of_a_pull_request_is_told() {
        assert!(is_numbered("Add a thing (#12)"));
        assert!(!is_numbered("Add a thing (#12) now"));
        assert!(!is_numbered("Fix (#)"));
    }

    #[test]
    fn reverts_and_hotfixes_are_told_from_what_only_speaks_of_them() {
        let plan = HistoryPlan::new(&[]).unwrap();
        let mark = |message: &str| mark(&plan, message);
        assert_eq!(mark("Revert \"Add a thing\" (#13)"), Some(ChangeMark::Revert));
        assert_eq!(mark("Undo\n\nThis reverts commit 0123456."), Some(ChangeMark::Revert));
        let merged = "Merge pull request #4 from acme/revert-3-x\n\nRevert \"Add a thing\"";
        assert_eq!(mark(merged), Some(ChangeMark::Revert));
        assert_eq!(mark("Merge pull request #4 from acme/hotfix/login"), Some(ChangeMark::Hotfix));
        assert_eq!(mark("Revert \"Revert \"Add a thing\"\""), None);
        assert_eq!(mark("Rollback 6.9.3 in test"), Some(ChangeMark::Revert));
        assert_eq!(mark("Add a rollback runbook (#4)"), None);
        let squashed = "Add a thing (#5)\n\n* add\n\n* Revert \"add\"\n\nThis reverts commit 01.";
        assert_eq!(mark(squashed), None);
        assert_eq!(mark("Explain how to revert a change"), None);
    }
}
