//! The digest of everything that judges: two snapshots compare only when it is equal.

use milepost_core::Rules;

use crate::rules::Rules as Rulebook;
use crate::score::Made;
use crate::settings::Settings;

/// The rules that make a snapshot, and their digest.
pub fn rules(book: &Rulebook, settings: &Settings, made: &Made<'_>) -> Rules {
    let mut hasher = blake3::Hasher::new();
    for text in &book.texts {
        hasher.update(text.as_bytes());
    }
    // Both are plain maps and lists, whose JSON is the same for the same content.
    for part in [
        serde_json::to_vec(settings),
        serde_json::to_vec(made.detectors),
        serde_json::to_vec(made.verbs),
    ] {
        hasher.update(&part.unwrap_or_default());
    }
    Rules {
        digest: hasher.finalize().to_hex()[..16].to_owned(),
        detectors: made.detectors.clone(),
        profile: format!("{} {}", book.profile.id, book.profile.version),
        milepost: env!("CARGO_PKG_VERSION").to_owned(),
    }
}
