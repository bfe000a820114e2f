//! A target on GitHub: listed, copied, and handed to the scanner as repositories.

mod asking;
mod credential;
mod doubt;
mod holds;
mod kept;
mod reached;
mod which;

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

use anyhow::Context as _;
use jiff::Timestamp;
use milepost_core::{Calendar, Hosted, Roll};
use milepost_forge::{Address, Client, Filter, Host, Listed, Listing};
use milepost_mirror::{Copied, Mirror, Remote, Spared, SystemGit};

pub(crate) use self::holds::Holds;
use self::kept::Known;
pub(crate) use self::reached::Reached;
pub(crate) use self::which::Which;
use crate::args::Reach;
use crate::progress;

/// Lists what an address names and brings the copies up to it; offline, hands over what is kept.
pub(crate) fn reach(
    address: &Address,
    (reach, which): (&Reach, Which),
    calendar: Calendar,
    quiet: bool,
    holds: &mut Holds,
) -> anyhow::Result<Reached> {
    let host = reach.api_url.as_deref().map_or_else(|| Ok(Host::default()), Host::at)?;
    let filter = asking::filter(reach, calendar)?;
    let folder = asking::folder(reach)?.join(host.name().replace(':', "+"));
    // Nobody is asked anything while another run is at work.
    let hold = holds.of(&folder)?;
    let client = if reach.offline {
        None
    } else {
        Some(Arc::new(asking::client(&host, address, reach, &folder, quiet)?))
    };
    let mirror = Mirror::new(hold, asking::git(&host, client.as_ref()), reach.disk_budget)?;
    let kept = kept::path(&folder, address);
    let now = Timestamp::now();
    let (known, doubt) = match &client {
        Some(client) => {
            let known = asked(client, address, (reach, &filter, which), (now, quiet))?;
            let doubt = believed(&known, &kept, address)?;
            (known, doubt)
        }
        None => (kept::read(&kept, address)?, None),
    };
    let (wanted, filtered) = known.listing.wanted(&filter);
    let at_once: Vec<&Listed> =
        wanted.iter().filter(|listed| which.copies(listed)).copied().collect();
    let remotes: Vec<Remote> = at_once.iter().map(|listed| remote(listed)).collect();
    let copied = if client.is_some() {
        let spared = spared(&known.listing, doubt.is_none(), &kept)?;
        copied(&mirror, &remotes, &spared, (now, quiet))?
    } else {
        mirror.kept(&remotes)
    };
    let hosted = wanted.iter().map(|listed| (listed.name.clone(), said(listed, &known))).collect();
    let roll = roll(&known, address, &at_once);
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

/// Keeps what the host said, unless there is a doubt, which is handed over: the last list that was
/// believed is what the next one is held against.
fn believed(known: &Known, kept: &Path, address: &Address) -> anyhow::Result<Option<String>> {
    let last = kept::read(kept, address).ok();
    let doubt = doubt::of(&known.listing, last.as_ref().map(|last| &last.listing));
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

/// What the host says now: the list, and what only its API knows of what is wanted.
fn asked(
    client: &Client,
    address: &Address,
    (reach, filter, which): (&Reach, &Filter, Which),
    (now, quiet): (Timestamp, bool),
) -> anyhow::Result<Known> {
    let listing = client.list(address, now).with_context(|| address.to_string())?;
    let mut known = Known { facts: BTreeMap::new(), asked: false, listing };
    // GraphQL answers nobody who does not say who they are.
    if reach.no_api || !client.is_known() {
        return Ok(known);
    }
    let (mut wanted, _) = known.listing.wanted(filter);
    wanted.retain(|listed| which.copies(listed));
    let (many, calls) = (wanted.len(), milepost_forge::calls_for(wanted.len()));
    if !quiet {
        anstream::eprintln!(
            "milepost: {many} repositories listed in {} calls; {calls} more ask what only the API knows",
            client.calls()
        );
    }
    let facts = client.facts(&wanted);
    if let Some(why) = &facts.stopped {
        anstream::eprintln!("milepost: the API was not asked for everything: {why}");
    }
    if let Some(words) = &facts.refused {
        anstream::eprintln!("milepost: the API did not tell everything; it says: {words}");
    }
    (known.facts, known.asked) = (facts.of, true);
    Ok(known)
}

/// The copies that stay whatever the space: all, while a list is not complete; otherwise those of
/// what is listed, here or in another list, wanted by this run or not.
fn spared(listing: &Listing, believed: bool, kept: &Path) -> anyhow::Result<Spared> {
    if !believed || !listing.is_complete() {
        return Ok(Spared::All);
    }
    let mut ids = kept::beside(kept)?;
    ids.extend(listing.repositories.iter().map(|listed| listed.id));
    Ok(Spared::These(ids))
}

fn remote(listed: &Listed) -> Remote {
    Remote {
        id: listed.id,
        name: listed.name.clone(),
        url: listed.url.clone(),
        branch: listed.branch.clone(),
        pushed: listed.pushed,
    }
}

fn said(listed: &Listed, known: &Known) -> Hosted {
    Hosted {
        id: listed.id,
        visibility: listed.visibility,
        archived: listed.archived,
        fork: listed.fork,
        template: listed.template,
        mirror: listed.mirror,
        topics: listed.topics.clone(),
        facts: known.facts.get(&listed.id).cloned(),
    }
}

fn roll(known: &Known, address: &Address, at_once: &[&Listed]) -> Roll {
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
            .then(|| milepost_forge::unseen(at_once.iter().map(|it| known.facts.get(&it.id)))),
    }
}
