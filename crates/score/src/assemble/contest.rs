//! What runs an image that several repositories could be meant by (trap T05): it is of the one that
//! is named most exactly, else of nobody that can be told.

use std::collections::BTreeMap;

use milepost_core::ImageReference;

use super::links::Link;
use super::{Component, Estate};

/// How exactly an image's name means a component, the least in front.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Meant {
    /// By the name of its folder or its chart, which others may have as well.
    Loosely,
    /// By the name of its repository.
    ByRepository,
    /// It stands in the same repository.
    Beside,
}

/// Where a link stands: repository, path, line.
type Place<'a> = (&'a str, &'a str, u32);

/// Takes from each component the links that mean another as exactly or more so.
pub(super) fn settle<'a>(estate: &'a Estate<'_>, components: &mut [Component<'a>]) {
    let mut claims: BTreeMap<Place<'a>, Vec<(&'a str, Meant)>> = BTreeMap::new();
    for component in components.iter() {
        for link in images(&component.links) {
            let claim = (component.repository.id.as_str(), meant(link, component));
            claims.entry(place(link)).or_default().push(claim);
        }
    }
    for component in components.iter_mut() {
        let own = component.repository.id.as_str();
        let (lost, kept): (Vec<Link<'a>>, Vec<Link<'a>>) =
            component.links.iter().copied().partition(|link| {
                let claims = claims.get(&place(*link)).filter(|_| link.delivery().is_none());
                let mine = meant(*link, component);
                claims.is_some_and(|all| all.iter().any(|(id, it)| *id != own && *it >= mine))
            });
        if lost.is_empty() {
            continue;
        }
        let equal = |link: &Link<'a>| {
            let mine = meant(*link, component);
            let claims = claims.get(&place(*link)).into_iter().flatten();
            claims.into_iter().all(|(_, it)| *it <= mine)
        };
        component.contested = lost.into_iter().filter(equal).collect();
        component.links = kept;
        component.weigh(estate);
    }
}

fn images<'l, 'a>(links: &'l [Link<'a>]) -> impl Iterator<Item = Link<'a>> + use<'l, 'a> {
    links.iter().copied().filter(|link| link.delivery().is_none())
}

fn place(link: Link<'_>) -> Place<'_> {
    (&link.repository.id, &link.fact.path, link.fact.line)
}

fn meant(link: Link<'_>, component: &Component<'_>) -> Meant {
    if link.repository.id == component.repository.id {
        return Meant::Beside;
    }
    let name = component.repository.name().to_ascii_lowercase();
    let of_repository = |image: &String| {
        let image = ImageReference::parse(image).repository;
        let last = image.rsplit('/').next().unwrap_or(&image).to_ascii_lowercase();
        last.strip_prefix(&name).is_some_and(|rest| rest.is_empty() || rest.starts_with('-'))
    };
    if link.images().iter().any(of_repository) { Meant::ByRepository } else { Meant::Loosely }
}
