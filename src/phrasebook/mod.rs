//! The phrase lists of `phrases/`: parse, check, compile, version.
//!
//! Owns [`Phrase`] and what trainers write about it. Pure but for reading files;
//! loaded on the main thread, shared read-only with the thread `judge`.

use serde::{Deserialize, Serialize};

/// Which kind of list a phrase stands on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum List {
    /// 服务忌语: must never be said.
    Taboo,
    /// 文明用语: should be said.
    Civil,
}

/// How grave a taboo phrase is. Civil phrases are all [`Severity::Minor`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Severity {
    /// A coldness.
    Minor,
    /// A refusal or a shove to someone else.
    Serious,
    /// An insult or a threat.
    Critical,
}

/// Whose mouth a phrase must come from to count.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Speaker {
    /// Citizens say it too: no alarm unless the clerk is known to have said it.
    Clerk,
    /// Hardly ever said by a citizen: counts from an unknown mouth as well.
    Any,
}
