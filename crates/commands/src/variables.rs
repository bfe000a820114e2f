//! Variables of a shell whose values the definition itself says.

use std::collections::BTreeMap;

/// The variables of a script that are known before it runs.
#[derive(Debug, Clone, Default)]
pub struct Variables {
    values: BTreeMap<String, String>,
}

impl Variables {
    /// What a variable is worth from here on. It is unknown when its value has several lines, is
    /// computed, or when something in `text`, the whole definition, assigns to it.
    pub fn set(&mut self, name: &str, value: Option<&str>, text: &str) {
        let value = value.and_then(single_line).filter(|value| {
            let computed = value.contains(['$', '`', '\\']) || value.contains("<<");
            !computed && !assigns(text, name)
        });
        match value {
            Some(value) => self.values.insert(name.to_owned(), unquoted(value)),
            None => self.values.remove(name),
        };
    }

    /// What a variable is worth, when that is known.
    pub fn get(&self, name: &str) -> Option<&str> {
        self.values.get(name).map(String::as_str)
    }

    /// The script with every `$NAME` and `${NAME}` replaced whose value is known.
    pub fn fill(&self, script: &str) -> String {
        let mut filled = String::with_capacity(script.len());
        let mut rest = script;
        while let Some((before, behind)) = rest.split_once('$') {
            filled.push_str(before);
            let known = (!before.ends_with('\\'))
                .then(|| reference(behind))
                .flatten()
                .and_then(|(name, after)| Some((self.get(name)?, after)));
            let (text, after) = known.unwrap_or(("$", behind));
            filled.push_str(text);
            rest = after;
        }
        filled.push_str(rest);
        filled
    }
}

/// A text of one line, without what a block of YAML adds at its end.
pub fn single_line(text: &str) -> Option<&str> {
    let text = text.trim_end();
    (!text.contains('\n')).then_some(text)
}

/// A name behind a `$`, and what follows it.
fn reference(behind: &str) -> Option<(&str, &str)> {
    if let Some(braced) = behind.strip_prefix('{') {
        return braced.split_once('}').filter(|(name, _)| is_name(name));
    }
    let end = behind.find(|c: char| !is_part(c)).unwrap_or(behind.len());
    behind.split_at_checked(end).filter(|(name, _)| is_name(name))
}

fn is_name(text: &str) -> bool {
    text.starts_with(|c: char| !c.is_ascii_digit()) && text.chars().all(is_part)
}

fn is_part(c: char) -> bool {
    c.is_ascii_alphanumeric() || c == '_'
}

/// Whether `NAME=` stands somewhere in the text.
fn assigns(text: &str, name: &str) -> bool {
    text.match_indices(name).any(|(at, _)| {
        let starts = text
            .get(..at)
            .is_some_and(|before| !before.ends_with(|c: char| is_part(c) || c == '-'));
        let behind = text.get(at + name.len()..).unwrap_or_default();
        starts && behind.trim_start_matches('+').starts_with('=') && !behind.starts_with("==")
    })
}

/// A shell does not read the quotes in the value of a variable as quotes; a reader of words would.
fn unquoted(value: &str) -> String {
    value.replace(['"', '\''], "")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn known(values: &[(&str, &str)], text: &str) -> Variables {
        let mut variables = Variables::default();
        for (name, value) in values {
            variables.set(name, Some(value), text);
        }
        variables
    }

    #[test]
    fn a_known_variable_is_replaced_and_others_stay() {
        let variables = known(&[("CMD", "make lint\n"), ("A", "x")], "");
        assert_eq!(
            variables.fill("$CMD ${CMD} \"$A\" $AB ${A:-y} \\$A $(A) $1 $"),
            "make lint make lint \"x\" $AB ${A:-y} \\$A $(A) $1 $"
        );
    }

    #[test]
    fn what_is_computed_assigned_or_has_several_lines_stays() {
        let variables = known(
            &[("A", "$B"), ("C", "a\nb"), ("D", "x"), ("E", "x")],
            "D=1\nMY_E=2; [ $E == 1 ]",
        );
        assert_eq!(variables.fill("$A $C $D $E"), "$A $C $D x");
    }
}
