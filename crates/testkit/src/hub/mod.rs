//! A GitHub on loopback: REST and GraphQL as a server of one's own has them, and git over HTTP.
//!
//! It listens on a port of its own and knows a [`State`] that a test changes between nights. What
//! goes wrong is an [`Incident`]; everything that was asked is a [`Request`].

mod account;
mod answer;
mod asked;
mod bare;
mod change;
mod git;
mod graphql;
mod incident;
mod limit;
mod log;
mod page;
mod plan;
mod recall;
mod relay;
mod repository;
mod rest;
mod run;
mod serve;
mod state;
mod token;
mod trouble;
mod who;

use std::sync::{Arc, Mutex};
use std::thread::{self, JoinHandle};

use serde_json::Value;
use tiny_http::Server;

pub use account::{Account, Says};
pub use incident::Incident;
pub use limit::RateLimit;
pub use log::Request;
pub use plan::HubPlan;
pub(crate) use relay::copy;
pub use repository::{Repository, Security, Visibility};
pub use run::Run;
pub use state::State;
pub use token::{Installation, Sees, Token, TokenKind};

use log::{Log, lock};
use recall::Recall;
use relay::Relay;
use serve::Core;

/// How many requests are answered at once.
const WORKERS: usize = 8;

/// A GitHub on loopback. It ends when it is dropped.
pub struct Hub {
    core: Arc<Core>,
    server: Arc<Server>,
    threads: Vec<JoinHandle<()>>,
}

impl Hub {
    /// Starts a hub on a free port.
    ///
    /// # Panics
    /// When the system gives none.
    pub fn start(plan: HubPlan) -> Self {
        let server = Server::http("127.0.0.1:0").expect("loopback has a free port");
        let address = server.server_addr().to_ip().expect("it listens on TCP");
        let (relay, relaying) = Relay::start(address).expect("loopback has a free port");
        let core = Arc::new(Core {
            root: format!("http://{}", relay.address()),
            state: plan.state.into(),
            operations: Mutex::default(),
            incidents: Mutex::default(),
            log: Log::default(),
            recall: Recall::default(),
            relay,
        });
        let server = Arc::new(server);
        let mut threads = vec![relaying];
        for _ in 0..WORKERS {
            let (core, server) = (Arc::clone(&core), Arc::clone(&server));
            threads.push(thread::spawn(move || core.work(&server)));
        }
        Self { core, server, threads }
    }

    /// Where the REST API is, as a server of one's own has it; GraphQL is at `/api/graphql`.
    pub fn api_url(&self) -> String {
        format!("{}/api/v3", self.core.root)
    }

    /// What `/owner/name.git` is appended to.
    pub fn git_url(&self) -> String {
        self.core.root.clone()
    }

    /// Everything that was asked, in order.
    pub fn requests(&self) -> Vec<Request> {
        self.core.log.all()
    }

    /// Forgets what was asked.
    pub fn clear(&self) {
        self.core.log.forget();
    }

    /// Changes what it knows, and says what the change says.
    pub fn change<T>(&self, change: impl FnOnce(&mut State) -> T) -> T {
        change(&mut lock(&self.core.state))
    }

    /// From now on this goes wrong.
    pub fn incident(&self, incident: Incident) {
        lock(&self.core.incidents).push(incident);
    }

    /// From now on nothing goes wrong.
    pub fn calm(&self) {
        lock(&self.core.incidents).clear();
    }

    /// Answers a GraphQL operation, from the state and the operation's variables, with `data` and
    /// `errors`. The state is held meanwhile: do not change it there.
    pub fn answer(
        &self,
        operation: &str,
        answer: impl Fn(&State, &Value) -> Value + Send + Sync + 'static,
    ) {
        lock(&self.core.operations).insert(operation.to_owned(), Arc::new(answer));
    }
}

impl Drop for Hub {
    fn drop(&mut self) {
        self.core.relay.end();
        for _ in 0..WORKERS {
            self.server.unblock();
        }
        for thread in self.threads.drain(..) {
            // A worker that panicked has said so.
            let _ = thread.join();
        }
    }
}
