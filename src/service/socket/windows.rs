//! Named pipes: name and access.
//!
//! Runs on the thread that starts a service or attaches. The default access of
//! a pipe lets others read but not write, and a service says nothing to whoever
//! has not written first; so only the same user and administrators get in.

use super::digest;
use crate::service::ServiceError;
use interprocess::local_socket::prelude::*;
use interprocess::local_socket::{GenericFilePath, Listener, ListenerOptions, Stream};
use std::io;
use std::path::{Path, PathBuf};
use std::time::Duration;

/// Whether reading and writing must poll: a blocked pipe cannot be woken.
pub(in crate::service) const POLLS: bool = true;

/// Nothing to keep: a pipe has one owner and ends with it.
#[derive(Debug)]
pub(in crate::service) struct Lock;

pub(super) fn path(store: &Path) -> Result<PathBuf, ServiceError> {
    Ok(PathBuf::from(format!(r"\\.\pipe\liyu-{}", digest(store))))
}

pub(super) fn hold(_store: &Path) -> Option<Lock> {
    Some(Lock)
}

/// Pipes leave nothing behind.
pub(super) fn clear(_path: &Path) -> Result<(), ServiceError> {
    Ok(())
}

pub(super) fn listen(path: &Path) -> io::Result<Listener> {
    ListenerOptions::new().name(path.to_fs_name::<GenericFilePath>()?).create_sync()
}

/// The polling threads see that the wire is closed.
pub(in crate::service) fn close(_stream: &Stream) {}

/// The polling threads watch their deadline.
pub(in crate::service) fn limit_reads(
    _stream: &Stream,
    _within: Option<Duration>,
) -> io::Result<()> {
    Ok(())
}
