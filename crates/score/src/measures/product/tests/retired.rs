//! Notices past their date, and what became of what they name.

use super::*;
use crate::made_up::{chart, reusable};

/// The page of notices.
const PAGE: &str = "docs/deprecations.md";

/// The last day of the made-up notices; the present is the 30 June.
const DAY: &str = "2026-05-31";

/// Days ago.
const ON_TIME: i64 = 31;
const LATE: i64 = 10;

/// What became of a path, so many days ago.
type Event = (&'static str, i64, Touched);

/// The platform team's repository with a page of notices, one for each list of names, all of the same
/// day.
fn notices(about: &[&[&str]], mut facts: Vec<Fact>) -> Repository {
    let mut page = dated(PAGE, DocumentRole::Deprecation, &vec![(DAY, DAY); about.len()]);
    if let What::Document(document) = &mut page.what {
        for (dated, names) in document.dates.iter_mut().zip(about) {
            dated.about = names.iter().map(|name| (*name).to_owned()).collect();
        }
    }
    facts.push(page);
    theirs("acme/units", facts)
}

/// The repository with a history of so many days that tells these events.
fn told(repository: Repository, days: i64, events: &[Event]) -> Repository {
    let mut paths: Vec<&str> = events.iter().map(|(path, _, _)| *path).collect();
    paths.sort_unstable();
    paths.dedup();
    let mut all: Vec<i64> = events.iter().map(|(_, days, _)| *days).collect();
    all.sort_unstable();
    all.dedup();
    let at = |days: &i64| {
        let own = events.iter().filter(|(_, other, _)| other == days);
        let touches = own.map(|(path, _, how)| {
            let place = paths.iter().position(|it| it == path).unwrap();
            let (bumps, adds) = (Vec::new(), Vec::new());
            Touch { path: u32::try_from(place).unwrap(), how: *how, size: 9, bumps, adds }
        });
        Change { touches: touches.collect(), ..change(*days, 9) }
    };
    let changes = all.iter().map(at).collect();
    let role = |path: &str| {
        if path.ends_with(".md") { PathRole::Document } else { PathRole::Infrastructure }
    };
    let mut repository = with_changes(repository, PAGE, changes);
    let history = repository.history.as_mut().unwrap();
    let path = |path: &&str| HistoryPath {
        path: (*path).to_owned(),
        role: role(path),
        authors: Vec::new(),
        orphans: 0,
    };
    history.paths = paths.iter().map(path).collect();
    history.since = ago(days);
    repository
}

fn on_time(repository: Repository) -> Measure {
    of_team(vec![repository], "deprec.on-time")
}

/// The ways of all that is no, then of all that is open.
fn ways(measure: &Measure) -> Vec<&str> {
    measure.no.iter().chain(&measure.open).map(|member| member.way.as_str()).collect()
}

const CI: &str = ".github/workflows/ci-legacy.yml";

fn removed(days: i64) -> Event {
    (CI, days, Touched::Removed)
}

#[test]
fn what_a_notice_does_not_name_is_open_and_without_any_past_its_date_nothing_is_asked() {
    let measure = on_time(told(notices(&[&[]], vec![]), 460, &[removed(ON_TIME)]));
    assert_eq!(ids(&measure.open), ["acme/units:docs/deprecations.md#7"], "{measure:?}");
    assert_eq!((ways(&measure), bounds(&measure)), (vec!["unmapped"], Some((0.0, 1.0))));
    let later = dated(PAGE, DocumentRole::Deprecation, &[("2026-07-01", "2026-09-30")]);
    let measure = on_time(theirs("acme/units", vec![later]));
    assert!(measure.not_applicable.is_some());
}

#[test]
fn what_still_stands_past_its_date_has_not_gone() {
    let stands = || {
        vec![
            reusable(CI, vec![]),
            chart("charts/base/Chart.yaml", "old", &[]),
            fact("modules/rds/main.tf", What::Infrastructure(terraform())),
        ]
    };
    for name in [
        "ci-legacy.yml",
        "ci-legacy",
        "./.github/workflows/ci-legacy.yml",
        "acme/units/.github/workflows/ci-legacy.yml",
        "old",
        "charts/base/",
        "rds",
    ] {
        let measure = on_time(notices(&[&["gone", name]], stands()));
        assert_eq!((ways(&measure), measure.no.len()), (vec!["still there"], 1), "{name}");
        let at = &measure.no[0].evidence;
        assert_eq!((at.len(), at[0].path.as_str()), (2, PAGE));
    }
}

fn terraform() -> milepost_core::Infrastructure {
    milepost_core::Infrastructure::new(milepost_core::InfrastructureTool::Terraform)
}

#[test]
fn what_was_removed_by_its_last_day_went_on_time_and_later_it_did_not() {
    for name in ["ci-legacy.yml", "ci-legacy", "workflows/ci-legacy.yml"] {
        let of = |days| on_time(told(notices(&[&[name]], vec![]), 460, &[removed(days)]));
        let (early, late) = (of(ON_TIME - 1), of(LATE));
        assert_eq!((early.yes.len(), bounds(&early)), (1, Some((1.0, 1.0))), "{early:?}");
        assert_eq!(early.yes[0].evidence[0].shows, format!("{name} removed on 2026-05-31"));
        assert_eq!(ways(&late), ["removed on 2026-06-20, later than said"]);
    }
}

#[test]
fn what_goes_sooner_than_a_month_after_its_notice_surprises() {
    let began = |days| (PAGE, days, Touched::Added);
    let of = |events: &[Event]| on_time(told(notices(&[&["ci-legacy"]], vec![]), 460, events));
    let on = removed(ON_TIME);
    assert_eq!(ways(&of(&[on, began(ON_TIME + 29)])), ["removed 29 days after the notice"]);
    assert_eq!(ways(&of(&[on, began(LATE)])), ["removed before the notice"]);
    assert_eq!(of(&[on, began(ON_TIME + 30)]).yes.len(), 1);
    let older = (PAGE, ON_TIME + 3, Touched::Changed);
    assert_eq!(of(&[on, older]).yes.len(), 1, "it began before the history that is told");
    let moved = ("deprecations.md", ON_TIME + 3, Touched::Removed);
    assert_eq!(of(&[on, began(ON_TIME + 3), moved]).yes.len(), 1, "it stood elsewhere before");
}

#[test]
fn of_several_names_all_have_to_be_gone_in_time() {
    let names: &[&[&str]] = &[&["ci-legacy", "old"]];
    let of = |events: &[Event]| ways(&on_time(told(notices(names, vec![]), 460, events))).join(",");
    let chart = |days| ("charts/old/Chart.yaml", days, Touched::Removed);
    assert_eq!(of(&[removed(ON_TIME), chart(ON_TIME)]), "");
    assert_eq!(of(&[removed(ON_TIME), chart(LATE)]), "removed on 2026-06-20, later than said");
    assert_eq!(of(&[removed(ON_TIME)]), "unmapped", "nobody knows what the other is");
    assert_eq!(of(&[chart(LATE)]), "removed on 2026-06-20, later than said");
}

#[test]
fn a_removal_that_history_does_not_tell_is_open() {
    let of = |days, events: &[Event]| {
        ways(&on_time(told(notices(&[&["ci-legacy"]], vec![]), days, events))).join(",")
    };
    assert_eq!(of(460, &[]), "unmapped");
    assert_eq!(of(20, &[]), "shallow");
    assert_eq!(of(460, &[(CI, ON_TIME, Touched::Changed)]), "unmapped", "it stands, unread");
    let elsewhere = ("ci/ci-legacy.yml", ON_TIME, Touched::Added);
    assert_eq!(of(460, &[removed(ON_TIME), elsewhere]), "unmapped", "it moved");
    let measure = on_time(notices(&[&["ci-legacy"]], vec![]));
    assert_eq!(ways(&measure), ["shallow"]);
}

#[test]
fn pages_about_it_do_not_keep_it_in_place() {
    let left = page("charts/old/README.md", DocumentRole::Readme);
    let events = [
        ("charts/old/Chart.yaml", ON_TIME, Touched::Removed),
        ("charts/old/README.md", LATE, Touched::Changed),
    ];
    for name in ["old", "charts/old"] {
        let measure = on_time(told(notices(&[&[name]], vec![left.clone()]), 460, &events));
        assert_eq!((measure.yes.len(), measure.open.len()), (1, 0), "{name}");
    }
    let named = on_time(notices(&[&["charts/old/README.md"]], vec![left]));
    assert_eq!(ways(&named), ["still there"]);
}

#[test]
fn of_several_days_on_one_line_the_last_counts() {
    let mut repository = notices(&[&["ci-legacy"], &["ci-legacy"]], vec![reusable(CI, vec![])]);
    let facts = &mut repository.facts;
    let Some(What::Document(document)) = facts.last_mut().map(|fact| &mut fact.what) else {
        unreachable!("the page comes last");
    };
    document.dates[1].line = document.dates[0].line;
    let count = |repository: &Repository| on_time(repository.clone()).no.len();
    assert_eq!(count(&repository), 1);
    if let Some(What::Document(document)) = repository.facts.last_mut().map(|it| &mut it.what) {
        document.dates[1].to = "2026-12-31".parse().unwrap();
    }
    assert!(on_time(repository).not_applicable.is_some());
}
