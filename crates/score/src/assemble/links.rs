//! What runs a component and stands elsewhere: manifests and values that name its image, GitOps
//! routes that read its repository (rubric 0.5, traps T05 and T06).

use std::collections::BTreeMap;

use milepost_core::{
    Delivery, Evidence, Fact, ImageReference, Repository, Runtime, What, Workload,
};

use milepost_core::place::is_under;

use super::ownership::Ownership;
use super::{evidence, facts};

/// One thing that runs a component, and where it stands.
#[derive(Clone, Copy)]
pub(crate) struct Link<'a> {
    pub(crate) repository: &'a Repository,
    pub(crate) fact: &'a Fact,
    /// The line of it that names what is run.
    line: u32,
}

impl<'a> Link<'a> {
    fn new(repository: &'a Repository, fact: &'a Fact) -> Self {
        Self { repository, fact, line: fact.line }
    }

    /// The line it stands on.
    pub(crate) fn evidence(&self, shows: &str) -> Evidence {
        Evidence { line: self.line, ..evidence(self.repository, self.fact, shows) }
    }

    /// The workload it is, if it is one.
    pub(crate) fn workload(&self) -> Option<&'a Workload> {
        match &self.fact.what {
            What::Workload(workload) => Some(workload),
            _ => None,
        }
    }

    /// Images it names.
    pub(crate) fn images(&self) -> &'a [String] {
        match &self.fact.what {
            What::Workload(workload) => &workload.images,
            What::ChartValues(values) => &values.images,
            _ => &[],
        }
    }

    /// The route it is, if it is one.
    pub(crate) fn delivery(&self) -> Option<&'a Delivery> {
        match &self.fact.what {
            What::Delivery(delivery) => Some(delivery),
            _ => None,
        }
    }
}

/// Everything that runs something, by the image or the repository it names.
pub(crate) struct Links<'a> {
    /// By the last segment of an image of the organisation, in lower case.
    by_image: BTreeMap<String, Vec<Link<'a>>>,
    /// By the repository a GitOps route reads, `owner/name` in lower case.
    by_repository: BTreeMap<String, Vec<Link<'a>>>,
    /// Routes that read a source they know by a name of their own, by the repository they stand in.
    named: BTreeMap<&'a str, Vec<Link<'a>>>,
}

impl<'a> Links<'a> {
    pub(super) fn index(repositories: &'a [Repository], ownership: &Ownership) -> Self {
        let mut links = Self {
            by_image: BTreeMap::new(),
            by_repository: BTreeMap::new(),
            named: BTreeMap::new(),
        };
        for repository in repositories {
            for fact in facts(repository) {
                links.add(Link::new(repository, fact), ownership);
            }
        }
        links
    }

    fn add(&mut self, link: Link<'a>, ownership: &Ownership) {
        match &link.fact.what {
            // What Compose runs, it runs where somebody starts it.
            What::Workload(workload) if workload.runtime != Runtime::Compose => {
                self.add_images(link, &workload.images, ownership);
            }
            What::ChartValues(values) => self.add_images(link, &values.images, ownership),
            What::Delivery(delivery) => {
                let source = delivery.source.as_deref();
                if let Some(repository) = source.and_then(repository_of) {
                    self.by_repository.entry(repository).or_default().push(link);
                } else if source.is_some_and(|source| source.starts_with('@')) {
                    self.named.entry(&link.repository.id).or_default().push(link);
                }
            }
            _ => {}
        }
    }

    fn add_images(&mut self, link: Link<'a>, images: &[String], ownership: &Ownership) {
        for image in images {
            let named = match &link.fact.what {
                What::ChartValues(values) => values.line_of_image(image),
                _ => None,
            };
            let link = Link { line: named.unwrap_or(link.line), ..link };
            let image = ImageReference::parse(image).repository;
            // A name without a registry is the organisation's own where something builds it.
            if !image.contains('/')
                || ownership.is_owned(milepost_core::UnitKind::BaseImage, &image)
            {
                let name = image.rsplit('/').next().unwrap_or(&image).to_ascii_lowercase();
                self.by_image.entry(name).or_default().push(link);
            }
        }
    }

    /// What runs an image of one of these names, in lower case.
    pub(super) fn of_images<'l>(
        &'l self,
        names: impl Iterator<Item = &'l str>,
    ) -> impl Iterator<Item = Link<'a>> {
        names.filter_map(|name| self.by_image.get(name)).flatten().copied()
    }

    /// Routes that read the folder something stands in. A route that knows its source by a name is
    /// taken to read the repository it stands in itself, which is how a cluster is set up to follow
    /// one.
    pub(crate) fn reading(&self, link: Link<'a>) -> impl Iterator<Item = Link<'a>> {
        let named = self.named.get(link.repository.id.as_str()).map_or(&[][..], Vec::as_slice);
        let routes = self.of_repository(&link.repository.id).iter().chain(named).copied();
        routes.filter(move |route| {
            let source = route.delivery().and_then(|delivery| delivery.source.as_deref());
            source.and_then(folder_of).is_some_and(|folder| is_under(&link.fact.path, folder))
        })
    }

    /// Routes that read a repository.
    pub(super) fn of_repository(&self, id: &str) -> &[Link<'a>] {
        self.by_repository.get(&id.to_ascii_lowercase()).map_or(&[], Vec::as_slice)
    }
}

/// The repository an address of git names, as `owner/name` in lower case.
pub(super) fn repository_of(source: &str) -> Option<String> {
    if source.starts_with(['.', '@']) {
        return None;
    }
    let address = source.split_once("://").map_or(source, |(_, rest)| rest);
    let address = address.rsplit_once('@').map_or(address, |(_, rest)| rest).replacen(':', "/", 1);
    let mut parts = address.split('/').filter(|part| !part.is_empty());
    let host = parts.next().filter(|host| host.contains('.'))?;
    let (owner, name) = (parts.next()?, parts.next()?);
    let name = name.strip_suffix(".git").unwrap_or(name);
    (!host.is_empty()).then(|| format!("{owner}/{name}").to_ascii_lowercase())
}

/// Parts of an address behind which a branch and then a path stand.
const BEFORE_PATHS: &[&str] = &["/tree/", "/blob/", "/src/"];

/// The folder that the address of a folder or a file on a forge names: of
/// `…/tree/main/services/api/`, `services/api`. A branch with a slash in its name cannot be told
/// from a folder.
pub(super) fn folder_at(source: &str) -> Option<&str> {
    let behind = BEFORE_PATHS.iter().find_map(|part| source.split_once(part))?.1;
    let (_, path) = behind.split_once('/')?;
    let is_file = path.rsplit('/').next().is_some_and(|name| name.contains('.'));
    let folder = if is_file { path.rsplit_once('/')?.0 } else { path.trim_end_matches('/') };
    (!folder.is_empty()).then_some(folder)
}

/// The folder a route reads, as far as it is written out: of `apps/{{name}}`, `apps`.
fn folder_of(source: &str) -> Option<&str> {
    let address = source.split_once("://").map_or(source, |(_, rest)| rest);
    let (_, folder) = address.split_once("//")?;
    let folder = folder.trim_start_matches("./").trim_end_matches('/');
    match folder.find(['{', '*', '$']) {
        Some(computed) => folder.get(..computed)?.rsplit_once('/').map(|(above, _)| above),
        None => Some(folder),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_names_its_repository() {
        for source in [
            "https://github.com/acme/Ledger//deploy",
            "git@github.com:acme/ledger.git",
            "ssh://git@github.com/acme/ledger.git//deploy",
        ] {
            assert_eq!(repository_of(source).as_deref(), Some("acme/ledger"), "{source}");
        }
        assert_eq!(repository_of("./charts/ledger"), None);
        assert_eq!(repository_of("@ledger//deploy"), None);
    }

    #[test]
    fn an_address_on_a_forge_names_its_folder() {
        for source in [
            "https://github.com/acme/mono/tree/main/services/api/",
            "https://github.com/acme/mono/blob/main/services/api/catalog-info.yaml",
            "https://gitlab.com/acme/mono/-/tree/main/services/api",
        ] {
            assert_eq!(folder_at(source), Some("services/api"), "{source}");
        }
        for source in [
            "https://github.com/acme/mono",
            "https://github.com/acme/mono/tree/main/",
            "https://github.com/acme/mono/blob/main/catalog-info.yaml",
        ] {
            assert_eq!(folder_at(source), None, "{source}");
        }
    }

    #[test]
    fn a_route_reads_the_folder_that_is_written_out() {
        assert_eq!(folder_of("https://github.com/acme/x.git//apps/ledger"), Some("apps/ledger"));
        assert_eq!(folder_of("@flux-system//./apps/"), Some("apps"));
        assert_eq!(folder_of("https://github.com/acme/x//apps/{{name}}/prod"), Some("apps"));
        assert_eq!(folder_of("https://github.com/acme/x//{{path}}"), None);
        assert_eq!(folder_of("https://github.com/acme/x"), None);
    }
}
