//! A proxy on loopback: what is asked of it goes on to servers on loopback, and is written down.

use std::io::{self, BufRead as _, BufReader, Read as _, Write as _};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::{self, JoinHandle};

use crate::hub::copy;

/// A proxy of HTTP, which tunnels where it is asked to.
pub struct Proxy {
    address: SocketAddr,
    shared: Arc<Shared>,
    thread: Option<JoinHandle<()>>,
}

#[derive(Default)]
struct Shared {
    ended: AtomicBool,
    asked: Mutex<Vec<String>>,
}

impl Proxy {
    /// Begins to listen.
    ///
    /// # Panics
    /// When the system gives no socket.
    pub fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("there is a free port");
        let address = listener.local_addr().expect("it listens on an address");
        let shared = Arc::new(Shared::default());
        let serving = Arc::clone(&shared);
        let thread = thread::spawn(move || {
            for client in listener.incoming().map_while(Result::ok) {
                if serving.ended.load(Ordering::SeqCst) {
                    return;
                }
                let serving = Arc::clone(&serving);
                // What cannot be passed on is closed, which its client sees.
                thread::spawn(move || serving.pass(client).ok());
            }
        });
        Self { address, shared, thread: Some(thread) }
    }

    /// Its address, as variables of the environment have it.
    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// What was asked of it: a method and an address, as `CONNECT host:port`.
    pub fn asked(&self) -> Vec<String> {
        self.shared.asked.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

impl Drop for Proxy {
    fn drop(&mut self) {
        self.shared.ended.store(true, Ordering::SeqCst);
        // Wakes who waits for a connection.
        drop(TcpStream::connect(self.address));
        if let Some(thread) = self.thread.take() {
            thread.join().ok();
        }
    }
}

impl Shared {
    /// Passes one request on, and what follows on its connection.
    fn pass(&self, mut client: TcpStream) -> io::Result<()> {
        let mut reader = BufReader::new(client.try_clone()?);
        let mut head = Vec::new();
        loop {
            let mut line = String::new();
            if reader.read_line(&mut line)? == 0 || line == "\r\n" {
                break;
            }
            head.push(line);
        }
        let Some(first) = head.first() else { return Ok(()) };
        let mut words = first.split_whitespace();
        let (method, target) = (words.next().unwrap_or_default(), words.next().unwrap_or_default());
        let asked = format!("{method} {target}");
        self.asked.lock().unwrap_or_else(PoisonError::into_inner).push(asked);
        let (server, begin) = if method == "CONNECT" {
            (loopback(target)?, String::new())
        } else {
            let rest = target.strip_prefix("http://").unwrap_or(target);
            let (host, path) = rest.split_once('/').unwrap_or((rest, ""));
            (loopback(host)?, request(&format!("{method} /{path} HTTP/1.1\r\n"), &head))
        };
        if begin.is_empty() {
            client.write_all(b"HTTP/1.1 200 Connection established\r\n\r\n")?;
        }
        (&server).write_all(begin.as_bytes())?;
        // What was read beyond the head is part of what follows it.
        let ahead = reader.buffer().len();
        io::copy(
            &mut reader.by_ref().take(u64::try_from(ahead).unwrap_or_default()),
            &mut &server,
        )?;
        let (client_too, server_too) = (client.try_clone()?, server.try_clone()?);
        thread::spawn(move || copy(&client_too, &server_too));
        copy(&server, &client);
        Ok(())
    }
}

/// A request as a server is asked it: each goes on a connection of its own.
fn request(first: &str, head: &[String]) -> String {
    let kept = head.iter().skip(1).filter(|line| {
        let line = line.to_ascii_lowercase();
        !line.starts_with("connection:") && !line.starts_with("proxy-")
    });
    let kept: String = kept.map(String::as_str).collect();
    format!("{first}{kept}Connection: close\r\n\r\n")
}

/// Connects to a server, which must be on loopback: tests ask nobody else.
fn loopback(target: &str) -> io::Result<TcpStream> {
    let address: SocketAddr = target.parse().map_err(io::Error::other)?;
    if !address.ip().is_loopback() {
        return Err(io::Error::other(format!("{address} is not on loopback")));
    }
    TcpStream::connect(address)
}
