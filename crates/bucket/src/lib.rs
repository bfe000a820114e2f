//! A store of snapshots that lies in an object store: S3, Google Cloud Storage, Azure Blob Storage,
//! or a folder by its address.
//!
//! What of it is here lies in a folder, which is a [`milepost_store::Store`] like any other.
//! [`Bucket::settle`] makes both hold the same: what is new on either side goes to the other, and
//! what was removed there is removed here. Nothing is removed there but by [`Bucket::remove`], so a
//! folder that is lost costs nothing. What both knew last is noted in the folder, by which a new
//! snapshot that never came to the bucket is told from one that was removed from it.

mod bucket;
mod credentials;
mod error;
mod note;

pub use bucket::Bucket;
pub use error::BucketError;
