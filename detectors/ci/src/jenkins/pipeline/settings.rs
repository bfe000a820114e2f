//! What is assigned in the block behind a step of a library: settings, as far as they are literal.

use milepost_core::Step;

use crate::inputs;

/// Settings that say where a step deploys to.
const ENVIRONMENTS: &[&str] = &["environment", "environments"];

/// Notes what the lines of a block assign, at its own height: texts, and lists of texts.
pub(super) fn note(step: &mut Step, block: &str) {
    let mut depth = 0_i32;
    let mut found: Vec<(&str, Vec<&str>)> = Vec::new();
    for line in block.lines() {
        let before = depth;
        let line = line.trim();
        let count = |sign: char| i32::try_from(line.matches(sign).count()).unwrap_or(i32::MAX);
        depth = depth.saturating_add(count('{')).saturating_sub(count('}'));
        if before == 0 && !line.starts_with("//") {
            found.extend(assigned(line));
        }
    }
    let told = found.iter().find(|(name, _)| ENVIRONMENTS.contains(name));
    if let Some((_, names)) = told {
        step.environments = names.iter().map(|name| (*name).to_owned()).collect();
    }
    let texts: Vec<(&str, String)> =
        found.into_iter().map(|(name, values)| (name, values.join(","))).collect();
    let handed = inputs::of_texts(texts.iter().map(|(name, text)| (*name, text.as_str())));
    for (name, value) in handed {
        step.inputs.entry(name).or_insert(value);
    }
}

/// The name and the values of `name = 'text'` and `name = ['text', …]`.
fn assigned(line: &str) -> Option<(&str, Vec<&str>)> {
    let (name, value) = line.split_once('=')?;
    let name = name.trim();
    let plain = |c: char| c.is_ascii_alphanumeric() || c == '_';
    if name.is_empty() || !name.chars().all(plain) {
        return None;
    }
    let value = value.trim().trim_end_matches(';').trim_end();
    let list = value.strip_prefix('[').and_then(|rest| rest.strip_suffix(']'));
    let Some(list) = list else {
        return Some((name, vec![literal(value)?]));
    };
    let values: Option<Vec<&str>> = list.split(',').map(|item| literal(item.trim())).collect();
    Some((name, values?))
}

/// A text in quotes that nothing is filled into, a switch or a number.
fn literal(value: &str) -> Option<&str> {
    let quoted = |quote: char| value.strip_prefix(quote).and_then(|rest| rest.strip_suffix(quote));
    let switch = matches!(value, "true" | "false")
        || !value.is_empty() && value.bytes().all(|byte| byte.is_ascii_digit());
    let text = quoted('\'').or_else(|| quoted('"')).or(switch.then_some(value))?;
    (!text.contains(['$', '\'', '"', '\\'])).then_some(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_and_lists_of_texts_are_assigned_and_nothing_else_is() {
        assert_eq!(assigned("application = 'cart'"), Some(("application", vec!["cart"])));
        let list = "environments = ['dev', \"prd1\"];";
        assert_eq!(assigned(list), Some(("environments", vec!["dev", "prd1"])));
        assert_eq!(assigned("wait = false"), Some(("wait", vec!["false"])));
        for line in ["a == 'b'", "def a = 'b'", "a = b()", "a = \"${b}\"", "a = ['b', c]"] {
            assert_eq!(assigned(line), None, "{line}");
        }
        assert_eq!(assigned("a.b = 'c'"), None);
        assert_eq!(assigned("a = 'é"), None);
    }
}
