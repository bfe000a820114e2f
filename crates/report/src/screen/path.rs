//! How many are on the golden path, and whether there is one.

use milepost_core::{GoldenPath, Snapshot, Verdict};
use milepost_score::Rulebook;

use crate::line::Line;
use crate::numbers::{self, Unit};
use crate::paint::{FAINT, OPEN, STRONG};

/// The headline of the path.
pub(super) fn lines(snapshot: &Snapshot, rules: &Rulebook) -> Vec<Line> {
    let path = &snapshot.path;
    let total = path.on.total();
    let value =
        path.on.bounds().map_or_else(|| "–".to_owned(), |on| numbers::bounds(on, Unit::Share));
    let on = match path.on.unknown {
        0 => {
            format!("{} of {total} deployables take every core step the standard way", path.on.yes)
        }
        open => format!("{} of {total} deployables are on it, {open} cannot be told", path.on.yes),
    };
    let mut lines =
        vec![Line::new().styled(STRONG, format!("Golden path  {value}")).text(format!("  {on}"))];
    if path.core_standards > 0 && path.core_standards < path.core_steps {
        lines.push(Line::indented(2).text(format!(
            "{} of {total} take every core step that has a standard its way ({} of {} have one)",
            path.joint_adopters, path.core_standards, path.core_steps
        )));
    }
    lines.push(existence(snapshot, rules));
    if let Some(coverage) = path.coverage {
        lines.push(Line::indented(2).styled(
            FAINT,
            format!(
                "on average a deployable takes {} of its steps the standard way",
                numbers::bounds(coverage, Unit::Share)
            ),
        ));
    }
    lines
}

/// Whether there is a path, and what it lacks.
fn existence(snapshot: &Snapshot, rules: &Rulebook) -> Line {
    let path = &snapshot.path;
    let line = Line::indented(2);
    match path.exists {
        Verdict::Holds => line.text(format!(
            "A path exists: {} of {} core steps have a standard.",
            path.core_standards, path.core_steps
        )),
        Verdict::Fails | Verdict::NotApplicable => {
            line.styled(OPEN, format!("No path exists yet: {}.", lack(path, rules)))
        }
        Verdict::Partial | Verdict::Unknown => {
            line.styled(OPEN, format!("Whether a path exists is open: {}.", lack(path, rules)))
        }
    }
}

fn lack(path: &GoldenPath, rules: &Rulebook) -> String {
    let number = |name: &str| rules.profile.threshold("path", name).unwrap_or(0.0);
    if f64::from(path.core_standards) < number("core-steps") {
        format!(
            "{} of {} core steps have a standard; it takes {}",
            path.core_standards,
            path.core_steps,
            number("core-steps")
        )
    } else {
        format!(
            "{} take all of it; it takes {} from {} teams, where there are so many",
            path.joint_adopters,
            number("joint-adopters"),
            number("joint-teams")
        )
    }
}
