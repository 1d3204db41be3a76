//! Whose an incident is, who may open its evidence, and for how long it is kept.
//!
//! Pure data. The rules stand in `account` (who) and `retention` (how long).

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// How the evidence of an incident is kept. Empty of one that lies open, as all do until
/// there is an account.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Custody {
    /// The unit of its counter; empty where the hall has none.
    pub unit: String,
    /// The account of the member of staff it concerns; absent while it belongs to the
    /// counter.
    pub person: Option<String>,
    /// Whether a phrase on integrity is in it.
    pub integrity: bool,
    /// The accounts that it is sealed to, besides the recovery key; empty when it lies open.
    pub sealed_to: Vec<String>,
    /// SHA-256 of the whole, sealed to two, in hex; absent when there is none.
    pub whole_sha256: Option<String>,
    /// When the member of staff should have answered.
    pub answer_by: Option<Timestamp>,
    /// Kept whatever its time, until somebody says otherwise.
    pub held: bool,
    /// When its time was over: out of sight since, gone some days later.
    pub set_aside_at: Option<Timestamp>,
}

impl Custody {
    /// Whether whoever has the disk cannot read it.
    pub fn is_sealed(&self) -> bool {
        !self.sealed_to.is_empty()
    }
}
