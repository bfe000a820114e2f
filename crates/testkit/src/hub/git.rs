//! Git over HTTP, by git itself.

use std::collections::BTreeMap;
use std::io::{self, BufRead as _, BufReader, Read, Seek as _, Write as _};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdout, Command, Stdio};

use super::answer::{Body, Reply};
use super::asked::{Asked, unescape};
use super::log::lock;
use super::serve::Core;
use super::state::State;
use super::who::Who;

/// What git is asked for, as far as it is answered.
const SERVICES: [&str; 2] = ["/info/refs", "/git-upload-pack"];

/// Where a request of git leads.
enum Leads {
    /// To a repository on disk, served so.
    To(PathBuf, Vec<(&'static str, String)>, Lasts),
    /// Nowhere.
    Nowhere(Reply),
}

/// Whether what git says of a repository will be said again.
#[derive(PartialEq, Eq)]
enum Lasts {
    /// It shares its path with others: where it changes, it leaves.
    Yes,
    No,
}

/// Answers a request of git.
pub(super) fn serve(core: &Core, asked: &Asked) -> Reply {
    let Some((owner, name, service)) = split(&asked.path) else {
        return Reply::text(404, "Not Found\n");
    };
    let leads = lead(&lock(&core.state), &core.root, asked, [&owner, &name, service]);
    match leads {
        Leads::Nowhere(reply) => reply,
        Leads::To(path, config, lasts) => {
            let run = || run(&path, &config, asked, service);
            let reply = match lasts {
                Lasts::Yes => {
                    core.recall.or(&format!("{} {config:?} {service}", path.display()), asked, run)
                }
                Lasts::No => run(),
            };
            reply.unwrap_or_else(|error| Reply::text(500, &format!("git http-backend: {error}\n")))
        }
    }
}

/// The owner, the name without `.git`, and what is wanted.
fn split(path: &str) -> Option<(String, String, &'static str)> {
    let service = SERVICES.into_iter().find(|service| path.ends_with(service))?;
    let (owner, name) = path.strip_suffix(service)?.strip_prefix('/')?.split_once('/')?;
    let name = unescape(name.strip_suffix(".git").unwrap_or(name));
    (!name.contains('/')).then(|| (unescape(owner), name, service))
}

fn lead(state: &State, root: &str, asked: &Asked, [owner, name, service]: [&str; 3]) -> Leads {
    let who = Who::asks(asked, state);
    if matches!(who, Who::Unknown) {
        let why = "Invalid username or token. Password authentication is not supported for Git \
                   operations.\n";
        return Leads::Nowhere(ask_who(why));
    }
    let now = state.named(owner, name);
    let seen = now
        .or_else(|| state.formerly(owner, name))
        .filter(|repository| state.sees(who.token(), repository));
    let Some(repository) = seen.filter(|_| !state.demands_credentials || who.token().is_some())
    else {
        return Leads::Nowhere(match who {
            Who::Nobody => ask_who("Repository not found.\n"),
            _ => Reply::text(404, "Repository not found.\n"),
        });
    };
    if repository.disabled {
        let why = "Access to this repository has been disabled by GitHub staff.\n";
        return Leads::Nowhere(Reply::text(403, why));
    }
    // A second request comes to the old name when the first had to be asked who it was.
    if now.is_none() && asked.method == "GET" {
        let query = if asked.raw_query.is_empty() { "" } else { "?" };
        let to =
            format!("{root}/{}.git{service}{query}{}", repository.full_name(), asked.raw_query);
        let mut reply = Reply::text(301, "");
        reply.headers.push(("Location".to_owned(), to));
        return Leads::Nowhere(reply);
    }
    let config = vec![
        ("uploadpack.allowFilter", state.partial_clone.to_string()),
        ("uploadpack.allowTipSHA1InWant", "true".to_owned()),
        ("uploadpack.allowReachableSHA1InWant", "true".to_owned()),
        ("http.getanyfile", "false".to_owned()),
        ("safe.directory", "*".to_owned()),
    ];
    let lasts = if repository.own.is_some() { Lasts::Yes } else { Lasts::No };
    Leads::To(repository.path.clone(), config, lasts)
}

fn ask_who(why: &str) -> Reply {
    let mut reply = Reply::text(401, why);
    let header = ("WWW-Authenticate".to_owned(), "Basic realm=\"GitHub\"".to_owned());
    reply.headers.push(header);
    reply
}

/// Runs git's own server for one request.
fn run(path: &Path, config: &[(&str, String)], asked: &Asked, service: &str) -> io::Result<Reply> {
    // In a file, for git may begin to answer before it has read everything.
    let mut body = tempfile::tempfile()?;
    body.write_all(&asked.body)?;
    body.rewind()?;
    let mut child = Command::new("git")
        .arg("http-backend")
        .env_clear()
        .envs(environment(path, asked, service))
        .envs(configured(config))
        .stdin(body)
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()?;
    let output = child.stdout.take().map(BufReader::new);
    let mut output = Output { child, from: output.expect("its output is a pipe") };
    let (status, headers) = read_head(&mut output.from)?;
    Ok(Reply { status, headers, body: Body::Stream(Box::new(output)) })
}

fn environment(path: &Path, asked: &Asked, service: &str) -> BTreeMap<String, String> {
    let header = |name: &str| asked.header(name).unwrap_or_default().to_owned();
    let root = path.parent().and_then(Path::to_str).expect("repositories lie in a folder");
    let name = path.file_name().and_then(|name| name.to_str()).expect("they have plain names");
    let mut all = BTreeMap::from([
        ("PATH", std::env::var("PATH").unwrap_or_default()),
        ("HOME", root.to_owned()),
        ("GIT_CONFIG_NOSYSTEM", "1".to_owned()),
        ("GIT_CONFIG_GLOBAL", "/dev/null".to_owned()),
        ("GIT_PROJECT_ROOT", root.to_owned()),
        ("GIT_HTTP_EXPORT_ALL", "1".to_owned()),
        ("PATH_INFO", format!("/{name}{service}")),
        ("REQUEST_METHOD", asked.method.clone()),
        ("QUERY_STRING", asked.raw_query.clone()),
        ("CONTENT_TYPE", header("content-type")),
        ("CONTENT_LENGTH", asked.body.len().to_string()),
        ("REMOTE_ADDR", "127.0.0.1".to_owned()),
        ("GATEWAY_INTERFACE", "CGI/1.1".to_owned()),
        ("SERVER_PROTOCOL", "HTTP/1.1".to_owned()),
    ]);
    let passed = [("GIT_PROTOCOL", "git-protocol"), ("HTTP_CONTENT_ENCODING", "content-encoding")];
    all.extend(
        passed.map(|(name, field)| (name, header(field))).into_iter().filter(|it| !it.1.is_empty()),
    );
    all.into_iter().map(|(name, value)| (name.to_owned(), value)).collect()
}

/// Configuration as git reads it from its environment.
fn configured(config: &[(&str, String)]) -> BTreeMap<String, String> {
    let mut all = BTreeMap::from([("GIT_CONFIG_COUNT".to_owned(), config.len().to_string())]);
    for (number, (key, value)) in config.iter().enumerate() {
        all.insert(format!("GIT_CONFIG_KEY_{number}"), (*key).to_owned());
        all.insert(format!("GIT_CONFIG_VALUE_{number}"), value.clone());
    }
    all
}

fn read_head(from: &mut BufReader<ChildStdout>) -> io::Result<(u16, Vec<(String, String)>)> {
    let (mut status, mut headers) = (200, Vec::new());
    loop {
        let mut line = String::new();
        from.read_line(&mut line)?;
        let Some((name, value)) = line.trim_end().split_once(':') else {
            return Ok((status, headers));
        };
        if name.eq_ignore_ascii_case("status") {
            status = value.split_whitespace().next().and_then(|it| it.parse().ok()).unwrap_or(500);
        } else {
            headers.push((name.to_owned(), value.trim().to_owned()));
        }
    }
}

/// What git writes; it is waited for when nobody reads on.
struct Output {
    child: Child,
    from: BufReader<ChildStdout>,
}

impl Read for Output {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        self.from.read(into)
    }
}

impl Drop for Output {
    fn drop(&mut self) {
        // It may have ended already.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
