//! A file as a whole: what it gives, how it is read, and the page about it.

use jiff::civil::date;
use milepost_score::{Declared, EnvironmentClass, Exemption, Settings};
use snapbox::{assert_data_eq, str};

use super::{FULL, owned, parse, said};
use crate::config::{Config, FILE};

#[test]
fn a_full_file_gives_exactly_these_settings() {
    let declared = |units: &[&str]| Declared { units: owned(units), valid_from: None };
    let config = parse(FULL).unwrap();
    let settings = Settings {
        organisation: Some("acme".to_owned()),
        platform_owners: owned(&["acme-platform"]),
        platform_team: Some("platform".to_owned()),
        support: owned(&["acme/help"]),
        support_labels: owned(&["platform-support"]),
        teams: std::collections::BTreeSet::new(),
        platform_people: owned(&["kim@acme.example", "*@platform.acme.example"]),
        standards: [
            ("gp.05", declared(&["acme/workflows", "acme/actions/*"])),
            ("gp.08", declared(&["ghcr.io/acme"])),
            ("gp.10", declared(&["https://charts.acme.example"])),
            ("gp.29", declared(&["acme/api-docs"])),
        ]
        .map(|(step, declared)| (step.to_owned(), declared))
        .into(),
        environments: [
            ("live", EnvironmentClass::Production),
            ("eu", EnvironmentClass::Production),
            ("scratch", EnvironmentClass::Preview),
            ("prod-like", EnvironmentClass::Other),
        ]
        .map(|(name, class)| (name.to_owned(), class))
        .into(),
        thresholds: [
            ("five-stages.4.std-deploy", [("top-share", 0.8), ("ways", 3.0)].as_slice()),
            ("standard", &[("strong", 1.0)]),
        ]
        .map(|(rule, numbers)| {
            let numbers = numbers.iter().map(|(name, number)| ((*name).to_owned(), *number));
            (rule.to_owned(), numbers.collect())
        })
        .into(),
        exemptions: exemptions(),
        left_out: [("acme/toy", "a demo, never run"), ("acme/mono//tools/*", "run by developers")]
            .map(|(id, reason)| (id.to_owned(), reason.to_owned()))
            .into(),
        excluded: owned(&[
            "acme/sandbox-*",
            "acme/sandbox-*/**",
            "acme/billing/legacy/**",
            "acme/toy",
            "acme/toy/**",
        ]),
        present: None,
        at: None,
    };
    assert_eq!(config.settings, settings);
}

fn exemptions() -> Vec<Exemption> {
    vec![
        Exemption {
            deployable: "acme/billing".to_owned(),
            step: "gp.05".to_owned(),
            owner: "payments".to_owned(),
            reason: "must build in the certified enclave".to_owned(),
            expires: date(2026, 12, 31),
        },
        Exemption {
            deployable: "acme/ledger*".to_owned(),
            step: "gp.08".to_owned(),
            owner: "payments".to_owned(),
            reason: "waits for the new base".to_owned(),
            expires: date(2019, 1, 31),
        },
    ]
}

#[test]
fn what_is_excluded_goes_with_everything_in_it() {
    assert_eq!(
        parse(FULL).unwrap().settings.excluded,
        [
            "acme/sandbox-*",
            "acme/sandbox-*/**",
            "acme/billing/legacy/**",
            "acme/toy",
            "acme/toy/**"
        ]
    );
}

#[test]
fn verbs_are_added_to_those_that_ship() {
    let table = parse(FULL).unwrap().verb_table();
    let names = |verbs: &[milepost_core::Verb]| {
        verbs.iter().map(ToString::to_string).collect::<Vec<_>>().join(" ")
    };
    assert_eq!(table.of_unit("acme/release-action").map(names).as_deref(), Some("build release"));
    let ship = table.of_command(&["./ship", "now", "please"]);
    assert_eq!(ship.map(names).as_deref(), Some("deploy:manual-script"));
    assert_eq!(names(&table.of_name("rollout.yml")), "deploy:unseen");
    assert_eq!(table.of_unit("actions/checkout").map(names).as_deref(), Some("checkout"));
}

#[test]
fn line_ends_of_windows_and_a_byte_order_mark_change_nothing() {
    let windows = format!("\u{feff}{}", FULL.replace('\n', "\r\n"));
    assert_eq!(parse(&windows), parse(FULL));
    assert_data_eq!(
        said("\u{feff}a = 1\r\nb = 2\r\n"),
        str![[r#"
milepost.toml:1:1: unknown key "a"; docs/configuration.md says where they are listed
milepost.toml:2:1: unknown key "b"; docs/configuration.md says where they are listed
milepost.toml: 2 problems
"#]]
    );
}

#[test]
fn an_empty_file_says_nothing() {
    assert_eq!(parse(""), Ok(Config::default()));
    assert_eq!(parse("# nothing\n\n"), Ok(Config::default()));
}

#[test]
fn a_file_that_was_named_must_be_there_and_be_text() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("other.toml");
    let missing = Config::read(Some(&path)).expect_err("it is missing");
    assert!(missing.to_string().starts_with("cannot read "), "{missing}");
    std::fs::write(&path, b"a = 1\nb = \"\xff\"\n").unwrap();
    let broken = Config::read(Some(&path)).expect_err("it is no text").to_string();
    let broken = broken.replace(&path.display().to_string(), FILE);
    assert_data_eq!(broken, str!["milepost.toml:2:6: expected UTF-8, found other bytes"]);
}

/// The page explains every key and verb there is, and each of its examples is valid.
#[test]
fn the_page_is_true() {
    let page = include_str!("../../../../../docs/configuration.md");
    for verb in crate::config::verbs::known() {
        assert!(page.contains(&format!("`{verb}`")), "docs/configuration.md does not list {verb}");
    }
    for key in crate::config::KEYS {
        assert!(
            page.contains(&format!("## `{key}`")),
            "docs/configuration.md has no part on {key}"
        );
    }
    let examples: Vec<&str> = page.split("```toml\n").skip(1).collect();
    assert!(!examples.is_empty());
    for example in examples {
        let text = example.split("```").next().unwrap_or_default();
        assert_eq!(parse(text).map(|_| ()), Ok(()), "{text}");
    }
}
