//! A page for each detector, and their index, from the cards.

use milepost_detector::Card;
use milepost_registry::DETECTORS;

use super::Pages;
use super::markdown::{codes, head, table};

const INTRODUCTION: &str = "\
# Detectors

A detector recognises one technology or practice in files. It says what is there, and never whether that is good. Each is
a pure function from one file to facts; its version is part of the digest of the rules, and is raised whenever the same
file may give other facts.

";

const CLAIMS: &str = "
## Which files each is handed

Patterns are matched against the whole path inside the repository. Files in *italics* are handed over by their path alone
and never read.

";

/// Adds the pages of every detector.
pub(super) fn write(pages: &mut Pages) {
    let cards: Vec<&Card> = DETECTORS.iter().map(|detector| detector.card()).collect();
    for card in &cards {
        let source = format!("detectors/{}/README.md", card.id);
        let text = format!("{}{}", head(&source), card.page);
        pages.insert(format!("docs/detectors/{}.md", card.id), text);
    }
    pages.insert("docs/detectors/README.md".to_owned(), index(&cards));
}

fn index(cards: &[&Card]) -> String {
    let rows: Vec<_> = cards
        .iter()
        .map(|card| {
            [
                format!("[{0}]({0}.md)", card.id),
                card.version.to_string(),
                card.summary.to_owned(),
                codes(card.emits),
            ]
        })
        .collect();
    let claims: Vec<_> =
        cards.iter().map(|card| [format!("[{0}]({0}.md)", card.id), claims(card)]).collect();
    head("the cards of the detectors")
        + INTRODUCTION
        + &table(["detector", "version", "what it recognises", "facts"], &rows)
        + CLAIMS
        + &table(["detector", "claims"], &claims)
}

fn claims(card: &Card) -> String {
    let by_name = card.claims_by_name.iter().map(|glob| format!("*`{glob}`*"));
    let read = card.claims.iter().map(|glob| format!("`{glob}`"));
    read.chain(by_name).collect::<Vec<_>>().join(", ")
}
