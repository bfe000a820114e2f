//! What milepost itself knows: detectors and models.

use milepost_detector::Card;
use milepost_score::{Criterion, Model, Rulebook};

use crate::explain::COLUMNS;
use crate::line::{Line, Page, width};
use crate::numbers::many;
use crate::paint::{FAINT, LINK, STRONG};
use crate::why;

/// The detectors, one a line.
pub fn detectors(cards: &[&Card]) -> String {
    let mut page = Page::default();
    let names = cards.iter().map(|card| width(card.id)).max().unwrap_or(0);
    for card in cards {
        page.push(
            Line::new()
                .styled(STRONG, card.id)
                .to(names + 2)
                .styled(FAINT, format!("v{}  ", card.version))
                .text(card.summary),
        );
    }
    page.gap();
    page.push(Line::new().styled(LINK, "milepost detectors <id>").text("   its page"));
    page.whole()
}

/// The page of one detector, as it is written, with its version on top.
pub fn detector(card: &Card) -> String {
    let mut page = Page::default();
    page.push(
        Line::new()
            .styled(STRONG, card.id)
            .styled(FAINT, format!("  version {}, emits {}", card.version, card.emits.join(", "))),
    );
    page.gap();
    page.extend(card.page.lines().map(|line| Line::new().text(line.replace('\t', "    "))));
    page.whole()
}

/// The models, each with its stages.
pub fn models(rules: &Rulebook) -> String {
    let mut page = Page::default();
    for model in &rules.models {
        page.push(Line::new().styled(STRONG, &model.id).styled(
            FAINT,
            format!(
                "  {}, version {}: {} in {}",
                model.title,
                model.version,
                many(model.criteria.len(), "criterion", "criteria"),
                many(model.stages.len(), "stage", "stages"),
            ),
        ));
        page.prose(2, COLUMNS, &model.says);
        let stages: Vec<String> =
            model.stages.iter().map(|stage| format!("{} {}", stage.number, stage.name)).collect();
        page.push(Line::indented(2).text(stages.join(" · ")));
    }
    page.gap();
    page.push(
        Line::new()
            .styled(LINK, "milepost models <id>")
            .text("   every stage, criterion and threshold"),
    );
    page.whole()
}

/// One model in full: its stages, what they need, every criterion in words.
pub fn model(model: &Model, rules: &Rulebook) -> String {
    let mut page = Page::default();
    page.push(
        Line::new()
            .styled(STRONG, &model.title)
            .styled(FAINT, format!("  {}, version {}", model.id, model.version)),
    );
    page.prose(2, COLUMNS, &model.says);
    for stage in &model.stages {
        page.gap();
        page.push(Line::new().styled(STRONG, format!("Stage {}, {}", stage.number, stage.name)));
        page.prose(2, COLUMNS, &stage.says);
        if let Some(needs) = stage.describe_needs(&model.id, rules) {
            page.push(Line::indented(2).text("needs besides its gates:"));
            page.extend(needs.lines().map(|line| Line::indented(4).text(line)));
        }
        let own = model.criteria.iter().filter(|c| c.stage == Some(stage.number));
        for criterion in own {
            say(criterion, rules, &mut page);
        }
    }
    page.gap();
    page.push(Line::new().styled(STRONG, "Beside the stages"));
    for criterion in model.criteria.iter().filter(|c| c.stage.is_none()) {
        say(criterion, rules, &mut page);
    }
    page.gap();
    page.push(Line::new().styled(STRONG, "What keeps a stage from being higher"));
    for cap in &model.caps {
        let text = format!("{} {}: {} at most", cap.criterion, cap.is, cap.stage);
        page.push(Line::indented(2).text(text));
        page.prose(4, COLUMNS, &cap.says);
    }
    page.whole()
}

fn say(criterion: &Criterion, rules: &Rulebook, page: &mut Page) {
    page.gap();
    page.push(
        Line::indented(2)
            .styled(STRONG, &criterion.id)
            .styled(FAINT, format!("  {}: {}", criterion.kind.name(), criterion.short)),
    );
    page.prose(4, COLUMNS, &criterion.claim);
    if let Some(when) = criterion.describe_when(rules) {
        page.push(Line::indented(4).styled(FAINT, "holds when"));
        page.extend(when.lines().map(|line| Line::indented(6).text(line)));
    }
    if !criterion.by.is_empty() {
        page.push(
            Line::indented(4).styled(FAINT, format!("told by {}", why::channels(&criterion.by))),
        );
    }
}
