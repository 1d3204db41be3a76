//! One connection: bytes out, lines of limited length in.
//!
//! Owns the open stream. A [`Wire`] is shared by the thread that reads from it
//! and the one that writes to it, and closed by whoever comes to its end first.
//! Knows nothing of what the lines say.

use super::socket::system;
use interprocess::local_socket::Stream;
use interprocess::local_socket::prelude::*;
use std::io::{self, ErrorKind, Read, Write};
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::{Duration, Instant};

/// Between two looks at a pipe on systems that cannot wait for it.
const POLL: Duration = Duration::from_millis(15);

/// An open connection.
#[derive(Debug)]
pub(super) struct Wire {
    stream: Stream,
    closed: AtomicBool,
}

impl Wire {
    pub(super) fn new(stream: Stream) -> io::Result<Wire> {
        stream.set_nonblocking(system::POLLS)?;
        Ok(Wire { stream, closed: AtomicBool::new(false) })
    }

    /// Ends the connection; both threads notice.
    pub(super) fn close(&self) {
        self.closed.store(true, Ordering::SeqCst);
        system::close(&self.stream);
    }

    /// Writes all of `bytes`, waiting as long as the other side does not read.
    pub(super) fn write(&self, mut bytes: &[u8]) -> io::Result<()> {
        while !bytes.is_empty() {
            if self.closed.load(Ordering::SeqCst) {
                return Err(ErrorKind::BrokenPipe.into());
            }
            match (&self.stream).write(bytes) {
                // A full pipe takes nothing where writing does not wait.
                Ok(0) if system::POLLS => thread::sleep(POLL),
                Ok(0) => return Err(ErrorKind::WriteZero.into()),
                Ok(taken) => bytes = &bytes[taken..],
                Err(e) if e.kind() == ErrorKind::Interrupted => {}
                Err(e) if system::POLLS && e.kind() == ErrorKind::WouldBlock => thread::sleep(POLL),
                Err(e) => return Err(e),
            }
        }
        Ok(())
    }

    /// Reads what is there, waiting for it until `deadline`; 0 at the end.
    fn read(&self, buffer: &mut [u8], deadline: Option<Instant>) -> io::Result<usize> {
        loop {
            let left = deadline.map(|at| at.saturating_duration_since(Instant::now()));
            if left.is_some_and(|left| left.is_zero()) {
                return Err(ErrorKind::TimedOut.into());
            }
            system::limit_reads(&self.stream, left)?;
            if self.closed.load(Ordering::SeqCst) {
                return Ok(0);
            }
            match (&self.stream).read(buffer) {
                Err(e) if e.kind() == ErrorKind::Interrupted => {}
                Err(e) if system::POLLS && e.kind() == ErrorKind::WouldBlock => thread::sleep(POLL),
                read => return read,
            }
        }
    }
}

/// Cuts what comes in into lines.
#[derive(Debug)]
pub(super) struct Lines<'a> {
    wire: &'a Wire,
    limit: usize,
    buffer: Vec<u8>,
    searched: usize,
}

impl<'a> Lines<'a> {
    /// Lines of at most `limit` bytes.
    pub(super) fn new(wire: &'a Wire, limit: usize) -> Self {
        Lines { wire, limit, buffer: Vec::new(), searched: 0 }
    }

    /// The next line without its end; `None` when the other side has closed.
    /// A line over the limit is [`ErrorKind::InvalidData`].
    pub(super) fn next(&mut self, deadline: Option<Instant>) -> io::Result<Option<Vec<u8>>> {
        let mut chunk = [0; 16 * 1024];
        loop {
            if let Some(at) = self.buffer[self.searched..].iter().position(|b| *b == b'\n') {
                let end = self.searched + at;
                let rest = self.buffer.split_off(end + 1);
                let mut line = std::mem::replace(&mut self.buffer, rest);
                line.truncate(end);
                self.searched = 0;
                return Ok(Some(line));
            }
            self.searched = self.buffer.len();
            if self.buffer.len() > self.limit {
                return Err(ErrorKind::InvalidData.into());
            }
            match self.wire.read(&mut chunk, deadline)? {
                0 => return Ok(None),
                n => self.buffer.extend_from_slice(&chunk[..n]),
            }
        }
    }
}
