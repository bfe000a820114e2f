//! Modules of a registry: `namespace/name/provider`, behind a host unless it is a public one.

use milepost_core::Pin;

use super::{Source, is_computed, split_folder, with_folder};

/// Registries whose host says nothing about a module.
const PUBLIC: &[&str] = &["registry.terraform.io/", "registry.opentofu.org/"];

/// Whether an address has the form of one in a registry.
pub(super) fn is_address(address: &str) -> bool {
    let (module, _) = split_folder(address);
    let segments: Vec<&str> = module.split('/').collect();
    let (host, names) = match segments.as_slice() {
        [host, names @ ..] if names.len() == 3 => (Some(*host), names),
        names if names.len() == 3 => (None, names),
        _ => return false,
    };
    host.is_none_or(|host| host.contains(['.', ':']) || host == "localhost")
        && names.iter().all(|name| is_name(name))
}

fn is_name(segment: &str) -> bool {
    !segment.is_empty()
        && segment.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_'))
}

/// Reads an address and the constraint written beside it.
pub(super) fn read(address: &str, version: Option<String>) -> Source {
    let (module, inside) = split_folder(address);
    let module = PUBLIC.iter().find_map(|host| module.strip_prefix(host)).unwrap_or(module);
    Source {
        identity: with_folder(module, &inside),
        pin: version.as_deref().map_or(Pin::None, pin),
        version,
    }
}

/// How a constraint holds. A bare `1.2` asks for exactly 1.2.0, unlike anywhere else.
fn pin(constraint: &str) -> Pin {
    let bare = constraint.trim().trim_start_matches('=').trim();
    let numbers =
        bare.split('.').all(|part| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit()));
    if is_computed(constraint) {
        Pin::Dynamic
    } else if constraint.contains(',') {
        Pin::Floating
    } else if numbers {
        Pin::Exact
    } else {
        Pin::of_version(constraint)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_public_registries_go_without_their_host() {
        for (address, expected) in [
            ("acme/vpc/aws", "acme/vpc/aws"),
            ("registry.terraform.io/acme/vpc/aws//modules/a", "acme/vpc/aws//modules/a"),
            ("registry.opentofu.org/acme/vpc/aws", "acme/vpc/aws"),
            ("app.terraform.io/acme/vpc/aws", "app.terraform.io/acme/vpc/aws"),
        ] {
            assert!(is_address(address), "{address}");
            assert_eq!(read(address, None).identity, expected);
        }
        for other in ["acme/vpc", "a/b/c/d", "acme//vpc/aws", "a b/c/d"] {
            assert!(!is_address(other), "{other}");
        }
    }

    #[test]
    fn a_constraint_holds_one_version_or_several() {
        for (constraint, expected) in [
            ("5.1.2", Pin::Exact),
            ("= 5.1", Pin::Exact),
            ("~> 5.0", Pin::Floating),
            ("5.0.0-rc.1, >= 4.0.0", Pin::Floating),
            (">= 5.0.0, < 6.0.0", Pin::Floating),
            ("${var.v}", Pin::Dynamic),
        ] {
            assert_eq!(pin(constraint), expected, "{constraint}");
        }
    }
}
