//! Repositories and deployables that are the same under another name (trap T35).

use std::collections::BTreeMap;

use milepost_core::{Deployable, Entity, Repository, Snapshot, What};
use milepost_diff::{Diff, How, diff};

use crate::made::{acme, chart, deployable, fact, later, part, repository, rooted};

fn snapshot(repositories: Vec<Repository>, deployables: Vec<Deployable>) -> Snapshot {
    Snapshot { repositories, deployables, ..acme() }
}

fn renamed(diff: &Diff) -> Vec<(&str, &str, How)> {
    let renamed = diff.repositories.renamed.iter();
    renamed.map(|it| (it.before.as_str(), it.after.as_str(), it.how)).collect()
}

fn moved(diff: &Diff) -> Vec<(&str, &str, How)> {
    let moved = diff.deployables.iter();
    moved.filter_map(|it| Some((it.was.as_deref()?, it.id.as_str(), it.how))).collect()
}

#[test]
fn a_repository_with_another_name_and_the_same_first_commit_is_no_loss_and_no_gain() {
    let from =
        snapshot(vec![rooted("acme/invoices", "r1")], vec![deployable("acme/invoices", "ss")]);
    let to = snapshot(vec![rooted("acme/billing", "r1")], vec![deployable("acme/billing", "ss")]);
    let diff = diff(&from, &later(&to));
    assert_eq!(renamed(&diff), [("acme/invoices", "acme/billing", How::Root)]);
    assert_eq!(moved(&diff), [("acme/invoices", "acme/billing", How::Id)]);
    assert!(diff.population.is_empty());
    assert!(diff.coverage.on.parts.is_empty());
    assert!(diff.repositories.gone.is_empty() && diff.repositories.came.is_empty());
}

#[test]
fn forks_of_one_template_share_their_first_commit_and_are_told_apart() {
    let from = snapshot(
        vec![rooted("acme/cards", "template"), rooted("acme/invoices", "template")],
        vec![deployable("acme/cards", "ss"), deployable("acme/invoices", "ss")],
    );
    let to = snapshot(
        vec![rooted("acme/cards", "template"), rooted("acme/limits", "template")],
        vec![deployable("acme/cards", "ss"), deployable("acme/limits", "ss")],
    );
    let diff = diff(&from, &later(&to));
    assert!(renamed(&diff).is_empty(), "{:?}", renamed(&diff));
    assert_eq!(diff.repositories.gone, ["acme/invoices"]);
    assert_eq!(diff.repositories.came[0].id, "acme/limits");
}

fn content(name: &str) -> Vec<milepost_core::Fact> {
    let mut facts = vec![chart("helm/Chart.yaml", name)];
    for path in ["a", "b", "c", "d"] {
        facts.push(chart(&format!("{path}/Chart.yaml"), "part"));
    }
    facts
}

#[test]
fn a_fork_of_a_template_with_another_name_is_known_by_what_it_calls_itself() {
    let with = |id: &str, name: &str| {
        let mut facts = content(name);
        facts.retain(|fact| fact.what.as_chart().is_none_or(|it| it.name != "part"));
        for path in ["a", "b", "c", "d"] {
            facts.push(chart(&format!("{path}/Chart.yaml"), &format!("{name}-{path}")));
        }
        Repository { facts, ..rooted(id, "template") }
    };
    let from =
        snapshot(vec![with("acme/cards", "cards"), with("acme/invoices", "billing")], vec![]);
    let to = snapshot(vec![with("acme/cards", "cards"), with("acme/billing", "billing")], vec![]);
    let diff = diff(&from, &later(&to));
    assert_eq!(renamed(&diff), [("acme/invoices", "acme/billing", How::Likeness)]);
}

#[test]
fn without_a_first_commit_nearly_the_same_content_tells() {
    let from = snapshot(
        vec![Repository { facts: content("billing"), ..repository("acme/invoices", 'a') }],
        vec![],
    );
    let mut facts = content("billing");
    facts.pop();
    facts.push(chart("e/Chart.yaml", "part"));
    facts.push(chart("d/Chart.yaml", "part"));
    let to = snapshot(vec![Repository { facts, ..repository("acme/billing", 'b') }], vec![]);
    let diff = diff(&from, &later(&to));
    assert_eq!(renamed(&diff), [("acme/invoices", "acme/billing", How::Likeness)]);
}

#[test]
fn a_new_repository_under_an_old_name_is_not_the_old_one() {
    let from = snapshot(vec![rooted("acme/api", "r1")], vec![deployable("acme/api", "ss")]);
    let to = snapshot(
        vec![rooted("acme/api", "r2"), rooted("acme/api-v1", "r1")],
        vec![deployable("acme/api", "oo"), deployable("acme/api-v1", "ss")],
    );
    let diff = diff(&from, &later(&to));
    assert_eq!(renamed(&diff), [("acme/api", "acme/api-v1", How::Root)]);
    assert_eq!(diff.repositories.came[0].id, "acme/api");
    assert_eq!(diff.regressions().count(), 0);
}

#[test]
fn a_rewritten_history_under_the_same_name_is_the_same_repository() {
    let from = snapshot(vec![rooted("acme/api", "r1")], vec![deployable("acme/api", "ss")]);
    let to = snapshot(vec![rooted("acme/api", "r2")], vec![deployable("acme/api", "ss")]);
    assert!(diff(&from, &later(&to)).is_empty());
}

#[test]
fn a_folder_moved_inside_its_repository_is_the_same_deployable() {
    let mono = |path: &str| {
        let facts = vec![chart(&format!("{path}/chart/Chart.yaml"), "billing")];
        let mut deployable = part("acme/mono", path, "ss");
        deployable.charts = vec![format!("{path}/chart/Chart.yaml")];
        let others = [part("acme/mono", "x", "ss"), part("acme/mono", "y", "ss")];
        let mut deployables = vec![deployable];
        deployables.extend(others);
        snapshot(vec![Repository { facts, ..repository("acme/mono", 'a') }], deployables)
    };
    let diff = diff(&mono("billing-service"), &later(&mono("apps/invoicing")));
    let expected = ("acme/mono//billing-service", "acme/mono//apps/invoicing", How::Name);
    assert_eq!(moved(&diff), [expected]);
    assert!(diff.population.is_empty());
}

#[test]
fn one_retired_and_one_born_in_a_monorepo_are_two() {
    let mono = |paths: &[&str]| {
        let deployables = paths.iter().map(|path| part("acme/mono", path, "ss")).collect();
        snapshot(vec![repository("acme/mono", 'a')], deployables)
    };
    let diff = diff(&mono(&["cards", "ledger"]), &later(&mono(&["cards", "limits"])));
    assert!(moved(&diff).is_empty());
    assert_eq!((diff.population.came.len(), diff.population.went.len()), (1, 1));
}

#[test]
fn a_service_that_moved_out_of_a_monorepo_is_the_same_service() {
    let from = snapshot(
        vec![repository("acme/mono", 'a')],
        vec![
            part("acme/mono", "services/billing", "ss"),
            part("acme/mono", "services/cards", "ss"),
        ],
    );
    let to = snapshot(
        vec![repository("acme/billing", 'a'), repository("acme/mono", 'b')],
        vec![deployable("acme/billing", "ss"), part("acme/mono", "services/cards", "ss")],
    );
    let diff = diff(&from, &later(&to));
    assert_eq!(moved(&diff), [("acme/mono//services/billing", "acme/billing", How::Name)]);
}

#[test]
fn the_second_deployable_of_a_repository_does_not_make_the_first_another() {
    let from = snapshot(vec![repository("acme/shop", 'a')], vec![deployable("acme/shop", "ss")]);
    let mut first = part("acme/shop", "api", "ss");
    first.path = String::new();
    let to = snapshot(
        vec![repository("acme/shop", 'b')],
        vec![first, part("acme/shop", "worker", "ss")],
    );
    let diff = diff(&from, &later(&to));
    assert_eq!(moved(&diff), [("acme/shop", "acme/shop//api", How::Id)]);
    assert_eq!(diff.population.came.len(), 1);
}

#[test]
fn a_catalogue_entry_names_what_its_folder_holds() {
    let entity = |path: &str| {
        fact(
            path,
            What::Entity(Entity {
                reference: "component:default/billing".to_owned(),
                kind: "Component".to_owned(),
                name: "billing".to_owned(),
                type_: None,
                lifecycle: None,
                owner: None,
                system: None,
                relations: Vec::new(),
                tags: Vec::new(),
                annotations: BTreeMap::new(),
                labels: BTreeMap::new(),
                links: Vec::new(),
                targets: Vec::new(),
                invalid: Vec::new(),
                skeleton: false,
            }),
        )
    };
    let mono = |folder: &str| {
        let facts = vec![entity(&format!("{folder}/catalog-info.yaml"))];
        let deployables = vec![part("acme/mono", folder, "sa"), part("acme/mono", "x", "ss")];
        snapshot(vec![Repository { facts, ..repository("acme/mono", 'a') }], deployables)
    };
    let diff = diff(&mono("old"), &later(&mono("new")));
    assert_eq!(moved(&diff), [("acme/mono//old", "acme/mono//new", How::Name)]);
}
