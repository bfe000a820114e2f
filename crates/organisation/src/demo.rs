//! The organisation that the binary carries to show itself on.

use include_dir::{Dir, include_dir};

use crate::files::Files;
use crate::{Error, Organisation};

static DEMO: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/../../fixtures/orgs/demo");

/// The organisation that shows what milepost does, carried in the binary.
///
/// # Errors
/// Never: a test builds it.
pub fn demo() -> Result<Organisation, Error> {
    let mut files = Files::new();
    collect(&DEMO, &mut files);
    Organisation::from_files(files)
}

fn collect(folder: &Dir<'_>, files: &mut Files) {
    for file in folder.files() {
        let path = file.path().to_string_lossy().replace('\\', "/");
        files.insert(path, file.contents().to_vec());
    }
    for inner in folder.dirs() {
        collect(inner, files);
    }
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;
    use crate::files;

    /// What is carried is fixed when this crate is built: a file that is new since then is missed.
    #[test]
    fn what_is_carried_is_what_lies_in_the_folder() {
        let mut carried = Files::new();
        collect(&DEMO, &mut carried);
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fixtures/orgs/demo");
        let lying = files::of_folder(&folder).unwrap();
        let paths = |files: &Files| files.keys().cloned().collect::<Vec<_>>();
        assert_eq!(paths(&carried), paths(&lying));
        assert!(carried == lying, "a file changed since this was built");
    }
}
