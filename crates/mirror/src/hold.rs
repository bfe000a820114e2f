//! The right to change a folder of copies: one run has it at a time.

use std::fs::{self, File, TryLockError};
use std::io;
use std::path::Path;
use std::sync::Arc;
use std::thread;
use std::time::{Duration, Instant};

use crate::MirrorError;
use crate::copies::Copies;

/// The file that a run holds locked while it is at work.
const LOCK: &str = "lock";

/// The file that every git at work holds locked too, together with the others of its run: a run
/// that is killed leaves them behind, and they write on.
const AT_WORK: &str = "at-work";

/// How long a git is waited for that outlived its run.
const SURVIVES: Duration = Duration::from_mins(1);

/// How often is looked whether it ended.
const LOOK: Duration = Duration::from_millis(20);

/// The right to change the copies of one host, for as long as this or a clone of it lives: several
/// accounts of a host share them.
#[derive(Clone)]
pub struct Hold {
    pub(crate) copies: Arc<Copies>,
    _lock: Arc<File>,
}

impl Hold {
    /// Takes a folder, which is made where there is none, and removes what a run that was killed
    /// left in it.
    ///
    /// # Errors
    /// When the folder cannot be used, or another run is at work in it.
    pub fn take(folder: &Path) -> Result<Self, MirrorError> {
        let refused = |why| MirrorError::Folder { path: folder.to_owned(), why };
        fs::create_dir_all(folder).map_err(refused)?;
        let lock = File::create(folder.join(LOCK)).map_err(refused)?;
        locked(lock.try_lock(), folder)?;
        survived(folder)?;
        let copies = Copies::at(folder);
        copies.remove_leftovers().map_err(refused)?;
        Ok(Self { copies: Arc::new(copies), _lock: Arc::new(lock) })
    }
}

/// What a git at work in a copy is to hold open.
pub(crate) fn at_work(copy: &Path) -> io::Result<File> {
    let file = copy.with_file_name(AT_WORK);
    let file = File::options().create(true).append(true).open(file)?;
    file.lock_shared()?;
    Ok(file)
}

/// Waits until no git is at work any more that a run left behind.
fn survived(folder: &Path) -> Result<(), MirrorError> {
    let refused = |why| MirrorError::Folder { path: folder.to_owned(), why };
    let file = File::create(folder.join(AT_WORK)).map_err(refused)?;
    let until = Instant::now() + SURVIVES;
    while let Err(TryLockError::WouldBlock) = file.try_lock() {
        if Instant::now() > until {
            return Err(MirrorError::Busy(folder.to_owned()));
        }
        thread::sleep(LOOK);
    }
    Ok(())
}

fn locked(outcome: Result<(), TryLockError>, folder: &Path) -> Result<(), MirrorError> {
    outcome.map_err(|error| match error {
        TryLockError::WouldBlock => MirrorError::Busy(folder.to_owned()),
        TryLockError::Error(why) => MirrorError::Folder { path: folder.to_owned(), why },
    })
}
