#![doc = include_str!("../README.md")]

mod backend;
mod base64;
mod build;
mod cloud;
mod dotenv;
mod entry;
mod environment;
mod files;
mod key;
mod lines;
mod manifests;
mod notes;
mod objects;
mod plain;
mod references;
mod stand_in;
mod value;
mod values;
mod workflow;

use milepost_core::{Confidence, SecretMechanism as M};
use milepost_detector::{Card, Detector, File, Findings};

use notes::{Notes, bare};

static CARD: Card = Card {
    id: "secrets",
    version: 3,
    summary: "how secrets reach what is run, and secrets that lie readable in git",
    claims: &[
        "**/*.yaml",
        "**/*.yml",
        "**/*.json",
        "**/templates/**/*.tpl",
        "**/*.tmpl",
        "**/*.j2",
        "**/.env",
        "**/.env.*",
        "**/*.env",
        "**/*Dockerfile*",
        "**/*dockerfile*",
        "**/*Containerfile*",
        "**/*containerfile*",
        "**/*.pem",
        "**/*.key",
        "**/*.p8",
        "**/id_rsa*",
        "**/id_ed25519*",
        "**/id_ecdsa*",
        "**/*.private",
        "**/*.vault",
        "**/*vault_pass*",
        "**/group_vars/**",
        "**/host_vars/**",
        "**/.gitattributes",
        "**/blackbox-files.txt",
        "**/.gitsecret/paths/mapping.cfg",
        "**/credentials.yml.enc",
        "**/credentials/*.yml.enc",
        "**/config/secrets.yml.enc",
    ],
    claims_by_name: &[],
    emits: &["secret"],
    page: include_str!("../README.md"),
};

/// The detector, as the registry sees it.
pub const DETECTOR: &dyn Detector = &Secrets;

struct Secrets;

impl Detector for Secrets {
    fn card(&self) -> &'static Card {
        &CARD
    }

    fn detect(&self, file: &File<'_>, findings: &mut Findings) {
        let mut notes = Notes::default();
        note(file, &mut notes);
        notes.hand_over(|| environment::of_path(file.path), findings);
    }
}

fn note(file: &File<'_>, notes: &mut Notes) {
    let (name, text) = (file.name(), file.text);
    if files::read_ansible(text, notes) {
        return;
    }
    match name {
        ".gitattributes" => files::read_attributes(text, notes),
        "blackbox-files.txt" | "mapping.cfg" => files::read_list(file.path, text, notes),
        ".sops.yaml" | ".sops.yml" => read_sops(file, notes),
        "doppler.yaml" | "doppler.yml" => read_doppler(file, notes),
        ".infisical.json" => read_infisical(file, notes),
        _ if dotenv::is_environment_file(name) => dotenv::read(name, text, notes),
        _ if build::is_build(name) => build::read(text, notes),
        _ if has_extension(name, &["yaml", "yml", "json", "tpl"]) => manifests::read(file, notes),
        _ if has_extension(name, &["j2", "tmpl"]) => files::read_filled_in(text, notes),
        _ if name.ends_with(".yml.enc") => files::read_credentials(text, notes),
        _ => files::read_key(file.path, text, notes),
    }
}

fn has_extension(name: &str, extensions: &[&str]) -> bool {
    name.rsplit_once('.').is_some_and(|(_, extension)| extensions.contains(&extension))
}

/// The rules by which SOPS encrypts.
fn read_sops(file: &File<'_>, notes: &mut Notes) {
    let roots = &file.yaml().roots;
    let rules = roots.iter().find_map(|root| entry::entry(root, "creation_rules"));
    if let Some((line, _)) = rules.filter(|(_, rules)| !rules.items().is_empty()) {
        notes.add(line, Confidence::Parsed, bare(M::Sops));
    }
}

/// Which project of Doppler a folder reads from.
fn read_doppler(file: &File<'_>, notes: &mut Notes) {
    let setup = file.yaml().roots.iter().find_map(|root| entry::entry(root, "setup"));
    if let Some((line, setup)) = setup {
        let project = setup.one_or_many().iter().find_map(|one| one.str("project"));
        notes.add(line, Confidence::Parsed, notes::named(M::Doppler, project));
    }
}

/// Which workspace of Infisical a folder reads from.
fn read_infisical(file: &File<'_>, notes: &mut Notes) {
    let workspace = file.yaml().roots.iter().find_map(|root| root.get("workspaceId"));
    if let Some(workspace) = workspace.filter(|id| !id.is_null()) {
        notes.add(workspace.line, Confidence::Parsed, bare(M::Infisical));
    }
}
