//! HCL as entries that know their line. This is the only module that knows the HCL engine, which
//! refuses nesting deeper than 64 levels, so walking what it read is bounded.

use hcl_edit::expr::{Expression, ObjectKey, Traversal, TraversalOperator};
use hcl_edit::structure::{Attribute, Block, Body, Structure};
use hcl_edit::template::{Element, Template};
use hcl_edit::visit::{Visit, visit_expr};

use crate::function;
use crate::further;
use crate::release;
use crate::value::{Entry, Value};

/// A file, or a piece of one, that was read to its end.
#[derive(Debug, Default)]
pub(crate) struct Contents {
    /// Its blocks and attributes, in the order written.
    pub entries: Vec<Entry>,
    /// Whether an expression asks which workspace is selected.
    pub workspaces: bool,
}

/// Why a text is not HCL, and where that shows.
#[derive(Debug)]
pub(crate) struct Broken {
    /// The line, counted from 1.
    pub line: u32,
    /// What is wrong, in the parser's words.
    pub message: String,
}

/// Bytes beyond which a text is not read: the engine compares every key of a map with all others.
const LONGEST: usize = 512 * 1024;

/// Reads `text`, whose first line is the line `first` of its file.
pub(crate) fn read(text: &str, first: u32) -> Result<Contents, Broken> {
    if text.len() > LONGEST {
        return Err(Broken { line: first, message: format!("more than {LONGEST} bytes of HCL") });
    }
    let body: Body = text.parse().map_err(|error: hcl_edit::parser::Error| Broken {
        line: first.saturating_add(number(error.location().line()).saturating_sub(1)),
        message: format!("not valid HCL: {}", one_line(error.message())),
    })?;
    let reader = Reader { newlines: text.match_indices('\n').map(|(at, _)| at).collect(), first };
    let mut asked = AsksWorkspace(false);
    if text.contains(".workspace") {
        asked.visit_body(&body);
    }
    Ok(Contents { entries: reader.body(&body, &|_| true), workspaces: asked.0 })
}

/// Reads the text of a JSON string, in which `${…}` holds an expression.
pub(crate) fn read_template(text: &str) -> Value {
    let reader = Reader { newlines: vec![], first: 1 };
    match text.parse::<Template>() {
        Ok(template) => reader.template(&template),
        Err(_) => Value::Other(text.to_owned()),
    }
}

/// Whether the text of a JSON string asks which workspace is selected.
pub(crate) fn asks_workspace(text: &str) -> bool {
    let mut asked = AsksWorkspace(false);
    if text.contains(".workspace")
        && let Ok(template) = text.parse::<Template>()
    {
        asked.visit_template(&template);
    }
    asked.0
}

/// Attributes of a block that anything is said about; other kinds are kept whole.
///
/// Most of a file is the arguments of its resources, so leaving those out is most of the work.
fn is_wanted(kind: &str, of: &str, key: &str) -> bool {
    match kind {
        "resource" => {
            of == release::KIND
                || matches!(key, "tags" | "labels" | "tag" | "metadata")
                || further::is_wanted(of, false, key)
        }
        // A data source has labels; a block of that name inside a resource has none.
        "data" => {
            of.is_empty()
                || matches!(key, "metadata" | "source_dir")
                || further::is_wanted(of, true, key)
        }
        "module" | "unit" | "stack" => {
            function::is_code(key)
                || matches!(
                    key,
                    "source"
                        | "version"
                        | "tags"
                        | "labels"
                        | "name"
                        | "function_name"
                        | "cluster_name"
                        | "cluster_version"
                        | "kubernetes_version"
                        | "release_channel"
                        | "automatic_channel_upgrade"
                )
        }
        "variable" | "output" | "check" | "moved" | "import" | "removed" | "ephemeral"
        | "inputs" => false,
        _ => true,
    }
}

struct Reader {
    newlines: Vec<usize>,
    first: u32,
}

impl Reader {
    fn line(&self, node: &impl hcl_edit::Span) -> u32 {
        let at = node.span().map_or(0, |span| span.start);
        let before = self.newlines.partition_point(|newline| *newline < at);
        self.first.saturating_add(number(before))
    }

    fn body(&self, body: &Body, wanted: &dyn Fn(&str) -> bool) -> Vec<Entry> {
        body.iter()
            .filter_map(|structure| match structure {
                Structure::Attribute(a) => wanted(a.key.as_str()).then(|| self.attribute(a)),
                Structure::Block(b) => wanted(b.ident.as_str()).then(|| self.block(b)),
            })
            .collect()
    }

    fn attribute(&self, attribute: &Attribute) -> Entry {
        Entry {
            line: self.line(attribute),
            key: attribute.key.as_str().to_owned(),
            labels: vec![],
            value: self.value(&attribute.value),
        }
    }

    fn block(&self, block: &Block) -> Entry {
        let kind = block.ident.as_str();
        let of = block.labels.first().map_or("", |label| label.as_str());
        Entry {
            line: self.line(block),
            key: kind.to_owned(),
            labels: block.labels.iter().map(|label| label.as_str().to_owned()).collect(),
            value: Value::Map(self.body(&block.body, &|key| is_wanted(kind, of, key))),
        }
    }

    fn value(&self, expression: &Expression) -> Value {
        match expression {
            Expression::Null(_) => Value::Null,
            Expression::Bool(truth) => Value::Truth(*truth.value()),
            Expression::Number(number) => Value::Text(number.value().to_string()),
            Expression::String(text) => Value::Text(text.value().clone()),
            Expression::Array(items) => Value::List(items.iter().map(|i| self.value(i)).collect()),
            Expression::Object(object) => Value::Map(
                object.iter().filter_map(|(key, value)| self.pair(key, value.expr())).collect(),
            ),
            Expression::StringTemplate(template) => self.template(template),
            Expression::HeredocTemplate(heredoc) => self.template(&heredoc.template),
            Expression::Parenthesis(inner) => self.value(inner.inner()),
            Expression::Variable(name) => Value::Reference(name.as_str().to_owned()),
            Expression::FuncCall(call) if !call.name.is_namespaced() => Value::Call(
                call.name.name.as_str().to_owned(),
                call.args.iter().map(|argument| self.value(argument)).collect(),
            ),
            Expression::Traversal(traversal) => {
                dotted(traversal).map_or_else(|| as_written(expression), Value::Reference)
            }
            _ => as_written(expression),
        }
    }

    /// An entry of a map; one whose key is computed is left out.
    fn pair(&self, key: &ObjectKey, value: &Expression) -> Option<Entry> {
        let name = match key {
            ObjectKey::Ident(name) => name.as_str().to_owned(),
            ObjectKey::Expression(key) => self.value(key).text()?.to_owned(),
        };
        let line = match key {
            ObjectKey::Ident(name) => self.line(name),
            ObjectKey::Expression(key) => self.line(key),
        };
        Some(Entry { line, key: name, labels: vec![], value: self.value(value) })
    }

    /// A text that is nothing but one interpolation is the value put in.
    fn template(&self, template: &Template) -> Value {
        let mut parts: Vec<Value> = template.iter().map(|part| self.element(part)).collect();
        match parts.len() {
            0 => Value::Text(String::new()),
            1 => parts.remove(0),
            _ => Value::Template(parts),
        }
    }

    fn element(&self, element: &Element) -> Value {
        match element {
            Element::Literal(text) => Value::Text(text.as_str().to_owned()),
            Element::Interpolation(hole) => self.value(&hole.expr),
            Element::Directive(_) => Value::Other("…".to_owned()),
        }
    }
}

fn as_written(expression: &Expression) -> Value {
    Value::Other(one_line(&expression.to_string()))
}

/// The name a traversal of plain attributes spells.
fn dotted(traversal: &Traversal) -> Option<String> {
    let mut path = traversal.expr.as_variable()?.as_str().to_owned();
    for operator in &traversal.operators {
        let TraversalOperator::GetAttr(name) = operator.value() else {
            return None;
        };
        path.push('.');
        path.push_str(name.as_str());
    }
    Some(path)
}

struct AsksWorkspace(bool);

impl Visit for AsksWorkspace {
    fn visit_expr(&mut self, expression: &Expression) {
        if let Expression::Traversal(traversal) = expression {
            let path = dotted(traversal).unwrap_or_default();
            self.0 |= matches!(path.as_str(), "terraform.workspace" | "tofu.workspace");
        }
        visit_expr(self, expression);
    }
}

fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn number(count: usize) -> u32 {
    u32::try_from(count).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn blocks_and_attributes_know_their_line() {
        let read = read("# a\n\nmodule \"a\" {\r\n  source = \"./b\"\r\n}\n", 1).unwrap();
        let module = &read.entries[0];
        assert_eq!((module.line, module.label(0)), (3, "a"));
        assert_eq!(module.get("source").unwrap().line, 4);
    }

    #[test]
    fn the_workspace_is_asked_for_in_code_and_not_in_comments() {
        assert!(read("a = \"x-${terraform.workspace}\"\n", 1).unwrap().workspaces);
        assert!(
            !read("# terraform.workspace\na = var.terraform.workspace\n", 1).unwrap().workspaces
        );
    }

    #[test]
    fn a_text_that_is_one_interpolation_is_its_value() {
        let read = read("a = \"${local.b}\"\n", 1).unwrap();
        assert_eq!(read.entries[0].value, Value::Reference("local.b".into()));
    }

    #[test]
    fn deep_nesting_is_an_error() {
        for text in ["a = ".to_owned() + &"[".repeat(50_000), "a {".repeat(50_000)] {
            assert!(read(&text, 1).is_err());
        }
    }
}
