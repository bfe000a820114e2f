//! Blocks, attributes and values, the same whether they were written as HCL or as JSON.

/// A block or an attribute: a name, labels, and what it holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Entry {
    /// The line it starts on, counted from 1.
    pub line: u32,
    /// The kind of a block, or the name of an attribute.
    pub key: String,
    /// The labels of a block.
    pub labels: Vec<String>,
    /// What it holds; a block holds a map.
    pub value: Value,
}

/// A value as far as a file alone can say it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Value {
    /// A literal: a text or a number.
    Text(String),
    /// A truth value that is written out.
    Truth(bool),
    /// A text with values to be put in.
    Template(Vec<Self>),
    /// A list.
    List(Vec<Self>),
    /// A map, or the body of a block.
    Map(Vec<Entry>),
    /// A name with dots: `local.tags`.
    Reference(String),
    /// A call of a function.
    Call(String, Vec<Self>),
    /// No value at all.
    Null,
    /// Anything else, as written.
    Other(String),
}

impl Entry {
    /// The label at `index`; empty when there is none.
    pub(crate) fn label(&self, index: usize) -> &str {
        self.labels.get(index).map_or("", String::as_str)
    }

    /// The first attribute or block of that name inside.
    pub(crate) fn get(&self, key: &str) -> Option<&Self> {
        self.value.entries().iter().find(|entry| entry.key == key)
    }

    /// The literal under `key`.
    pub(crate) fn text(&self, key: &str) -> Option<&str> {
        self.get(key)?.value.text()
    }
}

impl Value {
    /// What a map holds; nothing for anything else.
    pub(crate) fn entries(&self) -> &[Entry] {
        match self {
            Self::Map(entries) => entries,
            _ => &[],
        }
    }

    /// The text of a literal.
    pub(crate) fn text(&self) -> Option<&str> {
        match self {
            Self::Text(text) => Some(text),
            Self::Truth(true) => Some("true"),
            Self::Truth(false) => Some("false"),
            _ => None,
        }
    }

    /// The value as a text, with `${…}` around what is computed.
    pub(crate) fn written(&self) -> String {
        match self {
            Self::Text(text) => text.clone(),
            Self::Truth(truth) => truth.to_string(),
            Self::Template(parts) => parts.iter().map(Self::written).collect(),
            _ => format!("${{{}}}", self.expression()),
        }
    }

    fn expression(&self) -> String {
        match self {
            Self::Text(text) => format!("{text:?}"),
            Self::Truth(truth) => format!("\"{truth}\""),
            Self::Template(_) => format!("\"{}\"", self.written()),
            Self::Reference(text) | Self::Other(text) => text.clone(),
            Self::Call(name, arguments) => {
                let arguments: Vec<String> = arguments.iter().map(Self::expression).collect();
                format!("{name}({})", arguments.join(", "))
            }
            Self::Null => "null".to_owned(),
            Self::List(_) => "[…]".to_owned(),
            Self::Map(_) => "{…}".to_owned(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_computed_is_written_in_braces() {
        let call = Value::Call("f".into(), vec![Value::Text("a".into()), Value::Null]);
        let template = Value::Template(vec![call, Value::Text("/b".into())]);
        assert_eq!(template.written(), "${f(\"a\", null)}/b");
        assert_eq!(Value::Reference("var.a".into()).written(), "${var.a}");
    }
}
