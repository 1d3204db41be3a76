//! A port of this machine for its other programs: one short word each, and an answer.
//!
//! Nobody else reaches it. Whoever says too much, or takes too long, is heard no further:
//! they harm themselves only.

use std::io::{self, ErrorKind, Read};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::time::{Duration, Instant};

/// How long a connection may take to say it, and to take the answer.
const SAID_WITHIN: Duration = Duration::from_secs(3);

/// An open port.
#[derive(Debug)]
pub(super) struct Door(TcpListener);

impl Door {
    /// Opens `address`, which must be one of this machine that no other reaches.
    pub(super) fn open(address: SocketAddr) -> io::Result<Door> {
        if !address.ip().is_loopback() {
            return Err(ErrorKind::AddrNotAvailable.into());
        }
        let listener = TcpListener::bind(address)?;
        listener.set_nonblocking(true)?;
        Ok(Door(listener))
    }

    /// Who is at the door just now; waits for nobody.
    pub(super) fn next(&self) -> Option<TcpStream> {
        self.0.accept().ok().map(|(stream, _)| stream)
    }

    #[cfg(test)]
    pub(super) fn address(&self) -> io::Result<SocketAddr> {
        self.0.local_addr()
    }
}

/// What `stream` says until it `is_whole`, ends, or is longer than `most` bytes, when there
/// may be up to 511 more. Answers may then be written.
pub(super) fn hear(
    stream: &mut TcpStream,
    most: usize,
    is_whole: impl Fn(&[u8]) -> bool,
) -> io::Result<Vec<u8>> {
    let deadline = Instant::now() + SAID_WITHIN;
    // On some systems it is as its listener was.
    stream.set_nonblocking(false)?;
    stream.set_write_timeout(Some(SAID_WITHIN))?;
    let mut said = Vec::new();
    let mut chunk = [0; 512];
    while said.len() <= most && !is_whole(&said) {
        let left = deadline.saturating_duration_since(Instant::now());
        if left.is_zero() {
            return Err(ErrorKind::TimedOut.into());
        }
        stream.set_read_timeout(Some(left))?;
        match stream.read(&mut chunk) {
            Ok(0) => break,
            Ok(n) => said.extend_from_slice(&chunk[..n]),
            Err(error) if error.kind() == ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
    Ok(said)
}
