//! What must hold of every organisation, whatever it looks like.
//!
//! "More evidence never lowers a stage" is not true without conditions, because a standard is what
//! most deployables do: one more of them may move it. Each property says the condition under which
//! it is true.

mod organisation;

use milepost_core::{Repository, Snapshot, StandingName};
use proptest::prelude::*;

use organisation::{
    Service, Way, evenly_owned_services, organisation, owned_services, repository, scored,
    services, snapshot,
};

/// The bounds of the stage of each model, in order.
fn stages(snapshot: &Snapshot) -> Vec<(u32, u32)> {
    let assessments = snapshot.assessments.iter();
    assessments.map(|assessed| (assessed.lo, assessed.hi)).collect()
}

fn is_lower(before: &Snapshot, after: &Snapshot) -> bool {
    let mut pairs = stages(before).into_iter().zip(stages(after));
    pairs.any(|(was, is)| is.0 < was.0 || is.1 < was.1)
}

/// The first line in which two snapshots differ as written.
fn difference(a: &Snapshot, b: &Snapshot) -> String {
    let [a, b] = [a, b].map(|snapshot| milepost_snapshot::write(snapshot).expect("finite numbers"));
    let mut lines = a.lines().zip(b.lines());
    let differing = lines.find(|(a, b)| a != b);
    differing.map_or_else(
        || "they differ in length, or in digits that writing rounds".to_owned(),
        |(a, b)| format!("{a} | {b}"),
    )
}

/// The family of each core step's standard, in the order of steps.
fn core_standards(snapshot: &Snapshot) -> Vec<Option<&str>> {
    let core = snapshot.standards.iter().filter(|standard| standard.core);
    core.map(|standard| standard.family.as_deref()).collect()
}

/// The services, of which the one at `at` is changed.
fn changed(services: &[Service], at: usize, change: impl Fn(&mut Service)) -> Vec<Service> {
    let mut services = services.to_vec();
    let count = services.len();
    change(&mut services[at % count]);
    services
}

/// Before and after one service with a pipeline of its own calls the organisation's instead.
fn moved(services: &[Service], at: usize) -> (Snapshot, Snapshot) {
    let with = |way| snapshot(&changed(services, at, |service| service.pipeline = way));
    (with(Way::Own), with(Way::Standard))
}

/// Core steps that a deployable took the standard way before, and takes no longer.
fn lost(before: &Snapshot, after: &Snapshot) -> Vec<String> {
    let standard = |name| name == StandingName::Standard;
    let mut lost = Vec::new();
    for was in &before.deployables {
        let is = after.deployables.iter().find(|is| is.id == was.id).expect("none goes away");
        for (card, (was, is)) in
            before.standards.iter().zip(was.standings.iter().zip(&is.standings))
        {
            if card.core && standard(was.standing) && !standard(is.standing) {
                lost.push(format!("{} {}", is.step, is.why.as_deref().unwrap_or_default()));
            }
        }
    }
    lost
}

/// Makes it a service that is deployed, whatever its catalogue entry says.
fn deploy(service: &mut Service) {
    for way in [&mut service.pipeline, &mut service.image] {
        if *way == Way::None {
            *way = Way::Own;
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(48) })]

    /// The rows of repositories stand as they come; everything concluded from them does not.
    #[test]
    fn the_order_of_repositories_never_matters(
        (services, order) in services().prop_flat_map(|services| {
            let repositories = organisation(&services);
            (Just(services), Just(repositories).prop_shuffle())
        })
    ) {
        let (sorted, mut shuffled) = (snapshot(&services), scored(order));
        shuffled.repositories.sort_by(|a, b| a.id.cmp(&b.id));
        prop_assert!(sorted == shuffled, "{}", difference(&sorted, &shuffled));
    }

    #[test]
    fn a_repository_that_holds_nothing_changes_nothing_but_the_list(services in services()) {
        let before = snapshot(&services);
        let mut repositories = organisation(&services);
        repositories.push(Repository {
            files: 0,
            pages: 1,
            commit: None,
            committed: None,
            ..repository("zero", vec![])
        });
        let mut after = scored(repositories);
        let row = after.repositories.pop();
        prop_assert_eq!(row.map(|row| row.id), Some("acme/zero".to_owned()));
        prop_assert!(before == after, "{}", difference(&before, &after));
    }

    /// A number is read back as it was written, to the last digit.
    #[test]
    fn a_snapshot_survives_being_written_and_read(services in services()) {
        let before = snapshot(&services);
        let text = milepost_snapshot::write(&before).unwrap();
        let after = milepost_snapshot::read(&text).unwrap();
        prop_assert!(before == after, "{}", difference(&before, &after));
    }

    #[test]
    fn the_lower_bound_is_never_above_the_upper(services in services()) {
        for (lo, hi) in stages(&snapshot(&services)) {
            prop_assert!(lo <= hi);
        }
    }

    /// Without condition: no gate looks at runbooks, and no core step is taken by one.
    #[test]
    fn a_runbook_more_never_lowers_a_stage(services in services(), at in 0usize..8) {
        let more = changed(&services, at, |service| service.runbook = true);
        let (before, after) = (snapshot(&services), snapshot(&more));
        prop_assert!(!is_lower(&before, &after), "{:?}, {:?}", stages(&before), stages(&after));
    }

    /// Where every other deployable has an owner: the first owner of all makes teams count, which
    /// may take a standard away (trap T49). And for what is deployed already: an entry may be what
    /// makes a thing count as run.
    #[test]
    fn an_owner_more_never_lowers_a_stage_where_the_others_have_one(
        services in owned_services(), at in 0usize..8
    ) {
        prop_assume!(services.len() > 1);
        let more = changed(&services, at, deploy);
        let fewer = changed(&more, at, |service| service.owner = None);
        let (before, after) = (snapshot(&fewer), snapshot(&more));
        prop_assert!(!is_lower(&before, &after), "{:?}, {:?}", stages(&before), stages(&after));
    }

    /// Where the core steps have the same standards afterwards: a core step that gets one more can
    /// leave nobody who takes them all. And where owners are known of all deployables or of none:
    /// one more adopter with an owner can be the one that makes teams count (trap T49). Whoever took
    /// a core step the standard way goes on doing so.
    #[test]
    fn a_pipeline_that_becomes_the_standard_one_never_lowers_a_stage(
        services in evenly_owned_services(), at in 0usize..8
    ) {
        let (before, after) = moved(&services, at);
        prop_assume!(core_standards(&before) == core_standards(&after));
        prop_assert!(!is_lower(&before, &after), "{:?}, {:?}", stages(&before), stages(&after));
        let lost = lost(&before, &after);
        prop_assert!(lost.is_empty(), "{lost:?}");
    }
}
