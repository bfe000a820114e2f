//! A snapshot for eyes. Nothing is computed here: every number comes from the snapshot.
