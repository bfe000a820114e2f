//! The way out to the network where there is a proxy: as other programs, by the environment.

use milepost_testkit::Outcome;
use milepost_testkit::proxy::Proxy;

use crate::ids;
use crate::scene::Scene;

/// A scan by a proxy, whichever variable names it.
fn by(scene: &Scene, named: &str, proxy: &Proxy, besides: (&str, &str)) -> Outcome {
    let asked = scene.asks(&["scan", "github:acme", "--format", "json"]);
    asked.env(named, &proxy.url()).env(besides.0, besides.1).run()
}

#[test]
fn a_proxy_is_asked_for_the_api_and_for_git() {
    let scene = Scene::plenty(2);
    let proxy = Proxy::start();
    let outcome = by(&scene, "http_proxy", &proxy, ("no_proxy", ""));
    assert_eq!(outcome.code, Some(0), "{}", outcome.stderr);
    assert_eq!(ids(&outcome.snapshot()).len(), 2);
    let asked = proxy.asked();
    let all = scene.hub.requests();
    assert_eq!(asked.len(), all.len(), "nothing went another way: {asked:?}");
    let of = |what: &str| asked.iter().filter(|it| it.contains(what)).count();
    assert!(of("/api/v3/orgs/acme") > 0 && of("/api/graphql") > 0 && of("/info/refs?") > 0);
}

#[test]
fn what_is_named_in_no_proxy_is_asked_directly() {
    let scene = Scene::plenty(1);
    let proxy = Proxy::start();
    let outcome = by(&scene, "http_proxy", &proxy, ("no_proxy", "127.0.0.1"));
    assert_eq!(outcome.code, Some(0), "{}", outcome.stderr);
    assert_eq!(proxy.asked(), Vec::<String>::new());
}

#[test]
fn a_server_by_https_is_asked_through_a_tunnel() {
    let scene = Scene::plenty(1);
    let proxy = Proxy::start();
    // Nobody is there, so that nothing comes of it.
    let args = ["scan", "github:acme", "--api-url", "https://127.0.0.1:9/api/v3"];
    let asks = |besides: &str| {
        let asked = scene.asks(&args).env("HTTPS_PROXY", &proxy.url());
        asked.env("NO_PROXY", besides).run()
    };
    assert_eq!(asks("").code, Some(2));
    let tunnels = proxy.asked();
    assert!(!tunnels.is_empty() && tunnels.iter().all(|it| *it == "CONNECT 127.0.0.1:9"));
    assert_eq!(asks("127.0.0.1").code, Some(2));
    assert_eq!(proxy.asked().len(), tunnels.len());
}
