//! SHA-256 of files and streams, as lower-case hexadecimal.
//!
//! Any thread; reads in blocks, so memory stays small.

use super::error::ModelError;
use sha2::{Digest as _, Sha256};
use std::fs::File;
use std::io::Read;
use std::path::Path;

const BLOCK_BYTES: usize = 1 << 20;

/// A running SHA-256.
#[derive(Default)]
pub struct Digest(Sha256);

impl Digest {
    /// Adds bytes.
    pub fn update(&mut self, bytes: &[u8]) {
        self.0.update(bytes);
    }

    /// The digest: 64 lower-case hexadecimal digits.
    pub fn finish(self) -> String {
        hex::encode(self.0.finalize())
    }
}

/// The digest of a whole file; `seen` is told the bytes read so far.
pub fn of_file(path: &Path, mut seen: impl FnMut(u64)) -> Result<String, ModelError> {
    let mut file = File::open(path).map_err(ModelError::io(path))?;
    let mut digest = Digest::default();
    let mut block = vec![0; BLOCK_BYTES];
    let mut done_bytes = 0;
    loop {
        let read = file.read(&mut block).map_err(ModelError::io(path))?;
        if read == 0 {
            return Ok(digest.finish());
        }
        digest.update(&block[..read]);
        done_bytes += read as u64;
        seen(done_bytes);
    }
}
