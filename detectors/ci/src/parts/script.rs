//! Scripts before they are read: whether a shell runs them, and paths from the folder that holds the
//! repository.

use std::borrow::Cow;

use milepost_commands::ROOT;

/// What systems call the folder that holds the repository.
const WORKSPACES: &[&str] = &[
    "CI_PROJECT_DIR",
    "CODEBUILD_SRC_DIR",
    "BITBUCKET_CLONE_DIR",
    "TRAVIS_BUILD_DIR",
    "BUILDKITE_BUILD_CHECKOUT_PATH",
    "DRONE_WORKSPACE",
    "CI_WORKSPACE",
    "WORKSPACE",
    "env.WORKSPACE",
    "Build.SourcesDirectory",
    "System.DefaultWorkingDirectory",
    "BUILD_SOURCESDIRECTORY",
];

/// The script with paths from the root of the repository, however the system calls that folder.
pub(super) fn in_workspace(script: &str) -> Cow<'_, str> {
    let mut script = Cow::Borrowed(script);
    for name in WORKSPACES {
        if !script.contains(name) {
            continue;
        }
        for written in [format!("${{{name}}}"), format!("$({name})"), format!("${name}")] {
            script = Cow::Owned(from_workspace(&script, &written));
        }
    }
    script
}

/// The script with the mark of a path from the root for `written/` where a word starts with it.
fn from_workspace(script: &str, written: &str) -> String {
    let mut script = script.replace(&format!("\"{written}\"/"), ROOT);
    for before in [" ", "\n", "\""] {
        script = script.replace(&format!("{before}{written}/"), &format!("{before}{ROOT}"));
    }
    match script.strip_prefix(&format!("{written}/")) {
        Some(rest) => format!("{ROOT}{rest}"),
        None => script,
    }
}

/// Whether a script is for a shell: without a first line that names another interpreter.
pub(super) fn is_shell(text: &str) -> bool {
    let Some(line) = text.trim_start().strip_prefix("#!") else {
        return true;
    };
    let line = line.lines().next().unwrap_or_default();
    line.split(['/', ' '])
        .any(|word| matches!(word, "sh" | "bash" | "ash" | "dash" | "zsh" | "ksh"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_folder_of_the_repository_is_its_root() {
        assert_eq!(in_workspace("$CI_PROJECT_DIR/a.sh ${WORKSPACE}/b"), ":/a.sh :/b");
        assert_eq!(in_workspace("sh \"$(Build.SourcesDirectory)/a b\""), "sh \":/a b\"");
        assert_eq!(in_workspace("x=$CI_PROJECT_DIR/a"), "x=$CI_PROJECT_DIR/a");
    }

    #[test]
    fn another_interpreter_is_no_shell() {
        assert!(is_shell("#!/usr/bin/env bash\nmake"));
        assert!(is_shell("make"));
        assert!(!is_shell("#!/usr/bin/env python3\nprint()"));
    }
}
