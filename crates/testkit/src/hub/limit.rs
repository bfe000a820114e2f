//! How many requests are answered until when.

use jiff::Timestamp;
use serde_json::{Value, json};

use super::asked::Asked;

/// How many requests are answered until when.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RateLimit {
    /// How many are answered in all.
    pub limit: u64,
    /// How many were.
    pub used: u64,
    lasts: u64,
    /// When it begins anew, in seconds; known from the first request on.
    ends: Option<i64>,
}

impl RateLimit {
    /// This many requests in this many seconds, counted from the first.
    pub fn new(limit: u64, seconds: u64) -> Self {
        Self { limit, used: 0, lasts: seconds, ends: None }
    }

    /// With this many used already.
    #[must_use]
    pub fn used(mut self, used: u64) -> Self {
        self.used = used;
        self
    }

    /// One that is used up.
    pub(super) fn used_up(seconds: u64) -> Self {
        Self::new(5000, seconds).used(5000)
    }

    /// Counts a request, and says whether it is answered.
    pub(super) fn count(&mut self) -> bool {
        let now = Timestamp::now().as_second();
        if self.ends.is_some_and(|ends| ends <= now) {
            (self.used, self.ends) = (0, None);
        }
        self.ends.get_or_insert(now.saturating_add_unsigned(self.lasts));
        let answered = self.used < self.limit;
        self.used = (self.used + 1).min(self.limit);
        answered
    }

    /// The headers that say what is left.
    pub(super) fn headers(self, asked: &Asked) -> Vec<(String, String)> {
        let resource = if asked.to_graphql() { "graphql" } else { "core" };
        let fields = [
            ("X-RateLimit-Limit", self.limit.to_string()),
            ("X-RateLimit-Remaining", self.left().to_string()),
            ("X-RateLimit-Reset", self.reset().to_string()),
            ("X-RateLimit-Used", self.used.to_string()),
            ("X-RateLimit-Resource", resource.to_owned()),
        ];
        fields.map(|(name, value)| (name.to_owned(), value)).into()
    }

    /// What `/rate_limit` says.
    pub(super) fn overview(self) -> Value {
        let one = json!({
            "limit": self.limit, "used": self.used, "remaining": self.left(),
            "reset": self.reset(),
        });
        json!({"resources": {"core": one, "search": one, "graphql": one}, "rate": one})
    }

    fn left(self) -> u64 {
        self.limit.saturating_sub(self.used)
    }

    fn reset(self) -> i64 {
        let from_now = || Timestamp::now().as_second().saturating_add_unsigned(self.lasts);
        self.ends.unwrap_or_else(from_now)
    }
}
