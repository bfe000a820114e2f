//! What goes wrong, and when.

use std::time::Duration;

use super::asked::Asked;

/// Something that goes wrong: what, for which requests, and how often.
#[derive(Debug, Clone)]
pub struct Incident {
    what: What,
    on: On,
    passes: u64,
    every: u64,
    times: Option<u64>,
    seen: u64,
}

/// What goes wrong.
#[derive(Debug, Clone)]
pub(super) enum What {
    RateLimit { status: u16, resets_in: u64 },
    SecondaryLimit { retry_after: Option<u64> },
    Refused(String),
    Status(u16),
    EmptyList,
    PartialResults,
    Cut,
    Slow(Duration),
}

/// Which requests it is about.
#[derive(Debug, Clone)]
enum On {
    Anything,
    Api,
    Git,
    Holding(String),
}

impl Incident {
    /// The hour's requests are used up, said with 403 or 429.
    pub fn rate_limit(status: u16, resets_in: u64) -> Self {
        Self::new(What::RateLimit { status, resets_in })
    }

    /// Too much at once: 403, with or without the seconds to wait.
    pub fn secondary_limit(retry_after: Option<u64>) -> Self {
        Self::new(What::SecondaryLimit { retry_after })
    }

    /// 403 that means no, for an app.
    pub fn refused_to_app() -> Self {
        Self::refused("Resource not accessible by integration")
    }

    /// 403 that means no, for a fine-grained token.
    pub fn refused_to_token() -> Self {
        Self::refused("Resource not accessible by personal access token")
    }

    /// 403 that means no, in these words.
    pub fn refused(message: &str) -> Self {
        Self::new(What::Refused(message.to_owned()))
    }

    /// 404, as for what is there and may not be known.
    pub fn hidden() -> Self {
        Self::status(404)
    }

    /// This status, with the server's usual words.
    pub fn status(status: u16) -> Self {
        Self::new(What::Status(status))
    }

    /// 200 and a list with nothing in it.
    pub fn empty_list() -> Self {
        Self::new(What::EmptyList)
    }

    /// 200, and a header saying that an organisation was left out, as before single sign-on.
    pub fn partial_results() -> Self {
        Self::new(What::PartialResults)
    }

    /// The connection ends half-way through the body.
    pub fn cut() -> Self {
        Self::new(What::Cut)
    }

    /// The answer comes late.
    pub fn slow(by: Duration) -> Self {
        Self::new(What::Slow(by))
    }

    /// Only requests whose path and query hold this text, or whose GraphQL operation has this name.
    #[must_use]
    pub fn on(mut self, text: &str) -> Self {
        self.on = On::Holding(text.to_owned());
        self
    }

    /// Only requests to the API.
    #[must_use]
    pub fn on_api(mut self) -> Self {
        self.on = On::Api;
        self
    }

    /// Only requests of git.
    #[must_use]
    pub fn on_git(mut self) -> Self {
        self.on = On::Git;
        self
    }

    /// Lets this many requests pass first.
    #[must_use]
    pub fn after(mut self, requests: u64) -> Self {
        self.passes = requests;
        self
    }

    /// Only every n-th request, beginning with the n-th.
    #[must_use]
    pub fn every(mut self, nth: u64) -> Self {
        self.every = nth.max(1);
        self
    }

    /// Only this often, and then never again.
    #[must_use]
    pub fn times(mut self, times: u64) -> Self {
        self.times = Some(times);
        self
    }

    fn new(what: What) -> Self {
        Self { what, on: On::Anything, passes: 0, every: 1, times: None, seen: 0 }
    }

    /// What goes wrong with this request, if anything.
    pub(super) fn strikes(&mut self, asked: &Asked) -> Option<What> {
        let about = match &self.on {
            On::Anything => true,
            On::Api => asked.to_api(),
            On::Git => !asked.to_api(),
            On::Holding(text) => {
                let operation = asked.operation.as_deref().unwrap_or_default();
                asked.url.contains(text.as_str()) || operation == text
            }
        };
        if !about {
            return None;
        }
        self.seen += 1;
        let turn = self.seen.checked_sub(self.passes).filter(|&turn| turn > 0)?;
        if turn % self.every != 0 || self.times.is_some_and(|times| turn / self.every > times) {
            return None;
        }
        Some(self.what.clone())
    }
}
