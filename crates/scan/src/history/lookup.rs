//! Tables that are asked for one thing at a time.

/// What is looked up by a key and never gone through, so that its order, which differs between runs,
/// shows nowhere. Keys are paths, mostly: to compare two that begin alike takes longer than a hash.
#[expect(clippy::disallowed_types, reason = "nothing goes through it in its order")]
pub(super) type Lookup<K, V> = std::collections::HashMap<K, V>;
