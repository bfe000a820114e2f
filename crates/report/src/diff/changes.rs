//! Every deployable that changed, step by step, with the lines that show it.

use milepost_diff::{DeployableChange, Diff, Passage, StepChange};
use milepost_score::Rulebook;

use super::{population, words};
use crate::line::{Line, Page};
use crate::numbers::many;
use crate::paint::{self, BAD, FAINT, LINK, STRONG};

/// The lists behind the screen.
pub(super) fn page(diff: &Diff, _: &Rulebook) -> Page {
    let mut page = Page::default();
    passages(&mut page, "Counted now and not then", &diff.population.came);
    passages(&mut page, "Counted then and not now", &diff.population.went);
    if !diff.deployables.is_empty() {
        page.gap();
        let head = many(diff.deployables.len(), "deployable changed", "deployables changed");
        page.push(Line::new().styled(STRONG, head));
        for deployable in &diff.deployables {
            changed(&mut page, diff, deployable);
        }
    }
    page
}

fn passages(page: &mut Page, heading: &str, passages: &[Passage]) {
    if passages.is_empty() {
        return;
    }
    page.gap();
    page.push(Line::new().styled(STRONG, format!("{heading}  {}", passages.len())));
    for passage in passages {
        let detail = passage.detail.as_ref().map(|it| format!(": {it}")).unwrap_or_default();
        let line = Line::indented(2).text(&passage.id);
        let cause = words::cause(passage.reason);
        let on_path = words::on_path(passage.on_path);
        page.push(line.styled(FAINT, format!("  {cause}{detail}, {on_path}")));
    }
}

fn changed(page: &mut Page, diff: &Diff, deployable: &DeployableChange) {
    let line = Line::indented(2).styled(STRONG, &deployable.id);
    page.push(line.styled(FAINT, format!("  {}", summary(deployable))));
    for change in &deployable.steps {
        step(page, diff, change);
    }
}

/// What became of it as a whole.
pub(super) fn summary(deployable: &DeployableChange) -> String {
    let mut said = Vec::new();
    if let Some(was) = &deployable.was {
        said.push(format!("was {was} ({})", population::how(deployable.how)));
    }
    let (before, after) = (deployable.on_path_before, deployable.on_path_after);
    if before == after {
        said.push(words::on_path(after).to_owned());
    } else {
        said.push(format!("{} → {}", words::on_path(before), words::on_path(after)));
    }
    let (before, after) =
        (words::share(deployable.coverage_before), words::share(deployable.coverage_after));
    let none = deployable.coverage_before.is_none() && deployable.coverage_after.is_none();
    if before != after {
        said.push(format!("{before} → {after} of its steps"));
    } else if !none {
        said.push(format!("{after} of its steps"));
    }
    if !deployable.counted_after {
        said.push("not counted".to_owned());
    }
    said.join(" · ")
}

fn step(page: &mut Page, diff: &Diff, change: &StepChange) {
    let (before, style_before) = paint::standing(change.before.standing);
    let (after, style_after) = paint::standing(change.after.standing);
    let name = if change.core { STRONG } else { paint::PLAIN };
    let mut line = Line::indented(4)
        .styled(style_before, before)
        .styled(FAINT, "→")
        .styled(style_after, after)
        .text(" ")
        .styled(name, &change.name)
        .to(24)
        .styled(if change.regression { BAD } else { paint::PLAIN }, words::standings(change));
    let ways = words::ways(diff, change);
    if !ways.is_empty() {
        line = line.text("  ").styled(FAINT, ways);
    }
    page.push(line.styled(FAINT, reason(change)));
    if let Some(cause) = &change.by {
        page.push(Line::indented(8).text(format!("by {}", words::by(cause))));
        let address = words::commit(diff, cause);
        page.extend(address.map(|address| Line::indented(10).styled(LINK, address)));
    }
    if let Some((place, address)) = words::evidence(diff, change) {
        page.push(Line::indented(8).text(place));
        if let Some(address) = address {
            page.push(Line::indented(10).styled(LINK, address));
        }
    }
}

/// Why, where that is not a change of files of its own.
pub(super) fn reason(change: &StepChange) -> String {
    use milepost_diff::{Movement, Reason, Within};
    let plain = matches!(change.movement, Movement::Visible | Movement::Hidden);
    match (change.reason, change.within) {
        (Reason::Visible | Reason::Hidden, _) if plain => String::new(),
        (Reason::Moved, Within::SharedUnit) => "  (in a shared unit)".to_owned(),
        (Reason::Moved, _) => String::new(),
        (reason, _) => format!("  ({})", words::cause(reason)),
    }
}
