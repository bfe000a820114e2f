//! An S3 on loopback: buckets in memory, behind a key that has to sign.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread::{self, JoinHandle};

use tiny_http::{Header, Method, Request, Response, Server};

/// The key that signs requests; its secret is `secret`, which nobody checks.
pub const KEY: &str = "AKIAMILEPOST";

type Objects = BTreeMap<String, Vec<u8>>;

/// A server of buckets, gone with this.
pub struct Buckets {
    server: Arc<Server>,
    objects: Arc<Mutex<Objects>>,
    closed: Arc<Mutex<bool>>,
    worker: Option<JoinHandle<()>>,
}

impl Buckets {
    /// Starts one that holds nothing.
    ///
    /// # Panics
    /// When no port of loopback is free.
    #[expect(clippy::new_without_default, reason = "it starts a server, which is no default")]
    pub fn new() -> Self {
        let server = Arc::new(Server::http("127.0.0.1:0").expect("a port is free"));
        let (objects, closed): (Arc<Mutex<Objects>>, Arc<Mutex<bool>>) = Default::default();
        let (at, held, shut) = (server.clone(), objects.clone(), closed.clone());
        let worker = thread::spawn(move || {
            while let Ok(request) = at.recv() {
                let is_closed = *lock(&shut);
                serve(request, &mut lock(&held), is_closed);
            }
        });
        Self { server, objects, closed, worker: Some(worker) }
    }

    /// What a machine that may ask has in its environment.
    ///
    /// # Panics
    /// When the server has no address.
    pub fn environment(&self) -> Vec<(String, String)> {
        let address = self.server.server_addr().to_ip().expect("it listens on an address");
        [
            ("AWS_ENDPOINT", format!("http://{address}")),
            ("AWS_ALLOW_HTTP", "true".to_owned()),
            ("AWS_ACCESS_KEY_ID", KEY.to_owned()),
            ("AWS_SECRET_ACCESS_KEY", "secret".to_owned()),
            ("AWS_REGION", "eu-west-2".to_owned()),
        ]
        .map(|(name, value)| (name.to_owned(), value))
        .to_vec()
    }

    /// The objects there are, as `bucket/key`.
    pub fn names(&self) -> Vec<String> {
        lock(&self.objects).keys().cloned().collect()
    }

    /// From now on everybody is refused, or not.
    pub fn close(&self, closed: bool) {
        *lock(&self.closed) = closed;
    }
}

impl Drop for Buckets {
    fn drop(&mut self) {
        self.server.unblock();
        if let Some(worker) = self.worker.take() {
            let _ = worker.join();
        }
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

fn serve(mut request: Request, objects: &mut Objects, closed: bool) {
    let url = request.url().to_owned();
    let (path, query) = url.split_once('?').unwrap_or((&url, ""));
    let name = path.trim_start_matches('/').to_owned();
    let signed = request
        .headers()
        .iter()
        .any(|header| header.field.equiv("Authorization") && header.value.as_str().contains(KEY));
    let mut body = Vec::new();
    request.as_reader().read_to_end(&mut body).expect("the client says all of it");
    let (status, tag, said) = if closed || !signed {
        (403, None, refusal("AccessDenied"))
    } else {
        answer(request.method(), (&name, query), body, objects)
    };
    let mut response = Response::from_data(said).with_status_code(status);
    let dated = Some(("Last-Modified", "Wed, 01 Jul 2026 00:00:00 GMT".to_owned()));
    for (field, value) in tag.map(|tag| ("ETag", tag)).into_iter().chain(dated) {
        let header = Header::from_bytes(field, value).expect("plain letters");
        response = response.with_header(header);
    }
    // Whoever went away does not hear it.
    let _ = request.respond(response);
}

/// The status, the tag of the object, and the body.
fn answer(
    method: &Method,
    (name, query): (&str, &str),
    body: Vec<u8>,
    objects: &mut Objects,
) -> (u16, Option<String>, Vec<u8>) {
    match method {
        Method::Put => {
            let tag = tag(&body);
            objects.insert(name.to_owned(), body);
            (200, Some(tag), Vec::new())
        }
        Method::Post if query.starts_with("delete") => (200, None, delete(name, &body, objects)),
        Method::Get if query.contains("list-type=2") => (200, None, list(name, query, objects)),
        Method::Get | Method::Head => match objects.get(name) {
            Some(bytes) => (200, Some(tag(bytes)), bytes.clone()),
            None => (404, None, refusal("NoSuchKey")),
        },
        _ => (405, None, refusal("MethodNotAllowed")),
    }
}

fn tag(bytes: &[u8]) -> String {
    let sum = bytes.iter().fold(7_u64, |sum, byte| sum.wrapping_mul(31) ^ u64::from(*byte));
    format!("\"{sum:016x}\"")
}

fn refusal(code: &str) -> Vec<u8> {
    format!("<Error><Code>{code}</Code><Message>{code}</Message></Error>").into_bytes()
}

fn list(bucket: &str, query: &str, objects: &Objects) -> Vec<u8> {
    let asked = query.split('&').find_map(|it| it.strip_prefix("prefix=")).unwrap_or_default();
    let start = format!("{}/{}", bucket.trim_end_matches('/'), asked.replace("%2F", "/"));
    let mut text = "<ListBucketResult><IsTruncated>false</IsTruncated>".to_owned();
    for (name, bytes) in objects {
        let Some(rest) = name.strip_prefix(&start).filter(|rest| !rest.contains('/')) else {
            continue;
        };
        let _ = write!(
            text,
            "<Contents><Key>{}{rest}</Key><Size>{}</Size><ETag>{}</ETag>\
             <LastModified>2026-07-01T00:00:00.000Z</LastModified></Contents>",
            asked.replace("%2F", "/"),
            bytes.len(),
            tag(bytes).replace('"', "&quot;"),
        );
    }
    text.push_str("</ListBucketResult>");
    text.into_bytes()
}

fn delete(bucket: &str, body: &[u8], objects: &mut Objects) -> Vec<u8> {
    let asked = String::from_utf8_lossy(body);
    let mut text = "<DeleteResult>".to_owned();
    for key in asked.split("<Key>").skip(1).filter_map(|rest| rest.split("</Key>").next()) {
        objects.remove(&format!("{}/{key}", bucket.trim_end_matches('/')));
        let _ = write!(text, "<Deleted><Key>{key}</Key></Deleted>");
    }
    text.push_str("</DeleteResult>");
    text.into_bytes()
}
