//! GitHub in trouble: nothing is lost, nothing is doubled, and what is not complete says so.

use std::fs;
use std::thread;
use std::time::Duration;

use milepost_core::Snapshot;
use milepost_testkit::hub::{Incident, RateLimit};
use milepost_testkit::{Milepost, Outcome};

use crate::scene::Scene;
use crate::{ids, repository};

const SCAN: &[&str] = &["scan", "github:acme", "--format", "json"];

/// A scan that is complete.
fn whole(asked: Milepost) -> Snapshot {
    let outcome = asked.run();
    assert_eq!(outcome.code, Some(0), "{}", outcome.stderr);
    outcome.snapshot()
}

/// A scan that says it is not complete.
fn not_whole(asked: Milepost) -> Snapshot {
    let outcome = asked.run();
    assert_eq!(outcome.code, Some(3), "{}", outcome.stderr);
    outcome.snapshot()
}

/// What a scan says that nothing disturbs, with copies of its own.
fn calm(scene: &Scene) -> Snapshot {
    scene.hub.calm();
    let elsewhere = scene.ground.path().join("calm");
    whole(scene.asks(SCAN).args(["--mirror"]).args([elsewhere]))
}

fn same(one: &Snapshot, other: &Snapshot) {
    assert_eq!(one.repositories, other.repositories);
    assert_eq!(one.deployables, other.deployables);
}

/// Everything below the folder of copies, by name, but what is locked and the answers.
fn copies(scene: &Scene) -> Vec<String> {
    let entries = fs::read_dir(scene.mirror()).expect("there are copies");
    let host = entries.map(|it| it.expect("it can be listed").path()).next().expect("one host");
    let entries = fs::read_dir(host).expect("there are copies");
    let mut names: Vec<String> = entries
        .map(|it| it.expect("it can be listed").file_name().to_string_lossy().into_owned())
        .collect();
    names.retain(|name| name.contains(".git") || name.contains("unfinished"));
    names.sort();
    names
}

/// A scan in trouble that ends complete, like one in calm; says how many requests it made.
fn survives(scene: &Scene, incident: Incident) -> usize {
    scene.hub.clear();
    scene.hub.incident(incident);
    let stormy = whole(scene.asks(SCAN));
    let asked = scene.hub.requests().len();
    same(&stormy, &calm(scene));
    fs::remove_dir_all(scene.mirror()).expect("the copies can be removed");
    asked
}

#[test]
fn one_request_in_twenty_fails_in_any_way() {
    let scene = Scene::plenty(24);
    for incident in [Incident::status(500), Incident::status(503), Incident::cut()] {
        let asked = survives(&scene, incident.every(20));
        assert!(asked >= 60, "with {asked} requests fewer than three failed");
    }
}

#[test]
fn a_server_that_goes_away_half_way_leaves_rows_that_say_so_and_the_next_night_goes_on() {
    let scene = Scene::plenty(8);
    scene.hub.incident(Incident::cut().on_git().after(15));
    let night = not_whole(scene.asks(SCAN));
    assert_eq!(night.repositories.len(), 8);
    assert!(night.repositories.iter().any(|it| it.commit.is_none() && !it.troubles.is_empty()));
    assert!(!copies(&scene).iter().any(|name| name.contains("unfinished")));
    scene.hub.calm();
    same(&whole(scene.asks(SCAN)), &calm(&scene));
}

/// The next night of a calm host says what was said before, from the copies that are there.
fn recovers_without_a_fetch(scene: &Scene, before: &Snapshot) {
    scene.hub.calm();
    scene.hub.clear();
    same(&whole(scene.asks(SCAN)), before);
    assert_eq!(scene.fetches(), 0);
}

#[test]
fn a_host_that_is_gone_for_good_is_not_asked_again_and_again() {
    let scene = Scene::plenty(40);
    scene.hub.incident(Incident::cut().on_git());
    let outcome = scene.asks(SCAN).run();
    assert_eq!(outcome.code, Some(3), "{}", outcome.stderr);
    let told = outcome.stderr.matches("what is left is tried once each").count();
    assert_eq!(told, 1, "{}", outcome.stderr);
    let night = outcome.snapshot();
    assert!(night.repositories.iter().all(|it| it.commit.is_none() && !it.troubles.is_empty()));
    let doubt = night.rolls[0].doubt.as_deref().unwrap_or_default();
    assert!(doubt.starts_with("nothing came through any more"), "{doubt}");
    // Sixteen in a row, what was under way by then, and one for each that is left.
    let tries = scene.fetches();
    assert!(tries < 40 + 16 + 8, "three tries each are 120, and there were {tries}");
    scene.hub.calm();
    same(&whole(scene.asks(SCAN)), &calm(&scene));
}

#[test]
fn an_api_that_is_gone_half_way_ends_the_asking_and_not_the_scan() {
    let scene = Scene::plenty(30);
    scene.hub.incident(Incident::cut().on("Guards"));
    let outcome = scene.asks(SCAN).run();
    assert_eq!(outcome.code, Some(0), "{}", outcome.stderr);
    assert!(outcome.stderr.contains("(10 times in a row"), "{}", outcome.stderr);
    let graphql = |it: &&milepost_testkit::hub::Request| it.path_and_query.ends_with("/graphql");
    assert_eq!(scene.hub.requests().iter().filter(graphql).count(), 10);
}

#[test]
fn a_list_that_cannot_be_read_to_its_end_ends_the_run_and_costs_no_copy() {
    let scene = Scene::plenty(3);
    let before = whole(scene.asks(SCAN));
    // What is not modified has no body that could be cut.
    scene.hub.change(|state| {
        state.repository("acme/small-0001").language = Some("Go".to_owned());
    });
    scene.hub.incident(Incident::cut().on("/repos?"));
    let outcome = scene.asks(SCAN).run();
    assert_eq!(outcome.code, Some(2), "{}", outcome.stderr);
    assert!(outcome.stderr.contains("(5 times)"), "{}", outcome.stderr);
    assert_eq!(copies(&scene).len(), 3);
    recovers_without_a_fetch(&scene, &before);
}

#[test]
fn an_empty_list_is_declared_and_costs_no_copy_even_where_there_is_too_little_space() {
    let scene = Scene::plenty(3);
    let before = whole(scene.asks(SCAN));
    scene.hub.incident(Incident::empty_list().on("/repos?"));
    let night = not_whole(scene.asks(SCAN).args(["--disk-budget", "1B"]));
    assert_eq!((night.rolls[0].said, night.rolls[0].listed), (Some(3), 0));
    assert_eq!(copies(&scene).len(), 3);
    recovers_without_a_fetch(&scene, &before);
}

#[test]
fn an_empty_list_is_declared_each_night_even_where_no_count_is_said() {
    let scene = Scene::plenty(3);
    whole(scene.asks(SCAN));
    scene.hub.change(|state| {
        let account = state.accounts.get_mut("acme").expect("the account is there");
        account.says.total_private_repos = Some(0);
    });
    let hidden = |asked: Milepost| asked.env("GITHUB_TOKEN", "");
    for _ in 0..2 {
        let outcome = hidden(scene.asks(&["scan", "github:acme"])).run();
        assert_eq!(outcome.code, Some(3), "{}", outcome.stderr);
        let said = "not complete: nothing private was listed, and at 20";
        assert!(outcome.stdout.contains(said), "{}", outcome.stdout);
    }
    assert_eq!(copies(&scene).len(), 3);
}

#[test]
fn what_single_sign_on_leaves_out_is_declared_each_night() {
    let scene = Scene::plenty(2);
    scene.hub.incident(Incident::partial_results().on("/repos?"));
    for _ in 0..2 {
        let night = not_whole(scene.asks(SCAN));
        assert_eq!(night.repositories.len(), 2);
        assert!(night.rolls[0].doubt.as_ref().is_some_and(|it| it.contains("single sign-on")));
    }
    scene.hub.calm();
    assert_eq!(whole(scene.asks(SCAN)).rolls[0].doubt, None);
}

#[test]
fn the_limit_of_an_hour_is_waited_for() {
    let scene = Scene::plenty(2);
    scene.hub.change(|state| state.limits = Some(RateLimit::new(2, 1)));
    let outcome = scene.asks(SCAN).run();
    assert_eq!(outcome.code, Some(0), "{}", outcome.stderr);
    assert!(outcome.stderr.contains("a limit of GitHub's holds"), "{}", outcome.stderr);
    scene.hub.change(|state| state.limits = None);
    same(&outcome.snapshot(), &calm(&scene));
}

#[test]
fn limits_of_every_form_are_waited_for() {
    let scene = Scene::plenty(1);
    let limits = [
        Incident::rate_limit(403, 1).on_api(),
        Incident::rate_limit(429, 1).on_api(),
        Incident::secondary_limit(Some(1)).on_api(),
        Incident::rate_limit(403, 1).on_git(),
    ];
    for incident in limits {
        survives(&scene, incident.times(1));
    }
}

#[test]
fn a_limit_that_holds_for_longer_than_anybody_waits_is_told() {
    let scene = Scene::plenty(1);
    scene.hub.incident(Incident::rate_limit(403, 36_000).on_api());
    let outcome = scene.asks(SCAN).run();
    assert_eq!(outcome.code, Some(2));
    assert!(outcome.stderr.contains("the limit of calls is used up"), "{}", outcome.stderr);
}

#[test]
fn a_403_that_means_no_is_told_in_its_own_words_and_not_repeated() {
    let scene = Scene::plenty(1);
    scene.hub.incident(Incident::refused_to_token().on("/repos?"));
    let outcome = scene.asks(SCAN).run();
    assert_eq!(outcome.code, Some(2));
    let said = "Resource not accessible by personal access token";
    assert!(outcome.stderr.contains(said), "{}", outcome.stderr);
    let asked = scene.hub.requests();
    assert_eq!(asked.iter().filter(|it| it.path_and_query.contains("/repos?")).count(), 1);
}

#[test]
fn what_git_hides_is_a_row_and_what_was_copied_before_is_shown_as_it_was() {
    let scene = Scene::plenty(3);
    let before = whole(scene.asks(SCAN));
    let at = "2026-03-02T09:00:00Z".parse().expect("an instant");
    scene.hub.change(|state| {
        state.repository("acme/small-0001").push(at, &[("a", Some("b"))]);
    });
    scene.hub.incident(Incident::hidden().on("/small-0001.git"));
    let night = not_whole(scene.asks(SCAN));
    let commit = |of: &Snapshot| repository(of, "acme/small-0001").commit.clone();
    assert_eq!(commit(&night), commit(&before));
    let told = repository(&night, "acme/small-0001").troubles[0].to_string();
    assert!(told.contains("not brought up to date"), "{told}");
    assert_ne!(commit(&calm(&scene)), commit(&before));
}

#[test]
fn a_server_that_counts_nothing_is_asked_all_the_same() {
    let scene = Scene::plenty(2);
    scene.hub.change(|state| state.limits = None);
    assert_eq!(whole(scene.asks(SCAN)).repositories.len(), 2);
}

/// Does something to the account while the second page of its list is awaited.
fn while_pages_are_read(
    scene: &Scene,
    change: impl FnOnce(&mut milepost_testkit::hub::State),
) -> Outcome {
    scene.hub.incident(Incident::slow(Duration::from_secs(2)).on("&page=2").times(1));
    let asked = scene.asks(SCAN).args(["--name", "small-00[09]*"]);
    thread::scope(|threads| {
        let run = threads.spawn(|| asked.run());
        let awaited = |it: &milepost_testkit::hub::Request| it.path_and_query.contains("&page=2");
        while !scene.hub.requests().iter().any(awaited) {
            assert!(!run.is_finished(), "it asked for no second page");
            thread::sleep(Duration::from_millis(5));
        }
        scene.hub.change(change);
        run.join().expect("it ran")
    })
}

#[test]
fn what_is_deleted_while_pages_are_read_hides_no_other() {
    let scene = Scene::plenty(105);
    let outcome = while_pages_are_read(&scene, |state| drop(state.delete("acme/small-0005")));
    assert_eq!(outcome.code, Some(0), "{}", outcome.stderr);
    let snapshot = outcome.snapshot();
    let roll = &snapshot.rolls[0];
    assert_eq!(roll.listed + roll.filtered["name"], 104);
    assert!(!ids(&snapshot).contains(&"acme/small-0005"));
}

#[test]
fn what_is_made_while_pages_are_read_doubles_no_other() {
    let scene = Scene::plenty(105);
    let outcome =
        while_pages_are_read(&scene, |state| state.rename("acme/small-0104", "small-0000a"));
    assert_eq!(outcome.code, Some(0), "{}", outcome.stderr);
    let all = outcome.snapshot();
    let mut once = ids(&all);
    once.dedup();
    assert_eq!(once.len(), all.repositories.len());
    assert!(all.repositories.iter().all(|it| it.troubles.is_empty()));
}

/// A repository of which even the commits and folders alone are large.
fn with_a_large_one(scene: &Scene) {
    let at = "2026-03-02T09:00:00Z".parse().expect("an instant");
    let text = |number: usize| format!("{number}");
    let files: Vec<(String, String)> = (0..4_000)
        .map(|number| (format!("notes/{}.txt", number * 7_919 % 10_007), text(number)))
        .collect();
    let files: Vec<(&str, Option<&str>)> =
        files.iter().map(|(path, text)| (path.as_str(), Some(text.as_str()))).collect();
    scene.hub.change(|state| drop(state.repository("acme/small-0002").push(at, &files)));
}

#[test]
fn a_disk_that_is_full_costs_what_does_not_fit_and_nothing_else() {
    let scene = Scene::plenty(4);
    with_a_large_one(&scene);
    // Files may have 64 kB, which nothing needs but the copy of the large one.
    let limited = "trap '' XFSZ; ulimit -f 64; exec \"$0\" \"$@\"";
    let night = not_whole(scene.by("/bin/bash", &["-c", limited]).args(SCAN));
    let told = repository(&night, "acme/small-0002").troubles[0].to_string();
    assert!(told.contains("File too large"), "{told}");
    assert_eq!(night.repositories.iter().filter(|it| it.commit.is_some()).count(), 3);
    assert_eq!(copies(&scene).len(), 3);
    same(&whole(scene.asks(SCAN)), &calm(&scene));
}

#[test]
fn a_disk_budget_refuses_what_is_new_and_says_so() {
    let scene = Scene::plenty(2);
    whole(scene.asks(&["scan", "github:acme/small-0000", "--format", "json"]));
    let night = not_whole(scene.asks(SCAN).args(["--disk-budget", "1kB"]));
    let told = repository(&night, "acme/small-0001").troubles[0].to_string();
    assert!(told.contains("the disk budget of 1000 bytes is used up"), "{told}");
    assert!(repository(&night, "acme/small-0000").troubles.is_empty());
    same(&whole(scene.asks(SCAN)), &calm(&scene));
}

#[test]
fn a_second_run_in_the_same_folder_is_refused_before_it_asks_anything() {
    let scene = Scene::plenty(2);
    scene.hub.incident(Incident::slow(Duration::from_secs(3)).on_git().times(1));
    thread::scope(|threads| {
        let first = threads.spawn(|| whole(scene.asks(SCAN)));
        while scene.fetches() == 0 {
            thread::sleep(Duration::from_millis(5));
        }
        let other = ["mirror", "github:globex"];
        let second = scene.asks(&other).run();
        assert_eq!(second.code, Some(2));
        assert!(second.stderr.contains("another run is at work"), "{}", second.stderr);
        let asked = scene.hub.requests();
        assert!(!asked.iter().any(|it| it.path_and_query.contains("globex")));
        first.join().expect("it ran");
    });
}
