//! Thresholds and verbs, which change rules that ship.

use snapbox::{assert_data_eq, str};

use super::{parse, said};

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
