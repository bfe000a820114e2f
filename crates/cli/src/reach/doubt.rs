//! Lists that are not believed to be complete though no count says so.

use std::path::Path;

use milepost_core::Visibility;
use milepost_forge::Listing;

/// What the host itself says of its list.
pub(super) fn said(listing: &Listing) -> Option<String> {
    listing.partial.then(|| {
        "GitHub left out what the token is not authorized for by single sign-on".to_owned()
    })
}

/// Where a list has nothing private, where the last one had, and nothing says that this is so:
/// servers in trouble answer with empty lists, and tokens lose rights.
pub(super) fn of(listing: &Listing, last: Option<&Listing>) -> Option<String> {
    let hidden = |listing: &Listing| {
        let all = listing.repositories.iter();
        all.filter(|it| it.hosted.visibility != Visibility::Public).count()
    };
    let before = last.map_or(0, hidden);
    if listing.sees_private || before == 0 {
        return None;
    }
    let at = last.map(|last| last.at).unwrap_or_default();
    Some(format!("nothing private was listed, and at {at} {before} private repositories were"))
}

/// What to do where the doubt is wrong.
pub(super) fn way_out(kept: &Path) -> String {
    format!("nothing private is listed any more; if that is so for good, remove {}", kept.display())
}
