//! Runs that are killed at any moment, and those that come after them.

use std::time::{Duration, Instant};

use milepost_core::Snapshot;
use milepost_testkit::Milepost;
use milepost_testkit::hub::Incident;

use crate::scene::Scene;

/// How often a run is killed.
const TIMES: u64 = 50;

/// Numbers that look like chance and are the same each time.
struct Chance(u64);

impl Chance {
    /// The next length of time below `end`.
    fn below(&mut self, end: Duration) -> Duration {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        end * u32::try_from(self.0 % 1_000).expect("small") / 1_000
    }
}

/// The binary with copies, a cache and snapshots of its own, in the folder `name`.
fn at(scene: &Scene, name: &str) -> Milepost {
    let home = scene.ground.path().join(name);
    let text = |part: &str| home.join(part).to_str().expect("UTF-8").to_owned();
    scene
        .asks(&["scan", "github:acme", "--format", "json", "--keep", "--store", &text("store")])
        .env("HOME", &text(""))
        .env("MILEPOST_MIRROR", &text("mirror"))
}

/// A snapshot without the instant its list was made at.
fn undated(mut snapshot: Snapshot) -> String {
    snapshot.rolls.iter_mut().for_each(|roll| roll.at = jiff::Timestamp::UNIX_EPOCH);
    milepost_snapshot::write(&snapshot).expect("a snapshot can be written")
}

/// Something happens to two of the repositories, so that there is always something to be fetched.
fn work_goes_on(scene: &Scene, round: u64) {
    let at = "2026-01-05T08:00:00Z".parse::<jiff::Timestamp>().expect("an instant");
    let at = at + Duration::from_secs(round * 3600);
    let image = format!("FROM node:22.{round}-alpine\nUSER node\n");
    scene.hub.change(|state| {
        let mut names: Vec<String> =
            state.of_account("acme").iter().map(|it| it.full_name()).collect();
        names.sort();
        let some = [round, round * 7 + 3].map(|it| usize::try_from(it).expect("few") % names.len());
        state.repository(&names[some[0]]).push(at, &[("Dockerfile", Some(&image))]);
        match round % 5 {
            0 => state.rename(&names[some[1]], &format!("renamed-{round}")),
            1 => drop(
                state.repository(&names[some[1]]).force_push(at, &[("README.md", Some("# A\n"))]),
            ),
            2 => state.repository(&names[some[1]]).move_default_branch("trunk", at),
            _ => drop(state.repository(&names[some[1]]).push(at, &[("main.tf", Some("# none\n"))])),
        }
    });
}

#[test]
fn killed_fifty_times_the_last_snapshot_is_that_of_an_undisturbed_run() {
    let scene = Scene::plenty(12).told_of_nothing();
    let (mut chance, mut length) = (Chance(0x6d69_6c65_706f_7374), Duration::from_secs(2));
    let (mut round, mut killed) = (0, 0);
    while killed < TIMES {
        round += 1;
        assert!(round < 4 * TIMES, "only {killed} of {round} runs were killed at work");
        work_goes_on(&scene, round);
        let delay = chance.below(length);
        let began = Instant::now();
        if at(&scene, "killed").killed_when(|| began.elapsed() >= delay) {
            killed += 1;
            // Lest one run that was faster than all others sets the time of all that follow.
            length = length.mul_f64(1.02);
        } else {
            length = delay;
        }
    }
    let last = at(&scene, "killed").run();
    assert_eq!(last.code, Some(0), "{}", last.stderr);
    let undisturbed = at(&scene, "undisturbed").run();
    let unseen = last.snapshot().rolls[0].unseen.clone().expect("the API was asked");
    assert_eq!(unseen.get("branch rules"), None, "what it knows is part of the snapshot");
    snapbox::assert_data_eq!(undated(last.snapshot()), undated(undisturbed.snapshot()));
    let verified = scene.asks(&["snapshots", "verify", "--store", "killed/store"]).run();
    assert_eq!(verified.code, Some(0), "{}{}", verified.stdout, verified.stderr);
}

#[test]
fn what_a_killed_run_started_is_waited_for_before_its_leftovers_are_removed() {
    let scene = Scene::plenty(2);
    let late = Duration::from_secs(3);
    scene.hub.incident(Incident::slow(late).on("/git-upload-pack").times(1));
    let is_at_work = |path: &str| path.ends_with("/git-upload-pack");
    let at_work = || scene.hub.requests().iter().any(|it| is_at_work(&it.path_and_query));
    assert!(at(&scene, "killed").killed_when(at_work));
    let killed = Instant::now();
    let last = at(&scene, "killed").run();
    assert_eq!(last.code, Some(0), "{}", last.stderr);
    assert!(killed.elapsed() > late / 2, "the git of the killed run was not waited for");
    assert_eq!(undated(last.snapshot()), undated(at(&scene, "undisturbed").run().snapshot()));
}
