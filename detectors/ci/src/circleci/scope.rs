//! What names mean in a configuration or an orb: its own definitions, and the orbs it imports.

use milepost_core::{Pin, UnitKind, Use};
use milepost_syntax::yaml::Node;

/// A mapping that holds `orbs`, `commands`, `executors` and `jobs`.
#[derive(Clone, Copy)]
pub(super) struct Scope<'n> {
    root: &'n Node<'n>,
    inline: bool,
}

/// What a name stands for.
pub(super) enum Meaning<'n> {
    /// A command or job written in the same file, and where its own names are looked up.
    Defined(&'n Node<'n>, Scope<'n>),
    /// A unit of an orb, as `namespace/orb:name`.
    Unit(String),
    /// Nothing the file tells.
    Unknown,
}

impl<'n> Scope<'n> {
    pub(super) fn of(root: &'n Node<'n>) -> Self {
        Self { root, inline: false }
    }

    pub(super) fn jobs(self) -> &'n [(Node<'n>, Node<'n>)] {
        self.root.get("jobs").map_or(&[], Node::entries)
    }

    pub(super) fn commands(self) -> &'n [(Node<'n>, Node<'n>)] {
        self.root.get("commands").map_or(&[], Node::entries)
    }

    pub(super) fn executors(self) -> &'n [(Node<'n>, Node<'n>)] {
        self.root.get("executors").map_or(&[], Node::entries)
    }

    /// The orbs that are imported by name, with the line they stand on.
    pub(super) fn orb_uses(self) -> Vec<(u32, Use)> {
        let orbs = self.root.get("orbs").map_or(&[][..], Node::entries);
        orbs.iter()
            .filter_map(|(alias, orb)| Some((orb.line, orb_use(alias.text()?, orb.text()?))))
            .collect()
    }

    /// The orbs that are written in the file itself; they may not hold others.
    pub(super) fn inline_orbs(self) -> impl Iterator<Item = Self> {
        let orbs = self.root.get("orbs").map_or(&[][..], Node::entries);
        let inline = orbs.iter().filter(|(_, orb)| orb.is_mapping());
        inline.map(|(_, orb)| Self { root: orb, inline: true }).filter(move |_| !self.inline)
    }

    /// What the name of a command (`kind` is `commands`) or a job (`jobs`) stands for.
    pub(super) fn meaning(self, kind: &str, name: &str) -> Meaning<'n> {
        let Some((alias, inside)) = name.split_once('/') else {
            return self
                .root
                .at(&[kind, name])
                .map_or(Meaning::Unknown, |node| Meaning::Defined(node, self));
        };
        match self.root.at(&["orbs", alias]) {
            Some(orb) if orb.is_mapping() => orb
                .at(&[kind, inside])
                .map_or(Meaning::Unknown, |node| Meaning::Defined(node, Self::of(orb))),
            Some(orb) => {
                let source = orb.text().map_or(alias, |text| parts(text).0);
                Meaning::Unit(format!("{source}:{inside}"))
            }
            None => Meaning::Unknown,
        }
    }
}

fn orb_use(alias: &str, text: &str) -> Use {
    let (source, version) = parts(text);
    let pin = match version {
        None | Some("volatile") => Pin::None,
        Some(version) if version.starts_with("sha256:") => Pin::Digest,
        Some(version) => Pin::of_version(version),
    };
    Use {
        unit: UnitKind::Orb,
        source: source.to_owned(),
        version: version.map(str::to_owned),
        pin,
        name: Some(alias.to_owned()),
    }
}

fn parts(text: &str) -> (&str, Option<&str>) {
    match text.split_once('@') {
        Some((source, version)) => (source, Some(version)),
        None => (text, None),
    }
}
