//! Copies of an organisation's repositories in a folder, kept up with what changed.
//!
//! Fetching is the system git's work, because it alone knows partial clones: all commits and
//! folders of a repository come with one request, without the content of files; what content a scan
//! then lacks comes in one batch for each repository ([`Mirror::bring`]). Reading is done elsewhere,
//! by a library, and nothing is ever checked out.
//!
//! A copy stands under the number its host gave the repository: it outlives a rename or a transfer,
//! a repository that was deleted and made again is another one, and no two names collide. A copy is
//! complete or not there, and beside it a note says what it was made of: a run that is killed
//! anywhere is gone on with by the next.
//!
//! The token is handed to git in its environment: it stands in no address, file or argument.

mod budget;
mod copies;
mod error;
mod git;
mod hold;
mod layout;
mod mirror;
mod note;
mod transport;

pub use error::{FetchError, MirrorError};
pub use git::{Access, SystemGit, Token};
pub use hold::Hold;
pub use mirror::{Copied, Mirror, Outcome, Remote, Spared};
pub use transport::Transport;
