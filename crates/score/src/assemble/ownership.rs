//! Whose a unit is: the organisation's own, or the public's (rubric std.4, trap T27).

use std::collections::{BTreeMap, BTreeSet};

use milepost_core::{Repository, UnitKind, Use, What};

use super::facts_of;
use crate::rules::Rules;
use crate::settings::Settings;

/// Repositories that must use a unit from a host nobody knows before it counts as the
/// organisation's own.
const EVIDENT: usize = 2;

/// Knows whose a unit is.
pub(crate) struct Ownership {
    accounts: BTreeSet<String>,
    /// Shared libraries that pipelines load by a bare name, in lower case.
    libraries: BTreeSet<String>,
    /// Hosts that are not public and that several repositories take units from.
    hosts: BTreeSet<String>,
}

impl Ownership {
    pub(crate) fn new(
        organisation: &str,
        settings: &Settings,
        rules: &Rules,
        repositories: &[Repository],
    ) -> Self {
        let accounts = settings
            .platform_owners
            .iter()
            .map(String::as_str)
            .chain([organisation])
            .map(str::to_ascii_lowercase)
            .collect();
        Self {
            accounts,
            libraries: libraries(repositories),
            hosts: private_hosts(rules, repositories),
        }
    }

    /// Whether a unit belongs to the organisation or to a platform owner.
    pub(crate) fn is_owned(&self, kind: UnitKind, source: &str) -> bool {
        match kind {
            UnitKind::Workflow
            | UnitKind::Action
            | UnitKind::Orb
            | UnitKind::Plugin
            | UnitKind::Preset => self.accounts.contains(&first_segment(source)),
            // A shared library is set up in the organisation's own Jenkins, whatever its name is.
            UnitKind::Library => !source.contains('/') || self.names_account(source),
            UnitKind::CiTemplate
            | UnitKind::Include
            | UnitKind::Component
            | UnitKind::Task
            | UnitKind::JobImage
            | UnitKind::BaseImage
            | UnitKind::Chart
            | UnitKind::Module
            | UnitKind::Template
            | UnitKind::Base
            | UnitKind::PlatformKind
            | UnitKind::BuildPlugin => self.names_account(source) || self.on_private_host(source),
        }
    }

    /// Whether a step of a pipeline calls a unit of the organisation.
    pub(crate) fn owns_call(&self, source: &str) -> bool {
        if source.contains("://") {
            return self.names_account(source);
        }
        let first = first_segment(source);
        self.accounts.contains(&first) || self.libraries.contains(&first)
    }

    /// The family of what a pipeline's step calls: its orb, its library, its repository (std.3).
    pub(crate) fn call_family(&self, source: &str) -> String {
        let first = source.split('/').next().unwrap_or(source);
        if self.libraries.contains(&lower(first)) {
            return first.to_owned();
        }
        if let Some((project, _)) = source.split_once("/-/") {
            return project.to_owned();
        }
        match source.split_once(':') {
            Some((orb, _)) => orb.to_owned(),
            None => first_segments(source, 2),
        }
    }

    /// Whether a segment of an address is one of the accounts: in `ghcr.io/acme/jvm`,
    /// `https://acme.github.io/charts`, `github.com/acme/modules//db`.
    fn names_account(&self, source: &str) -> bool {
        let address = source.split_once("://").map_or(source, |(_, rest)| rest);
        let (host, path) = address.split_once('/').unwrap_or((address, ""));
        let in_path = path.split('/').take(2).any(|part| self.accounts.contains(&lower(part)));
        in_path || host.split('.').any(|label| self.accounts.contains(&lower(label)))
    }

    fn on_private_host(&self, source: &str) -> bool {
        host(source).is_some_and(|host| self.hosts.contains(&host))
    }
}

/// The units a standard is counted by: one source repository, or one registry namespace (std.3).
pub(crate) fn family(kind: UnitKind, source: &str) -> String {
    match kind {
        UnitKind::Workflow | UnitKind::Action => first_segments(source, 2),
        UnitKind::Include => source.split_once("/-/").map_or(source, |(it, _)| it).to_owned(),
        UnitKind::Preset => first_segments(source.split(':').next().unwrap_or(source), 2),
        UnitKind::BaseImage | UnitKind::JobImage | UnitKind::Chart => {
            source.rsplit_once('/').map_or(source, |(namespace, _)| namespace).to_owned()
        }
        UnitKind::Module if host(source).is_some() => first_segments(source, 3),
        _ => source.to_owned(),
    }
}

/// Libraries loaded by a bare name, which only their users' own Jenkins can resolve.
fn libraries(repositories: &[Repository]) -> BTreeSet<String> {
    repositories
        .iter()
        .flat_map(super::units::uses)
        .filter(|used| used.unit == UnitKind::Library && !used.source.contains('/'))
        .map(|used| lower(&used.source))
        .collect()
}

fn private_hosts(rules: &Rules, repositories: &[Repository]) -> BTreeSet<String> {
    let mut users: BTreeMap<String, BTreeSet<&str>> = BTreeMap::new();
    for repository in repositories {
        let found = facts_of(repository, What::as_use);
        for host in found.filter_map(|(_, used)| addressed_host(used)) {
            users.entry(host).or_default().insert(&repository.id);
        }
    }
    users
        .into_iter()
        .filter(|(host, users)| users.len() >= EVIDENT && !is_public(host, &rules.public_hosts))
        .map(|(host, _)| host)
        .collect()
}

fn addressed_host(used: &Use) -> Option<String> {
    match used.unit {
        UnitKind::BaseImage | UnitKind::JobImage | UnitKind::Chart | UnitKind::Module => {
            host(&used.source)
        }
        _ => None,
    }
}

fn is_public(host: &str, public: &[String]) -> bool {
    public.iter().any(|known| host == known || host.ends_with(&format!(".{known}")))
}

/// The host of an address, when its first segment is one.
fn host(source: &str) -> Option<String> {
    let address = source.split_once("://").map_or(source, |(_, rest)| rest);
    let (first, _) = address.split_once('/')?;
    (first.contains('.') && !first.starts_with('.')).then(|| lower(first))
}

fn first_segment(source: &str) -> String {
    lower(source.split('/').next().unwrap_or(source))
}

fn first_segments(source: &str, count: usize) -> String {
    source.split('/').take(count).collect::<Vec<_>>().join("/")
}

fn lower(text: &str) -> String {
    text.to_ascii_lowercase()
}
