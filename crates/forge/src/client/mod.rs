//! Calls of GitHub's API: octocrab carries them, and what limits, failures and answers mean is
//! decided here, for all calls alike.

mod error;
mod judge;
mod pace;
mod send;
mod shelf;
mod token;

use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use jiff::Timestamp;
use secrecy::{ExposeSecret as _, SecretString};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::Value;
use tokio::runtime::Runtime;

use crate::{Credential, Host};

pub use error::CallError;
use judge::Judgement;
use pace::Pace;
use send::{Answer, Ask, Sender};
use shelf::{Kept, Shelf};
use token::Tokens;

/// How often a call is made that fails in passing.
const TIMES: u32 = 5;

/// The wait after the first failure; it doubles.
const FIRST_WAIT: Duration = Duration::from_millis(500);

/// How often in a row there is no answer before nothing is tried again.
const SILENT: u32 = 10;

/// How often one call is told to come later before it gives up.
const LATERS: u32 = 10;

/// What a client is set up with.
pub struct Setup {
    /// Which GitHub.
    pub host: Host,
    /// By which right.
    pub credential: Credential,
    /// The account that is asked about.
    pub account: String,
    /// The instant of the run.
    pub now: Timestamp,
    /// Where answers are kept from one run to the next; `None` for nowhere.
    pub kept: Option<PathBuf>,
    /// The most calls that are made.
    pub budget: Option<u64>,
    /// The longest wait for a limit.
    pub patience: Duration,
    /// Who is told when there is something to wait for.
    pub tell: Arc<dyn Fn(&str) + Send + Sync>,
}

/// Asks one GitHub, by one right.
pub struct Client {
    runtime: Runtime,
    caller: Arc<Caller>,
}

/// What the calls of a client share.
pub(crate) struct Caller {
    setup: Setup,
    sender: Sender,
    tokens: Tokens,
    pace: Pace,
    /// How often in a row there was no answer.
    silent: AtomicU32,
    answers: Option<Shelf>,
}

/// One page of a list.
pub(crate) struct Page<T> {
    pub(crate) items: T,
    /// Where the next one is.
    pub(crate) next: Option<String>,
    is_partial: bool,
}

/// What stands on a page of a list: of some, the items are within.
#[derive(Deserialize)]
#[serde(untagged)]
enum Items<T> {
    Plain(Vec<T>),
    Within { repositories: Vec<T> },
}

/// All pages of a list.
pub(crate) struct Pages<T> {
    pub(crate) items: Vec<T>,
    /// GitHub says that it left something out of one.
    pub(crate) is_partial: bool,
}

/// What GraphQL tells: data and errors may come together.
#[derive(Debug, Deserialize)]
pub(crate) struct Told {
    #[serde(default)]
    pub(crate) data: Value,
    #[serde(default)]
    pub(crate) errors: Vec<Wrong>,
}

/// Why GraphQL does not tell something.
#[derive(Debug, Deserialize)]
pub(crate) struct Wrong {
    #[serde(default, rename = "type")]
    pub(crate) kind: Option<String>,
    #[serde(default)]
    pub(crate) message: String,
}

impl Wrong {
    /// Whether it was too much at once, so that less may be told.
    pub(crate) fn is_too_much(&self) -> bool {
        let kind = self.kind.as_deref().unwrap_or_default();
        let words = self.message.to_ascii_lowercase();
        kind == "RESOURCE_LIMITS_EXCEEDED"
            || ["timeout", "timed out", "something went wrong", "resource limits"]
                .iter()
                .any(|phrase| words.contains(phrase))
    }
}

impl Client {
    /// Sets a client up. Nothing is asked yet.
    ///
    /// # Errors
    /// When the system gives no network, or the credential cannot be used.
    pub fn new(setup: Setup) -> Result<Self, CallError> {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
        let runtime = runtime.map_err(|error| CallError::Setup(error.to_string()))?;
        let inside = runtime.enter();
        let whose = whose(&setup.credential);
        let answers = setup.kept.as_deref().map(|folder| Shelf::at(folder, &whose, setup.now));
        let caller = Caller {
            sender: Sender::new(&setup.host)?,
            tokens: Tokens::new(&setup)?,
            pace: Pace::new(setup.budget),
            silent: AtomicU32::new(0),
            answers,
            setup,
        };
        drop(inside);
        Ok(Self { runtime, caller: Arc::new(caller) })
    }

    /// How many calls were made.
    pub fn calls(&self) -> u64 {
        self.caller.pace.made()
    }

    /// Whether calls are made by any right at all.
    pub fn is_known(&self) -> bool {
        !matches!(self.caller.setup.credential, Credential::Nobody)
    }

    /// Which GitHub is asked.
    pub fn host(&self) -> &Host {
        &self.caller.setup.host
    }

    /// The instant of the run.
    pub fn now(&self) -> Timestamp {
        self.caller.setup.now
    }

    /// The token of the moment, for whoever fetches. Why there is none is told, and without one
    /// only what is public can be fetched.
    pub fn token(&self) -> Option<SecretString> {
        let token = self.runtime.block_on(self.caller.tokens.current(&self.caller));
        token.unwrap_or_else(|error| {
            (self.caller.setup.tell)(&format!("nothing private can be fetched: {error}"));
            None
        })
    }

    /// Removes kept answers that no run used for two weeks.
    pub fn sweep(&self) {
        if let Some(answers) = &self.caller.answers {
            answers.sweep();
        }
    }

    /// Runs something that asks.
    pub(crate) fn run<T>(&self, work: impl AsyncFnOnce(Arc<Caller>) -> T) -> T {
        self.runtime.block_on(work(self.caller.clone()))
    }
}

impl Caller {
    /// Asks for one thing.
    pub(crate) async fn get<T: DeserializeOwned>(&self, path: &str) -> Result<T, CallError> {
        Ok(self.page(path, self.answers.as_ref()).await?.items)
    }

    /// Asks for one page of a list.
    pub(crate) async fn one_page<T: DeserializeOwned>(
        &self,
        path: &str,
    ) -> Result<Page<T>, CallError> {
        self.page(path, self.answers.as_ref()).await
    }

    async fn page<T: DeserializeOwned>(
        &self,
        path: &str,
        answers: Option<&Shelf>,
    ) -> Result<Page<T>, CallError> {
        let kept = answers.and_then(|answers| answers.find(path));
        let etag = kept.as_ref().map(|kept| kept.etag.clone());
        let answer = self.ask(&Ask::Get { path, etag: etag.as_deref() }).await?;
        let is_partial = answer.is_partial;
        let (body, next) = if let Some(kept) = kept.filter(|_| answer.is_same) {
            if let Some(answers) = answers {
                answers.touch(path);
            }
            // A page may be the same and no longer the last.
            (kept.body, answer.next.or(kept.next))
        } else {
            self.keep(path, &answer);
            (answer.body, answer.next.or(None))
        };
        let items = serde_json::from_str(&body).map_err(|error| shape(path, &error))?;
        Ok(Page { items, next, is_partial })
    }

    /// Asks for all pages of a list.
    pub(crate) async fn pages<T: DeserializeOwned>(
        &self,
        path: &str,
    ) -> Result<Pages<T>, CallError> {
        self.all_pages(path, self.answers.as_ref()).await
    }

    /// Asks for all pages of a list, whatever is kept of them.
    pub(crate) async fn fresh_pages<T: DeserializeOwned>(
        &self,
        path: &str,
    ) -> Result<Pages<T>, CallError> {
        self.all_pages(path, None).await
    }

    async fn all_pages<T: DeserializeOwned>(
        &self,
        path: &str,
        answers: Option<&Shelf>,
    ) -> Result<Pages<T>, CallError> {
        let mut all = Pages { items: Vec::new(), is_partial: false };
        let mut next = Some(path.to_owned());
        while let Some(path) = next {
            let page: Page<Items<T>> = self.page(&path, answers).await?;
            all.items.extend(match page.items {
                Items::Plain(items) | Items::Within { repositories: items } => items,
            });
            all.is_partial |= page.is_partial;
            next = page.next;
        }
        Ok(all)
    }

    /// Asks GraphQL, and hands over what it tells and what it says of the rest: what it may not
    /// tell is empty.
    pub(crate) async fn query(&self, text: &str, variables: &Value) -> Result<Told, CallError> {
        const PATH: &str = "/graphql";
        let body = serde_json::json!({ "query": text, "variables": variables });
        let answer = self.ask(&Ask::Query { path: PATH, body: &body }).await?;
        serde_json::from_str(&answer.body).map_err(|error| shape(PATH, &error))
    }

    /// Asks until there is an answer, or none to be hoped for.
    async fn ask(&self, ask: &Ask<'_>) -> Result<Answer, CallError> {
        let token = self.tokens.current(self).await?;
        self.ask_by(&self.sender, ask, token.as_ref()).await
    }

    /// Asks by another right than that of the client.
    async fn ask_by(
        &self,
        sender: &Sender,
        ask: &Ask<'_>,
        token: Option<&SecretString>,
    ) -> Result<Answer, CallError> {
        let path = || ask.path().to_owned();
        let (mut failures, mut laters, mut wait) = (0, 0, FIRST_WAIT);
        loop {
            self.pace.count(ask.counts())?;
            let (judgement, answer) = sender.send(ask, token).await;
            let silent = self.silent_in_a_row(&judgement);
            match judgement {
                Judgement::Done | Judgement::Same => return Ok(answer),
                Judgement::NotFound => return Err(CallError::NotFound(path())),
                Judgement::NotKnown(words) => {
                    return Err(CallError::NotKnown { path: path(), words });
                }
                Judgement::Refused(words) => {
                    return Err(CallError::Refused { path: path(), words });
                }
                Judgement::Later(wait) if wait > self.setup.patience || laters >= LATERS => {
                    return Err(CallError::Limited { path: path(), wait });
                }
                Judgement::Later(wait) => {
                    laters += 1;
                    let seconds = wait.as_secs();
                    (self.setup.tell)(&format!(
                        "a limit of GitHub's holds: going on in {seconds} s"
                    ));
                    tokio::time::sleep(wait).await;
                }
                Judgement::Silent(words) if silent >= SILENT => {
                    return Err(CallError::Gone { path: path(), words, times: silent });
                }
                Judgement::Silent(words) | Judgement::Again(words) => {
                    failures += 1;
                    if failures >= TIMES {
                        return Err(CallError::Failed { path: path(), words, times: failures });
                    }
                    tokio::time::sleep(wait).await;
                    wait *= 2;
                }
            }
        }
    }

    /// How often in a row there was no answer, with this one.
    fn silent_in_a_row(&self, judgement: &Judgement) -> u32 {
        if !matches!(judgement, Judgement::Silent(_)) {
            self.silent.store(0, Ordering::Relaxed);
            return 0;
        }
        self.silent.fetch_add(1, Ordering::Relaxed) + 1
    }

    fn keep(&self, path: &str, answer: &Answer) {
        let (Some(answers), Some(etag)) = (&self.answers, &answer.etag) else { return };
        if answer.is_partial {
            // What "nothing changed" then says of what was left out is not known.
            return;
        }
        let kept = Kept {
            asked: path.to_owned(),
            etag: etag.clone(),
            next: answer.next.clone().or(None),
            body: answer.body.clone(),
        };
        // An answer that cannot be kept is asked for again the next time.
        answers.keep(&kept).ok();
    }
}

fn shape(path: &str, error: &serde_json::Error) -> CallError {
    CallError::Shape { path: path.to_owned(), words: error.to_string() }
}

/// Whose answers are kept, without saying by which secret. Tokens of an installation and of a job
/// last an hour: what an app may see is known by its number.
fn whose(credential: &Credential) -> String {
    match credential {
        Credential::Nobody => "nobody".to_owned(),
        Credential::Token(token) => {
            let hash = blake3::derive_key("milepost api answers", token.expose_secret().as_bytes());
            blake3::Hash::from_bytes(hash).to_hex().to_string()
        }
        Credential::App { id, installation, .. } => format!("app {id} {installation:?}"),
    }
}
