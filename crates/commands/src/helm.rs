//! Values that command lines of Helm set.

use std::collections::BTreeMap;

/// The most values of one command line that are kept.
const VALUES: usize = 100;

/// Flags that set values, and whether what they set may be more than a text.
const FLAGS: &[(&str, bool)] = &[
    ("--set", true),
    ("--set-json", true),
    ("--set-string", false),
    ("--set-literal", false),
    ("--set-file", false),
];

/// What one value is set to.
struct Assigned<'w> {
    /// As written.
    value: &'w str,
    /// Whether it may be more than a text.
    typed: bool,
    /// Whether it is all of the value, and not one place of a list.
    whole: bool,
}

/// The values that a command line of Helm sets, as paths joined by dots, sorted; and whether each is
/// set to false or to nothing. What is computed may be anything, and a text is never false. Of several
/// settings of one value the last holds.
#[must_use]
pub fn sets(words: &[String]) -> BTreeMap<String, bool> {
    let is_off = |it: Assigned<'_>| {
        let nothing = it.typed && matches!(it.value.trim(), "false" | "null");
        it.whole && (nothing || it.value.is_empty())
    };
    assigned(words).into_iter().map(|(path, it)| (path, is_off(it))).collect()
}

/// Those values that are set to what is only known when the command runs, as written, and that may be
/// more than a text.
#[must_use]
pub fn computed(words: &[String]) -> BTreeMap<String, String> {
    let all = assigned(words).into_iter().filter(|(_, it)| it.typed && it.whole);
    let computed = all.filter(|(_, it)| it.value.contains(['$', '<', '{']));
    computed.map(|(path, it)| (path, it.value.to_owned())).collect()
}

fn assigned(words: &[String]) -> BTreeMap<String, Assigned<'_>> {
    let mut found = BTreeMap::new();
    let mut words = words.iter().map(String::as_str);
    while let Some(word) = words.next() {
        let (flag, value) =
            word.split_once('=').map_or((word, None), |(it, rest)| (it, Some(rest)));
        let Some((_, typed)) = FLAGS.iter().find(|(known, _)| *known == flag) else { continue };
        let Some(value) = value.or_else(|| words.next()) else { break };
        for assignment in split(value) {
            let Some((path, value)) = assignment.split_once('=') else { continue };
            // What stands at one place of a list leaves the list there.
            let (path, whole) =
                path.split_once('[').map_or((path, true), |(list, _)| (list, false));
            if is_path(path) && (found.len() < VALUES || found.contains_key(path)) {
                found.insert(path.to_owned(), Assigned { value, typed: *typed, whole });
            }
        }
    }
    found
}

/// The assignments between the commas of one flag; those in a list or behind a backslash are none.
fn split(text: &str) -> Vec<&str> {
    let (mut depth, mut escaped, mut start) = (0_usize, false, 0_usize);
    let mut parts = Vec::new();
    for (at, c) in text.char_indices() {
        match c {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            '{' => depth = depth.saturating_add(1),
            '}' => depth = depth.saturating_sub(1),
            ',' if depth == 0 => {
                parts.extend(text.get(start..at));
                start = at.saturating_add(1);
            }
            _ => {}
        }
    }
    parts.extend(text.get(start..));
    parts
}

/// Whether a path is written out.
fn is_path(path: &str) -> bool {
    !path.is_empty() && !path.contains(['$', '`', '{', '<', '\\', ' ', '"', '\''])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(line: &str) -> Vec<String> {
        let words: Vec<String> = line.split(' ').map(str::to_owned).collect();
        sets(&words).into_iter().map(|(path, off)| format!("{path} {off}")).collect()
    }

    #[test]
    fn values_are_set_one_by_one_and_with_commas() {
        let line = "helm upgrade web ./chart --set web.enabled=false,image.tag=1.2 --set=a.b=true --set c=";
        assert_eq!(said(line), ["a.b false", "c true", "image.tag false", "web.enabled true"]);
        assert_eq!(
            said("helm upgrade web ./chart --set tags={a,b=c},d.e[0].f=false"),
            ["d.e false", "tags false"]
        );
    }

    #[test]
    fn what_is_only_known_later_is_kept_as_it_is_written() {
        let words = ["--set", "a=${{ inputs.a }},b=1,c[0]=$C", "--set-string", "d=$D"];
        let words: Vec<String> = words.map(str::to_owned).to_vec();
        let found: Vec<_> = computed(&words).into_iter().collect();
        assert_eq!(found, [("a".to_owned(), "${{ inputs.a }}".to_owned())]);
    }

    #[test]
    fn the_last_setting_of_a_value_holds() {
        assert_eq!(said("helm upgrade web . --set a=true --set a=false"), ["a true"]);
        assert_eq!(said("helm upgrade web . --set a=false --set a=$A"), ["a false"]);
    }

    #[test]
    fn a_text_is_never_false_and_what_is_computed_may_be_anything() {
        assert_eq!(said("helm upgrade web . --set-string a=false,b="), ["a false", "b true"]);
        assert_eq!(
            said("helm upgrade web . --set a=$A --set b=${{inputs.b}}"),
            ["a false", "b false"]
        );
        assert_eq!(said("helm upgrade web . --set $A=false --set-json b=null"), ["b true"]);
    }
}
