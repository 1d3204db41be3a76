//! Evidence that goes out of the house: one file that says by itself whether it is what
//! two people signed.
//!
//! Pure: bytes in, bytes out; runs on the main thread of the commands that make and check
//! bundles. Knows no store and decides nothing about who may.
//!
//! A bundle is a zip file whose members are stored as they are, nothing compressed:
//!
//! | member | |
//! |---|---|
//! | `manifest.json` | [`Manifest`]: the incident, what it was judged by, hashes of the members, an extract of the log, who signed |
//! | `clip.wav` | the clip |
//! | `words.json` | what was heard and found, with the place of the clip: [`Words`] |
//! | `whole.wav` | the clip before anything was silenced; only when two people gave it |
//! | `signatures.json` | by account id, an Ed25519 signature over [`SIGNED`] and the bytes of `manifest.json` |
//!
//! All but the signatures are covered by the manifest's hashes, and that by the
//! signatures. Whose the keys are a bundle cannot prove: see [`fingerprint`].

mod check;
mod read;
mod write;

pub use check::{Checked, Flaw, check};
pub use write::Draft;

use crate::account::Office;
use crate::record::{AuditLine, HeardUtterance, Incident};
use crate::vault::Public;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;

/// The version of the format.
pub const FORMAT: u32 = 1;

/// What stands before the manifest when it is signed, so that a signature over something
/// else is never one over a manifest.
pub const SIGNED: &[u8] = b"liyu bundle 1\n";

/// The members.
pub const MANIFEST: &str = "manifest.json";
/// The clip.
pub const CLIP: &str = "clip.wav";
/// The words.
pub const WORDS: &str = "words.json";
/// The clip before anything was silenced.
pub const WHOLE: &str = "whole.wav";
/// The signatures.
pub const SIGNATURES: &str = "signatures.json";

/// What a bundle says of itself.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Manifest {
    /// The version of the format.
    pub format: u32,
    /// The version of the program that made it.
    pub liyu: String,
    /// When it was made.
    pub made_at: Timestamp,
    /// The row of the index, with the hashes of model and lists and the thresholds.
    pub incident: Incident,
    /// SHA-256 of the incident's rows, as the latest line of the log about it has it, in hex.
    pub row: String,
    /// The lines of the log about it, in order.
    pub log: Vec<Bound>,
    /// The last line of the whole log when the bundle was made.
    pub head: Head,
    /// Who signed; two.
    pub signers: Vec<Signer>,
    /// The other members but the signatures, by name. The maker fills it in.
    pub members: BTreeMap<String, Member>,
}

/// A line of the log with the hash that it is bound to.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Bound {
    /// The hash of the line before it, in hex.
    pub before: String,
    /// The line.
    pub line: AuditLine,
}

/// Where a log ended.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Head {
    /// The number of its last line.
    pub n: u64,
    /// The hash of its last line, in hex.
    pub sha256: String,
}

/// Somebody who signed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Signer {
    /// The account's id.
    pub account: String,
    /// What its owner signs in as.
    pub name: String,
    /// What its owner is there for.
    pub office: Office,
    /// The key that checks the signature.
    pub public: Public,
}

/// A member as it was put in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Member {
    /// Its length.
    pub bytes: u64,
    /// Its SHA-256, in hex.
    pub sha256: String,
}

/// What was heard, and where the clip stands in its session.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Words {
    /// Where the clip begins, seconds from the session's beginning, as are the times of
    /// utterances.
    pub clip_start_s: f64,
    /// Seconds from the clip's beginning to the first phrase.
    pub hit_in_clip_s: f64,
    /// What was heard, in order of time, with the phrases found in it.
    pub heard: Vec<HeardUtterance>,
}

/// What is told over another way to make sure whose a key is: the first 32 hex digits of
/// SHA-256 over the key's text.
pub fn fingerprint(public: &Public) -> String {
    sha256_hex(public.to_string().as_bytes()).chars().take(32).collect()
}

fn sha256_hex(bytes: &[u8]) -> String {
    hex::encode(Sha256::digest(bytes))
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::expect_used)]
mod tests;
