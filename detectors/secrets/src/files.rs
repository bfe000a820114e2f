//! Files that are told by their name and a look inside: keys, what is encrypted in git, and the
//! configuration of tools.

use milepost_core::name::words;
use milepost_core::{Confidence, Secret, SecretMechanism as M};

use crate::backend;
use crate::notes::{Notes, bare, named};
use crate::value;

/// Words in names of keys that open nothing: made for tests, or for one machine.
const NOT_IN_USE: &[&str] = &[
    "dummy",
    "example",
    "fake",
    "invalid",
    "local",
    "localhost",
    "mock",
    "sample",
    "selfsigned",
    "snakeoil",
    "test",
];

/// Filters of git that encrypt, and the tool each belongs to.
const FILTERS: &[(&str, &str)] = &[("git-crypt", "git-crypt"), ("crypt", "transcrypt")];

fn encrypted(tool: &str) -> Secret {
    Secret { through: Some(tool.to_owned()), ..bare(M::EncryptedInGit) }
}

/// Notes a file that Ansible Vault has encrypted as a whole.
pub(crate) fn read_ansible(text: &str, notes: &mut Notes) -> bool {
    let is_encrypted = text.starts_with("$ANSIBLE_VAULT;");
    if is_encrypted {
        notes.add(1, Confidence::Parsed, encrypted("ansible-vault"));
    }
    is_encrypted
}

/// Notes paths that a filter of git encrypts.
pub(crate) fn read_attributes(text: &str, notes: &mut Notes) {
    for (number, line) in (1u32..).zip(text.lines()) {
        let line = line.trim();
        if line.starts_with('#') {
            continue;
        }
        let filter = line.split_whitespace().skip(1).find_map(|word| word.strip_prefix("filter="));
        let known = FILTERS.iter().find(|(name, _)| {
            filter.is_some_and(|filter| {
                // A second key is a filter of its own: `git-crypt-<key>`.
                filter == *name
                    || filter.strip_prefix(*name).is_some_and(|rest| rest.starts_with('-'))
            })
        });
        if let Some((_, tool)) = known {
            notes.add(number, Confidence::Parsed, encrypted(tool));
        }
    }
}

/// Notes the list of files a tool keeps encrypted.
pub(crate) fn read_list(path: &str, text: &str, notes: &mut Notes) {
    let tool = if path.ends_with("blackbox-files.txt") { "blackbox" } else { "git-secret" };
    let first = (1u32..).zip(text.lines()).find(|(_, line)| {
        let line = line.trim();
        !line.is_empty() && !line.starts_with('#')
    });
    if let Some((line, _)) = first {
        notes.add(line, Confidence::Parsed, encrypted(tool));
    }
}

/// Notes the credentials of a Rails application: three parts in Base64, parted by `--`.
pub(crate) fn read_credentials(text: &str, notes: &mut Notes) {
    let parts: Vec<&str> = text.trim().split("--").collect();
    let is_part = |part: &&str| {
        part.len() >= 16 && part.bytes().all(|b| b.is_ascii_alphanumeric() || b"+/=".contains(&b))
    };
    if parts.len() >= 2 && parts.iter().all(is_part) {
        notes.add(1, Confidence::Pattern, encrypted("rails-credentials"));
    }
}

/// Notes a file that is a key.
pub(crate) fn read_key(path: &str, text: &str, notes: &mut Notes) {
    let (folder, name) = path.rsplit_once('/').unwrap_or(("", path));
    if words(name).iter().any(|word| NOT_IN_USE.contains(&word.as_str())) {
        return;
    }
    let is_for_rails =
        name == "master.key" || name.ends_with(".key") && folder.ends_with("credentials");
    if is_for_rails && is_rails_key(text.trim()) {
        notes.add(1, Confidence::Pattern, named(M::KeyFile, Some(name)));
        return;
    }
    let opens = |line: &str| value::opens_private_key(line.trim());
    let line = (1u32..).zip(text.lines()).find(|(_, line)| opens(line)).map(|(number, _)| number);
    if let Some(line) = line.filter(|_| value::holds_private_key(text)) {
        notes.add(line, Confidence::Parsed, named(M::KeyFile, Some(name)));
    }
}

/// The key that opens the credentials of a Rails application.
fn is_rails_key(text: &str) -> bool {
    text.len() == 32 && text.bytes().all(|b| b.is_ascii_digit() || (b'a'..=b'f').contains(&b))
}

/// Notes references to 1Password in a text that a tool fills in: where a value begins.
pub(crate) fn read_filled_in(text: &str, notes: &mut Notes) {
    for (number, line) in (1u32..).zip(text.lines()) {
        let line = line.trim();
        if line.starts_with('#') || line.starts_with("//") {
            continue;
        }
        let value = line.split_once([':', '=']).map(|(_, value)| value.trim_start());
        let value = value.map(|value| value.trim_start_matches(['"', '\'', '{', ' ']));
        let is_known = value
            .and_then(backend::of_value)
            .is_some_and(|(mechanism, _)| mechanism == M::Onepassword);
        if is_known {
            notes.add(number, Confidence::Pattern, bare(M::Onepassword));
        }
    }
}
