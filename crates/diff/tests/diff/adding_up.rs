//! What holds of any two snapshots.

use milepost_core::{Certainty, Class, Snapshot};
use milepost_diff::{Diff, Fraction, Passage, Points, Split, diff};
use proptest::prelude::*;

use crate::made::{acme, deployable, judge, later, part, repository};

/// A service that may be there: how it takes the steps, whether it counts, whether it changed.
type Service = (String, bool, bool, bool);

fn service() -> impl Strategy<Value = Service> {
    ("[soaeun]{4}", any::<bool>(), any::<bool>(), any::<bool>())
}

/// Services under up to twelve names, each of them there or not, some in a monorepo.
fn snapshot() -> impl Strategy<Value = Snapshot> {
    prop::collection::vec(prop::option::of(service()), 0..12).prop_map(|services| {
        let mut snapshot = acme();
        for (place, service) in services.into_iter().enumerate() {
            if let Some(service) = service {
                add(&mut snapshot, place, service);
            }
        }
        snapshot.repositories.sort_by(|a, b| a.id.cmp(&b.id));
        snapshot.deployables.sort_by(|a, b| a.id.cmp(&b.id));
        snapshot
    })
}

fn add(snapshot: &mut Snapshot, place: usize, (takes, counted, changed, unreadable): Service) {
    let together = place.is_multiple_of(3);
    let id = if together { "acme/mono".to_owned() } else { format!("acme/s{place}") };
    let path = if together { format!("services/s{place}") } else { String::new() };
    let mut deployable = if together { part(&id, &path, &takes) } else { deployable(&id, &takes) };
    deployable.counted = counted;
    deployable.certainty = if counted { Certainty::Certain } else { Certainty::Possible };
    judge(&mut deployable);
    if !snapshot.repositories.iter().any(|it| it.id == id) {
        let mut repository = repository(&id, if changed { 'b' } else { 'a' });
        repository.born = changed.then(|| "2026-08-01T00:00:00Z".parse().expect("an instant"));
        if unreadable && !together {
            repository.class = Class::Unreadable;
        }
        snapshot.repositories.push(repository);
    }
    let class = snapshot.repositories.iter().find(|it| it.id == id).map(|it| it.class);
    if class != Some(Class::Unreadable) {
        snapshot.deployables.push(deployable);
    }
}

fn adds_up(split: &Split) -> Result<(), TestCaseError> {
    let sum = |of: fn(&Points) -> i64| -> i64 {
        split.parts.iter().map(|part| of(&part.by.points)).sum()
    };
    prop_assert_eq!(sum(|it| it.lo), split.change.points.lo, "printed, lower");
    prop_assert_eq!(sum(|it| it.hi), split.change.points.hi, "printed, upper");
    prop_assert_eq!(total(split.parts.iter().map(|it| &it.by.lo)), split.change.lo.clone());
    prop_assert_eq!(total(split.parts.iter().map(|it| &it.by.hi)), split.change.hi.clone());
    Ok(())
}

/// The exact sum of fractions, by way of what they are written as.
fn total<'f>(fractions: impl Iterator<Item = &'f Fraction>) -> Fraction {
    fractions.fold(Fraction::zero(), |sum, it| sum.plus(it))
}

fn ids(passages: &[Passage]) -> Vec<&str> {
    let mut ids: Vec<&str> = passages.iter().map(|it| it.id.as_str()).collect();
    ids.sort_unstable();
    ids
}

/// The counts behind the coverage, as the parts must explain them.
fn explains(diff: &Diff) -> Result<(), TestCaseError> {
    for (share, range) in [
        (diff.coverage.before, diff.coverage.on.before.as_ref()),
        (diff.coverage.after, diff.coverage.on.after.as_ref()),
    ] {
        let whole = |it: u32| usize::try_from(it).expect("as many as there are");
        let of = |part: u32| Fraction::of(whole(part), whole(share.total()));
        match range {
            None => prop_assert_eq!(share.total(), 0),
            Some(range) => {
                prop_assert_eq!(&range.lo, &of(share.yes));
                prop_assert_eq!(&range.hi, &of(share.yes + share.unknown));
            }
        }
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn the_parts_add_up_for_any_two_snapshots(from in snapshot(), to in snapshot(), rules in any::<bool>()) {
        let mut to = later(&to);
        if rules {
            to.rules.digest = "another".to_owned();
            to.rules.detectors.insert("dockerfile".to_owned(), 2);
        }
        let diff = diff(&from, &to);
        adds_up(&diff.coverage.on)?;
        adds_up(&diff.coverage.steps)?;
        explains(&diff)?;
    }

    #[test]
    fn the_parts_add_up_even_where_verdicts_contradict_standings(
        from in snapshot(), to in snapshot(), turned in prop::collection::vec(0usize..5, 12)
    ) {
        use milepost_core::Verdict::{Fails, Holds, NotApplicable, Partial, Unknown};
        let mut to = later(&to);
        for (deployable, place) in to.deployables.iter_mut().zip(turned) {
            deployable.on_path = [Fails, Holds, NotApplicable, Partial, Unknown][place];
        }
        let diff = diff(&from, &to);
        adds_up(&diff.coverage.on)?;
        explains(&diff)?;
    }

    #[test]
    fn nothing_changed_between_a_snapshot_and_itself(snapshot in snapshot()) {
        let diff = diff(&snapshot, &snapshot);
        prop_assert!(diff.is_empty(), "{:#?}", diff);
        prop_assert!(diff.notes.is_empty());
    }

    #[test]
    fn seen_from_the_other_end_what_came_went_and_every_difference_is_its_opposite(
        from in snapshot(), to in snapshot()
    ) {
        let (forth, back) = (diff(&from, &to), diff(&to, &from));
        prop_assert_eq!(ids(&forth.population.came), ids(&back.population.went));
        prop_assert_eq!(ids(&forth.population.went), ids(&back.population.came));
        prop_assert_eq!(forth.coverage.on.change.lo.plus(&back.coverage.on.change.lo), Fraction::zero());
        prop_assert_eq!(forth.coverage.on.change.hi.plus(&back.coverage.on.change.hi), Fraction::zero());
        prop_assert_eq!(forth.coverage.on.cohort.before, back.coverage.on.cohort.after);
        prop_assert_eq!(forth.deployables.len(), back.deployables.len());
    }

    #[test]
    fn the_order_of_lists_does_not_matter(from in snapshot(), to in snapshot()) {
        let (mut turned_from, mut turned_to) = (from.clone(), to.clone());
        for snapshot in [&mut turned_from, &mut turned_to] {
            snapshot.repositories.reverse();
            snapshot.deployables.reverse();
            snapshot.units.reverse();
        }
        prop_assert_eq!(diff(&from, &to), diff(&turned_from, &turned_to));
    }

    #[test]
    fn a_diff_survives_being_written(from in snapshot(), to in snapshot()) {
        let diff = diff(&from, &to);
        let text = milepost_diff::write(&diff).unwrap();
        let read: Diff = serde_json::from_str(&text).unwrap();
        prop_assert_eq!(read, diff);
    }
}
