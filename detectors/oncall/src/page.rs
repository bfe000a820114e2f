//! A document, and where it lies in its file.

use milepost_core::{Tool, ToolFamily, What};
use milepost_detector::Findings;
use milepost_syntax::reading::Reading;
use milepost_syntax::yaml::Node;

/// What stands in a masked text where a template computes something.
const FILLER: &str = "xxxx";

/// One document.
#[derive(Clone, Copy)]
pub(crate) struct Page<'r> {
    pub reading: &'r Reading<'r>,
    /// Whether a template was masked, here or in the file around it.
    pub masked: bool,
    /// The line of the text that holds the document, when it stands in another.
    pub at: Option<u32>,
}

impl Page<'_> {
    /// The text of a scalar that is written out.
    pub(crate) fn literal<'n>(&self, node: &'n Node<'_>) -> Option<&'n str> {
        let text = self.reading.literal(node)?;
        let computed = self.masked && text.contains(FILLER);
        (!computed && !text.is_empty()).then_some(text)
    }

    /// The text under `keys`, when it is written out.
    pub(crate) fn at<'n>(&self, node: &'n Node<'_>, keys: &[&str]) -> Option<&'n str> {
        self.literal(node.at(keys)?)
    }

    /// Notes what is read at `line`.
    pub(crate) fn say(&self, line: u32, what: What, findings: &mut Findings) {
        let line = self.at.unwrap_or(line);
        if self.masked {
            findings.pattern(line, what);
        } else {
            findings.parsed(line, what);
        }
    }
}

/// A product that calls people, what of it is set up, and what showed it.
pub(crate) fn called(product: &str, name: Option<&str>, sign: &str) -> What {
    What::Tool(Tool {
        family: ToolFamily::OnCall,
        product: product.to_owned(),
        name: name.map(str::to_owned),
        signs: vec![sign.to_owned()],
        asks: None,
    })
}
