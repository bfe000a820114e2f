//! What libgit2 is told once, before the first repository is opened.

use std::sync::Once;

static SETUP: Once = Once::new();

/// Sets libgit2 up for reading strange repositories: no hashing of what is read and no keeping of it
/// (a walk along a history reads each object once), partial clones of
/// older gits opened, and repositories of other users read (nothing in them is ever run, which is
/// what the check of the owner guards against).
pub(crate) fn once() {
    SETUP.call_once(|| {
        git2::opts::strict_hash_verification(false);
        git2::opts::enable_caching(false);
        allow_strange_repositories();
        map_little();
    });
}

/// Bytes of a pack that are mapped at once, and of all packs together: what is mapped stays in
/// memory for as long as it is, and a walk along a history comes by all of it.
const MAPPED: (usize, usize) = (4 * 1024 * 1024, 16 * 1024 * 1024);

#[expect(unsafe_code, reason = "libgit2 has these settings as globals that are not synchronised")]
fn map_little() {
    // SAFETY: `once` runs this a single time, before any repository is opened.
    let outcome = unsafe {
        git2::opts::set_mwindow_size(MAPPED.0).and(git2::opts::set_mwindow_mapped_limit(MAPPED.1))
    };
    // Should libgit2 not know a setting, more is mapped.
    drop(outcome);
}

#[expect(unsafe_code, reason = "libgit2 has these settings as globals that are not synchronised")]
fn allow_strange_repositories() {
    // SAFETY: `once` runs this a single time, before any repository is opened.
    let outcome = unsafe {
        git2::opts::set_extensions(&["partialclone"])
            .and(git2::opts::set_verify_owner_validation(false))
    };
    // Should libgit2 not know a setting, such repositories are refused one by one and reported.
    drop(outcome);
}
