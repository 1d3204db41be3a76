//! Where the service of a store and its consoles meet.
//!
//! Owns the socket's name, its permissions and who may hold it. Used by the
//! thread that starts a service and by consoles when they attach; knows nothing
//! of messages. All that differs between systems is in `unix` and `windows`.

#[cfg_attr(unix, path = "socket/unix.rs")]
#[cfg_attr(windows, path = "socket/windows.rs")]
pub(super) mod system;

use super::ServiceError;
use super::wire::Wire;
use interprocess::local_socket::prelude::*;
use interprocess::local_socket::{GenericFilePath, Listener, ListenerNonblockingMode, Stream};
use sha2::{Digest, Sha256};
use std::io;
use std::path::{Path, PathBuf};

/// The meeting place of one store.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Address {
    store: PathBuf,
    path: PathBuf,
}

impl Address {
    /// The meeting place of the store in directory `store`, which must exist.
    ///
    /// `liyu.sock` inside it; when that is longer than the system's limit for
    /// socket names, a hashed name in a private directory for temporary files
    /// (service and console then need the same `TMPDIR`). On Windows a named
    /// pipe whose name is hashed from the directory's.
    pub fn of(store: &Path) -> Result<Address, ServiceError> {
        let absolute = store.canonicalize().map_err(|source| match source.kind() {
            io::ErrorKind::NotFound => ServiceError::NotRunning { store: store.to_owned() },
            _ => ServiceError::Socket { path: store.to_owned(), source },
        })?;
        let path = system::path(&absolute)?;
        Ok(Address { store: absolute, path })
    }

    /// The socket's path, or the pipe's name.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Connects to the service.
    pub(super) fn connect(&self) -> Result<Wire, ServiceError> {
        let name = self.path.as_path().to_fs_name::<GenericFilePath>();
        let stream = name.and_then(Stream::connect).map_err(|source| match source.kind() {
            io::ErrorKind::NotFound | io::ErrorKind::ConnectionRefused => {
                ServiceError::NotRunning { store: self.store.clone() }
            }
            _ => self.failed(source),
        })?;
        Wire::new(stream).map_err(|source| self.failed(source))
    }

    /// Takes the meeting place for a service. The socket of a service that was
    /// killed is replaced; that of a living one is
    /// [`ServiceError::AlreadyRunning`].
    pub(super) fn listen(&self) -> Result<Held, ServiceError> {
        let lock = system::hold(&self.store).ok_or_else(|| self.taken())?;
        match self.connect() {
            Ok(_) => return Err(self.taken()),
            Err(ServiceError::NotRunning { .. }) => {}
            Err(other) => return Err(other),
        }
        system::clear(&self.path)?;
        let listener = system::listen(&self.path).map_err(|source| match source.kind() {
            io::ErrorKind::AddrInUse => self.taken(),
            _ => self.failed(source),
        })?;
        // Accepting never blocks, so that stopping needs no connection of its own.
        listener
            .set_nonblocking(ListenerNonblockingMode::Accept)
            .map_err(|source| self.failed(source))?;
        Ok(Held { listener, _lock: lock })
    }

    fn taken(&self) -> ServiceError {
        ServiceError::AlreadyRunning { store: self.store.clone() }
    }

    fn failed(&self, source: io::Error) -> ServiceError {
        ServiceError::Socket { path: self.path.clone(), source }
    }
}

/// A meeting place that this process holds; dropping it removes the socket.
#[derive(Debug)]
pub(super) struct Held {
    listener: Listener,
    // Declared last: let go only after the socket is gone.
    _lock: system::Lock,
}

impl Held {
    /// The next console, or `None` when none is waiting.
    pub(super) fn accept(&self) -> io::Result<Option<Wire>> {
        match self.listener.accept() {
            Ok(stream) => Wire::new(stream).map(Some),
            Err(e) if e.kind() == io::ErrorKind::WouldBlock => Ok(None),
            Err(e) => Err(e),
        }
    }
}

/// The first 16 hex digits of the SHA-256 of a path.
fn digest(path: &Path) -> String {
    let hash = Sha256::digest(path.as_os_str().as_encoded_bytes());
    hex::encode(&hash[..8])
}
