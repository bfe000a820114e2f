//! The socket the hub is seen at. It passes everything on to the HTTP server, which cannot close a
//! connection in the middle of an answer; this can.

use std::collections::BTreeMap;
use std::io;
use std::net::{Shutdown, SocketAddr, TcpListener, TcpStream};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::thread::{self, JoinHandle};

use super::log::lock;

/// Connections being passed on.
pub(super) struct Relay {
    address: SocketAddr,
    server: SocketAddr,
    ended: AtomicBool,
    /// The server's ends, by the address the server sees.
    open: Mutex<BTreeMap<SocketAddr, TcpStream>>,
}

impl Relay {
    /// Listens on loopback and passes connections on to `server`.
    pub(super) fn start(server: SocketAddr) -> io::Result<(Arc<Self>, JoinHandle<()>)> {
        let listener = TcpListener::bind("127.0.0.1:0")?;
        let relay = Arc::new(Self {
            address: listener.local_addr()?,
            server,
            ended: AtomicBool::new(false),
            open: Mutex::default(),
        });
        let accepting = Arc::clone(&relay);
        let thread = thread::spawn(move || {
            for client in listener.incoming().map_while(Result::ok) {
                if accepting.ended.load(Ordering::SeqCst) {
                    return;
                }
                // A connection that cannot be passed on is closed, which its client sees.
                let _ = Arc::clone(&accepting).pass(client);
            }
        });
        Ok((relay, thread))
    }

    /// Where it listens.
    pub(super) fn address(&self) -> SocketAddr {
        self.address
    }

    /// Closes the connection that the server sees at this address, after what was sent already.
    pub(super) fn cut(&self, seen_at: SocketAddr) {
        if let Some(stream) = lock(&self.open).remove(&seen_at) {
            // What lies in the socket is still read, and then its end.
            let _ = stream.shutdown(Shutdown::Both);
        }
    }

    /// Ends listening, and every connection.
    pub(super) fn end(&self) {
        self.ended.store(true, Ordering::SeqCst);
        // Wakes who waits for a connection.
        let _ = TcpStream::connect(self.address);
        for stream in std::mem::take(&mut *lock(&self.open)).into_values() {
            let _ = stream.shutdown(Shutdown::Both);
        }
    }

    fn pass(self: Arc<Self>, client: TcpStream) -> io::Result<()> {
        let server = TcpStream::connect(self.server)?;
        client.set_nodelay(true)?;
        server.set_nodelay(true)?;
        let seen_at = server.local_addr()?;
        lock(&self.open).insert(seen_at, server.try_clone()?);
        let (client_too, server_too) = (client.try_clone()?, server.try_clone()?);
        thread::spawn(move || copy(&client, &server));
        thread::spawn(move || {
            copy(&server_too, &client_too);
            lock(&self.open).remove(&seen_at);
        });
        Ok(())
    }
}

/// Copies until one end has no more to say or the other does not listen.
pub(crate) fn copy(mut from: &TcpStream, mut to: &TcpStream) {
    let _ = io::copy(&mut from, &mut to);
    let _ = to.shutdown(Shutdown::Write);
}
