//! Makefiles, read as far as they are written out: targets, what they wait for, recipes.

use std::cell::Cell;
use std::collections::BTreeMap;

use milepost_commands::Folder;
use milepost_core::Confidence;
use milepost_detector::{File, Findings};

use crate::tasks::{self, Task};

/// How deep variables hold each other.
const DEPTH: usize = 6;

/// The longest value a variable may have once others are put in.
const VALUE: usize = 10_000;

/// Variables that are replaced in one file; those beyond stay unknown.
const REPLACED: usize = 20_000;

/// Variables that are given one value, whatever a caller may hand over.
struct Variables {
    known: BTreeMap<String, String>,
    /// How many may still be replaced.
    left: Cell<usize>,
}

/// Reads a Makefile.
pub(crate) fn read(file: &File<'_>, findings: &mut Findings) {
    let variables = variables(file.text);
    let mut found: Vec<Task> = Vec::new();
    // The targets whose recipe is being read.
    let mut open: Vec<usize> = Vec::new();
    let mut defines = false;
    for (line, text) in logical(file.text) {
        if defines {
            defines = text.trim() != "endef";
            continue;
        }
        if let Some(recipe) = text.strip_prefix('\t') {
            for at in &open {
                run(recipe, &mut found[*at], &variables, file);
            }
            continue;
        }
        let text = text.trim_end();
        if text.starts_with("define ") {
            defines = true;
        } else if let Some((targets, rest)) = rule(text) {
            let (needs, recipe) = rest.split_once(';').unwrap_or((rest, ""));
            let needs = expand(needs, &variables, 0);
            open = Vec::new();
            for name in expand(targets, &variables, 0).split_whitespace() {
                if name.starts_with('.') || name.contains(['%', '$']) {
                    continue;
                }
                let mut task = Task::new(name, line);
                task.calls.extend(needs.split_whitespace().map(str::to_owned));
                run(recipe, &mut task, &variables, file);
                found.push(task);
                open.push(found.len() - 1);
            }
        } else if !text.trim().is_empty() && !text.starts_with('#') && !is_condition(text) {
            open = Vec::new();
        }
    }
    tasks::emit("make", Confidence::Parsed, found, file.verbs, findings);
}

fn is_condition(text: &str) -> bool {
    ["if", "else", "endif"].iter().any(|word| text.trim_start().starts_with(word))
}

/// Lines put together where a backslash ends them, each with the line it starts on.
fn logical(text: &str) -> Vec<(u32, String)> {
    let mut found: Vec<(u32, String)> = Vec::new();
    let mut goes_on = false;
    for (line, text) in (1..).zip(text.lines()) {
        let text = text.trim_end_matches('\r');
        let (text, more) = text.strip_suffix('\\').map_or((text, false), |text| (text, true));
        match found.last_mut().filter(|_| goes_on) {
            Some((_, before)) => {
                before.push(' ');
                before.push_str(text.trim());
            }
            None => found.push((line, text.to_owned())),
        }
        goes_on = more;
    }
    found
}

/// The targets of a rule and what stands behind its colon.
fn rule(text: &str) -> Option<(&str, &str)> {
    if text.starts_with([' ', '#']) {
        return None;
    }
    let text = uncommented(text);
    let at = colon(text)?;
    let (targets, rest) = (text.get(..at)?, text.get(at + 1..)?);
    let rest = rest.strip_prefix(':').unwrap_or(rest);
    let assigns =
        rest.starts_with('=') || targets.contains('=') || rest.split(';').next()?.contains('=');
    (!assigns && !targets.trim().is_empty()).then_some((targets, rest))
}

/// A rule without its comment, which explains the target in many a Makefile; what stands behind a
/// semicolon is for the shell.
fn uncommented(text: &str) -> &str {
    let mut escaped = false;
    for (at, c) in text.char_indices() {
        match c {
            ';' if !escaped => return text,
            '#' if !escaped => return text.get(..at).unwrap_or(text),
            _ => {}
        }
        escaped = c == '\\' && !escaped;
    }
    text
}

/// The first colon outside of a variable.
fn colon(text: &str) -> Option<usize> {
    let mut depth = 0_usize;
    text.char_indices().find_map(|(at, c)| {
        match c {
            '(' | '{' => depth += 1,
            ')' | '}' => depth = depth.saturating_sub(1),
            _ => {}
        }
        (c == ':' && depth == 0).then_some(at)
    })
}

fn run(recipe: &str, task: &mut Task, variables: &Variables, file: &File<'_>) {
    let recipe = expand(recipe, variables, 0);
    let script = recipe.trim_start().trim_start_matches(['@', '-', '+', ' ']);
    if !script.is_empty() && !script.starts_with('#') {
        task.script("make", script, &mut Folder::at(file.folder()), file.verbs);
    }
}

fn variables(text: &str) -> Variables {
    let mut given: BTreeMap<String, Option<String>> = BTreeMap::new();
    for (_, line) in logical(text) {
        let Some((name, value)) = assignment(&line) else { continue };
        given.entry(name.to_owned()).and_modify(|known| *known = None).or_insert(value);
    }
    let mut known: BTreeMap<String, String> =
        given.into_iter().filter_map(|(name, value)| Some((name, value?))).collect();
    known.insert("MAKE".to_owned(), "make".to_owned());
    Variables { known, left: Cell::new(REPLACED) }
}

/// A variable and its value; a value that is added to another one is not known.
fn assignment(line: &str) -> Option<(&str, Option<String>)> {
    if line.starts_with(['\t', '#']) {
        return None;
    }
    let line = line.trim();
    let line =
        ["export ", "override "].iter().find_map(|word| line.strip_prefix(word)).unwrap_or(line);
    let (left, value) = line.split_once('=')?;
    let added = left.ends_with(['+', '!']);
    let name = left.trim_end_matches([':', '?', '+', '!']).trim();
    let plain = !name.is_empty()
        && name.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '.'));
    let value = value.split(" #").next().unwrap_or_default().trim().to_owned();
    plain.then_some((name, (!added).then_some(value)))
}

/// The text with variables replaced whose values are known; the others are left to the shell, which
/// does not know them either.
fn expand(text: &str, variables: &Variables, depth: usize) -> String {
    let mut filled = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, behind)) = rest.split_once('$') {
        filled.push_str(before);
        if let Some(after) = behind.strip_prefix('$') {
            filled.push('$');
            rest = after;
            continue;
        }
        let close = match behind.chars().next() {
            Some('(') => Some(')'),
            Some('{') => Some('}'),
            _ => None,
        };
        let inside = close.and_then(|close| {
            let end = closing(behind, close)?;
            Some((behind.get(1..end)?, behind.get(end + 1..)?))
        });
        let Some((name, after)) = inside else {
            filled.push('$');
            rest = behind;
            continue;
        };
        let left = variables.left.get();
        let may = left > 0 && depth < DEPTH && filled.len() < VALUE;
        let value = variables.known.get(name.trim()).filter(|_| may);
        variables.left.set(left.saturating_sub(1));
        match value {
            Some(value) => filled.push_str(&expand(value, variables, depth + 1)),
            None => filled.push_str("${_}"),
        }
        rest = after;
    }
    filled.push_str(rest);
    filled
}

/// Where the bracket that starts a text is closed.
fn closing(text: &str, close: char) -> Option<usize> {
    let open = text.chars().next()?;
    let mut depth = 0_usize;
    text.char_indices().find_map(|(at, c)| {
        if c == open {
            depth += 1;
        } else if c == close {
            depth = depth.saturating_sub(1);
        }
        (depth == 0).then_some(at)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn variables_are_put_in_as_far_as_they_are_known() {
        let known = variables("A = x\nB := $(A)y\nC += z\nD = 1\nD = 2\nexport E ?= e # why\n");
        let said = |text: &str| expand(text, &known, 0);
        assert_eq!(said("$(B) ${E} $$HOME $(MAKE)"), "xy e $HOME make");
        assert_eq!(said("$(C) $(D) $(shell date) $@"), "${_} ${_} ${_} $@");
    }

    #[test]
    fn variables_that_hold_each_other_end() {
        use std::fmt::Write as _;

        let mut text = String::from("A0 =\n");
        for n in 1..40 {
            let held = format!("$(A{})", n - 1).repeat(100);
            writeln!(text, "A{n} = {held}").unwrap();
        }
        let known = variables(&text);
        expand("$(A5)", &known, 0);
        assert_eq!(known.left.get(), 0);
    }

    #[test]
    fn a_rule_is_no_assignment() {
        assert_eq!(rule("a b: c d"), Some(("a b", " c d")));
        assert_eq!(rule("a:: c"), Some(("a", " c")));
        assert_eq!(rule("A := b"), None);
        assert_eq!(rule("a: B = c"), None);
        assert_eq!(rule("$(A:x=y): z").map(|(targets, _)| targets), None);
        assert_eq!(rule("# a: b"), None);
    }

    #[test]
    fn what_explains_a_target_is_nothing_it_waits_for() {
        assert_eq!(rule("a: b ## Clean c; d"), Some(("a", " b ")));
        assert_eq!(rule("a: ## set A=b"), Some(("a", " ")));
        assert_eq!(rule("a: b\\#c"), Some(("a", " b\\#c")));
        assert_eq!(rule("a: ; echo '#'"), Some(("a", " ; echo '#'")));
    }
}
