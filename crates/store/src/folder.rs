//! What the store asks of its folder.

use std::fs::{self, File};
use std::io::{self, ErrorKind};
use std::path::{Path, PathBuf};

use jiff::{SignedDuration, Timestamp};
use tempfile::NamedTempFile;

use crate::limits::LEFTOVER_HOURS;

const TEMPORARY: (&str, &str) = (".milepost-", ".tmp");

/// Makes a folder and those above it, and makes sure of each that it stays.
pub(crate) fn make(folder: &Path) -> io::Result<()> {
    if folder.as_os_str().is_empty() || folder.is_dir() {
        return Ok(());
    }
    let above = folder.parent().unwrap_or(Path::new(""));
    make(above)?;
    match fs::create_dir(folder) {
        Err(error) if error.kind() == ErrorKind::AlreadyExists && folder.is_dir() => Ok(()),
        Err(error) => Err(error),
        Ok(()) => sync(above),
    }
}

/// Makes sure that the names in a folder stay when the machine stops. Where the file system has no
/// such thing, nothing is done.
pub(crate) fn sync(folder: &Path) -> io::Result<()> {
    if cfg!(not(unix)) {
        return Ok(());
    }
    let folder = if folder.as_os_str().is_empty() { Path::new(".") } else { folder };
    match File::open(folder)?.sync_all() {
        Err(error) if matches!(error.kind(), ErrorKind::InvalidInput | ErrorKind::Unsupported) => {
            Ok(())
        }
        synced => synced,
    }
}

/// A file that is nobody's yet, in the folder it will have its name in.
pub(crate) fn temporary(folder: &Path) -> io::Result<NamedTempFile> {
    let (start, end) = TEMPORARY;
    let mut builder = tempfile::Builder::new();
    builder.prefix(start).suffix(end);
    readable(&mut builder);
    builder.tempfile_in(folder)
}

/// What is kept can be read by whom the user's mask lets read, as any other file.
#[cfg(unix)]
fn readable(builder: &mut tempfile::Builder<'_, '_>) {
    use std::os::unix::fs::PermissionsExt as _;
    builder.permissions(fs::Permissions::from_mode(0o666));
}

#[cfg(not(unix))]
fn readable(_: &mut tempfile::Builder<'_, '_>) {}

/// Whether a name is that of a temporary file.
fn is_temporary(name: &str) -> bool {
    let (start, end) = TEMPORARY;
    name.len() > start.len() + end.len() && name.starts_with(start) && name.ends_with(end)
}

/// A file in the folder, with its name and its bytes.
pub(crate) struct Lying {
    pub(crate) name: String,
    pub(crate) path: PathBuf,
    pub(crate) metadata: fs::Metadata,
}

impl Lying {
    /// Whether it is the leftover of a run that did not end.
    pub(crate) fn is_leftover(&self, now: Timestamp) -> bool {
        let changed = self.metadata.modified().ok().and_then(|at| Timestamp::try_from(at).ok());
        let age = changed.map(|at| now.duration_since(at));
        is_temporary(&self.name)
            && age.is_some_and(|age| age > SignedDuration::from_hours(LEFTOVER_HOURS))
    }
}

/// The files of a folder; none when there is no folder. Links are not followed, and what goes away
/// meanwhile is not there.
pub(crate) fn files(folder: &Path) -> io::Result<Vec<Lying>> {
    let listed = match fs::read_dir(folder) {
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(Vec::new()),
        listed => listed?,
    };
    let mut files = Vec::new();
    for entry in listed {
        let entry = entry?;
        let metadata = match entry.metadata() {
            Err(error) if error.kind() == ErrorKind::NotFound => continue,
            metadata => metadata?,
        };
        if let (true, Ok(name)) = (metadata.is_file(), entry.file_name().into_string()) {
            files.push(Lying { name, path: entry.path(), metadata });
        }
    }
    Ok(files)
}

/// Removes a file, unless another run did; gives whether this one did.
pub(crate) fn remove(file: &Path) -> io::Result<bool> {
    match fs::remove_file(file) {
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(false),
        removed => removed.map(|()| true),
    }
}
