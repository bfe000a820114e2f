//! Command lines of units, with what those who call them hand over.

use std::collections::BTreeMap;

use milepost_core::{Delivery, Fact};

use super::running::is_computed;
use super::units::Home;

/// A command line of a unit that installs a chart, as one call leads to it.
#[derive(Clone)]
pub(crate) struct Called<'a> {
    /// The file it stands in, and the line.
    pub(super) home: Home<'a>,
    pub(super) line: u32,
    /// The inputs of its unit, as handed over or by default.
    pub(super) inputs: BTreeMap<String, String>,
    /// The units passed through on the way, the one called first in front.
    pub(super) through: Vec<String>,
    /// The environment it deploys to, as written.
    pub(super) environment: Option<String>,
}

impl<'a> Called<'a> {
    /// The route that it is.
    pub(super) fn route(&self) -> Option<(&'a Fact, &'a Delivery)> {
        let home = self.home;
        let facts = home.state.map_or(&home.repository.facts, |state| &state.facts);
        let mut here = facts.iter().filter(|fact| fact.path == home.path && fact.line == self.line);
        here.find_map(|fact| Some((fact, fact.what.as_delivery()?)))
    }

    /// Whether it stands where a fact of the repository with this id does.
    pub(super) fn is_at(&self, id: &str, fact: &Fact) -> bool {
        let home = self.home;
        home.state.is_none()
            && home.repository.id == id
            && (home.path, self.line) == (fact.path.as_str(), fact.line)
    }

    /// An input, where it is written out.
    pub(super) fn literal(&self, input: &str) -> Option<&str> {
        self.inputs.get(input).map(String::as_str).filter(|value| !is_computed(value))
    }

    /// A text with the inputs put in for which it asks; nothing where one of them, or anything else in
    /// it, is only known when it runs.
    pub(super) fn filled(&self, text: &str) -> Option<String> {
        let mut whole = String::new();
        let mut rest = text;
        while let Some((before, inside)) = rest.split_once("${{").or_else(|| rest.split_once("<<"))
        {
            let (inside, behind) = inside.split_once("}}").or_else(|| inside.split_once(">>"))?;
            let inside = inside.trim();
            let input =
                inside.strip_prefix("inputs.").or_else(|| inside.strip_prefix("parameters."))?;
            whole.push_str(before);
            whole.push_str(self.literal(input)?);
            rest = behind;
        }
        whole.push_str(rest);
        (!is_computed(&whole)).then_some(whole)
    }
}
