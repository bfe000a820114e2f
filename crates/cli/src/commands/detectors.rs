//! `milepost detectors`: what can be recognised.

use std::io::Write;

use milepost_detector::Card;
use milepost_registry::DETECTORS;
use milepost_report::pages;

use super::explain::unknown;
use crate::args::Page;
use crate::exit::Exit;

pub(crate) fn run(page: &Page, out: &mut dyn Write) -> anyhow::Result<Exit> {
    let cards: Vec<&Card> = DETECTORS.iter().map(|detector| detector.card()).collect();
    let text = match &page.id {
        None => pages::detectors(&cards),
        Some(id) => {
            let card = cards.iter().find(|card| card.id == id);
            let known: Vec<String> = cards.iter().map(|card| card.id.to_owned()).collect();
            pages::detector(card.ok_or_else(|| unknown("no detector", id, &known))?)
        }
    };
    out.write_all(text.as_bytes())?;
    Ok(Exit::Done)
}
