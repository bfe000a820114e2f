//! The first configuration file: what a scan inferred, declared, and everything else one `#` away.
//!
//! A line that starts with `#` and a space is prose; one that starts with `#` alone is a setting
//! that is switched off, and valid without the `#`.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use milepost_core::{Basis, Snapshot, Standard, What};
use milepost_score::{EnvironmentClass, Settings};

/// The text of a file that declares what was inferred.
pub(crate) fn first(snapshot: &Snapshot) -> String {
    [
        head(snapshot),
        platform(snapshot),
        standards(snapshot),
        environments(snapshot),
        allowances(snapshot),
        rules(),
    ]
    .join("\n")
}

/// The standards that are written as live lines.
pub(crate) fn declared(snapshot: &Snapshot) -> impl Iterator<Item = (&Standard, &str)> {
    let standards = snapshot.standards.iter().filter(|standard| standard.basis.is_some());
    standards.filter_map(|standard| Some((standard, writable(standard.family.as_deref()?)?)))
}

/// How many take a step the standard way, and how sure it is that this is the standard.
pub(crate) fn weight(standard: &Standard) -> String {
    let share = standard.counts.share();
    let (yes, total) = (share.yes, share.total());
    let percent = share.bounds().map_or(0.0, |bounds| bounds.lo * 100.0);
    format!("{percent:.0} %, {yes} of {total}; {}", standard.basis.name())
}

fn head(snapshot: &Snapshot) -> String {
    let organisation = &snapshot.organisation;
    format!(
        "\
# What {name} says about itself, for milepost.
#
# The lines without a # declare what milepost inferred when this file was written. What is
# declared holds from now on, whatever most deployables do: correct what is wrong, and delete
# what should be inferred again. Take the # off any other line to switch it on.
# docs/configuration.md explains every key.

# The account the repositories belong to. Its units are the organisation's own.
organisation = {quoted}

# The month in which the first quarter starts, where the year is not that of the calendar.
#fiscal-year-starts = \"april\"

# Set aside: globs over owner/name or owner/name/path. What is named goes with all that is in it.
#exclude = [{sandbox}]
",
        name = prose(organisation),
        quoted = quoted(organisation),
        sandbox = quoted(&format!("{organisation}/sandbox-*")),
    )
}

fn platform(snapshot: &Snapshot) -> String {
    format!(
        "\
[platform]
# Other accounts whose units count as the organisation's own.
#owners = [{}]
# The team that runs the platform.
#team = \"platform\"
",
        quoted(&format!("{}-platform", snapshot.organisation))
    )
}

fn standards(snapshot: &Snapshot) -> String {
    let mut text = "\
[standards]
# The standard way of each step of the golden path: a unit, the repository or registry namespace
# that holds several, or a list of either. A * at the end stands for anything.
"
    .to_owned();
    let live: BTreeSet<&str> =
        declared(snapshot).map(|(standard, _)| standard.step.as_str()).collect();
    let lines: Vec<(String, String)> = declared(snapshot)
        .map(|(standard, unit)| (setting(&standard.name, unit), weight(standard)))
        .collect();
    text.push_str(&aligned(&lines));
    let seen = |standard: &&Standard| standard.basis != Basis::Unseen;
    let open: Vec<&Standard> = snapshot
        .standards
        .iter()
        .filter(|standard| !live.contains(standard.step.as_str()))
        .filter(seen)
        .collect();
    if !open.is_empty() {
        text.push_str("\n# Steps without a standard, and how many take them in which way:\n");
        let lines: Vec<(String, String)> =
            open.into_iter().map(|standard| example(snapshot, standard)).collect();
        text.push_str(&aligned(&lines));
    }
    let unseen: Vec<String> = snapshot
        .standards
        .iter()
        .filter(|standard| !seen(standard))
        .map(|standard| standard.name.clone())
        .collect();
    if !unseen.is_empty() {
        text.push_str("\n# Not looked at yet, so that declaring them changes nothing:\n");
        text.push_str(&wrapped(&unseen));
    }
    text
}

/// A step without a standard, as a line that is switched off: the way most go, if several share it.
fn example(snapshot: &Snapshot, standard: &Standard) -> (String, String) {
    let mut ways: Vec<(&str, u32)> =
        standard.ways.iter().map(|(way, count)| (way.as_str(), *count)).collect();
    ways.sort_by(|a, b| b.1.cmp(&a.1).then(a.0.cmp(b.0)));
    let shared = ways.iter().filter(|(way, _)| *way != "own way");
    let mut shared = shared.filter_map(|(way, _)| writable(way));
    let invented = || format!("{}/…", snapshot.organisation);
    let unit = shared.next().map_or_else(invented, str::to_owned);
    let named: Vec<String> =
        ways.iter().take(3).map(|(way, count)| format!("{} ({count})", prose(way))).collect();
    let note = match (named.is_empty(), standard.basis) {
        (true, _) if standard.counts.unknown > 0 => "cannot be told yet".to_owned(),
        (true, _) => "nobody takes it".to_owned(),
        (false, Basis::Contested) => format!("contested: {}", named.join(", ")),
        (false, _) => named.join(", "),
    };
    (format!("#{}", setting(&standard.name, &unit)), note)
}

fn environments(snapshot: &Snapshot) -> String {
    let mut text = "\
[environments]
# What each environment is for, by its exact name as written. Previews are counted nowhere.
"
    .to_owned();
    let names = environment_names(snapshot);
    let settings = Settings::default();
    for (key, class, example) in [
        ("production", EnvironmentClass::Production, "production"),
        ("preview", EnvironmentClass::Preview, "preview"),
        ("other", EnvironmentClass::Other, "staging"),
    ] {
        let of_class: Vec<String> = names
            .iter()
            .filter(|name| settings.environment(name) == class)
            .map(|name| quoted(name))
            .collect();
        let line = if of_class.is_empty() {
            format!("#{key} = [{}]\n", quoted(example))
        } else {
            format!("{key} = [{}]\n", of_class.join(", "))
        };
        text.push_str(&line);
    }
    text
}

/// Environments that deployables or pipelines name; what is computed or empty has no name.
fn environment_names(snapshot: &Snapshot) -> BTreeSet<&str> {
    let facts = snapshot.repositories.iter().flat_map(|repository| &repository.facts);
    let jobs = facts
        .filter(|fact| fact.aside.is_none())
        .filter_map(|fact| match &fact.what {
            What::Pipeline(pipeline) => Some(&pipeline.jobs),
            _ => None,
        })
        .flatten()
        .filter_map(|job| job.environment.as_deref());
    snapshot
        .deployables
        .iter()
        .flat_map(|deployable| &deployable.environments)
        .map(String::as_str)
        .chain(jobs)
        .filter(|name| !name.trim().is_empty() && !name.contains(['$', '<', '{', '*']))
        .collect()
}

fn allowances(snapshot: &Snapshot) -> String {
    let organisation = &snapshot.organisation;
    let year = snapshot.at.to_zoned(jiff::tz::TimeZone::UTC).year();
    format!(
        "\
[deployables]
# What is no deployable although it looks like one, by id or glob, each with the reason.
#leave-out = {{ {toy} = \"a demo, never run\" }}

# A deployable allowed to differ on a step. It stays in the count, on a line of its own, until
# the exemption expires.
#[[exemption]]
#deployable = {billing}
#step = \"pipeline\"
#owner = \"payments\"
#reason = \"must build in the certified enclave\"
#expires = {next}-12-31
",
        toy = quoted(&format!("{organisation}/toy")),
        billing = quoted(&format!("{organisation}/billing")),
        next = year + 1,
    )
}

fn rules() -> String {
    "\
# Thresholds that differ from those that ship. Numbers change with the rules that use them, so
# that two results compare only when both were made with the same ones.
#[thresholds.\"five-stages.4.std-deploy\"]
#top-share = 0.8

# What pipeline steps mean, where milepost cannot know: by unit, by the first words of a command,
# by a word in a name.
#[verbs.units]
#\"example/release-action\" = [\"release\"]
#[verbs.commands]
#\"./ship\" = [\"deploy:manual-script\"]
#[verbs.names]
#rollout = [\"deploy:unseen\"]
"
    .to_owned()
}

/// Lines with their notes below each other.
fn aligned(lines: &[(String, String)]) -> String {
    let width = |line: &str| line.chars().count();
    let widest = lines.iter().map(|(line, _)| width(line)).max().unwrap_or(0);
    let mut text = String::new();
    for (line, note) in lines {
        let padding = " ".repeat(widest - width(line));
        text.extend([line, &padding, "  # ", note, "\n"]);
    }
    text
}

/// Names in lines of prose of at most a hundred characters.
fn wrapped(names: &[String]) -> String {
    let mut text = String::from("#  ");
    let mut width = 3;
    for (index, name) in names.iter().enumerate() {
        let end = if index + 1 == names.len() { "." } else { "," };
        let word = format!(" {name}{end}");
        if width + word.len() > 100 {
            text.push_str("\n#  ");
            width = 3;
        }
        width += word.len();
        text.push_str(&word);
    }
    text.push('\n');
    text
}

fn setting(step: &str, unit: &str) -> String {
    let bare = step.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_'));
    let key = if bare { step.to_owned() } else { quoted(step) };
    format!("{key} = {}", quoted(unit))
}

/// A unit that can be declared: a star in it would be read as a pattern.
fn writable(unit: &str) -> Option<&str> {
    (!unit.trim().is_empty() && !unit.contains('*')).then_some(unit)
}

/// A text on one line in double quotes: repositories name things, and may name them anything.
fn quoted(text: &str) -> String {
    let mut quoted = String::from("\"");
    for c in text.chars() {
        match c {
            '"' | '\\' => quoted.extend(['\\', c]),
            c if c.is_control() => {
                let _ = write!(quoted, "\\u{:04X}", u32::from(c));
            }
            c => quoted.push(c),
        }
    }
    quoted.push('"');
    quoted
}

/// A text inside a comment.
fn prose(text: &str) -> String {
    text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_cannot_break_out_of_its_string_or_comment() {
        assert_eq!(quoted("a\"b\\c\nd"), r#""a\"b\\c\u000Ad""#);
        assert_eq!(prose("a\nb = 1"), "a b = 1");
    }

    #[test]
    fn a_step_of_two_words_stands_in_quotes() {
        assert_eq!(setting("api docs", "acme/x"), "\"api docs\" = \"acme/x\"");
        assert_eq!(setting("on-call", "acme/x"), "on-call = \"acme/x\"");
    }
}
