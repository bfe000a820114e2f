//! Two nights of an organisation of two thousand repositories, counted: requests and fetches, not
//! times.

use milepost_testkit::hub::Request;

use crate::ids;
use crate::scene::Scene;

/// How many repositories there are.
const MANY: usize = 2_000;

/// How many of them change between the nights: one in a hundred.
const CHANGED: usize = MANY / 100;

/// How many are asked about in one question of GraphQL, how many questions there are, and how many of
/// them are asked again where nothing was pushed. What teams there are is asked once.
const AT_ONCE: usize = 25;
const QUESTIONS: usize = 4;
const EACH_NIGHT: usize = 2;

/// What one night asked.
#[derive(Debug, Default)]
struct Asked {
    /// All requests, of the API and of git.
    requests: usize,
    /// Those of the API.
    calls: usize,
    /// How often git was sent for something: each time begins with the same question.
    fetches: usize,
}

impl Asked {
    /// What was asked since the last time.
    fn since(scene: &Scene) -> Self {
        let all = scene.hub.requests();
        let count = |of: fn(&&Request) -> bool| all.iter().filter(of).count();
        let asked = Self {
            requests: all.len(),
            calls: count(|it| it.path_and_query.starts_with("/api/")),
            fetches: count(|it| it.path_and_query.contains("/info/refs?")),
        };
        scene.hub.clear();
        asked
    }
}

#[test]
fn the_second_night_asks_for_what_changed_and_no_more() {
    let scene = Scene::plenty(MANY).told_of_nothing();
    let night = ["scan", "github:acme", "--keep", "--store", "store", "--quiet"];
    let night = || scene.asks(&night).run();
    let first = night();
    assert_eq!(first.code, Some(0), "{}", first.stderr);
    let first = Asked::since(&scene);
    let at = "2026-03-02T09:00:00Z".parse().expect("an instant");
    let own = [("Dockerfile", Some("FROM alpine:3.20\nCOPY . /app\n"))];
    scene.hub.change(|state| {
        for number in (0..MANY).step_by(MANY / CHANGED) {
            state.repository(&format!("acme/small-{number:04}")).push(at, &own);
        }
    });
    let outcome = night();
    assert_eq!(outcome.code, Some(0), "{}", outcome.stderr);
    let second = Asked::since(&scene);
    // What `docs/github.md` says a run costs.
    let list = 2 + MANY / 100;
    let calls = list + 1 + QUESTIONS * MANY / AT_ONCE;
    assert_eq!(first.calls, calls);
    // Of what changed, what is asked about it fits into one call; nothing changed of late, so that
    // nobody is asked for runs.
    let again = list + 1 + EACH_NIGHT * MANY / AT_ONCE + QUESTIONS - EACH_NIGHT;
    assert_eq!(second.calls, again);
    assert_eq!((first.fetches, second.fetches), (2 * MANY, 2 * CHANGED));
    assert_eq!(first.requests, 5 * MANY + first.calls);
    assert!(second.requests * 20 <= first.requests, "{first:?} {second:?}");
    assert!(second.fetches * 20 <= first.fetches, "{first:?} {second:?}");
    let kept =
        scene.asks(&["snapshots", "show", "last", "--store", "store", "--format", "json"]).run();
    assert_eq!(ids(&kept.snapshot()).len(), MANY);
}
