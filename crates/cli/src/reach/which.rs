//! Which repositories are copied at once.

use milepost_forge::Listed;
use milepost_git::Found;

use crate::shard::Shard;

/// Which repositories are copied at once.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Which {
    /// All.
    All,
    /// Those of a shard.
    Shard(Shard),
    /// Each when it is asked for.
    WhenAsked,
}

impl Which {
    /// Whether a repository in a folder is looked at.
    pub(crate) fn holds(self, found: &Found) -> bool {
        let id = || milepost_git::identity(found).to_string().to_ascii_lowercase();
        !matches!(self, Self::Shard(shard) if !shard.holds(&id()))
    }

    /// Whether a repository of a host is copied at once, which it is known to by its number.
    pub(super) fn copies(self, listed: &Listed) -> bool {
        match self {
            Self::All => true,
            Self::Shard(shard) => shard.holds(&listed.hosted.id.to_string()),
            Self::WhenAsked => false,
        }
    }
}
