//! What an organisation declares of itself: standards, environments, exclusions, exemptions.

use jiff::civil::date;
use snapbox::{assert_data_eq, str};

use super::{parse, said};

#[test]
fn a_standard_may_say_from_when_on_it_is_one() {
    let config = parse("[standards]\ngp.05 = { units = \"acme/x\", valid-from = 2026-03-01 }\n");
    let declared = &config.unwrap().settings.standards["gp.05"];
    assert_eq!(declared.units, ["acme/x"]);
    assert_eq!(declared.valid_from, Some(date(2026, 3, 1)));
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
