//! Who has to agree before a change comes to the default branch, which stands in no file.

use milepost_core::{BranchGuard, Unknown, What};

use super::Taking;
use super::seen::add;
use crate::assemble::{Component, Estate, facts_of};

/// gp.03: changes need an approval, owners of the code among those who approve, and the file of
/// owners is one that GitHub understands.
pub(super) fn guarded(_: &Estate<'_>, component: &Component<'_>) -> Taking {
    let facts = component.repository.hosted.as_ref().and_then(|hosted| hosted.facts.as_ref());
    let Some((facts, guard)) = facts.and_then(|facts| Some((facts, facts.guard.as_ref()?))) else {
        return Taking::unknown(Unknown::NoApi, "rules of branches are for GitHub's API to say");
    };
    if !guard.owners {
        return Taking::absent(match guard.approvals {
            0 => "a change of the default branch needs nobody's approval",
            _ => "a change needs an approval, and not that of an owner of the code",
        });
    }
    match facts.owner_errors {
        None if facts_of(component.repository, What::as_ownership).next().is_none() => {
            Taking::absent("owners of the code must approve, and no file says who they are")
        }
        None => {
            Taking::unknown(Unknown::NoApi, "whether the code owners file is valid is not seen")
        }
        Some(0) => {
            let (mut ways, shows) = (Vec::new(), settings(guard));
            add(&mut ways, &shows, component.whole(&shows));
            Taking::taken(ways)
        }
        Some(lines) => Taking::absent(&format!(
            "GitHub does not understand {lines} lines of the code owners file"
        )),
    }
}

/// What the rules ask for, which is the same way wherever they ask for the same.
fn settings(guard: &BranchGuard) -> String {
    match guard.approvals {
        0 | 1 => "an owner of the code approves".to_owned(),
        more => format!("{more} approve, an owner of the code among them"),
    }
}
