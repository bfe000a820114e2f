//! What was asked.

use std::collections::BTreeMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use super::asked::Asked;

/// One request the hub answered, or is answering.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Request {
    /// `GET` or `POST`.
    pub method: String,
    /// What was asked for.
    pub path_and_query: String,
    /// How it was answered; 0 while it is not.
    pub status: u16,
    /// The header `Authorization`, as it came.
    pub authorization: Option<String>,
    /// Whether it named an answer it has already.
    pub if_none_match: bool,
    /// The GraphQL operation.
    pub operation: Option<String>,
    /// How many bytes the body of the answer had.
    pub sent: usize,
}

/// Everything that was asked, in order.
#[derive(Default)]
pub(super) struct Log {
    kept: Mutex<(u64, BTreeMap<u64, Request>)>,
}

impl Log {
    /// Writes down what is asked and says its number.
    pub(super) fn arrived(&self, asked: &Asked) -> u64 {
        let mut kept = lock(&self.kept);
        kept.0 += 1;
        let number = kept.0;
        let request = Request {
            method: asked.method.clone(),
            path_and_query: asked.url.clone(),
            status: 0,
            authorization: asked.header("authorization").map(ToOwned::to_owned),
            if_none_match: asked.header("if-none-match").is_some(),
            operation: asked.operation.clone(),
            sent: 0,
        };
        kept.1.insert(number, request);
        number
    }

    /// Changes what is written of a request, if it was not forgotten since.
    pub(super) fn note(&self, number: u64, change: impl FnOnce(&mut Request)) {
        if let Some(request) = lock(&self.kept).1.get_mut(&number) {
            change(request);
        }
    }

    pub(super) fn all(&self) -> Vec<Request> {
        lock(&self.kept).1.values().cloned().collect()
    }

    pub(super) fn forget(&self) {
        lock(&self.kept).1.clear();
    }
}

/// What a mutex holds, even after a test's closure panicked with it: the test fails anyway.
pub(super) fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
