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
people = ["kim@acme.example", "*@platform.acme.example"]
support = ["acme/help"]
support-labels = ["platform-support"]

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

fn owned(texts: &[&str]) -> Vec<String> {
    texts.iter().map(|text| (*text).to_owned()).collect()
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
    assert_data_eq!(
        said(text),
        str![[r#"
milepost.toml:1:1: unknown key "organization"; did you mean "organisation"?
milepost.toml:2:12: "acme/[x" is not a valid glob: unclosed character class; missing ']'
milepost.toml:5:1: unknown step "pipline"; did you mean "pipeline"?
milepost.toml:6:9: expected a unit, or a list of such, found 3
milepost.toml:8:1: the exemption has no "owner"
milepost.toml:10:8: unknown step "gp.99"; did you mean "gp.09"?
milepost.toml:11:10: expected the reason, found an empty string
milepost.toml:12:11: expected a date such as 2026-12-31, found 2026-12-31T10:00:00Z
milepost.toml:15:12: unknown verb "deploi"; docs/configuration.md says where they are listed
milepost.toml: 9 problems
"#]]
    );
}

#[test]
fn a_syntax_error_is_told_alone_with_its_line_and_a_caret() {
    let text = "organisation = \"acme\"\n[standards]\n\tpipeline = acme/workflows\nx =\n";
    assert_data_eq!(
        said(text),
        str![[r#"
milepost.toml:3:13: string values must be quoted, expected literal string
  |
3 | 	pipeline = acme/workflows
  | 	           ^
"#]]
    );
    assert_data_eq!(
        said("a = 1\r\na = 2\r\n"),
        str![[r#"
milepost.toml:2:1: duplicate key
  |
2 | a = 2
  | ^
"#]]
    );
    assert_data_eq!(
        said("[standards"),
        str![[r#"
milepost.toml:1:11: unclosed table, expected `]`
  |
1 | [standards
  |           ^
"#]]
    );
}

#[test]
fn a_date_that_does_not_exist_is_a_syntax_error() {
    assert_data_eq!(
        said("[[exemption]]\nexpires = 2026-02-30\n"),
        str![[r#"
milepost.toml:2:11: invalid date, expected day between 01 and 28
  |
2 | expires = 2026-02-30
  |           ^
"#]]
    );
}

#[test]
fn columns_count_characters() {
    assert_data_eq!(
        said("platform = { team = \"é\", ownrs = [] }"),
        str![[r#"milepost.toml:1:26: unknown key "ownrs" in [platform]; did you mean "owners"?"#]]
    );
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
[platform.exclude]
"#;
    assert_data_eq!(
        said(text),
        str![[r#"
milepost.toml:2:1: unknown key "colour"; docs/configuration.md says where they are listed
milepost.toml:3:1: unknown key "exemptions"; did you mean "exemption"?
milepost.toml:5:1: unknown key "owner" in [platform]; did you mean "owners"?
milepost.toml:7:1: unknown key "staging" in [environments]; expected "production", "preview" or "other"
milepost.toml:9:1: unknown key "leave_out" in [deployables]; did you mean "leave-out"?
milepost.toml:10:1: the exemption has no "deployable"
milepost.toml:10:1: the exemption has no "step"
milepost.toml:10:1: the exemption has no "owner"
milepost.toml:10:1: the exemption has no "reason"
milepost.toml:10:1: the exemption has no "expires"
milepost.toml:11:1: unknown key "steps" in [[exemption]]; did you mean "step"?
milepost.toml:12:8: unknown key "unit" in [verbs]; did you mean "units"?
milepost.toml:13:11: unknown key "exclude" in [platform]; it stands above all sections
milepost.toml: 13 problems
"#]]
    );
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
    assert_data_eq!(
        said(text),
        str![[r#"
milepost.toml:2:16: expected the name of an account, found a list
milepost.toml:3:11: expected a list, each entry a glob of owner/name or owner/name/path, found "acme/toy"
milepost.toml:4:12: expected a section [platform], found "acme"
milepost.toml:5:13: expected a section [standards], found a list
milepost.toml:6:16: expected a section [environments], found true
milepost.toml:7:15: expected a section [deployables], found 1
milepost.toml:8:13: expected sections [[exemption]], found a table
milepost.toml:9:14: expected sections [thresholds."<rule>"], found 0.8
milepost.toml:10:9: expected sections [verbs.units], [verbs.commands], [verbs.names], found "build"
milepost.toml: 9 problems
"#]]
    );
}

#[test]
fn a_standard_may_say_from_when_on_it_is_one() {
    let config = parse("[standards]\ngp.05 = { units = \"acme/x\", valid-from = 2026-03-01 }\n");
    let declared = &config.unwrap().settings.standards["gp.05"];
    assert_eq!(declared.units, ["acme/x"]);
    assert_eq!(declared.valid_from, Some(jiff::civil::date(2026, 3, 1)));
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
deployment = { units = "x", valid-from = "soon" }
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
    assert_data_eq!(
        said(text),
        str![[r#"
milepost.toml:2:12: expected a glob of owner/name or owner/name/path, found 1
milepost.toml:2:15: expected a glob of owner/name or owner/name/path, found an empty string
milepost.toml:4:10: expected a list, each entry the name of an account, found "acme-platform"
milepost.toml:5:8: expected the name of a team, found an empty string
milepost.toml:7:12: expected at least one unit, found an empty list
milepost.toml:8:9: the standard of "image" has no "units"
milepost.toml:8:11: unknown key "unit" in [standards."image"]; did you mean "units"?
milepost.toml:9:10: expected a unit, found 1
milepost.toml:10:42: expected a date such as 2026-12-31, found "soon"
milepost.toml:12:14: expected a list, each entry the name of an environment, found "live"
milepost.toml:14:13: expected a table such as { "acme/toy" = "a demo, never run" }, found a list
milepost.toml:16:13: expected a section [thresholds."top-share"], found 0.8
milepost.toml:18:9: expected a section [verbs.units], found a list
milepost.toml:20:8: expected a verb, or a list of such, found 1
milepost.toml: 14 problems
"#]]
    );
}

#[test]
fn an_account_is_a_name() {
    let text = "organisation = \"https://github.com/acme\"\nplatform = { owners = [\"acme-*\"] }";
    assert_data_eq!(
        said(text),
        str![[r#"
milepost.toml:1:16: expected the name of an account, found "https://github.com/acme"
milepost.toml:2:24: expected the name of an account, found "acme-*"
milepost.toml: 2 problems
"#]]
    );
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
    assert_data_eq!(
        said(text),
        str![[r#"
milepost.toml:4:1: the step "pipeline" (gp.05) is declared twice
milepost.toml:5:1: unknown step "gp.5"; did you mean "gp.05"?
milepost.toml:6:1: unknown step "ap docs"; did you mean "api docs"?
milepost.toml:7:1: unknown step "kubernetes"; docs/configuration.md says where they are listed
milepost.toml:8:9: a * may stand only at the end of a unit, not in "ghcr.io/*/jvm"
milepost.toml: 5 problems
"#]]
    );
}

#[test]
fn an_environment_has_an_exact_name_and_one_class() {
    let text = "[environments]\nproduction = [\"prd-*\", \"live\"]\nother = [\"live\"]\n";
    assert_data_eq!(
        said(text),
        str![[r#"
milepost.toml:2:15: expected an environment's exact name, found "prd-*"
milepost.toml:3:10: "live" stands under two classes
milepost.toml: 2 problems
"#]]
    );
}

#[test]
fn an_excluded_path_is_a_glob_over_owner_name_and_path() {
    let text = r#"exclude = ["toy", "/acme/toy", "acme/{a,b", "acme/toy"]"#;
    assert_data_eq!(
        said(text),
        str![[r#"
milepost.toml:1:12: expected a glob of owner/name or owner/name/path, found "toy"
milepost.toml:1:19: expected a glob of owner/name or owner/name/path, found "/acme/toy"
milepost.toml:1:32: "acme/{a,b" is not a valid glob: unclosed alternate group; missing '}' (maybe escape '{' with '[{]'?)
milepost.toml: 3 problems
"#]]
    );
}

#[test]
fn what_is_left_out_needs_an_id_and_a_reason() {
    let text = r#"
[deployables]
leave-out = { "acme/toy" = "", "toy" = "a demo", "acme/[" = "broken" }
"#;
    assert_data_eq!(
        said(text),
        str![[r#"
milepost.toml:3:28: expected the reason it is left out, found an empty string
milepost.toml:3:32: expected a deployable, owner/name or owner/name//path, found "toy"
milepost.toml:3:50: "acme/[" is not a valid glob: unclosed character class; missing ']'
milepost.toml: 3 problems
"#]]
    );
}

#[test]
fn an_exemption_needs_all_of_its_fields() {
    assert_data_eq!(
        said("\n[[exemption]]\n"),
        str![[r#"
milepost.toml:2:1: the exemption has no "deployable"
milepost.toml:2:1: the exemption has no "step"
milepost.toml:2:1: the exemption has no "owner"
milepost.toml:2:1: the exemption has no "reason"
milepost.toml:2:1: the exemption has no "expires"
milepost.toml: 5 problems
"#]]
    );
}

#[test]
fn an_exemption_ends_on_a_date() {
    let with = |expires: &str| {
        let rest = "deployable = \"acme/x\"\nstep = \"adr\"\nowner = \"x\"\nreason = \"x\"";
        format!("[[exemption]]\n{rest}\nexpires = {expires}\n")
    };
    assert_data_eq!(
        said(&with("\"next year\"")),
        str![[r#"milepost.toml:6:11: expected a date such as 2026-12-31, found "next year""#]]
    );
    assert_data_eq!(
        said(&with("\"2026-02-30\"")),
        str![[r#"milepost.toml:6:11: expected a date such as 2026-12-31, found "2026-02-30""#]]
    );
    assert_data_eq!(
        said(&with("\"2026-12-31T00:00:00\"")),
        str![[
            r#"milepost.toml:6:11: expected a date such as 2026-12-31, found "2026-12-31T00:00:00""#
        ]]
    );
    assert_data_eq!(
        said(&with("2027")),
        str!["milepost.toml:6:11: expected a date such as 2026-12-31, found 2027"]
    );
    assert!(parse(&with("2001-01-01")).is_ok(), "whether it has expired is judged when scoring");
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
    assert_data_eq!(
        said(text),
        str![[r#"
milepost.toml:2:13: unknown rule "std-deploy"; did you mean "five-stages.4.std-deploy"?
milepost.toml:4:13: unknown rule "five-stages.4.std-deploi"; did you mean "five-stages.4.std-deploy"?
milepost.toml:7:1: unknown threshold "topshare" of "five-stages.4.std-deploy"; did you mean "top-share"?
milepost.toml:8:1: unknown threshold "share" of "five-stages.4.std-deploy"; expected "top-share" or "ways"
milepost.toml:9:13: expected a share between 0 and 1, as 0.7 is, found 80
milepost.toml:10:8: expected a number of at least 0, found -1
milepost.toml:12:6: expected a number, found "half"
milepost.toml:13:6: expected a number, found nan
milepost.toml: 8 problems
"#]]
    );
}

#[test]
fn a_rule_may_stand_without_quotes() {
    let bare = parse("[thresholds.five-stages.4.std-deploy]\ntop-share = 0.9\n");
    let quoted = parse("[thresholds.\"five-stages.4.std-deploy\"]\ntop-share = 0.9\n");
    assert!(bare.is_ok());
    assert_eq!(bare, quoted);
    let both = "[thresholds.\"DEL.1\"]\nci = 0.4\n[thresholds.DEL.1]\nci = 0.6\n";
    assert_data_eq!(said(both), str![[r#"milepost.toml:4:6: "ci" is set twice"#]]);
    assert_data_eq!(
        said("[thresholds.five-stages.4.std-deplo]\ntop-share = 0.9\n"),
        str![[
            r#"milepost.toml:1:13: unknown rule "five-stages.4.std-deplo"; did you mean "five-stages.4.std-deploy"?"#
        ]]
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
ship = "deploy"
"#;
    assert_data_eq!(
        said(text),
        str![[r#"
milepost.toml:3:1: expected a unit, with a * at its start or end at most, found "acme/*/build"
milepost.toml:4:19: unknown verb "biuld"; did you mean "build"?
milepost.toml:4:28: unknown verb "deploy:helm"; did you mean "deploy:ci-helm"?
milepost.toml:6:1: expected the first words of a command line, four at most, one space between them, found "make  ship"
milepost.toml:7:1: expected the first words of a command line, four at most, one space between them, found "a b c d e"
milepost.toml:9:1: expected one word in lower-case letters and digits, found "Rollout"
milepost.toml:10:1: expected one word in lower-case letters and digits, found "roll-out"
milepost.toml:11:8: the verb "deploy" says how: "deploy:ci-helm" for one, or "deploy:unseen"
milepost.toml: 8 problems
"#]]
    );
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
    let page = include_str!("../../../../docs/configuration.md");
    for verb in super::verbs::known() {
        assert!(page.contains(&format!("`{verb}`")), "docs/configuration.md does not list {verb}");
    }
    for key in super::KEYS {
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
