//! What resources, data sources and well-known modules say besides being infrastructure: alerts,
//! dashboards, objectives, secrets, clusters, policies, and products that are set up.

mod alert;
mod cluster;
mod said;
mod table;

use milepost_core::{
    Policy, PolicyMode, Secret, SecretMechanism, Telemetry, Tool, ToolFamily, What,
};

use crate::locals::Locals;
use crate::value::Entry;
use said::Said;
use table::Sort;

pub(crate) use cluster::of_module;
pub(crate) use table::is_wanted;

/// Everything a block says besides, each with its line; `environment` is that of the file.
pub(crate) fn of(
    block: &Entry,
    locals: &Locals<'_>,
    environment: Option<&str>,
) -> Vec<(u32, What)> {
    let is_data = match block.key.as_str() {
        "resource" => false,
        "data" => true,
        _ => return vec![],
    };
    let kind = block.label(0);
    let Some(sort) = table::sort(kind, is_data) else { return vec![] };
    let said = Said { block, locals };
    let one = |what| vec![(block.line, what)];
    match sort {
        Sort::Alert(stack) => alert::of(&said, stack),
        Sort::Telemetry(signal, stack) => {
            one(What::Telemetry(Telemetry { name: said.name(), ..alert::telemetry(signal, stack) }))
        }
        Sort::Slo(stack) => one(What::Telemetry(alert::objective(&said, stack))),
        Sort::Tool(family, product) => tool(&said, kind, family, product).map_or(vec![], one),
        Sort::Secret(mechanism) => {
            secret(&said, kind, mechanism, is_data, environment).map_or(vec![], one)
        }
        Sort::Cluster(provider) => one(What::Cluster(cluster::of_resource(&said, kind, provider))),
        Sort::Policy(engine) => one(What::Policy(policy(&said, kind, engine))),
    }
}

fn tool(said: &Said<'_>, kind: &str, family: ToolFamily, product: &str) -> Option<What> {
    let serves = match kind {
        "google_compute_backend_bucket" | "google_compute_backend_service" => {
            said.is("enable_cdn", "true")
        }
        "cloudflare_record" | "cloudflare_dns_record" => said.is("proxied", "true"),
        _ => true,
    };
    let sign = if said.block.key == "data" { format!("data {kind}") } else { kind.to_owned() };
    serves.then(|| {
        What::Tool(Tool {
            family,
            product: product.to_owned(),
            name: said.name(),
            signs: vec![sign],
            asks: None,
        })
    })
}

fn secret(
    said: &Said<'_>,
    kind: &str,
    mechanism: SecretMechanism,
    is_data: bool,
    environment: Option<&str>,
) -> Option<What> {
    // Parameters are secrets only when they say that they are encrypted, and what is looked up
    // does not say it.
    if kind == "aws_ssm_parameter" && (is_data || !said.is("type", "SecureString")) {
        return None;
    }
    Some(What::Secret(Secret {
        mechanism,
        name: said.name(),
        through: None,
        environment: environment.map(str::to_owned),
    }))
}

fn policy(said: &Said<'_>, kind: &str, engine: &str) -> Policy {
    let mode = match engine {
        "aws-config" => PolicyMode::Audit,
        "aws-organizations" if said.has("type") && !said.is("type", "SERVICE_CONTROL_POLICY") => {
            PolicyMode::Unsaid
        }
        // What an assignment does is decided by the definition it assigns.
        "azure-policy" if said.is("enforce", "false") => PolicyMode::Audit,
        "azure-policy" => PolicyMode::Unsaid,
        "sentinel" if said.is("enforce_mode", "advisory") => PolicyMode::Audit,
        "sentinel" if !said.has("enforce_mode") => PolicyMode::Unsaid,
        _ if said.has("dry_run_spec") && !said.has("spec") => PolicyMode::Audit,
        _ => PolicyMode::Enforce,
    };
    let name = said.first(&["constraint"]).or_else(|| said.name());
    Policy { engine: engine.to_owned(), name, mode, about: vec![kind.to_owned()] }
}
