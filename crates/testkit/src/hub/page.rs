//! Pages of lists, and the links between them.

use std::ops::Range;

use super::asked::Asked;

/// How many a page has unless it is asked for otherwise, and at most.
const PAGE: (usize, usize) = (30, 100);

/// One page of a list.
pub(super) struct Page {
    /// Which of the list stand on it.
    pub(super) range: Range<usize>,
    /// The header `Link`, when there are others.
    pub(super) link: Option<String>,
}

impl Page {
    /// The page that is asked for, of a list of `total`, whose links begin with `address`.
    pub(super) fn of(asked: &Asked, address: &str, total: usize) -> Self {
        let size = asked.number("per_page").filter(|&size| size > 0).unwrap_or(PAGE.0).min(PAGE.1);
        let page = asked.number("page").filter(|&page| page > 0).unwrap_or(1);
        let last = total.div_ceil(size).max(1);
        let start = ((page - 1) * size).min(total);
        let mut links = Vec::new();
        let mut link = |number: usize, name: &str| {
            links.push(format!("<{address}?{}>; rel=\"{name}\"", with_page(asked, number)));
        };
        // In GitHub's order.
        if page > 1 {
            link((page - 1).min(last), "prev");
        }
        if page < last {
            link(page + 1, "next");
            link(last, "last");
        }
        if page > 1 {
            link(1, "first");
        }
        Self {
            range: start..(start + size).min(total),
            link: (!links.is_empty()).then(|| links.join(", ")),
        }
    }
}

/// The query with another page in it.
fn with_page(asked: &Asked, number: usize) -> String {
    let others = asked.raw_query.split('&').filter(|pair| !pair.is_empty());
    let others = others.filter(|pair| !pair.starts_with("page="));
    let mut pairs: Vec<String> = others.map(ToOwned::to_owned).collect();
    pairs.push(format!("page={number}"));
    pairs.join("&")
}
