//! `github:acme`: an account listed, copied and scanned, against a GitHub on loopback and git over
//! HTTP.

use std::path::PathBuf;

use milepost_testkit::{Ground, Hub, HubPlan, Milepost, Outcome};

use crate::{ids, milepost, repository};

/// A hub with the fixture organisation `paved`, and who asks it.
struct Scene {
    ground: Ground,
    hub: Hub,
    token: String,
}

impl Scene {
    fn of(plan: impl FnOnce(&Ground) -> HubPlan) -> Self {
        let ground = Ground::new();
        let hub = Hub::start(plan(&ground));
        let token = hub.change(|state| state.token_for_everything());
        Self { ground, hub, token }
    }

    fn paved() -> Self {
        Self::of(|ground| HubPlan::fixture("acme", ground, "paved"))
    }

    fn mirror(&self) -> PathBuf {
        self.ground.path().join("mirror")
    }

    fn asks(&self, arguments: &[&str]) -> Milepost {
        milepost(&self.ground)
            .env("GITHUB_API_URL", &self.hub.api_url())
            .env("GITHUB_TOKEN", &self.token)
            .env("PATH", &std::env::var("PATH").expect("git is found by a path"))
            .env("MILEPOST_MIRROR", self.mirror().to_str().expect("temporary folders are UTF-8"))
            .args(arguments)
    }

    fn scan(&self) -> Outcome {
        self.asks(&["scan", "github:acme", "--format", "json"]).run()
    }
}

#[test]
fn an_account_is_listed_copied_and_scanned_in_one_command() {
    let scene = Scene::paved();
    let outcome = scene.scan();
    assert_eq!(outcome.code, Some(0), "{}", outcome.stderr);
    let snapshot = outcome.snapshot();
    let folder = scene.ground.path().join("paved");
    let local = milepost(&scene.ground)
        .args(["scan", "--format", "json"])
        .args([folder])
        .run()
        .snapshot();
    assert_eq!(ids(&snapshot).len(), ids(&local).len());
    assert_eq!(snapshot.standards, local.standards);
    assert_eq!(snapshot.measures.len(), local.measures.len());
}
