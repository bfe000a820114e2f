//! Packer: machine images, in its own language or in the older JSON.

use hcl_edit::Span as _;
use hcl_edit::expr::{Expression, Object, ObjectKey};
use hcl_edit::structure::{Block, BlockLabel, Body};

use milepost_core::{Infrastructure, InfrastructureTool as Tool, Provider, What, environment};
use milepost_detector::{File, Findings};
use milepost_syntax::yaml::Node;

use crate::text::{count, key_line};

/// Bytes beyond which a text is not read.
const LONGEST: usize = 512 * 1024;

/// The word that every template of the older form holds.
pub(crate) const WORDS: &[&str] = &["\"builders\""];

/// Whether JSON may be a template of the older form; cheap.
pub(crate) fn may_be(text: &str) -> bool {
    WORDS.iter().all(|word| text.contains(word)) && text.contains("\"type\"")
}

/// Notes a template in Packer's own language.
pub(crate) fn detect(file: &File<'_>, findings: &mut Findings) {
    if file.text.len() > LONGEST {
        return findings.unread(1, format!("more than {LONGEST} bytes of HCL"));
    }
    let body: Body = match file.text.parse() {
        Ok(body) => body,
        Err(error) => {
            let error: hcl_edit::parser::Error = error;
            let line = u32::try_from(error.location().line()).unwrap_or(u32::MAX);
            return findings.unread(line, "not valid HCL");
        }
    };
    let mut declared = new(file);
    let mut first = None;
    for block in body.blocks() {
        add(&mut declared, block);
        first = first.or_else(|| block.ident.span());
    }
    if let Some(first) = first {
        let before = file.text.get(..first.start).unwrap_or_default().matches('\n').count();
        findings.parsed(count(before + 1), What::Infrastructure(declared));
    }
}

/// Notes a template in JSON: what builds it, by type.
pub(crate) fn detect_json(file: &File<'_>, findings: &mut Findings) {
    let reading = file.yaml();
    for root in &reading.roots {
        let builders = root.get("builders").map_or(&[][..], Node::items);
        let kinds: Vec<&str> = builders.iter().filter_map(|builder| builder.str("type")).collect();
        if kinds.is_empty() {
            continue;
        }
        let mut declared = new(file);
        declared.variables = count(root.get("variables").map_or(0, |node| node.entries().len()));
        declared.required_version = root.str("min_packer_version").map(str::to_owned);
        for kind in kinds {
            *declared.resources.entry(kind.to_owned()).or_default() += 1;
        }
        findings.parsed(key_line(root, "builders"), What::Infrastructure(declared));
    }
}

fn new(file: &File<'_>) -> Infrastructure {
    let mut declared = Infrastructure::new(Tool::Packer);
    declared.environment = environment::of_code(file.path).map(str::to_owned);
    declared
}

fn add(declared: &mut Infrastructure, block: &Block) {
    let label = block.labels.first().map(BlockLabel::as_str);
    match (block.ident.as_str(), label) {
        ("source", Some(kind)) => {
            *declared.resources.entry(kind.to_owned()).or_default() += 1;
        }
        ("variable", _) => declared.variables += 1,
        ("packer", _) => settings(declared, block),
        _ => {}
    }
}

fn settings(declared: &mut Infrastructure, block: &Block) {
    let version = block.body.get_attribute("required_version");
    declared.required_version = version.and_then(|found| found.value.as_str()).map(str::to_owned);
    for plugins in block.body.get_blocks("required_plugins") {
        for plugin in plugins.body.attributes() {
            let object = plugin.value.as_object();
            let at = |key: &str| object.and_then(|object| text(object, key));
            declared.providers.push(Provider {
                name: plugin.key.as_str().to_owned(),
                source: at("source"),
                version: at("version"),
                configured: false,
            });
        }
    }
}

fn text(object: &Object, key: &str) -> Option<String> {
    let named = |found: &ObjectKey| match found {
        ObjectKey::Ident(name) => name.as_str() == key,
        ObjectKey::Expression(Expression::String(name)) => name.as_str() == key,
        ObjectKey::Expression(_) => false,
    };
    let (_, value) = object.iter().find(|(found, _)| named(found))?;
    value.expr().as_str().map(str::to_owned)
}
