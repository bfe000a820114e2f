//! Shell scripts.

use std::collections::BTreeMap;

use milepost_commands::variables::Variables;
use milepost_commands::{Folder, ROOT, lines};
use milepost_core::Confidence;
use milepost_detector::{File, Findings};

use crate::tasks;

/// The longest first line that is looked at.
const FIRST_LINE: usize = 200;

/// The longest value of a variable that is put in.
const VALUE: usize = 200;

/// Reads a shell script; a file without ending is one when its first line says so.
pub(crate) fn read(file: &File<'_>, findings: &mut Findings) {
    if !is_shell(file) {
        return;
    }
    let mut folder = Folder::of_script(file.folder());
    let script = variables(file.text, &folder).fill(file.text);
    let found = lines(&script, 1, &mut folder, file.verbs);
    tasks::whole("shell", Confidence::Parsed, &found, file, findings);
}

fn is_shell(file: &File<'_>) -> bool {
    let first = file.text.lines().next().unwrap_or_default();
    let Some(interpreter) = first.strip_prefix("#!").filter(|line| line.len() < FIRST_LINE) else {
        return file.name().ends_with(".sh") || file.name().ends_with(".bash");
    };
    interpreter
        .split(['/', ' ', '\t'])
        .any(|word| matches!(word.trim(), "sh" | "bash" | "dash" | "ash" | "zsh" | "ksh"))
}

/// Variables that are given a value once: a literal one, or a folder told from where the script
/// lies.
fn variables(text: &str, folder: &Folder) -> Variables {
    let mut given: BTreeMap<&str, Option<&str>> = BTreeMap::new();
    for line in text.lines() {
        if let Some((name, value)) = assignment(line) {
            given.entry(name).and_modify(|known| *known = None).or_insert(Some(value));
        }
    }
    let mut known = Variables::default();
    // A folder may be told from another one that stands above it.
    for line in text.lines() {
        let Some((name, value)) = assignment(line) else { continue };
        if given.get(name).copied().flatten() != Some(value) {
            continue;
        }
        if value.len() > VALUE {
            continue;
        }
        let filled = known.fill(value);
        if filled.len() > VALUE {
            continue;
        }
        let place = place(&filled, folder).map(|path| format!("{ROOT}{path}"));
        known.set(name, Some(place.as_deref().unwrap_or_else(|| unquoted(&filled))), "");
    }
    known
}

/// `NAME=value`, alone on its line.
fn assignment(line: &str) -> Option<(&str, &str)> {
    let line = line.trim();
    let line = ["export ", "readonly ", "local ", "declare -r "]
        .iter()
        .find_map(|word| line.strip_prefix(word))
        .unwrap_or(line);
    let (name, value) = line.split_once('=')?;
    let plain = name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_');
    let starts = name.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_');
    (plain && starts).then_some((name, value.trim()))
}

fn unquoted(value: &str) -> &str {
    let inside = |quote: char| value.strip_prefix(quote)?.strip_suffix(quote);
    let bare = inside('"').or_else(|| inside('\''));
    match bare {
        Some(bare) if !bare.contains(['"', '\'']) => bare,
        // A command behind the value would be lost, so the value is not known.
        _ if value.contains(|c: char| c.is_whitespace()) => "$",
        _ => value,
    }
}

/// The folder a value means: `$(cd "$(dirname "$0")/.." && pwd)`.
fn place(value: &str, folder: &Folder) -> Option<String> {
    let value = value.trim().replace("$( ", "$(").replace(" )", ")");
    let value = value.as_str();
    let bare = value.strip_prefix('"').and_then(|value| value.strip_suffix('"')).unwrap_or(value);
    for (open, close) in [("$(cd ", ")"), ("$(realpath ", ")"), ("$(readlink -f ", ")")] {
        let Some(inside) = bare.strip_prefix(open).and_then(|rest| rest.strip_suffix(close)) else {
            continue;
        };
        let inside = inside.trim_start_matches("-- ").trim_start_matches("-P ");
        let path = inside.split("&&").next()?.split(" >").next()?;
        return place(path.trim_end_matches(';'), folder);
    }
    let computed = bare.starts_with("$(") || bare.starts_with("${") || bare.starts_with('`');
    if !computed && !bare.starts_with(ROOT) {
        return None;
    }
    folder.join(&bare.replace("\"/", "/"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_folder_is_told_from_where_the_script_lies() {
        let text = "DIR=\"$( cd \"$(dirname \"$0\")\" && pwd )\"\nA=\"$(cd \"$(dirname \"${BASH_SOURCE[0]}\")\" && pwd)\"\nB=$(realpath \"$A/..\")\nC=$(git rev-parse --show-toplevel)/x\nD=$(pwd)";
        let known = variables(text, &Folder::of_script("tools/bin"));
        assert_eq!(known.fill("$A/a $B/b $C $DIR"), ":/tools/bin/a :/tools/b :/x :/tools/bin");
        assert_eq!(known.fill("$D"), "$D");
    }

    #[test]
    fn a_value_that_is_given_twice_or_grows_without_end_is_not_known() {
        use std::fmt::Write as _;

        let mut text = String::from("A=1\nA=2\nB0=xxxxxxxxxx\n");
        for n in 1..60 {
            writeln!(text, "B{n}=$B{0}$B{0}", n - 1).unwrap();
        }
        let known = variables(&text, &Folder::default());
        assert_eq!(known.fill("$A $B59"), "$A $B59");
    }
}
