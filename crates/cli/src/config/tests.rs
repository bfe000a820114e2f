use jiff::civil::date;
use milepost_score::{Declared, EnvironmentClass, Exemption, Rulebook, Settings};
use snapbox::{assert_data_eq, str};

use super::{Config, FILE};

fn parse(text: &str) -> Result<Config, String> {
    let rules = Rulebook::shipped(&Settings::default()).unwrap();
    Config::parse(FILE, text, &rules).map_err(|problems| problems.to_string())
}

/// Everything that is said of a text that is wrong.
fn said(text: &str) -> String {
    parse(text).expect_err("the text is wrong")
}

const FULL: &str = r#"
organisation = "acme"
exclude = ["acme/sandbox-*", "acme/billing/legacy/**", "acme/toy/"]

[platform]
owners = ["acme-platform"]
team = "platform"

[standards]
pipeline = ["acme/workflows", "acme/actions/*"]
"gp.08" = "ghcr.io/acme"
gp.10 = "https://charts.acme.example"
"api docs" = "acme/api-docs"

[environments]
production = ["live", "eu"]
preview = ["scratch"]
other = ["prod-like"]

[deployables]
leave-out = { "acme/toy" = "a demo, never run", "acme/mono//tools/*" = "run by developers" }

[[exemption]]
deployable = "acme/billing"
step = "pipeline"
owner = "payments"
reason = "must build in the certified enclave"
expires = 2026-12-31

[[exemption]]
deployable = "acme/ledger*"
step = "gp.08"
owner = "payments"
reason = "waits for the new base"
expires = "2019-01-31"

[thresholds."five-stages.4.std-deploy"]
top-share = 0.8
ways = 3

[thresholds.standard]
strong = 1

[verbs.units]
"acme/release-action" = ["build", "release"]
[verbs.commands]
"./ship now" = "deploy:manual-script"
[verbs.names]
rollout = ["deploy:unseen"]
"#;

#[test]
fn a_full_file_gives_exactly_these_settings() {
    let declared = |units: &[&str]| Declared {
        units: owned(units),
    };
    let config = parse(FULL).unwrap();
    let settings = Settings {
        organisation: Some("acme".to_owned()),
        platform_owners: owned(&["acme-platform"]),
        platform_team: Some("platform".to_owned()),
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
            (
                "five-stages.4.std-deploy",
                [("top-share", 0.8), ("ways", 3.0)].as_slice(),
            ),
            ("standard", &[("strong", 1.0)]),
        ]
        .map(|(rule, numbers)| {
            let numbers = numbers
                .iter()
                .map(|(name, number)| ((*name).to_owned(), *number));
            (rule.to_owned(), numbers.collect())
        })
        .into(),
        exemptions: exemptions(),
        left_out: [
            ("acme/toy", "a demo, never run"),
            ("acme/mono//tools/*", "run by developers"),
        ]
        .map(|(id, reason)| (id.to_owned(), reason.to_owned()))
        .into(),
        present: None,
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

fn owned(texts: &[&str]) -> Vec<String> {
    texts.iter().map(|text| (*text).to_owned()).collect()
}

#[test]
fn what_is_excluded_goes_with_everything_in_it() {
    assert_eq!(
        parse(FULL).unwrap().excluded,
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
        verbs
            .iter()
            .map(ToString::to_string)
            .collect::<Vec<_>>()
            .join(" ")
    };
    assert_eq!(
        table.of_unit("acme/release-action").map(names).as_deref(),
        Some("build release")
    );
    let ship = table.of_command(&["./ship", "now", "please"]);
    assert_eq!(ship.map(names).as_deref(), Some("deploy:manual-script"));
    assert_eq!(names(&table.of_name("rollout.yml")), "deploy:unseen");
    assert_eq!(
        table.of_unit("actions/checkout").map(names).as_deref(),
        Some("checkout")
    );
}

#[test]
fn line_ends_of_windows_and_a_byte_order_mark_change_nothing() {
    let windows = format!("\u{feff}{}", FULL.replace('\n', "\r\n"));
    assert_eq!(parse(&windows), parse(FULL));
    assert_data_eq!(said("\u{feff}a = 1\r\nb = 2\r\n"), str![]);
}

#[test]
fn an_empty_file_says_nothing() {
    assert_eq!(parse(""), Ok(Config::default()));
    assert_eq!(parse("# nothing\n\n"), Ok(Config::default()));
}

#[test]
fn all_of_several_mistakes_are_told_in_the_order_of_lines() {
    let text = r#"organization = "acme"
exclude = ["acme/[x"]

[standards]
pipline = "acme/workflows"
image = 3

[[exemption]]
deployable = "acme/billing"
step = "gp.99"
reason = " "
expires = 2026-12-31T10:00:00Z

[verbs.names]
rollout = ["deploi"]
"#;
    assert_data_eq!(said(text), str![]);
}

#[test]
fn a_syntax_error_is_told_alone_with_its_line_and_a_caret() {
    let text = "organisation = \"acme\"\n[standards]\n\tpipeline = acme/workflows\nx =\n";
    assert_data_eq!(said(text), str![]);
    assert_data_eq!(said("a = 1\r\na = 2\r\n"), str![]);
    assert_data_eq!(said("[standards"), str![]);
}

#[test]
fn a_date_that_does_not_exist_is_a_syntax_error() {
    assert_data_eq!(said("[[exemption]]\nexpires = 2026-02-30\n"), str![]);
}

#[test]
fn columns_count_characters() {
    assert_data_eq!(said("platform = { team = \"é\", ownrs = [] }"), str![]);
}

#[test]
fn unknown_keys_are_told_at_every_level() {
    let text = r#"
colour = "green"
exemptions = []
[platform]
owner = ["x"]
[environments]
staging = ["x"]
[deployables]
leave_out = {}
[[exemption]]
steps = "pipeline"
[verbs.unit]
"#;
    assert_data_eq!(said(text), str![]);
}

#[test]
fn values_of_the_wrong_type_are_told_with_what_was_expected() {
    let text = r#"
organisation = ["acme"]
exclude = "acme/toy"
platform = "acme"
standards = []
environments = true
deployables = 1
exemption = { step = "pipeline" }
thresholds = 0.8
verbs = "build"
"#;
    assert_data_eq!(said(text), str![]);
}

#[test]
fn values_inside_sections_have_types_too() {
    let text = r#"
exclude = [1, ""]
[platform]
owners = "acme-platform"
team = ""
[standards]
pipeline = []
image = { unit = "x" }
chart = [1]
[environments]
production = "live"
[deployables]
leave-out = ["acme/toy"]
[thresholds]
top-share = 0.8
[verbs]
units = ["x"]
[verbs.commands]
make = 1
"#;
    assert_data_eq!(said(text), str![]);
}

#[test]
fn an_account_is_a_name() {
    let text = "organisation = \"https://github.com/acme\"\nplatform = { owners = [\"acme-*\"] }";
    assert_data_eq!(said(text), str![]);
}

#[test]
fn a_standard_needs_a_step_that_exists_once() {
    let text = r#"
[standards]
pipeline = "acme/workflows"
"gp.05" = "acme/other"
gp.5 = "acme/workflows"
"ap docs" = "x"
kubernetes = "acme/cluster"
image = "ghcr.io/*/jvm"
"#;
    assert_data_eq!(said(text), str![]);
}

#[test]
fn an_environment_has_an_exact_name_and_one_class() {
    let text = "[environments]\nproduction = [\"prd-*\", \"live\"]\nother = [\"live\"]\n";
    assert_data_eq!(said(text), str![]);
}

#[test]
fn an_excluded_path_is_a_glob_over_owner_name_and_path() {
    let text = r#"exclude = ["toy", "/acme/toy", "acme/{a,b", "acme/toy"]"#;
    assert_data_eq!(said(text), str![]);
}

#[test]
fn what_is_left_out_needs_an_id_and_a_reason() {
    let text = r#"
[deployables]
leave-out = { "acme/toy" = "", "toy" = "a demo", "acme/[" = "broken" }
"#;
    assert_data_eq!(said(text), str![]);
}

#[test]
fn an_exemption_needs_all_of_its_fields() {
    assert_data_eq!(said("\n[[exemption]]\n"), str![]);
}

#[test]
fn an_exemption_ends_on_a_date() {
    let with = |expires: &str| {
        let rest = "deployable = \"acme/x\"\nstep = \"adr\"\nowner = \"x\"\nreason = \"x\"";
        format!("[[exemption]]\n{rest}\nexpires = {expires}\n")
    };
    assert_data_eq!(said(&with("\"next year\"")), str![]);
    assert_data_eq!(said(&with("\"2026-02-30\"")), str![]);
    assert_data_eq!(said(&with("\"2026-12-31T00:00:00\"")), str![]);
    assert_data_eq!(said(&with("2027")), str![]);
    assert!(
        parse(&with("2001-01-01")).is_ok(),
        "whether it has expired is judged when scoring"
    );
}

#[test]
fn a_threshold_must_be_one_that_ships_and_make_sense() {
    let text = r#"
[thresholds."std-deploy"]
top-share = 0.8
[thresholds."five-stages.4.std-deploi"]
top-share = 0.8
[thresholds."five-stages.4.std-deploy"]
topshare = 0.8
share = 0.8
top-share = 80
ways = -1
[thresholds."DEL.1"]
ci = "half"
cd = nan
"#;
    assert_data_eq!(said(text), str![]);
}

#[test]
fn a_rule_may_stand_without_quotes() {
    let bare = parse("[thresholds.five-stages.4.std-deploy]\ntop-share = 0.9\n");
    let quoted = parse("[thresholds.\"five-stages.4.std-deploy\"]\ntop-share = 0.9\n");
    assert!(bare.is_ok());
    assert_eq!(bare, quoted);
    let both = "[thresholds.\"DEL.1\"]\nci = 0.4\n[thresholds.DEL.1]\nci = 0.6\n";
    assert_data_eq!(said(both), str![]);
    assert_data_eq!(
        said("[thresholds.five-stages.4.std-deplo]\ntop-share = 0.9\n"),
        str![]
    );
}

#[test]
fn verbs_must_exist_and_their_keys_must_be_able_to_match() {
    let text = r#"
[verbs.units]
"acme/*/build" = ["build"]
"acme/build@*" = ["biuld", "deploy:helm"]
[verbs.commands]
"make  ship" = ["build"]
"a b c d e" = ["build"]
[verbs.names]
Rollout = ["deploy:unseen"]
"roll-out" = []
"#;
    assert_data_eq!(said(text), str![]);
}

#[test]
fn a_file_that_was_named_must_be_there_and_be_text() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("other.toml");
    let missing = Config::read(Some(&path)).expect_err("it is missing");
    assert!(missing.to_string().starts_with("cannot read "), "{missing}");
    std::fs::write(&path, b"a = 1\nb = \"\xff\"\n").unwrap();
    let broken = Config::read(Some(&path))
        .expect_err("it is no text")
        .to_string();
    let broken = broken.replace(&path.display().to_string(), FILE);
    assert_data_eq!(broken, str![]);
}
