//! What the host said last of an address, kept beside the copies, for runs that ask nobody.

use std::collections::{BTreeMap, BTreeSet};
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::{fs, io};

use anyhow::{Context as _, bail};
use milepost_forge::{Address, Heard, Listing, Team};
use serde::{Deserialize, Serialize};

/// What the host said.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Known {
    /// The repositories.
    pub(super) listing: Listing,
    /// What only the API knows of each, by its number.
    pub(super) facts: BTreeMap<u64, Heard>,
    /// The teams of the account, where they may be seen.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) teams: Option<Vec<Team>>,
    /// Whether the API was asked when this was listed.
    pub(super) asked: bool,
}

/// Where it is kept for an address. Accounts and repositories are the same in any case.
pub(super) fn path(folder: &Path, address: &Address) -> PathBuf {
    let name = address.name.as_ref().map(|name| format!("+{name}")).unwrap_or_default();
    folder.join(format!("{}{name}.json", address.owner).to_ascii_lowercase())
}

/// Keeps it, whole or not at all. What the API said `before` of repositories that are still listed
/// and were not asked about now stays.
pub(super) fn write(path: &Path, known: &Known, before: Option<&Known>) -> anyhow::Result<()> {
    let mut facts = before.map(|before| before.facts.clone()).unwrap_or_default();
    facts.retain(|id, _| known.listing.repositories.iter().any(|listed| listed.hosted.id == *id));
    for (id, heard) in &known.facts {
        let mut heard = heard.clone();
        if let Some(before) = facts.get(id) {
            heard.fill(before);
        }
        facts.insert(*id, heard);
    }
    let teams = known.teams.clone();
    let teams = teams.or_else(|| before.filter(|_| !known.asked)?.teams.clone());
    let known = Known { listing: known.listing.clone(), facts, teams, asked: known.asked };
    let written = || -> io::Result<()> {
        let folder = path.parent().unwrap_or(Path::new("."));
        fs::create_dir_all(folder)?;
        let mut file = tempfile::NamedTempFile::new_in(folder)?;
        file.write_all(serde_json::to_string_pretty(&known)?.as_bytes())?;
        file.persist(path).map_err(|error| error.error)?;
        Ok(())
    };
    written().with_context(|| path.display().to_string())
}

/// What was kept last.
pub(super) fn read(path: &Path, address: &Address) -> anyhow::Result<Known> {
    let shown = path.display();
    let text = match fs::read_to_string(path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            bail!(
                "{address} was never mirrored here, and nobody is asked with --offline; `milepost scan {address}` does that (it would stand in {shown})"
            )
        }
        text => text.with_context(|| shown.to_string())?,
    };
    serde_json::from_str(&text).with_context(|| format!("{shown}: not a list of repositories"))
}

/// The numbers of the repositories that the lists beside this one name. What is no list names none.
pub(super) fn beside(path: &Path) -> anyhow::Result<BTreeSet<u64>> {
    let folder = path.parent().unwrap_or(Path::new("."));
    let mut ids = BTreeSet::new();
    for entry in fs::read_dir(folder).with_context(|| folder.display().to_string())? {
        let other = entry.with_context(|| folder.display().to_string())?.path();
        if other == path || other.extension().is_none_or(|it| it != "json") {
            continue;
        }
        let text = fs::read(&other).with_context(|| other.display().to_string())?;
        if let Ok(known) = serde_json::from_slice::<Known>(&text) {
            ids.extend(known.listing.repositories.iter().map(|listed| listed.hosted.id));
        }
    }
    Ok(ids)
}
