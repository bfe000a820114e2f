//! The name of a file says the instant of the snapshot in it.

use jiff::Timestamp;

const ENDING: &str = ".json.zst";

/// The name of the file that holds the snapshot of this instant. A colon is no character for a
/// file everywhere, so `2026-09-30T23:59:59Z` is `2026-09-30T23-59-59Z.json.zst`.
pub(crate) fn of(at: Timestamp) -> String {
    format!("{}{ENDING}", at.to_string().replace(':', "-"))
}

/// The instant a file is named by; `None` for one that is no snapshot's. No instant has two names.
pub(crate) fn instant(name: &str) -> Option<Timestamp> {
    let (date, time) = name.strip_suffix(ENDING)?.split_once('T')?;
    let at = format!("{date}T{}", time.replace('-', ":")).parse().ok()?;
    (of(at) == name).then_some(at)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_name_is_the_instant_without_colons_and_keeps_fractions() {
        let name = |at: &str| of(at.parse().unwrap());
        assert_eq!(name("2026-09-30T23:59:59Z"), "2026-09-30T23-59-59Z.json.zst");
        assert_eq!(name("2026-09-30T23:59:59.250Z"), "2026-09-30T23-59-59.25Z.json.zst");
        assert_eq!(name("2026-10-01T01:59:59+02:00"), "2026-09-30T23-59-59Z.json.zst");
    }

    #[test]
    fn other_names_and_other_spellings_of_an_instant_are_not_ours() {
        for name in [
            "",
            ".json.zst",
            "notes.txt",
            "2026-09-30.json.zst",
            "2026-09-30T23-59-59Z.json",
            "2026-09-30T23-59-59Z.json.zst.bak",
            "2026-09-30T23:59:59Z.json.zst",
            "2026-09-30T23-59-59.250Z.json.zst",
            "2026-09-30T23-59-59+00-00.json.zst",
            "2026-09-31T23-59-59Z.json.zst",
            "../2026-09-30T23-59-59Z.json.zst",
            "2026-09-30t23-59-59z.json.zst",
        ] {
            assert_eq!(instant(name), None, "{name}");
        }
    }

    fn any_instant() -> impl Strategy<Value = Timestamp> {
        let seconds = Timestamp::MIN.as_second()..=Timestamp::MAX.as_second();
        (seconds, prop_oneof![Just(0), 0..1_000_000_000])
            .prop_filter_map("an instant", |(s, n)| Timestamp::new(s, n).ok())
    }

    proptest! {
        #[test]
        fn every_instant_is_told_by_its_name(at in any_instant()) {
            let name = of(at);
            prop_assert!(!name.contains([':', '/', '\\']), "{name}");
            prop_assert_eq!(instant(&name), Some(at));
        }

        #[test]
        fn no_name_is_read_as_an_instant_it_does_not_spell(name in "[-+0-9TZ.]{0,30}(\\.json\\.zst)?") {
            if let Some(at) = instant(&name) {
                prop_assert_eq!(of(at), name);
            }
        }
    }
}
