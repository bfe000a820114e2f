//! Small questions asked of YAML trees by several formats.

use milepost_core::{Pin, UnitKind, Use, place};
use milepost_syntax::Reading;
use milepost_syntax::yaml::Node;

/// The text of a scalar that is written out: neither computed nor the argument of a function, as
/// `!Ref name` is.
pub(crate) fn plain<'n>(reading: &Reading<'_>, node: &'n Node<'_>) -> Option<&'n str> {
    let is_function = node.tag.as_deref().is_some_and(|tag| tag != "str");
    if is_function { None } else { reading.literal(node) }
}

/// [`plain`] under `keys`.
pub(crate) fn plain_at<'n>(
    reading: &Reading<'_>,
    node: &'n Node<'_>,
    keys: &[&str],
) -> Option<&'n str> {
    node.at(keys).and_then(|value| plain(reading, value))
}

/// The line a key of a mapping stands on.
pub(crate) fn key_line(node: &Node<'_>, key: &str) -> u32 {
    let keys = node.entries().iter().map(|(name, _)| name);
    keys.into_iter().find(|name| name.text() == Some(key)).map_or(node.line, |name| name.line)
}

/// A use of a module by its identity and version.
pub(crate) fn module(source: impl Into<String>, version: Option<&str>, pin: Pin) -> Use {
    Use {
        unit: UnitKind::Module,
        source: source.into(),
        version: version.map(str::to_owned),
        pin,
        name: None,
    }
}

/// A use of a module of the same repository, named relative to `folder`; none when it leaves it.
pub(crate) fn local_module(folder: &str, path: &str) -> Option<Use> {
    let path = place::resolve(folder, path)?;
    Some(module(format!("./{path}"), None, Pin::Local))
}

/// A count as facts keep it.
pub(crate) fn count(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}

/// A repository's address without scheme, user and `.git`: `github.com/acme/roles`.
pub(crate) fn repository(address: &str) -> String {
    let bare = address.strip_prefix("git+").unwrap_or(address);
    let rest = bare.split_once("://").map_or(bare, |(_, rest)| rest);
    let (host, path) = match rest.split_once('/') {
        Some((host, path)) if !host.contains(':') => (host, path.to_owned()),
        _ => rest.split_once(':').map_or((rest, String::new()), |(host, path)| (host, path.into())),
    };
    let host = host.rsplit('@').next().unwrap_or(host).to_ascii_lowercase();
    let path = path.trim_matches('/');
    let path = path.strip_suffix(".git").unwrap_or(path);
    if path.is_empty() { host } else { format!("{host}/{path}") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_repository_has_one_identity_however_it_is_reached() {
        for address in [
            "https://github.com/acme/roles.git",
            "git+https://github.com/acme/roles",
            "git@github.com:acme/roles.git",
            "ssh://git@GitHub.com/acme/roles.git",
        ] {
            assert_eq!(repository(address), "github.com/acme/roles", "{address}");
        }
    }
}
