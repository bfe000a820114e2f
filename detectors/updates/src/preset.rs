//! Presets a Renovate configuration stands on, under one name each.

use milepost_core::{Pin, UnitKind, Use, What};
use milepost_syntax::reading::is_computed;

/// The use of a preset as `extends` names it; a computed name tells nothing.
pub(crate) fn used(written: &str) -> Option<What> {
    let written = written.trim();
    if written.is_empty() || is_computed(written) {
        return None;
    }
    let (bare, reference) = split_version(without_arguments(written));
    let source = match bare.split_once('>') {
        Some((_, located)) => in_repository(located),
        None => bare.to_owned(),
    };
    let pin = reference.map_or(Pin::None, Pin::of_git_ref);
    let version = reference.map(ToOwned::to_owned);
    Some(What::Use(Use { unit: UnitKind::Preset, source, version, pin, name: None }))
}

/// `:label(urgent)` is `:label`, whatever it is told.
fn without_arguments(written: &str) -> &str {
    written.find('(').and_then(|at| written.get(..at)).unwrap_or(written)
}

/// Only a preset in a repository can be held at a version.
fn split_version(written: &str) -> (&str, Option<&str>) {
    match written.split_once('#') {
        Some((bare, reference)) if bare.contains('>') => {
            (bare, Some(reference).filter(|reference| !reference.is_empty()))
        }
        _ => (written, None),
    }
}

/// `owner/repo`, `owner/repo:preset` or `owner/repo//path`: the default preset needs no name, and
/// `.json` is what Renovate adds when it is left out.
fn in_repository(located: &str) -> String {
    let bare = located.strip_suffix(".json").unwrap_or(located);
    bare.strip_suffix(":default").unwrap_or(bare).to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written(text: &str) -> String {
        used(text).map(|what| what.to_string()).unwrap_or_default()
    }

    #[test]
    fn two_ways_to_write_one_preset_are_equal() {
        assert_eq!(written("github>acme/renovate:base.json"), written("local>acme/renovate:base"));
        assert_eq!(written("local>acme/renovate:default"), written("local>acme/renovate"));
    }

    #[test]
    fn a_preset_in_a_repository_may_be_held_at_a_version() {
        assert_eq!(
            written("github>acme/renovate//presets/jvm.json#v1.2.3"),
            "use preset acme/renovate//presets/jvm version=v1.2.3 pin=exact"
        );
        assert_eq!(
            written("github>acme/renovate#main"),
            "use preset acme/renovate version=main pin=branch"
        );
    }

    #[test]
    fn a_built_in_preset_keeps_its_name_and_loses_its_arguments() {
        assert_eq!(written("config:recommended"), "use preset config:recommended pin=none");
        assert_eq!(written(":label(urgent)"), "use preset :label pin=none");
        assert_eq!(written("npm>acme(https://example.org/#a)"), "use preset acme pin=none");
    }

    #[test]
    fn a_computed_preset_tells_nothing() {
        assert_eq!(used("local>{{ owner }}/renovate"), None);
    }
}
