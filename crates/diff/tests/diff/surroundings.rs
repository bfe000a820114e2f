//! Shared units and troubles.

use std::collections::BTreeMap;

use milepost_core::{SharedUnit, Trouble, TroubleCode, UnitKind};
use milepost_diff::{Note, diff};

use crate::made::{acme, later, of, rooted};

fn unit(source: &str, consumers: u32) -> SharedUnit {
    SharedUnit {
        source: source.to_owned(),
        kind: UnitKind::Workflow,
        owned: true,
        defined: None,
        consumers,
        switched: Vec::new(),
        versions: BTreeMap::new(),
    }
}

#[test]
fn units_are_followed_by_how_many_use_them_and_under_the_names_of_now() {
    let mut from = acme();
    from.repositories = vec![rooted("acme/ci", "r1")];
    from.units = vec![unit("acme/ci/a.yml", 4), unit("acme/ci/b.yml", 2)];
    let mut to = later(&from);
    to.repositories = vec![rooted("acme/pipelines", "r1")];
    to.units = vec![unit("acme/pipelines/a.yml", 7), unit("acme/pipelines/b.yml", 2)];
    let diff = diff(&from, &to);
    let units: Vec<_> =
        diff.units.iter().map(|it| (it.source.as_str(), it.before, it.after)).collect();
    assert_eq!(units, [("acme/pipelines/a.yml", 4, 7)]);
}

#[test]
fn what_could_not_be_read_is_told_from_what_is_not_there() {
    let from = of(&[("billing", "ss")]);
    let mut to = later(&from);
    let trouble = |code| Trouble {
        path: Some("ci.yml".to_owned()),
        line: None,
        code,
        detail: "x".to_owned(),
    };
    to.repositories[0].troubles = vec![trouble(TroubleCode::Absent), trouble(TroubleCode::NotUtf8)];
    let diff = diff(&from, &to);
    assert_eq!(diff.repositories.troubles[0].came, [trouble(TroubleCode::Absent)]);
}

#[test]
fn what_runs_backwards_and_what_is_of_somebody_else_is_said() {
    let from = of(&[("billing", "ss")]);
    assert_eq!(diff(&later(&from), &from).notes, [Note::Backwards]);
    let mut other = later(&from);
    other.organisation = "zenith".to_owned();
    let organisations =
        Note::Organisations { before: "acme".to_owned(), after: "zenith".to_owned() };
    assert_eq!(diff(&from, &other).notes, [organisations]);
}
