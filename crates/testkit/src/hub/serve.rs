//! From a request to its answer.

use std::collections::BTreeMap;
use std::io::Write;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Arc, Mutex};
use std::thread;

use serde_json::Value;
use tiny_http::Server;

use super::answer::{Answer, Reply};
use super::asked::Asked;
use super::git;
use super::graphql;
use super::incident::{Incident, What};
use super::log::{Log, lock};
use super::recall::Recall;
use super::relay::Relay;
use super::rest;
use super::state::State;
use super::trouble;

/// Answers a GraphQL operation, from the state and its variables, with `data` and `errors`.
pub(super) type Operation = dyn Fn(&State, &Value) -> Value + Send + Sync;

/// What the workers share.
pub(super) struct Core {
    /// The address everything begins with, without a slash at its end.
    pub(super) root: String,
    pub(super) state: Mutex<State>,
    pub(super) operations: Mutex<BTreeMap<String, Arc<Operation>>>,
    pub(super) incidents: Mutex<Vec<Incident>>,
    pub(super) log: Log,
    pub(super) recall: Recall,
    pub(super) relay: Arc<Relay>,
}

impl Core {
    /// Answers requests until the server says that it is over.
    pub(super) fn work(&self, server: &Server) {
        while let Ok(request) = server.recv() {
            // What panics is a test's own closure: its client hears 500, and others are served on.
            let _ = catch_unwind(AssertUnwindSafe(|| self.serve(request)));
        }
    }

    fn serve(&self, mut request: tiny_http::Request) {
        let asked = Asked::read(&mut request);
        let number = self.log.arrived(&asked);
        let wrong: Vec<What> =
            lock(&self.incidents).iter_mut().filter_map(|it| it.strikes(&asked)).collect();
        for what in &wrong {
            if let What::Slow(by) = what {
                thread::sleep(*by);
            }
        }
        let reply = if asked.to_api() {
            self.api(&asked, number, &wrong).reply()
        } else {
            wrong
                .iter()
                .find_map(trouble::instead_for_git)
                .unwrap_or_else(|| git::serve(self, &asked))
        };
        let half = wrong.iter().any(|what| matches!(what, What::Cut));
        let mut writer = request.into_writer();
        self.send(reply, &mut *writer, (number, half));
        drop(writer);
        if let Some(from) = asked.from.filter(|_| half) {
            self.relay.cut(from);
        }
    }

    fn send(&self, reply: Reply, to: &mut dyn Write, (number, half): (u64, bool)) {
        self.log.note(number, |request| request.status = reply.status);
        let mut sent = |bytes| self.log.note(number, |request| request.sent += bytes);
        // Whoever went away does not hear the rest.
        let _ = reply.send(to, half, &mut sent);
    }

    fn api(&self, asked: &Asked, number: u64, wrong: &[What]) -> Answer {
        let instead = wrong.iter().find_map(|what| trouble::instead(what, asked));
        let operation = self.operation(asked);
        let mut state = lock(&self.state);
        // What is left costs nothing to ask.
        let counted = !asked.path.ends_with("/rate_limit");
        let refused =
            state.limits.as_mut().filter(|_| counted).and_then(|limits| {
                (!limits.count()).then(|| trouble::used_up(asked, 403, *limits))
            });
        let answer = instead.or(refused).unwrap_or_else(|| {
            if asked.to_graphql() {
                graphql::answer(&state, asked, operation.as_deref())
            } else {
                rest::answer(&mut state, &self.root, asked)
            }
        });
        let mut answer = wrong.iter().fold(answer, |answer, what| trouble::bend(what, answer));
        if asked.method == "GET" && answer.status == 200 {
            answer = unless_known(answer, asked);
        }
        if answer.status == 304
            && asked.header("authorization").is_some()
            && let Some(limits) = &mut state.limits
        {
            // What did not change is not counted.
            limits.used = limits.used.saturating_sub(1);
        }
        let says_limit = answer.headers.iter().any(|(name, _)| name == "X-RateLimit-Limit");
        if let Some(limits) = state.limits.filter(|_| !says_limit) {
            answer.headers.extend(limits.headers(asked));
        }
        answer
            .header("X-GitHub-Request-Id", format!("F00D:2B1A:{number:07X}:{number:07X}:69000000"))
            .header("X-GitHub-Media-Type", "github.v3; format=json")
            .header("Vary", "Accept, Authorization, Cookie, X-GitHub-OTP")
    }

    fn operation(&self, asked: &Asked) -> Option<Arc<Operation>> {
        lock(&self.operations).get(asked.operation.as_ref()?).cloned()
    }
}

/// The answer with its tag, or none when who asks has it already.
fn unless_known(answer: Answer, asked: &Asked) -> Answer {
    let body = answer.json.as_ref().map(ToString::to_string).unwrap_or_default();
    let hash = git2::Oid::hash_object(git2::ObjectType::Blob, body.as_bytes());
    let tag = format!("W/\"{}\"", hash.expect("bytes can be hashed"));
    let known = asked.header("if-none-match").is_some_and(|tags| {
        let opaque = |tag: &str| tag.trim().trim_start_matches("W/").to_owned();
        tags.split(',').any(|known| known.trim() == "*" || opaque(known) == opaque(&tag))
    });
    let answer = if known { Answer { status: 304, json: None, ..answer } } else { answer };
    answer.header("ETag", tag).header("Cache-Control", "private, max-age=60, s-maxage=60")
}
