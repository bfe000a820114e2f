//! What one file of infrastructure code declares.

use milepost_core::{Infrastructure, InfrastructureTool, Provider};

use crate::locals::Locals;
use crate::value::{Entry, Value};

/// Nothing declared yet.
pub(crate) fn nothing(tool: InfrastructureTool) -> Infrastructure {
    Infrastructure {
        tool,
        backend: None,
        required_version: None,
        providers: vec![],
        resources: std::collections::BTreeMap::new(),
        variables: 0,
        outputs: 0,
        environment: None,
        workspaces: false,
    }
}

/// Adds what a block of Terraform's language declares.
pub(crate) fn add(declared: &mut Infrastructure, block: &Entry, locals: &Locals<'_>) {
    match block.key.as_str() {
        "terraform" => add_settings(declared, block, locals),
        "provider" => {
            let version = block.text("version").map(str::to_owned);
            let provider = provider_named(declared, block.label(0));
            provider.configured = true;
            provider.version = version.or(provider.version.take());
        }
        "resource" => {
            *declared.resources.entry(block.label(0).to_owned()).or_default() += 1;
        }
        "variable" => declared.variables += 1,
        "output" => declared.outputs += 1,
        _ => {}
    }
}

/// Adds what a block of Terragrunt's own language declares.
pub(crate) fn add_terragrunt(declared: &mut Infrastructure, block: &Entry, locals: &Locals<'_>) {
    match block.key.as_str() {
        "remote_state" => declared.backend = literal(block, "backend", locals),
        "terragrunt_version_constraint" => {
            declared.required_version = block.value.text().map(str::to_owned);
        }
        _ => {}
    }
}

fn add_settings(declared: &mut Infrastructure, block: &Entry, locals: &Locals<'_>) {
    for setting in block.value.entries() {
        match setting.key.as_str() {
            "backend" => {
                declared.backend = Some(setting.label(0).to_owned());
                declared.workspaces |= selects_workspaces(setting);
            }
            "cloud" => {
                declared.backend = Some("cloud".to_owned());
                declared.workspaces |= selects_workspaces(setting);
            }
            "required_version" => {
                declared.required_version = literal(block, "required_version", locals);
            }
            "required_providers" => {
                for required in setting.value.entries() {
                    add_required(declared, required);
                }
            }
            _ => {}
        }
    }
}

/// A prefix or tags select among several workspaces; a name is one for all.
fn selects_workspaces(settings: &Entry) -> bool {
    settings.get("workspaces").is_some_and(|workspaces| {
        workspaces.get("prefix").is_some() || workspaces.get("tags").is_some()
    })
}

fn add_required(declared: &mut Infrastructure, required: &Entry) {
    let provider = provider_named(declared, &required.key);
    if let Value::Text(version) = &required.value {
        provider.version = Some(version.clone());
        return;
    }
    provider.source = required.text("source").map(str::to_owned);
    provider.version = required.text("version").map(str::to_owned).or(provider.version.take());
}

fn provider_named<'a>(declared: &'a mut Infrastructure, name: &str) -> &'a mut Provider {
    let providers = &mut declared.providers;
    let at = providers.iter().position(|known| known.name == name);
    let at = at.unwrap_or_else(|| {
        providers.push(Provider {
            name: name.to_owned(),
            source: None,
            version: None,
            configured: false,
        });
        providers.len() - 1
    });
    &mut providers[at]
}

fn literal(block: &Entry, key: &str, locals: &Locals<'_>) -> Option<String> {
    let value = locals.expand(&block.get(key)?.value);
    value.text().map(str::to_owned)
}
