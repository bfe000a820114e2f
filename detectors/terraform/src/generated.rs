//! Terraform code that Terragrunt writes beside a module before it runs: its `generate` blocks.

use crate::hcl::{self, Broken, Contents};
use crate::value::{Entry, Value};

/// What stands in generated code for a value Terragrunt puts in.
const COMPUTED: &str = "computed_by_terragrunt";

/// Blocks of the generated code, each on the line where Terragrunt is told to write it.
#[derive(Debug, Default)]
pub(crate) struct Generated {
    /// `terraform` and `provider` blocks, which do not depend on where the code is written.
    pub entries: Vec<Entry>,
    /// Code that could not be read.
    pub broken: Vec<Broken>,
}

/// What the `generate` blocks among `entries` write.
pub(crate) fn of(entries: &[Entry]) -> Generated {
    let mut generated = Generated::default();
    for block in entries.iter().filter(|entry| entry.key == "generate") {
        if block.labels.is_empty() {
            block.value.entries().iter().for_each(|inner| generated.add(inner));
        } else {
            generated.add(block);
        }
    }
    generated
}

impl Generated {
    fn add(&mut self, block: &Entry) {
        if block.text("disable") == Some("true") {
            return;
        }
        let Some(contents) = block.get("contents") else {
            return;
        };
        let Some(code) = code(&contents.value) else {
            return;
        };
        match hcl::read(&code, contents.line) {
            Ok(read) => self.extend(read, contents.line),
            Err(mut error) => {
                error.message = format!("the code it generates is {}", error.message);
                error.line = contents.line;
                self.broken.push(error);
            }
        }
    }

    fn extend(&mut self, read: Contents, line: u32) {
        let blocks = read.entries.into_iter();
        self.entries.extend(
            blocks
                .filter(|entry| matches!(entry.key.as_str(), "terraform" | "provider"))
                .filter(|entry| !is_computed(entry.label(0)))
                .map(|entry| moved(entry, line)),
        );
    }
}

/// The code as far as it is written in the file.
fn code(contents: &Value) -> Option<String> {
    match contents {
        Value::Text(text) => Some(text.clone()),
        Value::Template(parts) => {
            Some(parts.iter().map(|part| part.text().unwrap_or(COMPUTED)).collect())
        }
        _ => None,
    }
}

/// The entry and what it holds, all on one line; what the parser read nests at most 64 deep.
fn moved(mut entry: Entry, line: u32) -> Entry {
    entry.line = line;
    entry.value = match entry.value {
        Value::Map(inner) => Value::Map(
            inner
                .into_iter()
                .filter(|below| !is_computed(&below.key))
                .map(|below| moved(below, line))
                .collect(),
        ),
        Value::Text(text) if is_computed(&text) => Value::Other("…".to_owned()),
        value => value,
    };
    entry
}

fn is_computed(text: &str) -> bool {
    text.contains(COMPUTED)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_terragrunt_puts_in_are_not_known() {
        let text = "generate \"p\" {\n  contents = <<EOF\nprovider \"aws\" {\n  region = \"${local.r}\"\n}\nEOF\n}\n";
        let generated = of(&hcl::read(text, 1).unwrap().entries);
        let provider = &generated.entries[0];
        assert_eq!((provider.line, provider.label(0)), (2, "aws"));
        assert_eq!(provider.text("region"), None);
        assert!(provider.get("region").is_some());
    }
}
