//! What the report counts and does not name: every deployable, and every trouble.

use milepost_core::{Certainty, Deployable};

use super::{Source, heading, more, title};
use crate::line::{Line, Page};
use crate::numbers::many;
use crate::paint::{BAD, FAINT};
use crate::screen::Beside;

/// The ids of these lists.
pub(crate) const IDS: [&str; 2] = ["deployables", "troubles"];

/// How many of each sort are shown.
const FEW: usize = 60;

/// The list that is asked for.
pub(super) fn pages(source: Source<'_>, id: &str) -> Vec<Page> {
    match id {
        "deployables" => vec![deployables(source)],
        "troubles" => vec![troubles(source)],
        _ => Vec::new(),
    }
}

fn deployables(source: Source<'_>) -> Page {
    let snapshot = source.snapshot;
    let mut page = Page::default();
    page.push(title("deployables", "what is built, and whether it counts"));
    let counted: Vec<&Deployable> = snapshot.counted().collect();
    sort(source, &mut page, "counted", &counted);
    for beside in Beside::ALL {
        let of = snapshot.deployables.iter().filter(|it| Beside::of(it) == Some(beside));
        sort(source, &mut page, beside.words(), &of.collect::<Vec<_>>());
    }
    page
}

fn sort(source: Source<'_>, page: &mut Page, words: &str, all: &[&Deployable]) {
    if all.is_empty() {
        return;
    }
    page.push(heading(&format!("{words}: {}", all.len())));
    let shown = source.shown(FEW);
    for deployable in all.iter().take(shown) {
        let line = Line::indented(4).text(&deployable.id);
        page.push(line.styled(FAINT, format!("  {}", why(deployable))));
    }
    if let Some(line) = more(all.len(), shown) {
        page.push(line);
    }
}

/// What tells that it is built or run, the best in front; or why it is left out.
fn why(deployable: &Deployable) -> String {
    if let Some(why) = &deployable.left_out {
        return why.clone();
    }
    let certainty = match deployable.certainty {
        Certainty::Certain => "certain",
        Certainty::Probable => "probable",
        Certainty::Possible => "possible",
    };
    let shows = deployable.because.iter();
    let shows = shows.map(|it| format!("{} at {it}", it.shows).trim_start().to_owned());
    let shows: Vec<String> = std::iter::once(certainty.to_owned()).chain(shows.take(2)).collect();
    shows.join(", ")
}

fn troubles(source: Source<'_>) -> Page {
    let mut page = Page::default();
    let all: usize = source.snapshot.repositories.iter().map(|it| it.troubles.len()).sum();
    page.push(title("troubles", "what could not be read, and why"));
    page.push(heading(&many(all, "trouble", "troubles")));
    let troubled = source.snapshot.repositories.iter().flat_map(|repository| {
        repository.troubles.iter().map(move |trouble| (repository, trouble))
    });
    let shown = source.shown(FEW);
    for (repository, trouble) in troubled.take(shown) {
        let path = trouble.path.iter().map(|path| format!(":{path}"));
        let line = trouble.line.iter().map(|line| format!("#{line}"));
        let place: String = path.chain(line).collect();
        let line = Line::indented(4).text(format!("{}{place}", repository.id));
        let line = line.styled(BAD, format!("  {}", trouble.code.name()));
        page.push(line.styled(FAINT, format!(": {}", trouble.detail)));
    }
    if let Some(line) = more(all, shown) {
        page.push(line);
    }
    page
}
