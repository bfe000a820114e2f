//! A large organisation.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::thread;

use milepost_testkit::Ground;
use milepost_testkit::hub::{Hub, HubPlan};

use crate::client::{get, git_says};

#[test]
fn two_thousand_repositories_are_listed_once_each() {
    let ground = Ground::new();
    let mut plan = HubPlan::plenty("acme", &ground, 2000);
    let token = plan.state.token_for_everything();
    let hub = Hub::start(plan);
    let (mut names, mut next) = (BTreeSet::new(), Some("/orgs/acme/repos?per_page=100".to_owned()));
    while let Some(page) = next {
        let heard = get(&hub, &page, Some(&token));
        names.extend(heard.names());
        next = heard.page("next");
    }
    assert_eq!((names.len(), hub.requests().len()), (2000, 20));
}

#[test]
fn many_clone_at_once() {
    let ground = Ground::new();
    let mut plan = HubPlan::plenty("acme", &ground, 24);
    let token = plan.state.token_for_everything();
    let hub = Arc::new(Hub::start(plan));
    let folder = ground.path();
    thread::scope(|scope| {
        for worker in 0..12 {
            let (hub, token, folder) = (&hub, &token, &folder);
            scope.spawn(move || {
                for number in [worker, worker + 12] {
                    let url = format!("{}/acme/small-{number:04}.git", hub.git_url());
                    git_says(folder, Some(token), &["clone", "-q", "--bare", &url]);
                }
            });
        }
    });
    assert!(folder.join("small-0023.git").exists());
}
