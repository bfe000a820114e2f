//! `milepost models`: what judges.

use std::io::Write;

use milepost_report::pages;
use milepost_score::{Rulebook, Settings};

use super::explain::unknown;
use crate::args::Page;
use crate::exit::Exit;

pub(crate) fn run(page: &Page, out: &mut dyn Write) -> anyhow::Result<Exit> {
    let rules = Rulebook::shipped(&Settings::default())?;
    let text = match &page.id {
        None => pages::models(&rules),
        Some(id) => {
            let model = rules.models.iter().find(|model| &model.id == id);
            let known: Vec<String> = rules.models.iter().map(|m| m.id.clone()).collect();
            pages::model(model.ok_or_else(|| unknown("no model", id, &known))?, &rules)
        }
    };
    out.write_all(text.as_bytes())?;
    Ok(Exit::Done)
}
