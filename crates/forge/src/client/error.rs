//! Why a call did not give what was asked for.

use std::time::Duration;

/// Why a call did not give what was asked for.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum CallError {
    /// There is no such thing, or the token may not know of it.
    #[error("{0}: not found, or not to be seen with this token")]
    NotFound(String),
    /// The token is not valid.
    #[error("{path}: {words}")]
    NotKnown {
        /// What was asked for.
        path: String,
        /// GitHub's words.
        words: String,
    },
    /// The token may not ask this.
    #[error("{path}: {words}")]
    Refused {
        /// What was asked for.
        path: String,
        /// GitHub's words.
        words: String,
    },
    /// A limit holds for longer than anybody would wait.
    #[error("{path}: the limit of calls is used up for another {} s", .wait.as_secs())]
    Limited {
        /// What was asked for.
        path: String,
        /// How long it holds.
        wait: Duration,
    },
    /// The calls of this run are used up (`--api-budget`).
    #[error("the budget of {0} calls is used up")]
    Budget(u64),
    /// The server or the network failed, each time it was tried.
    #[error("{path}: {words} ({times} times)")]
    Failed {
        /// What was asked for.
        path: String,
        /// What happened the last time.
        words: String,
        /// How often it was tried.
        times: u32,
    },
    /// The server does not answer any more, whatever it is asked.
    #[error("{path}: {words} ({times} times in a row; nothing is tried again)")]
    Gone {
        /// What was asked for.
        path: String,
        /// What happened the last time.
        words: String,
        /// How often there was no answer.
        times: u32,
    },
    /// The answer is not of the shape GitHub's answers have.
    #[error("{path}: an answer of another shape than expected: {words}")]
    Shape {
        /// What was asked for.
        path: String,
        /// Where it differs.
        words: String,
    },
    /// The client cannot be set up.
    #[error("{0}")]
    Setup(String),
}

impl CallError {
    /// Whether it is the token that keeps this from being seen, as far as GitHub tells.
    pub fn is_refusal(&self) -> bool {
        matches!(self, Self::NotFound(_) | Self::Refused { .. } | Self::NotKnown { .. })
    }
}
