//! References between entries, as Backstage reads them: `[kind:][namespace/]name`.

use crate::placeholder;

/// Why a text is no reference.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Refusal {
    /// A part of it is empty.
    Malformed,
    /// It names no kind where the field implies none.
    NoKind,
}

/// The full reference `text` stands for: `kind:namespace/name` in lower case. A text with a
/// placeholder stays as written, since what it will say is not known.
pub(crate) fn full(text: &str, kind: Option<&str>, namespace: &str) -> Result<String, Refusal> {
    if placeholder::is_in(text) {
        return Ok(text.to_owned());
    }
    let slash = text.find('/');
    let colon = text.find(':').filter(|at| slash.is_none_or(|s| *at < s));
    let (own_kind, rest) = match colon {
        Some(at) => (Some(&text[..at]), &text[at + 1..]),
        None => (None, text),
    };
    let (own_namespace, name) = match rest.split_once('/') {
        Some((namespace, name)) => (Some(namespace), name),
        None => (None, rest),
    };
    if own_kind == Some("") || own_namespace == Some("") || name.is_empty() {
        return Err(Refusal::Malformed);
    }
    let kind = own_kind.or(kind).ok_or(Refusal::NoKind)?;
    Ok(joined(kind, own_namespace.unwrap_or(namespace), name))
}

/// The full reference of the entry that has these parts.
pub(crate) fn joined(kind: &str, namespace: &str, name: &str) -> String {
    format!("{}:{}/{}", lower(kind), lower(namespace), lower(name))
}

/// Lower case, except of placeholders, whose names an engine tells apart by case.
fn lower(text: &str) -> String {
    if placeholder::is_in(text) { text.to_owned() } else { text.to_lowercase() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bare_name_takes_kind_and_namespace_of_its_field() {
        let read = |text| full(text, Some("group"), "shop");
        assert_eq!(read("Team-A").as_deref(), Ok("group:shop/team-a"));
        assert_eq!(read("user:ada").as_deref(), Ok("user:shop/ada"));
        assert_eq!(read("other/team").as_deref(), Ok("group:other/team"));
        assert_eq!(read("User:other/Ada").as_deref(), Ok("user:other/ada"));
    }

    #[test]
    fn a_colon_behind_the_slash_belongs_to_the_name() {
        assert_eq!(full("a/b:c", Some("api"), "x").as_deref(), Ok("api:a/b:c"));
    }

    #[test]
    fn empty_parts_are_refused() {
        for text in ["", "group:", ":x", "/x", "group:/x", "ns/"] {
            assert_eq!(full(text, Some("group"), "x"), Err(Refusal::Malformed));
        }
    }

    #[test]
    fn a_field_without_a_kind_of_its_own_needs_one_in_the_reference() {
        assert_eq!(full("ledger", None, "default"), Err(Refusal::NoKind));
    }

    #[test]
    fn a_placeholder_stays_as_written() {
        let text = "${{ values.Owner }}";
        assert_eq!(full(text, Some("group"), "x").as_deref(), Ok(text));
    }
}
