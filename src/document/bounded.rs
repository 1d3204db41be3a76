//! Reading a whole file, but not more of it than is sensible.
//!
//! Touches the disk; runs on the thread of whoever reads. Knows nothing of what the
//! bytes mean.

use crate::tr;
use std::fs::{self, File};
use std::io::{self, Read};
use std::path::Path;

/// The longest document that is read: a hundred thousand phrases take a tenth of it.
const DOCUMENT_BYTES: u64 = 128 << 20;

/// All bytes of a document that people write. Fails where no regular file is: a pipe
/// among the packs would keep the service waiting for whoever writes into it.
pub fn read_document(path: &Path) -> io::Result<Vec<u8>> {
    let about = fs::metadata(path)?;
    // The system has words of its own for a folder.
    if !about.is_file() && !about.is_dir() {
        return Err(io::Error::other(tr!("不是普通文件", "not a regular file")));
    }
    read_at_most(path, DOCUMENT_BYTES)
}

/// All bytes of the file at `path`, which may be a pipe or a device. Fails with
/// [`io::ErrorKind::FileTooLarge`] as soon as there are more than `most_bytes`.
pub fn read_at_most(path: &Path, most_bytes: u64) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    File::open(path)?.take(most_bytes.saturating_add(1)).read_to_end(&mut bytes)?;
    if bytes.len() as u64 > most_bytes {
        let why = tr!("超过 {} 字节", "more than {} bytes", most_bytes);
        return Err(io::Error::new(io::ErrorKind::FileTooLarge, why));
    }
    Ok(bytes)
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn the_whole_file_or_nothing() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a");
        std::fs::write(&path, "12345").unwrap();
        assert_eq!(read_at_most(&path, 5).unwrap(), b"12345");
        let kind = |path: &Path| read_at_most(path, 4).map_err(|e| e.kind());
        assert_eq!(kind(&path), Err(io::ErrorKind::FileTooLarge));
        assert_eq!(kind(&folder.path().join("b")), Err(io::ErrorKind::NotFound));
    }

    #[cfg(unix)]
    #[test]
    fn what_never_ends_is_too_large() {
        let endless = read_at_most(Path::new("/dev/zero"), 1 << 16);
        assert_eq!(endless.map_err(|e| e.kind()), Err(io::ErrorKind::FileTooLarge));
        let device = read_document(Path::new("/dev/zero"));
        assert_eq!(device.map_err(|e| e.kind()), Err(io::ErrorKind::Other));
    }
}
