//! Answers of git that are given again. The repositories of [`super::HubPlan::plenty`] that lie at
//! one path are asked the same by the thousand, and git would compute the same each time.

use std::collections::BTreeMap;
use std::io::{self, Read as _};
use std::sync::Mutex;

use super::answer::{Body, Reply};
use super::asked::Asked;
use super::log::lock;

/// What git answered.
#[derive(Clone)]
struct Said {
    status: u16,
    headers: Vec<(String, String)>,
    body: Vec<u8>,
}

/// Answers of git, by all that they depend on.
#[derive(Default)]
pub(super) struct Recall {
    said: Mutex<BTreeMap<(String, Vec<u8>), Said>>,
}

impl Recall {
    /// The answer to what is asked of a repository that does not change, from memory where it is
    /// there. `of` tells the repository and how it is served.
    pub(super) fn or(
        &self,
        of: &str,
        asked: &Asked,
        answer: impl FnOnce() -> io::Result<Reply>,
    ) -> io::Result<Reply> {
        let headers = ["git-protocol", "content-encoding"].map(|name| asked.header(name));
        let how = format!("{of} {} {} {headers:?}", asked.method, asked.raw_query);
        let key = (how, asked.body.clone());
        if let Some(said) = lock(&self.said).get(&key).cloned() {
            return Ok(said.reply());
        }
        let Reply { status, headers, body } = answer()?;
        let body = match body {
            Body::Whole(bytes) => bytes,
            Body::Stream(mut stream) => {
                let mut bytes = Vec::new();
                stream.read_to_end(&mut bytes)?;
                bytes
            }
        };
        let said = Said { status, headers, body };
        lock(&self.said).insert(key, said.clone());
        Ok(said.reply())
    }
}

impl Said {
    fn reply(self) -> Reply {
        Reply { status: self.status, headers: self.headers, body: Body::Whole(self.body) }
    }
}
