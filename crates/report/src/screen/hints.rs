//! What to type next.

use milepost_core::{Snapshot, Verdict};
use milepost_score::Rulebook;

use super::matrix::nearest;
use super::rows::Source;
use crate::line::{Line, width as columns};
use crate::paint::LINK;

/// Two commands, with ids from this report; the targets are those of the scan.
pub(super) fn lines(snapshot: &Snapshot, rules: &Rulebook, width: usize) -> Vec<Line> {
    let service = nearest(snapshot)
        .into_iter()
        .find(|deployable| deployable.on_path != Verdict::Holds)
        .map(|deployable| deployable.id.clone());
    let repository = snapshot.repositories.first().map(|r| r.id.clone());
    let second = match service {
        Some(service) => (Some(service), "step by step"),
        None => (repository, "what was found in it"),
    };
    let first = criterion(snapshot, rules);
    let hints = [(first, "why, with the lines that show it"), second];
    let mut lines = Vec::new();
    for (id, what) in hints {
        if let Some(id) = id {
            let line = Line::new().styled(LINK, format!("milepost explain {id} [TARGET…]"));
            let what = format!("   {what}");
            let fits = line.width() + columns(&what) <= width;
            lines.push(if fits { line.text(what) } else { line });
        }
    }
    lines
}

/// What keeps the organisation from the next stage: the first condition that fails, else is open.
fn criterion(snapshot: &Snapshot, rules: &Rulebook) -> Option<String> {
    snapshot.counted().next()?;
    let assessment = snapshot.assessments.first()?;
    let model = rules.models.iter().find(|m| m.id == assessment.model)?;
    let source = Source { snapshot, rules, model, assessment };
    let above = model.stages.iter().filter(|s| s.number > assessment.lo);
    above.map(|stage| source.rows(stage)).find_map(|rows| {
        let fails = rows.iter().find(|row| row.verdict == Verdict::Fails);
        let open = rows.iter().find(|row| row.verdict.is_open());
        fails.or(open).map(|row| row.id.clone())
    })
}
