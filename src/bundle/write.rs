//! Making a bundle: its manifest is fixed first, then signed, then all is put together.

use super::{
    CLIP, MANIFEST, Manifest, Member, SIGNATURES, SIGNED, WHOLE, WORDS, Words, sha256_hex,
};
use crate::vault::Signature;
use std::collections::BTreeMap;
use std::io::{self, Cursor, Write};
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipWriter};

/// A bundle that is not signed yet.
pub struct Draft {
    manifest: Vec<u8>,
    members: Vec<(&'static str, Vec<u8>)>,
}

impl Draft {
    /// Fixes the manifest over the members. `manifest.members` is filled in.
    pub fn new(
        mut manifest: Manifest,
        clip: Vec<u8>,
        words: &Words,
        whole: Option<Vec<u8>>,
    ) -> io::Result<Draft> {
        let mut members = vec![(CLIP, clip), (WORDS, serde_json::to_vec_pretty(words)?)];
        members.extend(whole.map(|whole| (WHOLE, whole)));
        let member = |(name, bytes): &(&str, Vec<u8>)| {
            let member = Member { bytes: bytes.len() as u64, sha256: sha256_hex(bytes) };
            ((*name).to_owned(), member)
        };
        manifest.members = members.iter().map(member).collect();
        Ok(Draft { manifest: serde_json::to_vec_pretty(&manifest)?, members })
    }

    /// What each signer signs.
    pub fn to_sign(&self) -> Vec<u8> {
        [SIGNED, &self.manifest].concat()
    }

    /// SHA-256 of the manifest, in hex: names the bundle in the log.
    pub fn sha256(&self) -> String {
        sha256_hex(&self.manifest)
    }

    /// The whole file, with the signatures by account id. The same for the same input.
    pub fn signed(&self, signatures: &BTreeMap<String, Signature>) -> io::Result<Vec<u8>> {
        let options = SimpleFileOptions::default()
            .compression_method(CompressionMethod::Stored)
            .last_modified_time(zip::DateTime::default());
        let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
        let mut put = |name: &str, bytes: &[u8]| -> io::Result<()> {
            zip.start_file(name, options).map_err(io::Error::other)?;
            zip.write_all(bytes)
        };
        put(MANIFEST, &self.manifest)?;
        for (name, bytes) in &self.members {
            put(name, bytes)?;
        }
        put(SIGNATURES, &serde_json::to_vec_pretty(signatures)?)?;
        Ok(zip.finish().map_err(io::Error::other)?.into_inner())
    }
}
