//! What the matcher's bench found, for people and as JSON.
//!
//! Pure.

use super::table::table;
use crate::tr;
use serde::Serialize;
use std::fmt;

/// The search by character against one size of list.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ExactRow {
    /// How many phrases were searched for.
    pub phrases: usize,
    /// How many places were found in the text.
    pub places: usize,
    /// Plain `aho-corasick`, megabytes (10^6 bytes) a second.
    pub plain_mb_per_s: f64,
    /// The spotter's search, megabytes a second.
    pub spotter_mb_per_s: f64,
    /// How many times as fast the spotter's search is.
    pub ratio: f64,
}

/// Whole utterances, by character and by sound with guards, against one size of list.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct UtteranceRow {
    /// How many phrases, besides their variants and guards.
    pub phrases: usize,
    /// The length of an utterance, in characters.
    pub chars: usize,
    /// What making the spotter took, in milliseconds.
    pub build_ms: f64,
    /// How many matches an utterance has on average, stopped ones included.
    pub matches_per_utterance: f64,
    /// Half of all utterances take no longer, in microseconds.
    pub median_us: f64,
    /// 99 of 100 utterances take no longer, in microseconds.
    pub p99_us: f64,
    /// The same for the edit distance of every wording at every place.
    pub naive_median_us: f64,
    /// The same.
    pub naive_p99_us: f64,
}

/// All rows.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Report {
    /// The length of the text that was searched by character, in bytes of UTF-8.
    pub text_bytes: usize,
    /// The search by character.
    pub exact: Vec<ExactRow>,
    /// Whole utterances.
    pub utterances: Vec<UtteranceRow>,
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let megabytes = self.text_bytes as f64 / 1e6;
        writeln!(
            f,
            "{}",
            tr!(
                "逐字查找,{:.1} MB 中文,每秒兆字节",
                "by character, {:.1} MB of Chinese, megabytes a second",
                megabytes
            )
        )?;
        let heads = tr!(
            "用语条数|命中处|aho-corasick|本程序|倍数",
            "phrases|places|aho-corasick|liyu|times"
        );
        table(
            f,
            &heads,
            self.exact.iter().map(|row| {
                vec![
                    row.phrases.to_string(),
                    row.places.to_string(),
                    format!("{:.0}", row.plain_mb_per_s),
                    format!("{:.0}", row.spotter_mb_per_s),
                    format!("{:.1}", row.ratio),
                ]
            }),
        )?;
        writeln!(
            f,
            "{}",
            tr!(
                "整句:逐字、按音,连同避让语,微秒;对照为每条用语在每处算编辑距离",
                "whole utterances: by character, by sound, with guards, microseconds; naive: the edit distance of every wording at every place"
            )
        )?;
        let heads = tr!(
            "用语条数|句长(字)|编译(毫秒)|每句命中|中位数|p99|对照中位数|对照 p99",
            "phrases|characters|build (ms)|matches|median|p99|naive median|naive p99"
        );
        table(
            f,
            &heads,
            self.utterances.iter().map(|row| {
                vec![
                    row.phrases.to_string(),
                    row.chars.to_string(),
                    format!("{:.1}", row.build_ms),
                    format!("{:.1}", row.matches_per_utterance),
                    format!("{:.0}", row.median_us),
                    format!("{:.0}", row.p99_us),
                    format!("{:.0}", row.naive_median_us),
                    format!("{:.0}", row.naive_p99_us),
                ]
            }),
        )
    }
}
