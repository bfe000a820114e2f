//! An account on a GitHub on loopback, and who asks it.

use std::path::PathBuf;

use milepost_testkit::hub::{Hub, HubPlan, State};
use milepost_testkit::{Ground, Milepost, Outcome};
use serde_json::{Value, json};

use crate::milepost;

/// A hub, and the token that sees everything on it.
pub(crate) struct Scene {
    pub(crate) ground: Ground,
    pub(crate) hub: Hub,
    pub(crate) token: String,
}

impl Scene {
    /// With an account that owns what is planned.
    pub(crate) fn of(plan: impl FnOnce(&Ground) -> HubPlan) -> Self {
        let ground = Ground::new();
        let hub = Hub::start(plan(&ground));
        let token = hub.change(State::token_for_everything);
        Self { ground, hub, token }
    }

    /// With the account `harbour`, which owns the fixture organisation `paved`.
    pub(crate) fn paved() -> Self {
        Self::of(|ground| HubPlan::fixture("harbour", ground, "paved"))
    }

    /// With the account `acme`, which owns this many small repositories, `small-0000` and so on.
    pub(crate) fn plenty(many: usize) -> Self {
        Self::of(|ground| HubPlan::plenty("acme", ground, many))
    }

    /// The same with an API that answers every question: of each repository and of teams, that there
    /// is nothing.
    pub(crate) fn told_of_nothing(self) -> Self {
        for question in ["Guards", "Ships", "Writers", "Pulls"] {
            self.hub.answer(question, |_, variables| nothing_of_each(variables));
        }
        let none = json!({ "data": { "organization": { "teams": {
            "pageInfo": { "hasNextPage": false }, "nodes": [],
        } } } });
        self.hub.answer("Teams", move |_, _| none.clone());
        self
    }

    /// The folder of the copies.
    pub(crate) fn mirror(&self) -> PathBuf {
        self.ground.path().join("mirror")
    }

    /// The binary, to be run with these arguments.
    pub(crate) fn asks(&self, arguments: &[&str]) -> Milepost {
        self.surrounded(milepost(&self.ground)).args(arguments)
    }

    /// The binary, to be run by another program with these arguments; its own follow.
    pub(crate) fn by(&self, program: &str, arguments: &[&str]) -> Milepost {
        let run = Milepost::new(program, &self.ground).args(arguments);
        self.surrounded(run).args([env!("CARGO_BIN_EXE_milepost")])
    }

    fn surrounded(&self, run: Milepost) -> Milepost {
        run.env("GITHUB_API_URL", &self.hub.api_url())
            .env("GITHUB_TOKEN", &self.token)
            .env("PATH", &std::env::var("PATH").expect("git is found by a path"))
            .env("MILEPOST_MIRROR", self.mirror().to_str().expect("temporary folders are UTF-8"))
    }

    /// A scan of the account, for machines.
    pub(crate) fn scan(&self) -> Outcome {
        self.asks(&["scan", "github:harbour", "--format", "json"]).run()
    }

    /// How many requests git made since the hub forgot.
    pub(crate) fn fetches(&self) -> usize {
        let asked = self.hub.requests();
        asked.iter().filter(|request| request.path_and_query.contains(".git/")).count()
    }
}

/// What the API says of each: that there is nothing.
fn nothing_of_each(variables: &Value) -> Value {
    let asked = variables["ids"].as_array().expect("ids are asked for").iter();
    let nodes: Vec<Value> = asked
        .map(|id| {
            json!({
                "id": id, "hasVulnerabilityAlertsEnabled": true,
                "vulnerabilityAlerts": { "totalCount": 0, "nodes": [] },
                "defaultBranchRef": {
                    "name": "main", "refUpdateRule": null, "rules": { "pageInfo": { "hasNextPage": false }, "nodes": [] },
                    "target": { "history": { "pageInfo": { "hasNextPage": false }, "nodes": [] } },
                },
                "open": { "totalCount": 0, "nodes": [] },
                "ended": { "pageInfo": { "hasNextPage": false }, "nodes": [] },
                "environments": { "pageInfo": { "hasNextPage": false }, "nodes": [] },
                "codeowners": null,
                "deployments": { "pageInfo": { "hasNextPage": false }, "nodes": [] },
                "releases": { "pageInfo": { "hasNextPage": false }, "nodes": [] },
            })
        })
        .collect();
    json!({ "data": { "nodes": nodes } })
}
