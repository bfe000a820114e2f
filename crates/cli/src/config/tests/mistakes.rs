//! How mistakes are told.

use snapbox::{assert_data_eq, str};

use super::said;

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
