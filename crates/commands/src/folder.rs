//! The folder of the repository a command runs in, as far as the text says it.

use milepost_core::place;

/// What a path starts with that stands at the root of the repository, wherever a command runs.
pub const ROOT: &str = ":/";

/// What CI systems and scripts call the root of the repository.
const ROOTS: &[&str] = &[
    "$GITHUB_WORKSPACE",
    "${GITHUB_WORKSPACE}",
    "${{ github.workspace }}",
    "${{github.workspace}}",
    "$CI_PROJECT_DIR",
    "${CI_PROJECT_DIR}",
    "$WORKSPACE",
    "${WORKSPACE}",
    "$CIRCLE_WORKING_DIRECTORY",
    "${CIRCLE_WORKING_DIRECTORY}",
    "$TRAVIS_BUILD_DIR",
    "$(Build.SourcesDirectory)",
    "$(System.DefaultWorkingDirectory)",
    "$(git rev-parse --show-toplevel)",
    "`git rev-parse --show-toplevel`",
];

/// Where a command runs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Folder {
    /// From the root of the repository; nothing when only known once it runs.
    now: Option<String>,
    /// The one before, which `cd -` goes back to.
    before: Option<String>,
    /// The folder of the script itself, when it is one of the repository.
    own: Option<String>,
}

impl Default for Folder {
    fn default() -> Self {
        Self { now: Some(String::new()), before: None, own: None }
    }
}

impl Folder {
    /// The folder at a path from the root.
    pub fn at(path: &str) -> Self {
        let mut folder = Self::default();
        folder.change(path);
        folder
    }

    /// The root, for a script that lies in the folder `own`.
    pub fn of_script(own: &str) -> Self {
        Self { own: Some(own.to_owned()), ..Self::default() }
    }

    /// The path from the root, empty at the root; nothing when it is not known.
    pub fn path(&self) -> Option<&str> {
        self.now.as_deref()
    }

    /// What `cd` does.
    pub fn change(&mut self, to: &str) {
        let next = if to == "-" { self.before.take() } else { self.join(to) };
        self.before = std::mem::replace(&mut self.now, next);
    }

    /// The same folder after a number of changes.
    pub(crate) fn after(&self, moves: &[String]) -> Self {
        let mut folder = self.clone();
        for to in moves {
            folder.change(to);
        }
        folder
    }

    /// The path from the root that a path means here; nothing when it is not known or leaves the
    /// repository.
    pub fn join(&self, path: &str) -> Option<String> {
        let path = path.trim().trim_matches('"');
        let anchored = std::iter::once(&ROOT.trim_end_matches('/'))
            .chain(ROOTS)
            .find_map(|root| path.strip_prefix(root));
        if let Some(rest) = anchored.filter(|rest| rest.is_empty() || rest.starts_with(['/', '"']))
        {
            return literal(rest.trim_start_matches('"'))
                .and_then(|rest| place::resolve("", rest.trim_start_matches('/')));
        }
        if let Some(own) = &self.own
            && let Some(rest) = own_folder(path)
        {
            return literal(rest)
                .and_then(|rest| place::resolve(own, rest.trim_start_matches('/')));
        }
        let path = literal(path).filter(|path| !path.starts_with('/'))?;
        place::resolve(self.now.as_deref()?, path)
    }
}

/// What follows the words for the folder a script lies in: `$(dirname "$0")/..`.
fn own_folder(path: &str) -> Option<&str> {
    if let Some(rest) =
        path.strip_prefix("${0%/*}").or_else(|| path.strip_prefix("${BASH_SOURCE%/*}"))
    {
        return Some(rest);
    }
    let inside = path.strip_prefix("$(")?;
    let told =
        inside.starts_with("dirname ") || inside.starts_with("cd ") && inside.contains("dirname ");
    if !told {
        return None;
    }
    // A change to somewhere else on the way would have to be followed.
    let (call, rest) = path.split_at(closing(path)?);
    let plain = call.matches("..").count() == 0 || call.starts_with("$(dirname");
    let own = call.contains("$0") || call.contains("${0}") || call.contains("BASH_SOURCE");
    let once = call.matches("dirname").count() == 1;
    (own && plain && once).then_some(rest)
}

/// Where the substitution that starts a text ends.
fn closing(text: &str) -> Option<usize> {
    let mut depth = 0_usize;
    for (at, c) in text.char_indices() {
        match c {
            '(' => depth += 1,
            ')' => depth = depth.saturating_sub(1),
            _ => continue,
        }
        if depth == 0 {
            return Some(at + 1);
        }
    }
    None
}

/// A path that nothing is filled into, and that is one.
pub(crate) fn literal(path: &str) -> Option<&str> {
    let odd =
        |c: char| c.is_whitespace() || c.is_control() || "$`{}<>*?[]()=:@,;|&'\"\\!#^%".contains(c);
    (!path.contains(odd) && !path.starts_with(['~', '-'])).then_some(path)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn changes_of_the_folder_are_followed_as_far_as_they_are_written_out() {
        let after = |moves: &[&str]| {
            let moves: Vec<String> = moves.iter().map(|to| (*to).to_owned()).collect();
            Folder::default().after(&moves).now
        };
        assert_eq!(after(&["a/b", "../c"]).as_deref(), Some("a/c"));
        assert_eq!(after(&["a", "b", "-"]).as_deref(), Some("a"));
        assert_eq!(after(&["$X"]), None);
        assert_eq!(after(&["$X", "$GITHUB_WORKSPACE/a"]).as_deref(), Some("a"));
        assert_eq!(after(&["/tmp", "x"]), None);
        assert_eq!(after(&["a", "../.."]), None);
        assert_eq!(after(&["$(git rev-parse --show-toplevel)"]).as_deref(), Some(""));
    }

    #[test]
    fn a_script_knows_the_folder_it_lies_in() {
        let folder = Folder::of_script("tools/bin");
        for own in [
            "$(dirname \"$0\")/../x",
            "$(dirname ${BASH_SOURCE[0]})/../x",
            "$(cd \"$(dirname \"${BASH_SOURCE[0]}\")\" && pwd)/../x",
            "${0%/*}/../x",
        ] {
            assert_eq!(folder.join(own).as_deref(), Some("tools/x"), "{own}");
        }
        assert_eq!(folder.join("$(cd $(dirname $0)/.. && pwd)/x"), None);
        assert_eq!(Folder::default().join("$(dirname \"$0\")/x"), None);
    }
}
