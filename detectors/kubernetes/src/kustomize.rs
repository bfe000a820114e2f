//! What a kustomization builds upon: bases and components, in other folders or repositories.

use milepost_core::{Pin, UnitKind, Use, What, place};
use milepost_detector::{File, Findings};
use milepost_kube::object::group_of;
use milepost_kube::origin::{git_address, located};
use milepost_kube::template::is_of_another_engine;
use milepost_syntax::yaml::Node;

const LISTS: &[&str] = &["resources", "bases", "components"];

/// Reads a kustomization. Another tool's object may stand in a file of the same name.
pub(crate) fn read(file: &File<'_>, findings: &mut Findings) {
    let names_any = LISTS.iter().any(|list| file.text.contains(list));
    if !names_any || is_of_another_engine(file.text) {
        return;
    }
    let reading = file.yaml();
    for root in reading.roots.iter().filter(|root| is_kustomization(root)) {
        for entry in LISTS.iter().filter_map(|list| root.get(list)).flat_map(Node::items) {
            if let Some(used) = reading.literal(entry).and_then(|it| unit(file.folder(), it)) {
                findings.read(reading, entry.line, What::Use(used));
            }
        }
    }
    for broken in &reading.broken {
        findings.unread(broken.line, broken.message.clone());
    }
}

fn is_kustomization(root: &Node<'_>) -> bool {
    root.str("apiVersion").is_none_or(|version| group_of(version) == "kustomize.config.k8s.io")
}

/// The unit an entry refers to; nothing when it is a single file.
fn unit(folder: &str, entry: &str) -> Option<Use> {
    let (path, query) = entry.split_once('?').unwrap_or((entry, ""));
    let version = query
        .split('&')
        .find_map(|part| part.strip_prefix("ref=").or_else(|| part.strip_prefix("version=")));
    let is_file = [".yaml", ".yml", ".json"].iter().any(|end| path.ends_with(end));
    // A file of a repository at a revision is a unit; a file of this one, or of a page, is none.
    if is_file && version.is_none() {
        return None;
    }
    if !is_remote(entry) {
        let source = format!("./{}", place::resolve(folder, path)?);
        return Some(base(source, None, Pin::Local));
    }
    let (repository, path) = split(path);
    let pin = version.map_or(Pin::None, Pin::of_git_ref);
    let source = located(&git_address(&repository), Some(path));
    Some(base(source, version.map(ToOwned::to_owned), pin))
}

fn base(source: String, version: Option<String>, pin: Pin) -> Use {
    Use { unit: UnitKind::Base, source, version, pin, name: None }
}

/// Whether an entry names a repository; hosts without a scheme are those that Kustomize knows.
fn is_remote(entry: &str) -> bool {
    ["git::", "git@", "gh:", "github.com/", "gitlab.com/", "bitbucket.org/"]
        .iter()
        .any(|start| entry.starts_with(start))
        || ["://", "?ref=", "?version=", ".git/", "_git/"].iter().any(|part| entry.contains(part))
}

/// The address of a repository, and the path within.
fn split(entry: &str) -> (String, &str) {
    let entry = entry.strip_prefix("git::").unwrap_or(entry);
    let (scheme, rest) = match (entry.split_once("://"), entry.strip_prefix("gh:")) {
        (Some((scheme, rest)), _) => (format!("{scheme}://"), rest),
        (None, Some(rest)) => ("https://github.com/".to_owned(), rest),
        (None, None) if entry.starts_with("git@") => (String::new(), entry),
        (None, None) => ("https://".to_owned(), entry),
    };
    let host_in_scheme = scheme.ends_with(".com/");
    let end = end_of_repository(rest, if host_in_scheme { 2 } else { 3 });
    let (repository, path) = rest.split_at(end);
    (format!("{scheme}{repository}"), path.trim_start_matches(['/']))
}

/// Where the path within a repository starts: at a double slash, behind `.git`, behind the name
/// that follows Azure's `_git`, or behind host, owner and name.
fn end_of_repository(rest: &str, segments: usize) -> usize {
    if let Some(at) = rest.find("//") {
        return at;
    }
    if let Some(at) = rest.find(".git/") {
        return at + ".git".len();
    }
    if let Some((before, after)) = rest.split_once("_git/") {
        let name = after.find('/').unwrap_or(after.len());
        return before.len() + "_git/".len() + name;
    }
    // In `git@host:owner/name` one slash less parts the name from its host.
    let is_short = rest.contains('@') && rest.contains(':');
    rest.match_indices('/')
        .nth(if is_short { segments - 2 } else { segments - 1 })
        .map_or(rest.len(), |(at, _)| at)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn source(entry: &str) -> Option<String> {
        unit("apps/shop/overlays/prod", entry).map(|used| used.source)
    }

    #[test]
    fn ways_to_name_one_folder_of_a_repository_are_equal() {
        for entry in [
            "https://github.com/acme/deploy//base/web?ref=v1.2.3",
            "https://github.com/acme/deploy/base/web?ref=v1.2.3",
            "github.com/acme/deploy/base/web?ref=v1.2.3",
            "github.com/acme/deploy.git//base/web?ref=v1.2.3",
            "git@github.com:acme/deploy.git//base/web",
            "git@github.com:acme/deploy/base/web",
            "git::https://github.com/acme/deploy.git/base/web",
            "ssh://git@github.com/acme/deploy//base/web",
            "gh:acme/deploy/base/web",
        ] {
            assert_eq!(
                source(entry).as_deref(),
                Some("https://github.com/acme/deploy//base/web"),
                "{entry}"
            );
        }
    }

    #[test]
    fn a_repository_may_be_the_base_as_a_whole() {
        let wanted = Some("https://github.com/acme/deploy".to_owned());
        assert_eq!(source("https://github.com/acme/deploy?ref=main"), wanted);
        assert_eq!(
            source("https://dev.azure.com/acme/shop/_git/deploy//base").as_deref(),
            Some("https://dev.azure.com/acme/shop/_git/deploy//base")
        );
    }

    #[test]
    fn a_folder_is_resolved_and_a_file_is_no_base() {
        assert_eq!(source("../../base").as_deref(), Some("./apps/shop/base"));
        assert_eq!(source("deployment.yaml"), None);
        assert_eq!(source("https://acme.io/install.yaml"), None);
        assert_eq!(
            source("https://github.com/acme/kit.git/manifests/app.yaml?ref=v1").as_deref(),
            Some("https://github.com/acme/kit//manifests/app.yaml")
        );
        assert_eq!(source("../../../../../elsewhere"), None);
    }

    #[test]
    fn a_base_is_held_by_its_revision() {
        let pin = |entry| unit("", entry).map(|used| used.pin);
        assert_eq!(pin("github.com/acme/deploy//a?ref=v1.2.3"), Some(Pin::Exact));
        assert_eq!(pin("github.com/acme/deploy//a?timeout=5s&ref=main"), Some(Pin::Branch));
        assert_eq!(pin("github.com/acme/deploy//a"), Some(Pin::None));
        assert_eq!(pin("base"), Some(Pin::Local));
    }
}
