//! Points of made-up organisations.

use std::collections::BTreeMap;

use jiff::Timestamp;
use milepost_core::{Bounds, Calendar, Measure, Member, Unknown, Verdict};

use super::point::Stood;
use super::{Point, TAKES};
use crate::measures::{Age, number, unknown};
use crate::rules::Rules;
use crate::settings::Settings;

const ENDS: [&str; 5] = ["2025-06-30", "2025-09-30", "2025-12-31", "2026-03-31", "2026-06-30"];

fn instant(day: &str) -> Timestamp {
    format!("{day}T23:59:59Z").parse().unwrap()
}

fn stood(on_path: Verdict) -> Stood {
    let off = if on_path == Verdict::Fails { vec!["gp.05".to_owned()] } else { Vec::new() };
    let (age, changes) = (Age::Old, Ok(Vec::new()));
    Stood { on_path, off, age, first_deploy: None, apart: false, changes }
}

/// A point at which each of these deployables is on the path, off it, or nobody can tell: `+-?`.
fn point(day: &str, deployables: &[(&str, char)]) -> Point {
    let verdict = |sign: char| match sign {
        '+' => Verdict::Holds,
        '-' => Verdict::Fails,
        _ => Verdict::Unknown,
    };
    let stood = deployables.iter().map(|(id, sign)| ((*id).to_owned(), stood(verdict(*sign))));
    Point {
        at: instant(day),
        measures: Vec::new(),
        stood: stood.collect(),
        standards: BTreeMap::from([("gp.05".to_owned(), "acme/ci".to_owned())]),
        portal: None,
        team: true,
    }
}

/// One deployable for each course, which has a sign for every end of a quarter; a blank is one at
/// which it was not there.
fn courses(courses: &[(&str, &str)]) -> Vec<Point> {
    let at = |place: usize| -> Vec<(&str, char)> {
        let signs = courses.iter().map(|(id, course)| (*id, course.chars().nth(place).unwrap()));
        signs.filter(|(_, sign)| *sign != ' ').collect()
    };
    ENDS.iter().enumerate().map(|(place, day)| point(day, &at(place))).collect()
}

fn taken(points: &[Point], id: &str) -> Measure {
    let (now, earlier) = points.split_last().unwrap();
    let (_, take) = TAKES.iter().find(|(known, _)| *known == id).unwrap();
    take(now, earlier, id)
}

fn census(measure: &Measure) -> (u32, u32, u32) {
    let share = measure.share.unwrap();
    (share.yes, share.no, share.unknown)
}

#[test]
fn who_was_on_the_path_and_is_off_it_has_left() {
    let points = courses(&[
        ("left", "++---"),
        ("back", "+-+++"),
        ("stayed", "+++++"),
        ("never", "-----"),
        ("new", "   ++"),
        ("unclear", "-??--"),
    ]);
    let measure = taken(&points, "gp-defect");
    assert_eq!(census(&measure), (1, 3, 1), "{measure:?}");
    assert_eq!(measure.yes[0].id, "left");
}

#[test]
fn whom_the_standard_left_has_not_left_it() {
    let mut points = courses(&[("loyal", "+++--")]);
    points[4].standards.insert("gp.05".to_owned(), "acme/ci-two".to_owned());
    assert_eq!(census(&taken(&points, "gp-defect")), (0, 1, 0));
}

#[test]
fn a_year_that_was_not_looked_at_tells_nothing() {
    let points = courses(&[("left", "++---")]);
    assert_eq!(taken(&points[2..], "gp-defect").unknown, Some(Unknown::Shallow));
    assert_eq!(taken(&points[4..], "gp-vol.moves").unknown, Some(Unknown::Shallow));
    assert_eq!(taken(&points[3..], "k8s-lag.rise").unknown, Some(Unknown::Shallow));
}

#[test]
fn a_move_to_the_path_is_that_of_whoever_changed_it_meanwhile() {
    let mut points =
        courses(&[("own", "---++"), ("theirs", "---++"), ("both", "-++++"), ("idle", "-++++")]);
    let during = instant("2026-02-01");
    let now = &mut points[4].stood;
    now.get_mut("own").unwrap().changes = Ok(vec![(during, false), (instant("2026-05-01"), true)]);
    now.get_mut("theirs").unwrap().changes = Ok(vec![(during, true)]);
    let summer = instant("2025-08-01");
    now.get_mut("both").unwrap().changes = Ok(vec![(summer, true), (summer, false)]);
    let came = taken(&points, "gp-vol.moves");
    assert_eq!(came.value.map(|it| (it.lo, it.hi)), Some((4.0, 4.0)));
    let own = taken(&points, "gp-vol.moved");
    assert_eq!(census(&own), (1, 2, 1), "{own:?}");
    assert_eq!((own.yes[0].id.as_str(), own.open[0].id.as_str()), ("own", "both"));
    points[4].team = false;
    assert_eq!(taken(&points, "gp-vol.moved").unknown, Some(Unknown::NoTeam));
}

#[test]
fn what_is_new_did_not_move() {
    let mut points = courses(&[("new", "  -++")]);
    points[4].stood.get_mut("new").unwrap().age = Age::New(instant("2025-10-10"));
    assert_eq!(taken(&points, "gp-vol.moves").value, Some(Bounds::exactly(0.0)));
}

#[test]
fn what_is_new_counts_as_it_stood_a_month_after_its_first_deploy() {
    let mut points = courses(&[
        ("came-late", " --++"),
        ("left-since", " ++--"),
        ("fresh", "    +"),
        ("ever", " ++++"),
        ("either", " -+++"),
    ]);
    let deploys = [
        ("came-late", Some("2025-08-20")),
        ("left-since", Some("2025-09-20")),
        ("fresh", Some("2026-06-20")),
        ("ever", None),
        ("either", None),
    ];
    for (id, first) in deploys {
        let stood = points[4].stood.get_mut(id).unwrap();
        stood.age = Age::New(instant("2025-08-01"));
        stood.first_deploy = first.map(instant);
    }
    let open = ["came-late", "left-since", "fresh", "ever", "either"].map(|id| Member {
        id: id.to_owned(),
        way: String::new(),
        evidence: Vec::new(),
    });
    points[4].measures.push(Measure { open: open.to_vec(), ..unknown("gp-new", None) });
    let measure = taken(&points, "gp-new");
    let ids = |members: &[Member]| members.iter().map(|it| it.id.clone()).collect::<Vec<_>>();
    assert_eq!(ids(&measure.yes), ["left-since", "fresh", "ever"], "{measure:?}");
    assert_eq!(ids(&measure.no), ["came-late"]);
    assert_eq!(ids(&measure.open), ["either"], "it came when its first deploy may have been over");
}

fn with(mut point: Point, measure: &str, value: Option<f64>) -> Point {
    let code = value.is_none().then_some(Unknown::External);
    let value = value.map(Bounds::exactly);
    point.measures.push(Measure { value, ..unknown(measure, code) });
    point
}

#[test]
fn clusters_fall_behind_by_what_they_are_further_behind_than_two_quarters_ago() {
    let values = [None, None, Some(1.0), None, Some(3.0)];
    let points = courses(&[]).into_iter().zip(values);
    let points: Vec<Point> = points.map(|(point, lag)| with(point, "k8s-lag", lag)).collect();
    assert_eq!(taken(&points, "k8s-lag.rise").value, Some(Bounds::exactly(2.0)));
    let unclear = taken(&points[..4], "k8s-lag.rise");
    assert_eq!((unclear.value, unclear.unknown), (None, Some(Unknown::External)));
}

#[test]
fn the_path_before_a_portal_is_the_best_of_what_was_looked_at_then() {
    let shares = [0.0, 0.3, 0.2, 0.9, 0.9];
    let points = courses(&[("a", " ++++")]).into_iter().zip(shares);
    let mut points: Vec<Point> =
        points.map(|(point, share)| with(point, "gp-on", Some(share))).collect();
    assert_eq!(taken(&points, "gp-on.before-portal").value, None, "there is none");
    points[4].portal = Some(Ok(instant("2026-02-01")));
    let whole = taken(&points, "gp-on.before-portal");
    assert_eq!(whole.value, Some(Bounds::exactly(0.3)));
    let later = taken(&points[1..], "gp-on.before-portal");
    assert_eq!(later.value, Some(Bounds { lo: 0.3, hi: 1.0 }), "it may have been higher before");
    assert_eq!(taken(&points[3..], "gp-on.before-portal").unknown, Some(Unknown::Shallow));
}

#[test]
fn the_year_before_is_looked_at_by_the_ends_of_its_quarters() {
    let looks = |at: &str| -> Vec<String> {
        let at = at.parse().unwrap();
        super::looks(at, Calendar::default()).iter().map(ToString::to_string).collect()
    };
    let ends = ["2025-09-30T23:59:59Z", "2025-12-31T23:59:59Z", "2026-03-31T23:59:59Z"];
    assert_eq!(looks("2026-06-29T00:00:00Z")[1..], ends);
    assert_eq!(looks("2026-06-30T23:59:59Z")[1..], ends, "its own end is no past");
}

#[test]
fn a_history_that_was_cut_leaves_open_who_left() {
    let mut points = courses(&[("cut", "    -")]);
    points[4].stood.get_mut("cut").unwrap().changes = Err(Unknown::Shallow);
    assert_eq!(census(&taken(&points, "gp-defect")), (0, 0, 1));
}

#[test]
fn stages_follow_from_what_is_told_in_hindsight() {
    let rules = Rules::shipped(&Settings::default()).unwrap();
    let stay = ["a", "b", "c", "d", "e"].map(|id| (id, "+++++"));
    let mut points = courses(&stay);
    for id in ["gp-defect", "gp-vol.moves", "gp-vol.moved"] {
        points[4].measures.push(unknown(id, Some(Unknown::Shallow)));
    }
    points[4].measures.push(number("gp-vol.new", Some(Bounds::exactly(1.0))));
    let verdict = |earlier: &[Point]| {
        let told = points[4].looking_back(earlier, &rules);
        let criteria = told.assessments.into_iter().flat_map(|it| it.criteria);
        criteria.filter(|it| it.id == "five-stages.4.easier").map(|it| it.verdict).next()
    };
    assert_eq!(verdict(&points[..4]), Some(Verdict::Holds));
    assert_eq!(verdict(&[]), Some(Verdict::Unknown));
}
