//! Environment files, and secrets written into them.

use milepost_core::{Confidence, Secret, SecretMechanism as M};

use crate::notes::{Notes, bare, named};
use crate::{backend, value};

/// Words of names of files that show what settings there are, or that only tests read.
const SHOWN: &[&str] = &[
    "ci", "default", "defaults", "dist", "e2e", "example", "examples", "sample", "schema",
    "template", "test", "testing", "tests", "tmpl", "tpl",
];

/// Names of local environments: settings for a developer's own machine.
const ONE_MACHINE: &[&str] = &["local-dev", "localdev", "local.dev", "docker-local"];

/// Whether the name is one of an environment file that something may run with.
pub(crate) fn is_environment_file(name: &str) -> bool {
    let lower = name.to_ascii_lowercase();
    let is_named = lower == ".env" || lower.starts_with(".env.") || lower.ends_with(".env");
    is_named
        && !lower.split(['.', '-', '_']).any(|word| SHOWN.contains(&word))
        && !ONE_MACHINE.iter().any(|part| lower.contains(part))
}

/// Notes the first secret that can be read in an environment file, and how others get there.
pub(crate) fn read(name: &str, text: &str, notes: &mut Notes) {
    let between = |tool: &str| Secret { through: Some(tool.to_owned()), ..bare(M::EncryptedInGit) };
    if name == ".env.vault" {
        if let Some((line, ..)) =
            settings(text).find(|(_, key, _)| key.starts_with("DOTENV_VAULT_"))
        {
            notes.add(line, Confidence::Pattern, between("dotenv-vault"));
        }
        return;
    }
    if let Some((line, ..)) = settings(text).find(|(_, key, _)| *key == "sops_mac") {
        notes.add(line, Confidence::Parsed, bare(M::Sops));
        return;
    }
    let mut is_reported = false;
    for (line, key, text) in settings(text) {
        if text.starts_with("encrypted:") {
            notes.add(line, Confidence::Parsed, between("dotenvx"));
        } else if let Some((mechanism, through)) = backend::of_value(text) {
            let says = Secret { through: through.map(ToOwned::to_owned), ..bare(mechanism) };
            notes.add(line, Confidence::Parsed, says);
        } else if !is_reported && value::is_readable(key, text) {
            notes.add(line, Confidence::Parsed, named(M::DotenvCommitted, Some(key)));
            is_reported = true;
        }
    }
}

/// The settings of an environment file, each with its line, without quotes and comments.
fn settings(text: &str) -> impl Iterator<Item = (u32, &str, &str)> {
    (1u32..).zip(text.lines()).filter_map(|(number, line)| {
        let line = line.trim();
        let line = line.strip_prefix("export ").unwrap_or(line).trim_start();
        let (key, value) = line.split_once('=')?;
        let key = key.trim_end();
        let is_key = !key.is_empty() && key.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_');
        is_key.then(|| (number, key, unquoted(value.trim())))
    })
}

fn unquoted(value: &str) -> &str {
    for quote in ['"', '\''] {
        if let Some(rest) = value.strip_prefix(quote) {
            return rest.split(quote).next().unwrap_or(rest);
        }
    }
    value.split(" #").next().unwrap_or(value).trim_end()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_that_show_settings_are_none_that_anything_runs_with() {
        for name in [".env", ".env.production", ".env.local", "shop.env"] {
            assert!(is_environment_file(name), "{name}");
        }
        for name in [
            ".env.example",
            ".env.test",
            ".env.local-dev",
            "sample.env",
            ".env.dev.dist",
            ".envrc",
            "env",
        ] {
            assert!(!is_environment_file(name), "{name}");
        }
    }

    #[test]
    fn settings_are_read_without_quotes_and_comments() {
        let text = "# A=1\nexport B='x y' # z\r\nC=d # e\nF = g\nno setting\n";
        let read: Vec<_> = settings(text).collect();
        assert_eq!(read, [(2, "B", "x y"), (3, "C", "d"), (4, "F", "g")]);
    }
}
