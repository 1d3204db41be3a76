//! Unix domain sockets: name, permissions, who holds the store.
//!
//! Runs on the thread that starts a service or attaches. Removes nothing but
//! sockets.

use super::digest;
use crate::service::ServiceError;
use interprocess::local_socket::prelude::*;
use interprocess::local_socket::{GenericFilePath, Listener, ListenerOptions, Stream};
use interprocess::os::unix::local_socket::ListenerOptionsExt;
use std::fs::{self, DirBuilder, File, Permissions, TryLockError};
use std::io;
use std::net::Shutdown;
use std::os::unix::fs::{DirBuilderExt, FileTypeExt, MetadataExt, PermissionsExt};
use std::path::{Path, PathBuf};
use std::time::Duration;

/// Bytes that every Unix takes as a socket's path: 104 with the ending zero on
/// macOS and BSD, 108 on Linux.
const PATH_LIMIT: usize = 100;

/// The owner and the group; the umask may take the group away again.
const SOCKET_MODE: u16 = 0o660;

/// Whether reading and writing must poll; they block here.
pub(in crate::service) const POLLS: bool = false;

/// Kept while the service runs.
#[derive(Debug)]
pub(in crate::service) struct Lock {
    _directory: Option<File>,
}

pub(super) fn path(store: &Path) -> Result<PathBuf, ServiceError> {
    let inside = store.join("liyu.sock");
    if inside.as_os_str().len() <= PATH_LIMIT {
        return Ok(inside);
    }
    Ok(private_directory(store)?.join(format!("{}.sock", digest(store))))
}

/// A directory that only the owner of the store can enter.
fn private_directory(store: &Path) -> Result<PathBuf, ServiceError> {
    let fail = |path: &Path| {
        let path = path.to_owned();
        move |source| ServiceError::Socket { path, source }
    };
    let owner = fs::metadata(store).map_err(fail(store))?.uid();
    let path = std::env::temp_dir().join(format!("liyu-{owner}"));
    match DirBuilder::new().mode(0o700).create(&path) {
        Err(e) if e.kind() != io::ErrorKind::AlreadyExists => return Err(fail(&path)(e)),
        _ => {}
    }
    // Anybody may make such a name in a shared directory first.
    let found = fs::symlink_metadata(&path).map_err(fail(&path))?;
    if found.is_dir() && found.uid() == owner && found.mode() & 0o077 == 0 {
        Ok(path)
    } else {
        Err(ServiceError::InTheWay { path })
    }
}

/// Marks the store as served; `None` when another service has it. The lock is
/// on the directory itself, leaves no file and ends with the process, however
/// that ends. Where the file system has no locks, connecting must tell.
pub(super) fn hold(store: &Path) -> Option<Lock> {
    let Ok(directory) = File::open(store) else {
        return Some(Lock { _directory: None });
    };
    match directory.try_lock() {
        Ok(()) => Some(Lock { _directory: Some(directory) }),
        Err(TryLockError::WouldBlock) => None,
        Err(TryLockError::Error(_)) => Some(Lock { _directory: None }),
    }
}

/// Removes a socket that nobody answers on.
pub(super) fn clear(path: &Path) -> Result<(), ServiceError> {
    let failed = |source| ServiceError::Socket { path: path.to_owned(), source };
    match fs::symlink_metadata(path) {
        Err(e) if e.kind() == io::ErrorKind::NotFound => Ok(()),
        Err(e) => Err(failed(e)),
        Ok(found) if found.file_type().is_socket() => fs::remove_file(path).map_err(failed),
        Ok(_) => Err(ServiceError::InTheWay { path: path.to_owned() }),
    }
}

pub(super) fn listen(path: &Path) -> io::Result<Listener> {
    let options =
        || Ok::<_, io::Error>(ListenerOptions::new().name(path.to_fs_name::<GenericFilePath>()?));
    match options()?.mode(SOCKET_MODE.into()).create_sync() {
        // macOS cannot set the mode before the socket has its name.
        Err(e) if e.kind() == io::ErrorKind::Unsupported => {
            let listener = options()?.create_sync()?;
            fs::set_permissions(path, Permissions::from_mode(SOCKET_MODE.into()))?;
            Ok(listener)
        }
        made => made,
    }
}

/// Ends both directions; threads that read or write wake up.
pub(in crate::service) fn close(stream: &Stream) {
    let Stream::UdSocket(socket) = stream;
    // An error says that it is closed already.
    let _ = socket.inner().shutdown(Shutdown::Both);
}

pub(in crate::service) fn limit_reads(stream: &Stream, within: Option<Duration>) -> io::Result<()> {
    stream.set_recv_timeout(within)
}
