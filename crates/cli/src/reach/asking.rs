//! How a host is asked: by what, for what, and into which folder.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use anyhow::Context as _;
use etcetera::BaseStrategy as _;
use jiff::Timestamp;
use milepost_core::Calendar;
use milepost_forge::{Address, Client, Filter, Host, Names, Setup};
use milepost_mirror::{Access, SystemGit};

use super::credential;
use crate::args::Reach;
use crate::when;

/// The longest wait for a limit of GitHub's: they last an hour.
const PATIENCE: Duration = Duration::from_mins(65);

pub(super) fn client(
    host: &Host,
    address: &Address,
    (reach, now): (&Reach, Timestamp),
    folder: &Path,
    quiet: bool,
) -> anyhow::Result<Client> {
    let (credential, whence) = credential::of(host)?;
    if !quiet {
        anstream::eprintln!("milepost: asking {} {whence}", host.name());
    }
    let setup = Setup {
        host: host.clone(),
        credential,
        account: address.owner.clone(),
        now,
        kept: Some(folder.join("answers")),
        budget: reach.api_budget,
        patience: PATIENCE,
        tell: Arc::new(|words| anstream::eprintln!("milepost: {words}")),
    };
    Ok(Client::new(setup)?)
}

/// Git, which asks for the token of the moment each time it is run.
pub(super) fn git(host: &Host, client: Option<&Arc<Client>>) -> SystemGit {
    let client = client.cloned();
    let token = move || client.as_ref().and_then(|client| client.token());
    SystemGit::new(Access { prefix: host.web(), token: Arc::new(token) })
}

pub(super) fn filter(reach: &Reach, calendar: Calendar) -> anyhow::Result<Filter> {
    let since = |text: &str| {
        let expected = "--pushed-since: expected a day, a quarter or a time";
        when::dated(text, calendar).with_context(|| format!("{text:?}: {expected}"))
    };
    Ok(Filter {
        archived: reach.archived.into(),
        forks: reach.forks.into(),
        visibility: reach.visibility.iter().map(|seen| (*seen).into()).collect(),
        topics: reach.topic.clone(),
        languages: reach.language.clone(),
        pushed_since: reach.pushed_since.as_deref().map(since).transpose()?,
        names: Names::of(&reach.name)?,
    })
}

/// The folder of all mirrors.
pub(super) fn folder(reach: &Reach) -> anyhow::Result<PathBuf> {
    if let Some(named) = &reach.mirror {
        return Ok(named.clone());
    }
    let base = etcetera::choose_base_strategy();
    let base = base.context("no folder for copies: expected --mirror, or a home")?;
    Ok(base.cache_dir().join("milepost").join("mirror"))
}
