//! What happens to repositories between nights.

use std::path::Path;

use jiff::Timestamp;

use super::bare::{self, Change};
use super::repository::Repository;
use super::state::State;

impl State {
    /// Renames a repository; its old name leads to the new one.
    pub fn rename(&mut self, full_name: &str, name: &str) {
        let repository = self.repository(full_name);
        name.clone_into(&mut repository.name);
        let (id, renamed) = (repository.id, repository.full_name());
        self.moved.insert(full_name.to_lowercase(), id);
        for names in self.grants() {
            if names.remove(full_name) {
                names.insert(renamed.clone());
            }
        }
    }

    /// Gives a repository to another account; its old name leads to the new one,
    /// and who was granted it alone is not any more.
    pub fn transfer(&mut self, full_name: &str, owner: &str) {
        let repository = self.repository(full_name);
        owner.clone_into(&mut repository.owner);
        let id = repository.id;
        self.moved.insert(full_name.to_lowercase(), id);
        self.grants().for_each(|names| drop(names.take(full_name)));
    }

    /// Deletes a repository, and says what it was. What is on disk stays.
    ///
    /// # Panics
    /// When there is none.
    pub fn delete(&mut self, full_name: &str) -> Repository {
        let id = self.repository(full_name).id;
        self.grants().for_each(|names| drop(names.take(full_name)));
        self.repositories.remove(&id).expect("it was just found")
    }

    /// Deletes a repository and makes an empty one of the same name in `folder`, under a fresh id,
    /// which it returns.
    pub fn recreate(&mut self, full_name: &str, folder: &Path, at: Timestamp) -> u64 {
        let old = self.delete(full_name);
        let path = folder.join(format!("{}.git", old.name));
        bare::init(&path, "main");
        let mut made = Repository::at(&old.owner, &path);
        (made.created_at, made.updated_at) = (at, at);
        made.visibility = old.visibility;
        self.add(made)
    }
}

impl Repository {
    /// Makes an empty bare repository at `path`, owned by `owner`.
    pub fn empty_at(owner: &str, path: &Path) -> Self {
        bare::init(path, "main");
        Self::at(owner, path)
    }

    /// Pushes a commit to the default branch: paths with their new text, or none when they go.
    /// Says its id.
    pub fn push(&mut self, at: Timestamp, files: &[(&str, Option<&str>)]) -> String {
        self.write(&Change { at, message: "Work on it", files, anew: false })
    }

    /// Replaces the default branch by one commit that knows nothing of what was there.
    pub fn force_push(&mut self, at: Timestamp, files: &[(&str, Option<&str>)]) -> String {
        self.write(&Change { at, message: "Begin anew", files, anew: true })
    }

    /// Moves the default branch to another name, made from where the old one is.
    pub fn move_default_branch(&mut self, to: &str, at: Timestamp) {
        self.leave();
        bare::move_head(&self.path, to);
        to.clone_into(&mut self.default_branch);
        self.updated_at = at;
    }

    /// Removes every branch and tag.
    pub fn remove_everything(&mut self, at: Timestamp) {
        self.leave();
        bare::empty(&self.path);
        self.size = 0;
        (self.pushed_at, self.updated_at) = (Some(at), at);
    }

    /// Leaves the path it shares with others.
    fn leave(&mut self) {
        if let Some(own) = self.own.take() {
            bare::borrow(&own, &self.path);
            self.path = own;
        }
    }

    fn write(&mut self, change: &Change<'_>) -> String {
        self.leave();
        (self.pushed_at, self.updated_at) = (Some(change.at), change.at);
        self.size = self.size.max(1);
        bare::commit(&self.path, &self.default_branch, change)
    }
}
