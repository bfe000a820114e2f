//! Configuration files, and what is said of those that are wrong.

mod declared;
mod mistakes;
mod rules;
mod whole;

use milepost_score::{Rulebook, Settings};

use super::{Config, FILE};

fn parse(text: &str) -> Result<Config, String> {
    let rules = Rulebook::shipped(&Settings::default()).unwrap();
    Config::parse(FILE, text, &rules).map_err(|problems| problems.to_string())
}

/// Everything that is said of a text that is wrong.
fn said(text: &str) -> String {
    parse(text).expect_err("the text is wrong")
}

const FULL: &str = r#"
organisation = "acme"
exclude = ["acme/sandbox-*", "acme/billing/legacy/**", "acme/toy/"]

[platform]
owners = ["acme-platform"]
team = "platform"
people = ["kim@acme.example", "*@platform.acme.example"]
support = ["acme/help"]
support-labels = ["platform-support"]

[standards]
pipeline = ["acme/workflows", "acme/actions/*"]
"gp.08" = "ghcr.io/acme"
gp.10 = "https://charts.acme.example"
"api docs" = "acme/api-docs"

[environments]
production = ["live", "eu"]
preview = ["scratch"]
other = ["prod-like"]

[deployables]
leave-out = { "acme/toy" = "a demo, never run", "acme/mono//tools/*" = "run by developers" }

[[exemption]]
deployable = "acme/billing"
step = "pipeline"
owner = "payments"
reason = "must build in the certified enclave"
expires = 2026-12-31

[[exemption]]
deployable = "acme/ledger*"
step = "gp.08"
owner = "payments"
reason = "waits for the new base"
expires = "2019-01-31"

[thresholds."five-stages.4.std-deploy"]
top-share = 0.8
ways = 3

[thresholds.standard]
strong = 1

[verbs.units]
"acme/release-action" = ["build", "release"]
[verbs.commands]
"./ship now" = "deploy:manual-script"
[verbs.names]
rollout = ["deploy:unseen"]
"#;

fn owned(texts: &[&str]) -> Vec<String> {
    texts.iter().map(|text| (*text).to_owned()).collect()
}
