//! A target on GitHub: listed, copied, and handed to the scanner as repositories.

mod asking;
mod credential;
mod doubt;
mod holds;
mod kept;
mod reached;
mod seen;
mod which;

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

use anyhow::Context as _;
use jiff::Timestamp;
use milepost_core::{Hosted, Roll};
use milepost_forge::{Address, Asking, Client, Filter, Host, Listed, Listing, Support};
use milepost_mirror::{Copied, Mirror, Remote, Spared, SystemGit};

pub(crate) use self::holds::Holds;
use self::kept::Known;
pub(crate) use self::reached::Reached;
pub(crate) use self::which::Which;
use crate::args::Reach;
use crate::config::Config;
use crate::progress;

/// Lists what an address names and brings the copies up to it; offline, hands over what is kept.
pub(crate) fn reach(
    address: &Address,
    (reach, which): (&Reach, Which),
    config: &Config,
    quiet: bool,
    holds: &mut Holds,
) -> anyhow::Result<Reached> {
    let host = reach.api_url.as_deref().map_or_else(|| Ok(Host::default()), Host::at)?;
    let filter = asking::filter(reach, config.calendar)?;
    let folder = asking::folder(reach)?.join(host.name().replace(':', "+"));
    // Nobody is asked anything while another run is at work.
    let hold = holds.of(&folder)?;
    let now = Timestamp::now();
    let client = || asking::client(&host, address, (reach, now), &folder, quiet);
    let client = (!reach.offline).then(client).transpose()?.map(Arc::new);
    let mirror = Mirror::new(hold, asking::git(&host, client.as_ref()), reach.disk_budget)?;
    let kept = kept::path(&folder, address);
    let (known, doubt) = match &client {
        Some(client) => {
            let last = kept::read(&kept, address).ok();
            let how = (reach, &filter, which);
            let known = asked(client, address, how, (last.as_ref(), &config.support), quiet)?;
            let doubt = believed(&known, last.as_ref(), &kept)?;
            (known, doubt)
        }
        None => (kept::read(&kept, address)?, None),
    };
    let (wanted, filtered) = known.listing.wanted(&filter);
    let at_once: Vec<&Listed> =
        wanted.iter().filter(|listed| which.copies(listed)).copied().collect();
    let remotes: Vec<Remote> = at_once.iter().map(|listed| remote(listed)).collect();
    let copied = match &client {
        Some(client) => {
            let spared = spared(&known.listing, doubt.is_none(), &kept)?;
            let copied = copied(&mirror, &remotes, &spared, (now, quiet))?;
            client.sweep();
            copied
        }
        None => mirror.kept(&remotes),
    };
    let doubt = doubt.or(reached::given_up(&mirror));
    let hosted = seen::described(&known, &wanted, config);
    let roll = roll(&known, address, at_once.iter().filter_map(|it| hosted.get(&it.name)));
    Ok(Reached {
        found: copied.iter().map(|copied| reached::found(copied, &folder)).collect(),
        roll: Roll { listed: wanted.len() as u64, filtered, doubt: doubt.or(roll.doubt), ..roll },
        stale: copied.iter().filter_map(reached::stale).collect(),
        calls: client.as_ref().map_or(0, |client| client.calls()),
        offline: client.is_none(),
        remotes: wanted.iter().map(|listed| remote(listed)).collect(),
        folder,
        hosted,
        copied,
        mirror,
    })
}

/// Keeps what the host said, unless there is a doubt, which is handed over: the `last` list that was
/// believed is what the next one is held against.
fn believed(known: &Known, last: Option<&Known>, kept: &Path) -> anyhow::Result<Option<String>> {
    let doubt = doubt::of(&known.listing, last.map(|last| &last.listing));
    match &doubt {
        Some(_) => anstream::eprintln!("milepost: {}", doubt::way_out(kept)),
        None => kept::write(kept, known, last)?,
    }
    Ok(doubt)
}

/// Copies, brought up to what the host has, under a bar.
fn copied(
    mirror: &Mirror<SystemGit>,
    remotes: &[Remote],
    spared: &Spared,
    (now, quiet): (Timestamp, bool),
) -> anyhow::Result<Vec<Copied>> {
    progress::watched(remotes.len(), quiet, |step| {
        Ok(mirror.update(remotes, spared, now, &|copied| step(&copied.name))?)
    })
}

/// What the host says now: the list, and what only its API knows of what is wanted. What it said
/// `last` need not be asked again where it is over.
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
            "milepost: {} listed in {} calls; at least {calls} more ask what only the API knows",
            milepost_report::many(many, "repository", "repositories"),
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
