//! A made-up organisation of any size: bare repositories with one commit, packed as clones are.

use std::io::Write as _;
use std::path::Path;

use git2::{Buf, IndexEntry, IndexTime, Oid, Repository, RepositoryInitOptions, Signature, Time};

use super::content;
use crate::args::Bench;

/// When everything was committed, in seconds since 1970.
const COMMITTED: i64 = 1_790_000_000;

/// Writes the repositories below `folder`, the same for the same options.
pub(super) fn write(folder: &Path, options: &Bench) -> anyhow::Result<()> {
    for index in 0..options.repositories {
        let path = folder.join("acme").join(format!("{}.git", content::name(index)));
        repository(&path, &content::files(index, options.files))?;
    }
    Ok(())
}

fn repository(path: &Path, files: &[(String, String)]) -> anyhow::Result<()> {
    let mut options = RepositoryInitOptions::new();
    options.bare(true).external_template(false).initial_head("main");
    let repository = Repository::init_opts(path, &options)?;
    let odb = repository.odb()?;
    // Objects are held in memory and written as one pack: that is how clones arrive.
    let memory = odb.add_new_mempack_backend(1_000)?;
    let mut index = repository.index()?;
    for (path, content) in files {
        index.add(&entry(path, repository.blob(content.as_bytes())?))?;
    }
    let tree = repository.find_tree(index.write_tree()?)?;
    let author = Signature::new("A. Person", "person@example.com", &Time::new(COMMITTED, 0))?;
    let commit = repository.commit(None, &author, &author, "Add everything", &tree, &[])?;
    let mut pack = Buf::new();
    memory.dump(&repository, &mut pack)?;
    let mut writer = odb.packwriter()?;
    writer.write_all(&pack)?;
    writer.commit()?;
    repository.reference("refs/heads/main", commit, true, "made up")?;
    Ok(())
}

fn entry(path: &str, id: Oid) -> IndexEntry {
    IndexEntry {
        ctime: IndexTime::new(0, 0),
        mtime: IndexTime::new(0, 0),
        dev: 0,
        ino: 0,
        mode: 0o100_644,
        uid: 0,
        gid: 0,
        file_size: 0,
        id,
        flags: 0,
        flags_extended: 0,
        path: path.as_bytes().to_vec(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The commit of the first repository of an organisation that is made up anew.
    fn commit() -> Oid {
        let folder = tempfile::tempdir().unwrap();
        let options =
            Bench { folders: Vec::new(), repositories: 4, files: 40, rounds: 1, profile: false };
        write(folder.path(), &options).unwrap();
        let found = super::super::corpus::found(&[folder.path().to_owned()]).unwrap();
        assert_eq!(found.len(), 4);
        let corpus = super::super::Corpus::read(found).unwrap();
        assert_eq!(corpus.entries, 160);
        assert!(corpus.blobs > 20);
        let repository = Repository::open(&corpus.found[3].path).unwrap();
        repository.refname_to_id("refs/heads/main").unwrap()
    }

    #[test]
    fn it_is_the_same_every_time() {
        assert_eq!(commit(), commit());
    }
}
