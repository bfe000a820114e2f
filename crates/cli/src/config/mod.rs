//! `milepost.toml`: what an organisation says about itself, read into plain values.
//!
//! Every mistake is reported at once, with its line and what was expected; nothing of a file that
//! holds one is used.

mod calendar;
mod environments;
mod exemptions;
mod first;
mod names;
mod paths;
mod platform;
mod problems;
mod reading;
mod standards;
#[cfg(test)]
#[expect(clippy::needless_raw_string_hashes, reason = "snapbox writes expected texts with them")]
mod tests;
mod thresholds;
mod verbs;

use std::io::ErrorKind;
use std::path::Path;

use anyhow::Context as _;
use milepost_core::{Calendar, VerbTable};
use milepost_forge::Support;
use milepost_score::{Rulebook, Settings};
use toml::de::DeTable;

pub(crate) use first::{declared, first, weight};
pub(crate) use problems::Problems;
use reading::Reader;

/// The file that is looked for in the current folder.
pub(crate) const FILE: &str = "milepost.toml";

const KEYS: &[&str] = &[
    "organisation",
    "fiscal-year-starts",
    "exclude",
    "platform",
    "standards",
    "environments",
    "deployables",
    "exemption",
    "thresholds",
    "verbs",
];

/// What an organisation says about itself.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct Config {
    /// What scoring needs.
    pub(crate) settings: Settings,
    /// What pipeline steps mean beyond what ships.
    verbs: VerbTable,
    /// When quarters start.
    pub(crate) calendar: Calendar,
    /// Where the platform team is asked for something.
    pub(crate) support: Support,
}

impl Config {
    /// Reads the file that was named, or the one of the current folder if there is one.
    pub(crate) fn read(named: Option<&Path>) -> anyhow::Result<Self> {
        let path = named.unwrap_or(Path::new(FILE));
        let shown = path.display().to_string();
        let bytes = match std::fs::read(path) {
            Err(error) if error.kind() == ErrorKind::NotFound && named.is_none() => {
                return Ok(Self::default());
            }
            read => read.with_context(|| format!("cannot read {shown}"))?,
        };
        let text = match String::from_utf8(bytes) {
            Ok(text) => text,
            Err(error) => return Err(Problems::not_utf8(&shown, &error).into()),
        };
        let rules = Rulebook::shipped(&Settings::default())?;
        Ok(Self::parse(&shown, &text, &rules)?)
    }

    /// Reads the text of a configuration file.
    pub(crate) fn parse(file: &str, text: &str, rules: &Rulebook) -> Result<Self, Problems> {
        let document =
            DeTable::parse(text).map_err(|error| Problems::syntax(file, text, &error))?;
        let mut reader = Reader::default();
        let config = sections(&mut reader, document.get_ref(), rules);
        let found = reader.into_problems();
        if found.is_empty() { Ok(config) } else { Err(Problems::new(file, text, found)) }
    }

    /// What pipeline steps mean: the table that ships, and what the file adds to it.
    pub(crate) fn verb_table(&self) -> VerbTable {
        let mut table = VerbTable::shipped();
        table.extend(self.verbs.clone());
        table
    }
}

fn sections(reader: &mut Reader, document: &DeTable<'_>, rules: &Rulebook) -> Config {
    reader.known_keys(document, KEYS, "");
    let mut config = Config::default();
    let settings = &mut config.settings;
    if let Some(value) = document.get("organisation") {
        settings.organisation = platform::account(reader, value);
    }
    if let Some(value) = document.get("fiscal-year-starts") {
        config.calendar = calendar::read(reader, value);
    }
    let settings = &mut config.settings;
    if let Some(value) = document.get("platform") {
        let platform = platform::read(reader, value);
        (settings.platform_owners, settings.platform_team) = (platform.owners, platform.team);
        settings.platform_people = platform.people;
        settings.support.clone_from(&platform.support.repositories);
        settings.support_labels.clone_from(&platform.support.labels);
        config.support = platform.support;
    }
    if let Some(value) = document.get("standards") {
        settings.standards = standards::read(reader, value, rules);
    }
    if let Some(value) = document.get("environments") {
        settings.environments = environments::read(reader, value);
    }
    if let Some(value) = document.get("deployables") {
        settings.left_out = paths::left_out(reader, value);
    }
    if let Some(value) = document.get("exemption") {
        settings.exemptions = exemptions::read(reader, value, rules);
    }
    if let Some(value) = document.get("thresholds") {
        settings.thresholds = thresholds::read(reader, value, rules);
    }
    if let Some(value) = document.get("exclude") {
        config.settings.excluded = paths::excluded(reader, value);
    }
    if let Some(value) = document.get("verbs") {
        config.verbs = verbs::read(reader, value);
    }
    config
}
