//! A step of the golden path.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use milepost_core::{Basis, Deployable, Standard, Standing, StandingName};
use milepost_score::StepCard;

use super::{COLUMNS, Source, evidence, field, heading, more, title};
use crate::line::{Line, Page};
use crate::numbers;
use crate::paint::{self, FAINT};
use crate::why;

/// Deployables of each standing that are shown.
const MEMBERS: usize = 3;

const STANDINGS: [StandingName; 6] = [
    StandingName::Standard,
    StandingName::OwnWay,
    StandingName::Absent,
    StandingName::Excepted,
    StandingName::Unknown,
    StandingName::NotApplicable,
];

/// The page of the step with this id or name.
pub(super) fn pages(source: Source<'_>, id: &str) -> Vec<Page> {
    let Some(card) = source.rules.step(id) else {
        return Vec::new();
    };
    let mut page = Page::default();
    page.push(title(&card.id, &format!("step: {}, {}", card.name, card.core)));
    page.prose(2, COLUMNS, &card.says);
    page.prose(2, COLUMNS, &format!("Standard: {}", card.standard));
    let standard = source.snapshot.standards.iter().find(|s| s.step == card.id);
    page.gap();
    match standard {
        Some(standard) => say(source, card, standard, &mut page),
        None => page.push(field("standing", "not in this snapshot")),
    }
    vec![page]
}

fn say(source: Source<'_>, card: &StepCard, standard: &Standard, page: &mut Page) {
    page.push(field("basis", basis(standard.basis)));
    if let Some(code) = standard.unknown {
        page.push(field("unknown", format!("{} ({})", why::unknown(code), code.code())));
    }
    if let Some(family) = &standard.family {
        page.push(field("standard", family));
    }
    if standard.paper {
        let mode = standard.mode_beside();
        let mode = mode.map(|(way, count)| format!("; most go {way} ({count})"));
        let said = "paper standard: declared, and taken by hardly anybody it applies to";
        page.push(field("", format!("{said}{}", mode.unwrap_or_default())));
    }
    for (place, unit) in standard.units.iter().enumerate() {
        page.push(field(if place == 0 { "units" } else { "" }, unit));
    }
    if standard.versions.keys().any(|version| version != "none") {
        page.push(field("versions", counted(&standard.versions)));
    }
    if let Some(share) = Some(standard.counts.share()).filter(|share| share.total() > 0) {
        let value = numbers::percent(share.yes, share.total());
        page.push(field("standard for", format!("{value}  {}", numbers::share(share))));
    }
    page.push(field("applies", card.applies.trim_end_matches('.')));
    page.push(field("told by", why::channels(&card.by)));
    ways(standard, page);
    if standard.basis != Basis::Unseen {
        standings(source, &card.id, page);
    }
}

/// Where the standard comes from, in words.
fn basis(basis: Basis) -> &'static str {
    match basis {
        Basis::Declared => "declared in the configuration",
        Basis::InferredStrong => "inferred: most of those it could apply to use it",
        Basis::Inferred => "inferred: it is used most and leads clearly",
        Basis::Contested => "undecided: two ways or more are used alike",
        Basis::None => "none: no way is common enough",
        Basis::Unseen => "nothing looks at this step yet",
    }
}

/// `v4 (61), v3 (30)`, most first.
fn counted(counts: &BTreeMap<String, u32>) -> String {
    let mut counts: Vec<(&String, &u32)> = counts.iter().collect();
    counts.sort_by_key(|(name, count)| (Reverse(**count), (*name).clone()));
    let counts: Vec<String> =
        counts.iter().map(|(name, count)| format!("{name} ({count})")).collect();
    counts.join(", ")
}

fn ways(standard: &Standard, page: &mut Page) {
    if standard.ways.is_empty() {
        return;
    }
    page.push(heading("Ways it is taken (a deployable may take several)"));
    let mut ways: Vec<(&String, &u32)> = standard.ways.iter().collect();
    ways.sort_by_key(|(way, count)| (Reverse(**count), (*way).clone()));
    for (way, count) in ways {
        page.push(Line::indented(4).text(format!("{count:>4}  {way}")));
    }
}

fn standings(source: Source<'_>, step: &str, page: &mut Page) {
    for name in STANDINGS {
        let members: Vec<(&Deployable, &Standing)> = source
            .snapshot
            .counted()
            .filter_map(|deployable| Some((deployable, deployable.standing(step)?)))
            .filter(|(_, standing)| standing.standing == name)
            .collect();
        if members.is_empty() {
            continue;
        }
        let (glyph, style) = paint::standing(name);
        page.push(Line::indented(2).styled(style, glyph).text(format!(
            " {}: {}",
            name.name(),
            members.len()
        )));
        let mut sorted = members.clone();
        sorted.sort_by_key(|(_, standing)| standing.evidence.is_empty());
        for (deployable, standing) in sorted.iter().take(source.shown(MEMBERS)) {
            page.push(Line::indented(4).text(&deployable.id));
            page.extend(reason(standing).map(|line| Line::indented(6).then(line)));
            evidence::lines(source, 6, &standing.evidence, page);
        }
        page.extend(more(members.len(), source.shown(MEMBERS)));
    }
}

/// The way, and what keeps it from being standard or known.
pub(super) fn reason(standing: &Standing) -> Option<Line> {
    let mut line = Line::new();
    if let Some(way) = &standing.way {
        line = line.text(way);
    }
    let code = standing.unknown.map(|code| match standing.why {
        Some(_) => format!("({})", code.code()),
        None => format!("{} ({})", why::unknown(code), code.code()),
    });
    let reasons: Vec<String> = standing.why.iter().cloned().chain(code).collect();
    if !reasons.is_empty() {
        let blank = if standing.way.is_some() { "  " } else { "" };
        line = line.styled(FAINT, format!("{blank}{}", reasons.join(" ")));
    }
    (line.width() > 0).then_some(line)
}
