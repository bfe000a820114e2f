//! How a product is noted.

use milepost_core::{Tool, ToolFamily, What};

/// A product of a family, what is set up, and the signs of it.
pub(crate) fn tool(
    family: ToolFamily,
    product: &str,
    name: Option<&str>,
    signs: impl IntoIterator<Item = impl Into<String>>,
) -> What {
    What::Tool(Tool {
        family,
        product: product.to_owned(),
        name: name.map(ToOwned::to_owned),
        signs: signs.into_iter().map(Into::into).collect(),
        asks: None,
    })
}
