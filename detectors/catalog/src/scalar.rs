//! What a value is once its scalars are resolved as Backstage's YAML reader does (the core schema
//! of YAML 1.2).

use milepost_syntax::yaml::{Node, Value};

/// What sort of value a node is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Sort {
    Text,
    Number,
    Bool,
    Null,
    List,
    Map,
}

impl Sort {
    /// The sort of `node`.
    pub(crate) fn of(node: &Node<'_>) -> Self {
        match &node.value {
            Value::Sequence(_) => Self::List,
            Value::Mapping(_) => Self::Map,
            Value::Scalar { text, plain } => match node.tag.as_deref() {
                Some("int" | "float") => Self::Number,
                Some("bool") => Self::Bool,
                Some("null") => Self::Null,
                None if *plain => plain_sort(text),
                Some(_) | None => Self::Text,
            },
        }
    }

    /// The sort in words, after "is".
    pub(crate) fn words(self) -> &'static str {
        match self {
            Self::Text => "text",
            Self::Number => "a number",
            Self::Bool => "a boolean",
            Self::Null => "null",
            Self::List => "a list",
            Self::Map => "a mapping",
        }
    }
}

fn plain_sort(text: &str) -> Sort {
    match text {
        "" | "~" | "null" | "Null" | "NULL" => Sort::Null,
        "true" | "True" | "TRUE" | "false" | "False" | "FALSE" => Sort::Bool,
        _ if is_number(text) => Sort::Number,
        _ => Sort::Text,
    }
}

fn is_number(text: &str) -> bool {
    let all = |digits: &str, fits: fn(&char) -> bool| {
        !digits.is_empty() && digits.chars().all(|c| fits(&c))
    };
    if let Some(digits) = text.strip_prefix("0x") {
        return all(digits, char::is_ascii_hexdigit);
    }
    if let Some(digits) = text.strip_prefix("0o") {
        return all(digits, |c| ('0'..='7').contains(c));
    }
    if matches!(text, ".nan" | ".NaN" | ".NAN") {
        return true;
    }
    let unsigned = text.strip_prefix(['-', '+']).unwrap_or(text);
    if matches!(unsigned, ".inf" | ".Inf" | ".INF") {
        return true;
    }
    let (mantissa, exponent) = match unsigned.split_once(['e', 'E']) {
        Some((mantissa, exponent)) => (mantissa, Some(exponent)),
        None => (unsigned, None),
    };
    let powered = exponent.is_none_or(|power| {
        all(power.strip_prefix(['-', '+']).unwrap_or(power), char::is_ascii_digit)
    });
    powered && is_decimal(mantissa)
}

fn is_decimal(text: &str) -> bool {
    let digits = |part: &str| part.chars().all(|c| c.is_ascii_digit());
    match text.split_once('.') {
        None => !text.is_empty() && digits(text),
        Some(("", fraction)) => !fraction.is_empty() && digits(fraction),
        Some((whole, fraction)) => digits(whole) && digits(fraction),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sort(text: &str) -> Sort {
        plain_sort(text)
    }

    #[test]
    fn plain_scalars_resolve_as_in_the_core_schema() {
        for number in ["1", "-7", "0x1F", "0o17", "1.", ".5", "1e10", "+1.5E-3", "-.inf", ".nan"] {
            assert_eq!(sort(number), Sort::Number, "{number}");
        }
        for text in ["1.2.3", "e10", "yes", "on", "0b1", "1_000", "2026-01-01", ".", "-", "1e"] {
            assert_eq!(sort(text), Sort::Text, "{text}");
        }
        assert_eq!(sort("True"), Sort::Bool);
        assert_eq!(sort("~"), Sort::Null);
    }
}
