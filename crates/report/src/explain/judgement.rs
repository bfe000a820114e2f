//! A criterion, or what a stage needs.

use milepost_core::{Judgement, Reading, Verdict};
use milepost_score::{Model, Rulebook};

use super::{COLUMNS, Source, evidence, field, heading, title};
use crate::line::{Line, Page};
use crate::numbers;
use crate::paint::{self, FAINT, LINK};
use crate::why;

/// Measures whose members are shown.
const MEASURES: usize = 2;

/// The page of the criterion or need with this id, with or without the model in front.
pub(super) fn pages(source: Source<'_>, id: &str) -> Vec<Page> {
    let mut pages = Vec::new();
    for assessment in &source.snapshot.assessments {
        let Some(model) = source.rules.models.iter().find(|m| m.id == assessment.model) else {
            continue;
        };
        let full = format!("{}.{id}", model.id);
        let named = |judgement: &&Judgement| judgement.id == id || judgement.id == full;
        let judgements = assessment.needs.iter().chain(&assessment.criteria);
        pages.extend(judgements.filter(named).map(|judgement| page(source, model, judgement)));
    }
    pages
}

fn page(source: Source<'_>, model: &Model, judgement: &Judgement) -> Page {
    let mut page = Page::default();
    page.push(title(&judgement.id, &what(model, judgement)));
    let said = said(source.rules, model, judgement);
    page.prose(2, COLUMNS, &said.claim);
    page.gap();
    page.push(verdict(judgement));
    if !judgement.unknown.is_empty() {
        page.push(field("open because", why_open(judgement)));
    }
    if let Some(channels) = said.channels {
        page.push(field("told by", channels));
    }
    caps(model, judgement, &mut page);
    readings(source, judgement, &mut page);
    if let Some(when) = said.when {
        page.push(heading("It holds when"));
        page.extend(when.lines().map(|line| Line::indented(4).text(line)));
    }
    members(source, judgement, &mut page);
    page
}

/// `gate · stage 4, Paved`.
fn what(model: &Model, judgement: &Judgement) -> String {
    let kind = judgement.kind.name();
    let stage =
        judgement.stage.and_then(|number| model.stages.iter().find(|stage| stage.number == number));
    match stage {
        Some(stage) => format!("{kind} · stage {}, {}", stage.number, stage.name),
        None => format!("{kind} · {}", model.title),
    }
}

/// What the rules say of a judgement.
struct Said {
    claim: String,
    channels: Option<String>,
    when: Option<String>,
}

fn said(rules: &Rulebook, model: &Model, judgement: &Judgement) -> Said {
    if let Some((_, criterion)) = rules.criterion(&judgement.id) {
        let told = (!criterion.by.is_empty()).then(|| why::channels(&criterion.by));
        return Said {
            claim: criterion.claim.clone(),
            channels: told,
            when: criterion.describe_when(rules),
        };
    }
    let stage = model.stages.iter().find(|stage| stage.needs_id(&model.id) == judgement.id);
    Said {
        claim: stage.map_or_else(String::new, |stage| {
            format!(
                "What stage {}, {}, needs besides its gates. {}",
                stage.number, stage.name, stage.says
            )
        }),
        channels: None,
        when: stage.and_then(|stage| stage.describe_needs(&model.id, rules)),
    }
}

fn verdict(judgement: &Judgement) -> Line {
    let (sign, style) = paint::verdict(judgement.verdict);
    let name = match judgement.verdict {
        Verdict::NotApplicable => "not judged, or nothing to apply it to",
        other => other.name(),
    };
    field("verdict", "").styled(style, format!("{sign} {name}"))
}

fn why_open(judgement: &Judgement) -> String {
    let reasons: Vec<String> = judgement
        .unknown
        .iter()
        .map(|code| format!("{} ({})", why::unknown(*code), code.code()))
        .collect();
    reasons.join("; ")
}

/// What the criterion keeps the stage at, when it does.
fn caps(model: &Model, judgement: &Judgement, page: &mut Page) {
    for cap in model.caps.iter().filter(|cap| cap.criterion == judgement.id) {
        let now = if judgement.verdict.name() == cap.is {
            "it does now"
        } else if judgement.verdict.is_open() {
            "it could"
        } else {
            "it does not now"
        };
        let text = format!("the stage at {} when it {} ({now})", cap.stage, cap.is);
        page.push(field("keeps", text));
    }
}

fn readings(source: Source<'_>, judgement: &Judgement, page: &mut Page) {
    if judgement.readings.is_empty() {
        return;
    }
    page.push(heading("Numbers"));
    let mut seen: Vec<&Reading> = Vec::new();
    for reading in &judgement.readings {
        if seen.contains(&reading) {
            continue;
        }
        seen.push(reading);
        page.push(number(source, reading));
    }
}

/// `✗ main deploy model (models.top-share)  61 % of 80 %  80/131  25 more`.
fn number(source: Source<'_>, reading: &Reading) -> Line {
    let (sign, style) = paint::verdict(reading.verdict);
    let titles: Vec<String> = reading
        .measures
        .iter()
        .map(|id| match source.rules.measure(id) {
            Some(card) => format!("{} ({id})", card.title),
            None => id.clone(),
        })
        .collect();
    let mut line = Line::indented(4).styled(style, sign).text(format!(
        " {}  {}",
        titles.join(" + "),
        numbers::reading(reading, source.rules)
    ));
    let all = source.snapshot.measures.iter();
    let mut read = all.filter(|measure| reading.measures.contains(&measure.id));
    if let Some(why) = read.find_map(|measure| measure.not_applicable.as_ref()) {
        line = line.text(format!("  n/a ({why})"));
    }
    if let Some(share) = reading.share.filter(|_| reading.measures.len() == 1) {
        line = line.text(format!("  {}", numbers::share(share)));
    }
    let missing = numbers::missing(reading).filter(|_| reading.verdict == Verdict::Fails);
    if let Some(missing) = missing {
        line = line.text(format!("  {missing}"));
    }
    line
}

/// The members of the measures that matter most; the others are pages of their own.
fn members(source: Source<'_>, judgement: &Judgement, page: &mut Page) {
    let wanted = if judgement.verdict == Verdict::Holds { Verdict::Fails } else { Verdict::Holds };
    let decisive = source.rules.decisive(judgement, wanted);
    let mut measures: Vec<&String> = Vec::new();
    let readings = decisive.iter().flatten().filter_map(|place| judgement.readings.get(*place));
    for measure in readings.flat_map(|reading| &reading.measures) {
        if !measures.contains(&measure) {
            measures.push(measure);
        }
    }
    let counted = |id: &&&String| {
        let measure = source.snapshot.measures.iter().find(|measure| measure.id == ***id);
        measure.is_some_and(|m| !(m.yes.is_empty() && m.no.is_empty() && m.open.is_empty()))
    };
    let (counted, bare): (Vec<&String>, Vec<&String>) = measures.iter().partition(counted);
    for id in counted.iter().take(source.shown(MEASURES)) {
        let Some(measure) = source.snapshot.measures.iter().find(|m| m.id == **id) else {
            continue;
        };
        page.gap();
        let says = source.rules.measure(id).map_or("", |card| card.says.as_str());
        page.push(Line::new().styled(LINK, id).styled(FAINT, format!("  {says}")));
        evidence::members(source, measure, page);
    }
    let rest: Vec<&str> =
        counted.iter().skip(source.shown(MEASURES)).chain(&bare).map(|id| id.as_str()).collect();
    if let Some(first) = rest.first() {
        page.gap();
        page.push(Line::new().styled(FAINT, format!("Also read: {}", rest.join(", "))));
        page.push(Line::new().styled(LINK, format!("milepost explain {first}")));
    }
}
