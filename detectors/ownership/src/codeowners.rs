//! CODEOWNERS files, line by line.

use milepost_core::{Ownership, What};
use milepost_detector::{File, Findings};

use crate::dialect::{Dialect, Section};
use crate::line::{Line, fault_of_pattern, words};

/// Notes every rule of a file.
pub(crate) fn note(file: &File<'_>, findings: &mut Findings) {
    let dialect = Dialect::of(file.path, file.text);
    let mut by_default: Vec<&str> = Vec::new();
    for (number, text) in (1u32..).zip(file.text.lines()) {
        if dialect == Dialect::GitLab
            && let Some(section) = Section::of(text)
        {
            by_default = words(section.rest);
            continue;
        }
        let Some(line) = Line::of(text) else { continue };
        if dialect == Dialect::Bitbucket && is_setting(line.pattern) {
            continue;
        }
        findings.parsed(number, What::Ownership(rule(&line, dialect, &by_default)));
    }
}

/// Settings of Bitbucket's file stand among its rules: groups and the branch it is read from.
fn is_setting(pattern: &str) -> bool {
    pattern.starts_with("@@@") || pattern.starts_with("CODEOWNERS.")
}

fn rule(line: &Line<'_>, dialect: Dialect, by_default: &[&str]) -> Ownership {
    let excluded = match dialect {
        Dialect::GitLab => line.pattern.strip_prefix('!'),
        Dialect::GitHub | Dialect::Bitbucket => None,
    };
    let mut owners = line.words.clone();
    if dialect == Dialect::Bitbucket {
        owners.retain(|word| !is_function(word));
    }
    if owners.is_empty() {
        owners = by_default.to_vec();
    }
    // GitLab's way to say that paths are nobody's.
    if excluded.is_some() {
        owners.clear();
    }
    Ownership {
        pattern: excluded.unwrap_or(line.pattern).to_owned(),
        invalid: fault(line, dialect, &owners),
        owners: owners.into_iter().map(ToOwned::to_owned).collect(),
    }
}

/// `random(1)`, `least_busy(2)`: how many of the owners are asked.
fn is_function(word: &str) -> bool {
    word.ends_with(')') && word.contains('(') || matches!(word, "random" | "least_busy" | "all")
}

fn fault(line: &Line<'_>, dialect: Dialect, owners: &[&str]) -> Option<String> {
    let of_pattern = match dialect {
        Dialect::GitHub => fault_of_pattern(line.pattern),
        Dialect::GitLab | Dialect::Bitbucket => None,
    };
    if let Some(fault) = of_pattern {
        return Some(fault.to_owned());
    }
    let stranger = owners.iter().find(|word| !dialect.is_owner(word))?;
    // GitLab passes over the word alone; the others over the line.
    (dialect != Dialect::GitLab || !owners.iter().any(|word| dialect.is_owner(word)))
        .then(|| format!("no owner is written {stranger}"))
}
