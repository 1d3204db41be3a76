//! Where sound waits when the recogniser is behind: sealed chunks in a nameless file.
//!
//! Owned by a [`Tape`](super::Tape), used under its lock. The key is made for each
//! spool and lives in memory only, and the file has no name on systems that allow
//! that: after a crash or a power cut nothing of it can be read.

use chacha20poly1305::aead::{Aead, Generate, Key, KeyInit};
use chacha20poly1305::{ChaCha20Poly1305, Nonce};
use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

/// Room on the disk that is left to the incidents: sound that waits must never be the
/// reason that a clip cannot be written.
const RESERVE_BYTES: u64 = 500_000_000;
/// Bytes that sealing adds to a chunk.
const TAG_BYTES: usize = 16;

/// An encrypted file of equal slots, each holding one chunk.
pub struct Spool {
    cipher: ChaCha20Poly1305,
    dir: PathBuf,
    file: File,
    sealed_bytes: usize,
    slots_most: u64,
    slots_made: u64,
    free: Vec<u64>,
    written: u64,
}

/// A chunk in the spool.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Slot {
    index: u64,
    nonce: u64,
}

impl Spool {
    /// A spool in `dir` for chunks of exactly `chunk_bytes`, at most `most_bytes` in all.
    pub fn create(dir: &Path, chunk_bytes: usize, most_bytes: u64) -> io::Result<Spool> {
        std::fs::create_dir_all(dir)?;
        let sealed_bytes = chunk_bytes + TAG_BYTES;
        Ok(Spool {
            cipher: ChaCha20Poly1305::new(&Key::<ChaCha20Poly1305>::generate()),
            dir: dir.to_owned(),
            file: tempfile::tempfile_in(dir)?,
            sealed_bytes,
            slots_most: most_bytes / sealed_bytes as u64,
            slots_made: 0,
            free: Vec::new(),
            written: 0,
        })
    }

    /// Bytes of the chunks it holds, as they lie on disk.
    pub fn bytes(&self) -> u64 {
        (self.slots_made - self.free.len() as u64) * self.sealed_bytes as u64
    }

    /// Keeps a chunk; fails with [`io::ErrorKind::StorageFull`] when the spool is full.
    pub fn put(&mut self, chunk: &[u8]) -> io::Result<Slot> {
        let index = match self.free.last() {
            Some(index) => *index,
            None if self.slots_made < self.slots_most
                && fs4::available_space(&self.dir)? > RESERVE_BYTES =>
            {
                self.slots_made
            }
            None => return Err(io::ErrorKind::StorageFull.into()),
        };
        // A nonce is never used twice under one key: it counts the writes.
        let nonce = self.written;
        self.written += 1;
        let sealed = self.cipher.encrypt(&nonce_bytes(nonce), chunk).map_err(io::Error::other)?;
        debug_assert_eq!(sealed.len(), self.sealed_bytes);
        self.file.seek(SeekFrom::Start(index * self.sealed_bytes as u64))?;
        self.file.write_all(&sealed)?;
        if self.free.pop().is_none() {
            self.slots_made += 1;
        }
        Ok(Slot { index, nonce })
    }

    /// Reads a chunk back; it stays in the spool.
    pub fn get(&mut self, slot: Slot) -> io::Result<Vec<u8>> {
        let mut sealed = vec![0; self.sealed_bytes];
        self.file.seek(SeekFrom::Start(slot.index * self.sealed_bytes as u64))?;
        self.file.read_exact(&mut sealed)?;
        self.cipher.decrypt(&nonce_bytes(slot.nonce), sealed.as_ref()).map_err(io::Error::other)
    }

    /// Forgets a chunk. The file shrinks to nothing when the last one goes.
    pub fn free(&mut self, slot: Slot) {
        self.free.push(slot.index);
        if self.free.len() as u64 == self.slots_made && self.file.set_len(0).is_ok() {
            self.free.clear();
            self.slots_made = 0;
        }
    }
}

fn nonce_bytes(count: u64) -> Nonce {
    let mut nonce = Nonce::default();
    nonce[..8].copy_from_slice(&count.to_le_bytes());
    nonce
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn chunks_come_back_and_never_lie_in_the_open() {
        let dir = tempfile::tempdir().unwrap();
        let mut spool = Spool::create(dir.path(), 64, 10_000).unwrap();
        let first = spool.put(&[7; 64]).unwrap();
        let second = spool.put(&[9; 64]).unwrap();
        assert_eq!(spool.get(first).unwrap(), [7; 64]);
        assert_eq!(spool.get(second).unwrap(), [9; 64]);

        let mut on_disk = Vec::new();
        spool.file.seek(SeekFrom::Start(0)).unwrap();
        spool.file.read_to_end(&mut on_disk).unwrap();
        assert_eq!(on_disk.len() as u64, spool.bytes());
        assert!(!on_disk.windows(8).any(|w| w == [7; 8] || w == [9; 8]));
    }

    #[test]
    fn a_full_spool_says_so_and_freed_slots_are_used_again() {
        let dir = tempfile::tempdir().unwrap();
        let mut spool = Spool::create(dir.path(), 64, 2 * (64 + TAG_BYTES as u64)).unwrap();
        let first = spool.put(&[1; 64]).unwrap();
        let second = spool.put(&[2; 64]).unwrap();
        assert_eq!(spool.put(&[3; 64]).unwrap_err().kind(), io::ErrorKind::StorageFull);
        spool.free(first);
        let third = spool.put(&[3; 64]).unwrap();
        assert_eq!(spool.get(third).unwrap(), [3; 64]);
        assert_eq!(spool.get(second).unwrap(), [2; 64]);
        spool.free(second);
        spool.free(third);
        assert_eq!(spool.bytes(), 0);
    }
}
