//! The bucket, and what makes it and a folder hold the same.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use milepost_store::{Entry, Store};
use object_store::path::Path as Key;
use object_store::{ObjectMeta, ObjectStore, ObjectStoreExt as _, PutPayload};
use tokio::runtime::Runtime;
use url::Url;

use crate::credentials;
use crate::error::{BucketError, unsigned};
use crate::note::{Note, Same};

/// Bytes of the largest object that is brought here.
const MOST: u64 = 1024 * 1024 * 1024;

/// A folder of an object store, in which snapshots lie.
pub struct Bucket {
    objects: Box<dyn ObjectStore>,
    prefix: Key,
    address: String,
    /// Which credentials are not among the options, if none are.
    lacking: Option<&'static str>,
    store: Store,
    runtime: Runtime,
}

/// What lies here, by name.
type Here = BTreeMap<String, Entry>;

impl Bucket {
    /// Whether a place that was typed is an address and not the path of a folder.
    pub fn is_meant(place: &str) -> bool {
        place.contains("://")
    }

    /// The bucket at an address. Options are named as the clouds' own programs name them in the
    /// environment; those that are not known are passed over. Nobody is asked anything yet.
    ///
    /// # Errors
    /// When the address is none, or of no service that is known, or an option is not valid.
    pub fn open(
        address: &str,
        options: impl IntoIterator<Item = (String, String)>,
        store: Store,
    ) -> Result<Self, BucketError> {
        let wrong = |why: String| BucketError::Address { address: address.to_owned(), why };
        let url = Url::parse(address).map_err(|error| wrong(error.to_string()))?;
        let options: Vec<(String, String)> = options.into_iter().collect();
        let lacking = credentials::lacking(url.scheme(), &options);
        let (objects, prefix) = object_store::parse_url_opts(&url, options)
            .map_err(|error| wrong(unsigned(&error.to_string())))?;
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
        let runtime = runtime.map_err(|error| wrong(error.to_string()))?;
        Ok(Self { objects, prefix, address: address.to_owned(), lacking, store, runtime })
    }

    /// The address.
    pub fn address(&self) -> &str {
        &self.address
    }

    /// The folder that holds what of it is here.
    pub fn store(&self) -> &Store {
        &self.store
    }

    /// Makes folder and bucket hold the same. What is new or other on one side goes to the other; of
    /// two that changed, the bucket's stays.
    ///
    /// # Errors
    /// When the bucket refuses or a file cannot be written. What was settled before stays so.
    pub fn settle(&self) -> Result<(), BucketError> {
        let mut note = Note::read(self.store.folder());
        let settled = self.runtime.block_on(self.settle_by(&mut note));
        if self.store.folder().is_dir() {
            note.write(self.store.folder()).map_err(self.file(self.store.folder()))?;
        }
        settled
    }

    async fn settle_by(&self, note: &mut Note) -> Result<(), BucketError> {
        let (there, here) = (self.there().await?, self.here()?);
        let names: BTreeSet<&String> = there.keys().chain(here.keys()).collect();
        for name in names {
            match (there.get(name), here.get(name)) {
                (Some(object), None) => self.bring((name, object), note).await?,
                (Some(object), Some(file)) => match note.get(name) {
                    Some(same) if same.tag == tag(object) => {
                        if hash(&self.read(&file.path)?) != same.hash {
                            self.put(file, name, note).await?;
                        }
                    }
                    _ => self.bring((name, object), note).await?,
                },
                (None, Some(file)) if note.get(name).is_none() => {
                    self.put(file, name, note).await?;
                }
                (None, Some(file)) => {
                    fs::remove_file(&file.path).map_err(self.file(&file.path))?;
                    note.forget(name);
                }
                (None, None) => {}
            }
        }
        Ok(())
    }

    /// Removes snapshots from the bucket that are gone from the folder.
    ///
    /// # Errors
    /// When the bucket refuses; one that is not there any more is no error.
    pub fn remove<'e>(&self, gone: impl IntoIterator<Item = &'e Entry>) -> Result<(), BucketError> {
        for entry in gone {
            let name = name(entry);
            match self.runtime.block_on(self.objects.delete(&self.key(&name))) {
                Err(object_store::Error::NotFound { .. }) | Ok(()) => {}
                Err(error) => return Err(self.refused(&error)),
            }
        }
        Ok(())
    }

    /// The snapshots that lie in the bucket itself, not in folders of it.
    async fn there(&self) -> Result<BTreeMap<String, ObjectMeta>, BucketError> {
        let listed = self.objects.list_with_delimiter(Some(&self.prefix)).await;
        let listed = listed.map_err(|error| self.refused(&error))?.objects.into_iter();
        let named = listed.filter_map(|object| {
            let name = object.location.filename()?.to_owned();
            Store::names(&name).then_some((name, object))
        });
        Ok(named.collect())
    }

    fn here(&self) -> Result<Here, BucketError> {
        if !self.store.folder().exists() {
            return Ok(Here::new());
        }
        Ok(self.store.list()?.into_iter().map(|entry| (name(&entry), entry)).collect())
    }

    async fn bring(
        &self,
        (name, object): (&str, &ObjectMeta),
        note: &mut Note,
    ) -> Result<(), BucketError> {
        if object.size > MOST {
            let (address, name) = (self.address.clone(), name.to_owned());
            return Err(BucketError::TooLarge { address, name, bytes: object.size, most: MOST });
        }
        let got = self.objects.get(&object.location).await;
        let bytes = match got {
            Ok(got) => got.bytes().await,
            Err(error) => Err(error),
        };
        let bytes = bytes.map_err(|error| self.refused(&error))?;
        self.store.lay(name, &bytes)?;
        note.put(name, Same { tag: tag(object), hash: hash(&bytes) });
        Ok(())
    }

    async fn put(&self, file: &Entry, name: &str, note: &mut Note) -> Result<(), BucketError> {
        let bytes = self.read(&file.path)?;
        let (key, hash) = (self.key(name), hash(&bytes));
        let put = self.objects.put(&key, PutPayload::from(bytes)).await;
        put.map_err(|error| self.refused(&error))?;
        let object = self.objects.head(&key).await.map_err(|error| self.refused(&error))?;
        note.put(name, Same { tag: tag(&object), hash });
        Ok(())
    }

    fn key(&self, name: &str) -> Key {
        self.prefix.clone().join(name)
    }

    fn read(&self, path: &Path) -> Result<Vec<u8>, BucketError> {
        fs::read(path).map_err(self.file(path))
    }

    #[expect(clippy::unused_self, reason = "reads as the other errors of a bucket do")]
    fn file(&self, path: &Path) -> impl FnOnce(std::io::Error) -> BucketError {
        let path = path.to_owned();
        move |source| BucketError::File { path, source }
    }

    fn refused(&self, error: &object_store::Error) -> BucketError {
        let why = unsigned(&error.to_string());
        let address = self.address.clone();
        match self.lacking {
            Some(expected) => BucketError::Unknown { address, expected, why },
            None => BucketError::Refused { address, why },
        }
    }
}

/// What a bucket calls this state of an object: its tag, else its time and size.
fn tag(object: &ObjectMeta) -> String {
    let otherwise = || format!("{} {}", object.last_modified, object.size);
    object.e_tag.clone().unwrap_or_else(otherwise)
}

fn hash(bytes: &[u8]) -> String {
    blake3::hash(bytes).to_hex().to_string()
}

fn name(entry: &Entry) -> String {
    entry.path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default()
}

#[cfg(test)]
mod tests;
