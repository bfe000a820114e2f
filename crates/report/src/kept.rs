//! The snapshots that are kept in a folder: which there are, which are pruned, which are whole.

use crate::line::{Line, Page, width};
use crate::numbers::{many, size};
use crate::paint::{self, BAD, FAINT, GOOD, LINK, STRONG};

/// One snapshot that is kept, as it is shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Kept {
    /// The instant of the snapshot.
    pub at: String,
    /// The bytes of its file.
    pub bytes: u64,
}

/// A snapshot that is pruned, and the instant of the one that stays for its quarter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pruned {
    /// The snapshot.
    pub kept: Kept,
    /// The instant of the one that stays.
    pub stays: String,
}

/// What pruning did, or would do.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Pruning {
    /// Whether it only says what it would do.
    pub dry_run: bool,
    /// What is removed, oldest first.
    pub removed: Vec<Pruned>,
    /// How many stay.
    pub left: usize,
    /// What should have stayed for its quarter and is broken: the file, and why.
    pub broken: Vec<String>,
    /// Temporary files of runs that did not end, that were removed.
    pub leftovers: usize,
}

/// The snapshots in a folder, oldest first.
pub fn list(folder: &str, kept: &[Kept]) -> String {
    let mut page = Page::default();
    page.push(heading(folder, kept));
    let columns = Columns::of(kept);
    page.extend(kept.iter().map(|kept| columns.row(Line::indented(2), kept)));
    page.gap();
    match kept.last() {
        Some(last) => page.push(
            Line::new()
                .styled(LINK, format!("milepost snapshots show {}", last.at))
                .text("   its report"),
        ),
        None => page.push(
            Line::new()
                .styled(LINK, "milepost scan --keep [TARGET…]")
                .text("   scan, and keep the snapshot"),
        ),
    }
    page.whole()
}

/// What pruning did, or would do.
pub fn pruning(pruning: &Pruning) -> String {
    let mut page = Page::default();
    let verb = if pruning.dry_run { "would be removed" } else { "removed" };
    let (count, left) = (pruning.removed.len(), pruning.left);
    page.push(
        Line::new()
            .styled(STRONG, format!("{} {verb}", many(count, "snapshot", "snapshots")))
            .text(format!(", {left} kept")),
    );
    let kept: Vec<Kept> = pruning.removed.iter().map(|pruned| pruned.kept.clone()).collect();
    let columns = Columns::of(&kept);
    for pruned in &pruning.removed {
        let stays = format!("  {} stays for its quarter", pruned.stays);
        page.push(columns.row(Line::indented(2), &pruned.kept).styled(FAINT, stays));
    }
    for broken in &pruning.broken {
        page.push(sign("✗", BAD).text(broken));
        page.push(Line::indented(4).styled(FAINT, "nothing is removed in favour of it"));
    }
    if pruning.leftovers > 0 {
        let leftovers = many(pruning.leftovers, "temporary file", "temporary files");
        let text = format!("{leftovers} of runs that did not end removed");
        page.push(Line::indented(2).styled(FAINT, text));
    }
    page.whole()
}

/// Which snapshots in a folder are whole: each with what is wrong with it, which names its file.
pub fn verified(folder: &str, verified: &[(Kept, Option<String>)]) -> String {
    let mut page = Page::default();
    let kept: Vec<Kept> = verified.iter().map(|(kept, _)| kept.clone()).collect();
    let broken = verified.iter().filter(|(_, broken)| broken.is_some()).count();
    let whole = kept.len() - broken;
    let line = heading(folder, &kept).styled(GOOD, format!(" · {whole} whole"));
    let line = if broken > 0 { line.styled(BAD, format!(" · {broken} broken")) } else { line };
    page.push(line);
    let columns = Columns::of(&kept);
    for (kept, broken) in verified {
        match broken {
            None => page.push(columns.row(sign("✓", GOOD), kept)),
            Some(why) => {
                page.push(columns.row(sign("✗", BAD), kept));
                page.push(Line::indented(6).text(why));
            }
        }
    }
    page.whole()
}

/// `.milepost · 3 snapshots · 1.2 MB`.
fn heading(folder: &str, kept: &[Kept]) -> Line {
    let bytes = kept.iter().map(|kept| kept.bytes).fold(0, u64::saturating_add);
    let line = Line::new()
        .styled(STRONG, folder)
        .text(format!(" · {}", many(kept.len(), "snapshot", "snapshots")));
    if kept.is_empty() { line } else { line.text(format!(" · {}", size(bytes))) }
}

fn sign(sign: &str, style: anstyle::Style) -> Line {
    Line::indented(2).styled(style, sign).styled(paint::PLAIN, " ")
}

/// The widths of the two columns.
struct Columns {
    at: usize,
    size: usize,
}

impl Columns {
    fn of(kept: &[Kept]) -> Self {
        let widest = |text: fn(&Kept) -> String| kept.iter().map(|k| width(&text(k))).max();
        Self {
            at: widest(|kept| kept.at.clone()).unwrap_or(0),
            size: widest(|kept| size(kept.bytes)).unwrap_or(0),
        }
    }

    /// The instant, and the size with its end below those above it.
    fn row(&self, start: Line, kept: &Kept) -> Line {
        let at = start.width() + self.at + 2;
        start.text(&kept.at).to(at).ending(at + self.size, FAINT, &size(kept.bytes))
    }
}
