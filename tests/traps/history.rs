//! Traps of history: what is old, cut short, from the future, and who made it.

use std::fs;
use std::path::Path;

use git2::{Oid, Repository};
use milepost_core::StandingName;
use milepost_core::place::Aside;
use milepost_testkit::Ground;

use super::{HARBOUR, HARBOUR_JSON, answer, built, taken};
use crate::{deployable, milepost, repository, snapshot_of};

const TWO_SYSTEMS: &str = "harbour/t37-two-systems";

/// Cuts the history of a bare repository to its newest commit, as `git clone --depth 1` leaves it.
pub(super) fn cut_short(path: &Path) {
    let git = Repository::open(path).expect("it was built");
    let newest = git.head().and_then(|head| head.peel_to_commit()).expect("it has a commit");
    let parent: Oid = newest.parent_id(0).expect("it has a history");
    fs::write(path.join("shallow"), format!("{}\n", newest.id())).expect("it can be written");
    let name = parent.to_string();
    let object = path.join("objects").join(&name[..2]).join(&name[2..]);
    fs::remove_file(object).expect("objects are loose");
}

#[test]
fn t37_of_a_history_cut_short_nothing_is_said() {
    let whole = repository(&HARBOUR, TWO_SYSTEMS);
    assert_eq!(whole.dead.keys().collect::<Vec<_>>(), ["Jenkinsfile"]);
    let ground = Ground::new();
    let folder = built(&ground, "harbour").join("t37-two-systems.git");
    cut_short(&folder);
    let shallow = snapshot_of(&ground, &folder);
    let shallow = repository(&shallow, TWO_SYSTEMS);
    assert!(shallow.troubles.is_empty() && shallow.dead.is_empty());
    let jenkins = shallow.facts.iter().filter(|fact| fact.path == "Jenkinsfile");
    assert_eq!(jenkins.filter(|fact| fact.aside == Some(Aside::Dead)).count(), 0);
}

#[test]
fn t54_what_did_not_change_for_years_counts_for_security_and_ownership_alone() {
    let id = "harbour/t54-old-and-quiet";
    let quiet = deployable(&HARBOUR, id);
    assert_eq!((quiet.active, quiet.counted, &quiet.left_out), (false, false, &None));
    assert!(quiet.dormant);
    for measure in ["ci", "cd", "runbook", "gp-on", "scan", "readme", "secrets.ways"] {
        assert_eq!(answer(&HARBOUR, measure, id), "outside", "{measure}");
    }
    for (measure, said) in [("plain", "yes"), ("plain.prod", "yes"), ("owner", "no")] {
        assert_eq!(answer(&HARBOUR, measure, id), said, "{measure}");
    }
    let put_down = "harbour/t53-put-down";
    assert_eq!(answer(&HARBOUR, "plain", put_down), "outside", "which is left out altogether");
    let secret = taken(&HARBOUR, id, "gp.17");
    assert_eq!(secret.way.as_deref(), Some("dotenv-committed"));
    assert_eq!(secret.evidence[0].path, ".env");
}

#[test]
fn t73_a_commit_from_the_future_makes_nobody_old() {
    assert_eq!(HARBOUR.at.to_string(), "2026-03-02T09:00:00Z");
    assert!(deployable(&HARBOUR, "harbour/t73-from-the-future").counted);
    assert!(deployable(&HARBOUR, "harbour/t57-enclave").counted);
}

#[test]
fn t75_nobody_is_named() {
    let ground = Ground::new();
    let folder = built(&ground, "harbour");
    let report = milepost(&ground).args(["scan"]).args([&folder]).run().stdout;
    for said in [&*HARBOUR_JSON, &report] {
        assert!(said.contains("harbour/t37-two-systems") || said.contains("harbour at"));
        for person in ["Kvernberg", "Szentgyorgyi", "astrid", "bela@", "@example.com"] {
            assert!(!said.contains(person), "{person}");
        }
    }
}

#[test]
fn t72_a_snapshot_says_which_rules_made_it() {
    let ground = Ground::new();
    let folder = built(&ground, "skiff");
    let config = ground.path().join("stricter.toml");
    fs::write(&config, "[thresholds.\"five-stages.4.std-deploy\"]\ntop-share = 0.9\n").unwrap();
    let scan = || milepost(&ground).args(["scan", "--format", "json"]).args([&folder]);
    let plain = scan().run().snapshot();
    let stricter = scan().args(["--config"]).args([&config]).run().snapshot();
    assert_eq!(plain.repositories, stricter.repositories, "the evidence is the same");
    assert_ne!(plain.rules.digest, stricter.rules.digest);
    assert_eq!(plain.rules.detectors, stricter.rules.detectors);
    assert!(plain.rules.detectors.get("ci").is_some_and(|version| *version > 0));
}

#[test]
fn t53_what_is_put_down_leaves_the_count_and_stays_in_the_list() {
    let put_down = deployable(&HARBOUR, "harbour/t53-put-down");
    assert!(put_down.active && !put_down.counted);
    assert!(put_down.left_out.as_deref().unwrap().contains("deprecated"));
    assert_eq!(answer(&HARBOUR, "ci", "harbour/t53-put-down"), "outside");
    assert_eq!(taken(&HARBOUR, "harbour/t53-put-down", "gp.05").standing, StandingName::OwnWay);
}

#[test]
fn t53_when_much_of_what_is_run_does_not_count_the_report_warns_with_the_counts() {
    let ground = Ground::new();
    let folder = built(&ground, "wharf");
    let config = ground.path().join("milepost.toml");
    fs::write(&config, "[deployables]\nleave-out = { \"wharf/crane\" = \"a demo\" }\n").unwrap();
    let scan = || milepost(&ground).args(["scan", "--config"]).args([&config, &folder]);
    let wharf = scan().args(["--format", "json"]).run().snapshot().population;
    let by = (wharf.by_lifecycle, wharf.by_configuration, wharf.by_inactivity);
    assert_eq!((wharf.run, wharf.counted, by), (5, 2, (1, 1, 1)));
    let report = scan().run().stdout;
    let warning = "  warning: 3 of 5 that are run do not count (60 %):\n    \
                   1 by lifecycle, 1 by the configuration, 1 quiet for a year\n";
    assert!(report.contains(warning), "{report}");
    assert!(wharf.thinned && !HARBOUR.population.thinned, "there it is two of many");
    assert!(HARBOUR.population.by_lifecycle > 0 && HARBOUR.population.by_inactivity > 0);
}
