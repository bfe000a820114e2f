//! What the `locals` of a file give away about its values. Only what the same file says is
//! followed, so nothing is guessed; work is bounded, since locals may refer to each other.

use std::collections::BTreeMap;

use crate::value::{Entry, Value};

/// How many values one look-up may visit.
const EFFORT: u32 = 2_000;
/// How many locals may lead to each other.
const DEPTH: u32 = 16;
/// The longest text that is put together.
const LONGEST: usize = 4_096;

/// The locals one file declares.
#[derive(Debug, Default)]
pub(crate) struct Locals<'a>(BTreeMap<&'a str, &'a Value>);

impl<'a> Locals<'a> {
    /// Those declared among `entries`.
    pub(crate) fn of(entries: &'a [Entry]) -> Self {
        let declared = entries
            .iter()
            .filter(|entry| entry.key == "locals")
            .flat_map(|locals| locals.value.entries())
            .map(|local| (local.key.as_str(), &local.value));
        Self(declared.collect())
    }

    /// The value with everything put in that this file says.
    pub(crate) fn expand(&self, value: &Value) -> Value {
        self.visit(value, DEPTH, &mut EFFORT.clone())
    }

    fn visit(&self, value: &Value, depth: u32, effort: &mut u32) -> Value {
        if depth == 0 || *effort == 0 {
            return Value::Other("…".to_owned());
        }
        *effort -= 1;
        match value {
            Value::Reference(path) => self
                .named(path)
                .map_or_else(|| value.clone(), |found| self.visit(found, depth - 1, effort)),
            Value::Template(parts) => {
                joined(parts.iter().map(|part| self.visit(part, depth, effort)).collect())
            }
            Value::Map(entries) => {
                Value::Map(entries.iter().map(|e| self.entry(e, depth - 1, effort)).collect())
            }
            Value::Call(name, arguments) => {
                let arguments = arguments.iter().map(|a| self.visit(a, depth - 1, effort));
                called(name, arguments.collect())
            }
            _ => value.clone(),
        }
    }

    fn entry(&self, entry: &Entry, depth: u32, effort: &mut u32) -> Entry {
        Entry {
            value: self.visit(&entry.value, depth, effort),
            labels: entry.labels.clone(),
            key: entry.key.clone(),
            line: entry.line,
        }
    }

    fn named(&self, path: &str) -> Option<&'a Value> {
        let mut names = path.strip_prefix("local.")?.split('.');
        let first = self.0.get(names.next()?).copied()?;
        names.try_fold(first, |value, name| {
            let found = value.entries().iter().find(|entry| entry.key == name)?;
            Some(&found.value)
        })
    }
}

/// The parts as one text when all of them are known.
fn joined(parts: Vec<Value>) -> Value {
    let length: usize = parts.iter().filter_map(Value::text).map(str::len).sum();
    if length > LONGEST {
        return Value::Other("…".to_owned());
    }
    let whole: Option<String> = parts.iter().map(Value::text).collect();
    whole.map_or(Value::Template(parts), Value::Text)
}

/// What the functions that put maps together give; any other call stays a call.
fn called(name: &str, mut arguments: Vec<Value>) -> Value {
    match (name, arguments.len()) {
        ("merge", 1..) if arguments.iter().any(|a| matches!(a, Value::Map(_))) => merged(arguments),
        ("tomap", 1) if matches!(arguments[0], Value::Map(_)) => arguments.remove(0),
        ("map", 2..) => Value::Map(
            arguments
                .chunks_exact(2)
                .filter_map(|pair| Some(entry(pair[0].text()?, pair[1].clone())))
                .collect(),
        ),
        _ => Value::Call(name.to_owned(), arguments),
    }
}

/// Later maps win. What stands before a map that is not known may be replaced by it, so its value
/// is not known either.
fn merged(maps: Vec<Value>) -> Value {
    let mut result: Vec<Entry> = vec![];
    for map in maps {
        let Value::Map(entries) = map else {
            for before in &mut result {
                before.value = Value::Other("…".to_owned());
            }
            continue;
        };
        for entry in entries {
            result.retain(|known| known.key != entry.key);
            result.push(entry);
        }
    }
    Value::Map(result)
}

fn entry(key: &str, value: Value) -> Entry {
    Entry { line: 1, key: key.to_owned(), labels: vec![], value }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::hcl;

    fn expanded(text: &str) -> Value {
        let read = hcl::read(text, 1).unwrap();
        let last = read.entries.last().unwrap().value.clone();
        Locals::of(&read.entries).expand(&last)
    }

    #[test]
    fn a_local_of_the_same_file_is_put_in() {
        let value =
            expanded("locals {\n a = \"x\"\n b = { c = \"${local.a}/y\" }\n}\nz = local.b.c\n");
        assert_eq!(value, Value::Text("x/y".into()));
    }

    #[test]
    fn what_may_be_replaced_by_an_unknown_map_is_unknown() {
        let value = expanded("z = merge({ a = \"1\" }, var.more, { b = \"2\" })\n");
        let said: Vec<_> =
            value.entries().iter().map(|e| (e.key.as_str(), e.value.text())).collect();
        assert_eq!(said, [("a", None), ("b", Some("2"))]);
    }

    #[test]
    fn locals_that_never_end_do_not_hang() {
        let mut text = String::from("locals {\n a = local.a\n b0 = \"x\"\n");
        for n in 1..40 {
            let hole = format!("${{local.b{}}}", n - 1);
            text.extend([format!(" b{n} = \"{}\"\n", hole.repeat(10))]);
        }
        assert_eq!(expanded(&format!("{text}}}\nz = local.a\n")).text(), None);
        assert_eq!(expanded(&format!("{text}}}\nz = local.b39\n")).text(), None);
    }
}
