//! Which parts an action prints: the one it names, and those whose names it hands over in a list, as
//! templates do that let another one change what they print.

use std::borrow::Cow;

/// Names of parts, and whether each is only handed over.
type Names<'t> = Vec<(Cow<'t, str>, bool)>;

/// The parts an action prints as a whole; in a name `{Chart.Name}` stands for that of the chart, and
/// `{}` is a name that is computed in another way.
pub(super) fn called(action: &str) -> Names<'_> {
    let Some(rest) = after_word(action) else { return Vec::new() };
    let mut names = Names::new();
    let arguments = if let Some(quoted) = rest.strip_prefix('"') {
        let Some((name, after)) = quoted.split_once('"') else { return names };
        names.push((Cow::Borrowed(name), false));
        after
    } else if is_handed(rest) {
        return names;
    } else {
        let (inside, after) =
            rest.strip_prefix('(').and_then(|rest| rest.split_once(')')).unwrap_or((rest, ""));
        names.push((of_format(inside).unwrap_or(Cow::Borrowed("{}")), false));
        after
    };
    names.extend(listed(arguments).into_iter().map(|name| (name, true)));
    names
}

/// Whether an action prints a part whose name it is handed, whatever it does with that.
pub(super) fn hands_on(action: &str) -> bool {
    ["include ", "template "]
        .iter()
        .any(|word| action.match_indices(word).any(|(at, _)| is_handed(&action[at + word.len()..])))
}

/// What stands behind `include` or `template` at the beginning of an action.
fn after_word(action: &str) -> Option<&str> {
    let body = action.strip_prefix("{{")?.trim_start_matches(['-', ' ', '(', '\t', '\n']);
    let rest = ["include", "template"].iter().find_map(|word| body.strip_prefix(word))?;
    rest.starts_with(|c: char| c.is_whitespace()).then(|| rest.trim_start())
}

/// Whether a name is taken out of a list.
fn is_handed(name: &str) -> bool {
    ["(index ", "(first ", "(last "].iter().any(|way| name.trim_start().starts_with(way))
}

/// A name put together from the chart's: `printf "%s.pod" .Chart.Name`.
fn of_format(inside: &str) -> Option<Cow<'_, str>> {
    let (format, values) =
        inside.trim().strip_prefix("printf")?.trim_start().strip_prefix('"')?.split_once('"')?;
    let of_chart = values.trim_start().trim_start_matches('$').starts_with(".Chart.Name");
    (of_chart && format.matches('%').count() == 1 && format.contains("%s"))
        .then(|| Cow::Owned(format.replace("%s", "{Chart.Name}")))
}

/// Names of parts in the list an action hands over: texts with a dot, as names of parts have.
fn listed(arguments: &str) -> Vec<Cow<'_, str>> {
    let arguments = arguments.split(" | ").next().unwrap_or_default();
    let list = ["(list ", "(append "].iter().find_map(|word| arguments.split_once(word));
    let Some((_, mut rest)) = list else { return Vec::new() };
    let mut names = Vec::new();
    while let Some((before, quoted)) = rest.split_once('"') {
        let Some((text, after)) = quoted.split_once('"') else { break };
        let is_format = before.trim_end().ends_with("printf");
        let format = || of_format(rest.get(before.trim_end().len() - "printf".len()..)?);
        let fits = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_' | '/');
        if is_format {
            names.extend(format());
        } else if text.contains('.') && text.chars().all(fits) {
            names.push(Cow::Borrowed(text));
        }
        rest = after;
    }
    names
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(action: &str) -> Vec<String> {
        let names = called(action).into_iter();
        names.map(|(name, handed)| if handed { format!("({name})") } else { name.into() }).collect()
    }

    #[test]
    fn names_in_a_list_are_handed_over() {
        assert_eq!(
            said("{{- include \"a.b\" (list . \"c.d\" \"x\") | indent 2 -}}"),
            ["a.b", "(c.d)"]
        );
        assert_eq!(said("{{ template \"m\" (append . \"a.tpl\") }}"), ["m", "(a.tpl)"]);
        assert_eq!(
            said("{{ include \"a.b\" (list . (printf \"%s.pod\" .Chart.Name )) }}"),
            ["a.b", "({Chart.Name}.pod)"]
        );
        assert_eq!(
            said("{{ include \"a.b\" (list . (printf \"%s.pod\" .x) .Values.y) }}"),
            ["a.b"]
        );
        assert_eq!(said("{{ include \"a.b\" (dict \"c.d\" .) | replace \"e.f\" \"\" }}"), ["a.b"]);
        assert_eq!(said("{{ includes \"a.b\" . }}"), Vec::<String>::new());
    }

    #[test]
    fn a_name_may_be_computed_or_handed_on() {
        assert_eq!(said("{{ include (printf \"%s.pod\" .Chart.Name) . }}"), ["{Chart.Name}.pod"]);
        assert_eq!(said("{{ include $name . }}"), ["{}"]);
        assert_eq!(said("{{ include (index . 1) $top }}"), Vec::<String>::new());
        assert!(hands_on("{{- $a := fromYaml (include (index . 1) $top) | default (dict) -}}"));
        assert!(!hands_on("{{ include \"a\" (index . 1) }}"));
    }
}
