//! A deployable.

use milepost_core::{Deployable, Standing, StandingName, Verdict};

use super::step::reason;
use super::{Source, by_name, evidence, field, heading, title};
use crate::line::{Line, Page};
use crate::numbers::{self, Unit};
use crate::paint::{self, FAINT, STRONG};

/// The page of the deployable with this id, or of the only one with this name.
pub(super) fn pages(source: Source<'_>, id: &str) -> Vec<Page> {
    by_name(&source.snapshot.deployables, id, |deployable| &deployable.id)
        .into_iter()
        .map(|deployable| page(source, deployable))
        .collect()
}

fn page(source: Source<'_>, deployable: &Deployable) -> Page {
    let mut page = Page::default();
    let what = format!("deployable, {}", deployable.certainty.name());
    page.push(title(&deployable.id, &what));
    page.push(field("repository", &deployable.repository));
    if !deployable.path.is_empty() {
        page.push(field("folder", &deployable.path));
    }
    page.push(field("counted", counted(deployable)));
    page.push(field("owner", deployable.owner.as_deref().unwrap_or("not known")));
    if !deployable.environments.is_empty() {
        page.push(field("environments", deployable.environments.join(", ")));
    }
    if let Some(coverage) = deployable.coverage {
        let value = numbers::bounds(coverage, Unit::Share);
        page.push(field(
            "coverage",
            format!("{value} of the steps that apply are taken the standard way"),
        ));
    }
    page.push(on_path(source, deployable));
    page.push(heading("What tells that it is built and run"));
    evidence::lines(source, 4, &deployable.because, &mut page);
    standings(source, deployable, &mut page);
    page
}

fn counted(deployable: &Deployable) -> String {
    if deployable.counted {
        "yes".to_owned()
    } else if let Some(reason) = &deployable.left_out {
        format!("no: {reason}")
    } else if deployable.active {
        "no: nothing shows that it is run".to_owned()
    } else if deployable.dormant {
        let why = "it is deployed, and its repository did not change for a year";
        format!("for security and ownership alone: {why}")
    } else {
        "no: its repository did not change for a year".to_owned()
    }
}

/// Whether it is on the path, or the core steps that keep it off.
fn on_path(source: Source<'_>, deployable: &Deployable) -> Line {
    let (sign, style) = paint::verdict(deployable.on_path);
    let line = field("on the path", "").styled(style, sign);
    if let Some(segment) = deployable.segment.as_deref()
        && deployable.on_path == Verdict::NotApplicable
    {
        return line.text(format!(" {segment} are judged by themselves, and have no path"));
    }
    if deployable.on_path == Verdict::Holds {
        return line.text(" every core step that applies is taken the standard way");
    }
    let missing = |wanted: fn(StandingName) -> bool| -> Vec<&str> {
        let core = source.snapshot.standards.iter().filter(|s| s.core);
        core.filter(|standard| {
            deployable.standing(&standard.step).is_some_and(|standing| wanted(standing.standing))
        })
        .map(|standard| standard.name.as_str())
        .collect()
    };
    let off = missing(|standing| {
        matches!(standing, StandingName::OwnWay | StandingName::Absent | StandingName::Excepted)
    });
    let open = missing(|standing| standing == StandingName::Unknown);
    let mut parts = Vec::new();
    if !off.is_empty() {
        parts.push(format!("not standard: {}", off.join(", ")));
    }
    if !open.is_empty() {
        parts.push(format!("cannot be told: {}", open.join(", ")));
    }
    line.text(format!(" {}", parts.join("; ")))
}

fn standings(source: Source<'_>, deployable: &Deployable, page: &mut Page) {
    page.push(heading("How it takes each step"));
    let bare = |standing: &&Standing| {
        standing.standing == StandingName::Unknown
            && standing.way.is_none()
            && standing.why.is_none()
    };
    let (unseen, seen): (Vec<&Standing>, Vec<&Standing>) =
        deployable.standings.iter().partition(bare);
    for standing in seen {
        let (glyph, style) = paint::standing(standing.standing);
        let (name, core) = name(source, &standing.step);
        let name_style = if core { STRONG } else { paint::PLAIN };
        let mut line = Line::indented(4)
            .styled(style, glyph)
            .text(" ")
            .styled(name_style, name)
            .to(20)
            .text(standing.standing.name())
            .to(36);
        if let Some(reason) = reason(standing) {
            line = line.then(reason);
        }
        page.push(line);
        evidence::lines(source, 8, &standing.evidence, page);
    }
    if !unseen.is_empty() {
        let names: Vec<&str> = unseen.iter().map(|s| name(source, &s.step).0).collect();
        page.push(
            Line::indented(4)
                .styled(FAINT, format!("? not looked at yet, or not seen ({}):", names.len())),
        );
        page.prose(6, super::COLUMNS, &names.join(", "));
    }
}

/// What a step is called, and whether it is a core step.
fn name<'a>(source: Source<'a>, step: &'a str) -> (&'a str, bool) {
    source.rules.step(step).map_or((step, false), |card| (card.name.as_str(), card.is_core()))
}
