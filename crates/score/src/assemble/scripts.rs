//! Scripts that pipelines run: what a `make deploy`, an `npm run ship` or a `./scripts/ship.sh`
//! does in the end.

use milepost_core::{Call, Repository, Script, Step, What};

use super::facts_of;

/// Tools that run a target by name, and how a command line begins that does so.
const RUNNERS: &[(&str, &[&str])] = &[
    ("make", &["make "]),
    ("just", &["just "]),
    ("task", &["task "]),
    (
        "npm",
        &["npm run ", "npm run-script ", "yarn run ", "yarn ", "pnpm run ", "pnpm ", "bun run "],
    ),
    ("rake", &["rake ", "bin/rake ", "bundle exec rake "]),
    ("capistrano", &["cap ", "bundle exec cap "]),
];

/// The scripts of a repository that a step runs.
pub(super) fn of_step<'a>(
    repository: &'a Repository,
    step: &'a Step,
) -> impl Iterator<Item = &'a Script> {
    let head = match &step.call {
        Call::Command(head) => Some(head.as_str()),
        Call::Unit(_) => None,
    };
    let scripts = facts_of(repository, What::as_script);
    scripts
        .filter(move |(fact, script)| match &script.name {
            Some(name) => head.is_some_and(|head| runs(head, &script.tool, name)),
            None => step.paths.contains(&fact.path),
        })
        .map(|(_, script)| script)
}

/// Whether a command line runs this target with this tool.
fn runs(head: &str, tool: &str, target: &str) -> bool {
    let starts = RUNNERS.iter().find(|(name, _)| *name == tool).map_or(&[][..], |(_, it)| it);
    starts.iter().any(|start| {
        let rest = head.strip_prefix(start);
        rest.is_some_and(|rest| rest.split_whitespace().any(|word| word == target))
    })
}

#[cfg(test)]
mod tests {
    use super::runs;

    #[test]
    fn a_command_line_runs_the_target_it_names() {
        assert!(runs("make deploy", "make", "deploy"));
        assert!(runs("yarn run build", "npm", "build"));
        assert!(!runs("make deploy", "just", "deploy"));
        assert!(!runs("make deploy-docs", "make", "deploy"));
    }
}
