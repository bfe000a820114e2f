//! A target on GitHub: listed, copied, and handed to the scanner as repositories.

mod credential;
mod doubt;
mod kept;
mod seen;

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use anyhow::Context as _;
use etcetera::BaseStrategy as _;
use jiff::Timestamp;
use milepost_core::{Calendar, Hosted, Roll};
use milepost_forge::{
    Address, Asking, Client, Filter, Host, Listed, Listing, Names, Setup, Support,
};
use milepost_git::{Found, Identity};
use milepost_mirror::{
    Access, Copied, Hold, Mirror, MirrorError, Outcome, Remote, Spared, SystemGit,
};

use self::kept::Known;
use crate::args::Reach;
use crate::config::Config;
use crate::shard::Shard;
use crate::{progress, when};

/// The longest wait for a limit of GitHub's: they last an hour.
const PATIENCE: Duration = Duration::from_mins(65);

/// What an account holds, copied.
pub(crate) struct Reached {
    /// The repositories.
    pub(crate) found: Vec<Found>,
    /// What was listed.
    pub(crate) roll: Roll,
    /// What the host says of each repository, by its id.
    pub(crate) hosted: BTreeMap<String, Hosted>,
    /// Why the copy of a repository is not what the host has, by its id.
    pub(crate) stale: BTreeMap<String, String>,
    /// What became of each copy.
    pub(crate) copied: Vec<Copied>,
    /// How many calls of the API that took.
    pub(crate) calls: u64,
    mirror: Mirror<SystemGit>,
    remotes: Vec<Remote>,
    folder: PathBuf,
    offline: bool,
}

/// Which repositories are copied at once.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Which {
    /// All.
    All,
    /// Those of a shard.
    Shard(Shard),
    /// Each when it is asked for.
    WhenAsked,
}

impl Which {
    /// Whether a repository in a folder is looked at.
    pub(crate) fn holds(self, found: &Found) -> bool {
        let id = || milepost_git::identity(found).to_string().to_ascii_lowercase();
        !matches!(self, Self::Shard(shard) if !shard.holds(&id()))
    }

    /// Whether a repository of a host is copied at once, which it is known to by its number.
    fn copies(self, listed: &Listed) -> bool {
        match self {
            Self::All => true,
            Self::Shard(shard) => shard.holds(&listed.hosted.id.to_string()),
            Self::WhenAsked => false,
        }
    }
}

impl Reached {
    /// Fetches content that copies lack. Says whether anything came.
    pub(crate) fn bring(&self, lacking: &[(PathBuf, BTreeSet<String>)]) -> bool {
        if self.offline || lacking.is_empty() {
            return false;
        }
        let failed = self.mirror.bring(lacking);
        given_up(&self.mirror);
        for (path, error) in &failed {
            anstream::eprintln!("milepost: {}: {error}", self.called(path));
        }
        failed.len() < lacking.len()
    }

    /// Copies repositories that were not copied at once, and hands over where each is, by its id.
    pub(crate) fn fetch(
        &mut self,
        names: &BTreeSet<String>,
    ) -> anyhow::Result<Vec<(String, Found)>> {
        let wanted = self.remotes.iter().filter(|remote| names.contains(&remote.name));
        let wanted: Vec<Remote> = wanted.cloned().collect();
        let copied = if self.offline {
            self.mirror.kept(&wanted)
        } else {
            self.mirror.update(&wanted, &Spared::All, Timestamp::now(), &|_| ())?
        };
        let place = |copied: &Copied| (copied.name.clone(), found(copied, &self.folder));
        let places = copied.iter().map(place).collect();
        self.stale.extend(copied.iter().filter_map(stale));
        self.copied.extend(copied);
        Ok(places)
    }

    /// Whether everything is there and as the host has it.
    pub(crate) fn is_complete(&self) -> bool {
        let failed = |copied: &Copied| matches!(copied.outcome, Outcome::Failed(_));
        !self.roll.is_short() && !self.copied.iter().any(failed)
    }

    /// Whether a copy is one of these.
    pub(crate) fn holds(&self, path: &Path) -> bool {
        self.copied.iter().any(|copied| copied.path.as_deref() == Some(path))
    }

    fn called(&self, path: &Path) -> &str {
        let known = self.copied.iter().find(|copied| copied.path.as_deref() == Some(path));
        known.map_or("a copy", |copied| copied.name.as_str())
    }
}

/// The folders of copies that this run holds, one for each host.
#[derive(Default)]
pub(crate) struct Holds {
    held: BTreeMap<PathBuf, Hold>,
}

impl Holds {
    /// The right to change a folder, taken the first time it is asked for.
    fn of(&mut self, folder: &Path) -> Result<Hold, MirrorError> {
        if let Some(hold) = self.held.get(folder) {
            return Ok(hold.clone());
        }
        let hold = Hold::take(folder)?;
        self.held.insert(folder.to_owned(), hold.clone());
        Ok(hold)
    }
}

/// Lists what an address names and brings the copies up to it; offline, hands over what is kept.
pub(crate) fn reach(
    address: &Address,
    (reach, which): (&Reach, Which),
    config: &Config,
    quiet: bool,
    holds: &mut Holds,
) -> anyhow::Result<Reached> {
    let host = reach.api_url.as_deref().map_or_else(|| Ok(Host::default()), Host::at)?;
    let filter = filter(reach, config.calendar)?;
    let folder = folder(reach)?.join(host.name().replace(':', "+"));
    let kept = kept::path(&folder, address);
    // Nobody is asked anything while another run is at work.
    let hold = holds.of(&folder)?;
    let now = Timestamp::now();
    let client = || client(&host, address, (reach, now), &folder, quiet);
    let client = (!reach.offline).then(client).transpose()?.map(Arc::new);
    let mut doubt = None;
    let known = match &client {
        Some(client) => {
            let last = kept::read(&kept, address).ok();
            let how = (reach, &filter, which);
            let support = &config.support;
            let known = asked(client, address, how, (last.as_ref(), support), quiet)?;
            doubt = doubt::of(&known.listing, last.as_ref().map(|last| &last.listing));
            match &doubt {
                // The last list that was believed is what the next one is held against.
                Some(_) => anstream::eprintln!("milepost: {}", doubt::way_out(&kept)),
                None => kept::write(&kept, &known, last.as_ref())?,
            }
            known
        }
        None => kept::read(&kept, address)?,
    };
    let (wanted, filtered) = known.listing.wanted(&filter);
    let mirror = Mirror::new(hold, git(&host, client.as_ref()), reach.disk_budget)?;
    let at_once: Vec<&Listed> =
        wanted.iter().filter(|listed| which.copies(listed)).copied().collect();
    let remotes: Vec<Remote> = at_once.iter().map(|listed| remote(listed)).collect();
    let copied = match &client {
        Some(client) => {
            let bar = progress::bar(remotes.len(), quiet);
            let spared = spared(&known.listing, doubt.is_none(), &kept)?;
            let copied = mirror.update(&remotes, &spared, now, &|copied| {
                bar.set_message(copied.name.clone());
                bar.inc(1);
            })?;
            bar.finish_and_clear();
            client.sweep();
            let gone = given_up(&mirror);
            doubt = doubt.or(gone);
            copied
        }
        None => mirror.kept(&remotes),
    };
    let hosted = seen::described(&known, &wanted, config);
    let roll = roll(&known, address, at_once.iter().filter_map(|it| hosted.get(&it.name)));
    Ok(Reached {
        found: copied.iter().map(|copied| found(copied, &folder)).collect(),
        roll: Roll { listed: wanted.len() as u64, filtered, doubt: doubt.or(roll.doubt), ..roll },
        stale: copied.iter().filter_map(stale).collect(),
        calls: client.as_ref().map_or(0, |client| client.calls()),
        offline: client.is_none(),
        remotes: wanted.iter().map(|listed| remote(listed)).collect(),
        folder,
        hosted,
        copied,
        mirror,
    })
}

/// What the host says now: the list, and what only its API knows of what is wanted.
fn asked(
    client: &Client,
    address: &Address,
    (reach, filter, which): (&Reach, &Filter, Which),
    (last, support): (Option<&Known>, &Support),
    quiet: bool,
) -> anyhow::Result<Known> {
    let now = client.now();
    let listing = client.list(address, now).with_context(|| address.to_string())?;
    let mut known = Known { facts: BTreeMap::new(), teams: None, asked: false, listing };
    // GraphQL answers nobody who does not say who they are.
    if reach.no_api || !client.is_known() {
        return Ok(known);
    }
    let (mut wanted, _) = known.listing.wanted(filter);
    wanted.retain(|listed| which.copies(listed));
    let none = BTreeMap::new();
    let before = last.map_or(&none, |last| &last.facts);
    let owner = &known.listing.owner;
    let asking = Asking { owner, repositories: &wanted, before, support, now };
    let (many, calls) = (wanted.len(), milepost_forge::calls_for(&asking));
    if !quiet {
        anstream::eprintln!(
            "milepost: {many} repositories listed in {} calls; at least {calls} more ask what only the API knows",
            client.calls()
        );
    }
    let facts = client.facts(&asking);
    if let Some(why) = &facts.stopped {
        anstream::eprintln!("milepost: the API was not asked for everything: {why}");
    }
    if let Some(words) = &facts.refused {
        anstream::eprintln!("milepost: the API did not tell everything; it says: {words}");
    }
    (known.facts, known.teams, known.asked) = (facts.of, facts.teams, true);
    Ok(known)
}

/// The copies that stay whatever the space: all, while a list is not complete; otherwise those of
/// what is listed, here or in another list, wanted by this run or not.
fn spared(listing: &Listing, believed: bool, kept: &Path) -> anyhow::Result<Spared> {
    if !believed || !listing.is_complete() {
        return Ok(Spared::All);
    }
    let mut ids = kept::beside(kept)?;
    ids.extend(listing.repositories.iter().map(|listed| listed.hosted.id));
    Ok(Spared::These(ids))
}

fn client(
    host: &Host,
    address: &Address,
    (reach, now): (&Reach, Timestamp),
    folder: &Path,
    quiet: bool,
) -> anyhow::Result<Client> {
    let (credential, whence) = credential::of(host)?;
    if !quiet {
        anstream::eprintln!("milepost: asking {} by {whence}", host.name());
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
fn git(host: &Host, client: Option<&Arc<Client>>) -> SystemGit {
    let client = client.cloned();
    let token = move || client.as_ref().and_then(|client| client.token());
    SystemGit::new(Access { prefix: host.web(), token: Arc::new(token) })
}

fn filter(reach: &Reach, calendar: Calendar) -> anyhow::Result<Filter> {
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
fn folder(reach: &Reach) -> anyhow::Result<PathBuf> {
    if let Some(named) = &reach.mirror {
        return Ok(named.clone());
    }
    let base = etcetera::choose_base_strategy();
    let base = base.context("no folder for copies: expected --mirror, or a home")?;
    Ok(base.cache_dir().join("milepost").join("mirror"))
}

/// Says once that the host is taken for gone, and why what was copied is not complete then.
fn given_up(mirror: &Mirror<SystemGit>) -> Option<String> {
    mirror.just_gave_up().then(|| {
        let why = "nothing came through any more from the host of the repositories";
        anstream::eprintln!("milepost: {why}: what is left is tried once each");
        why.to_owned()
    })
}

fn remote(listed: &Listed) -> Remote {
    Remote {
        id: listed.hosted.id,
        name: listed.name.clone(),
        url: listed.url.clone(),
        branch: listed.branch.clone(),
        pushed: listed.pushed,
    }
}

fn roll<'h>(known: &Known, address: &Address, at_once: impl Iterator<Item = &'h Hosted>) -> Roll {
    let listing = &known.listing;
    let name = address.name.as_ref().map(|name| format!("/{name}")).unwrap_or_default();
    Roll {
        host: listing.host.clone(),
        account: format!("{}{name}", listing.owner),
        at: listing.at,
        listed: listing.repositories.len() as u64,
        filtered: BTreeMap::new(),
        said: listing.short.map(|counts| counts.said),
        doubt: doubt::said(listing),
        sees_private: listing.sees_private,
        unseen: (known.asked || !known.facts.is_empty())
            .then(|| milepost_forge::unseen(at_once.map(|it| it.facts.as_ref()))),
        teams: seen::teams(known),
    }
}

/// A copy as a repository to be scanned; one that could not be made says why.
fn found(copied: &Copied, folder: &Path) -> Found {
    let (owner, name) = copied.name.split_once('/').unwrap_or(("", &copied.name));
    let place = Identity { owner: owner.to_owned(), name: name.to_owned(), host: None };
    match (&copied.path, &copied.outcome) {
        (Some(path), _) => Found { place, path: path.clone(), refused: None },
        (None, outcome) => {
            let why = match outcome {
                Outcome::Failed(error) => error.to_string(),
                Outcome::Unchanged | Outcome::Updated | Outcome::New => "no copy".to_owned(),
            };
            Found { place, path: folder.join(&copied.name), refused: Some(why) }
        }
    }
}

fn stale(copied: &Copied) -> Option<(String, String)> {
    match (&copied.path, &copied.outcome) {
        (Some(_), Outcome::Failed(error)) => Some((copied.name.clone(), error.to_string())),
        _ => None,
    }
}
