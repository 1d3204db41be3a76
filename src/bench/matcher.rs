//! What finding phrases in text costs: by character against plain `aho-corasick`,
//! whole utterances against the edit distance of every wording at every place.
//!
//! Runs on the caller's thread and takes some ten seconds; prints nothing.

use super::figures::nearest_rank;
use super::material;
use super::naive::Naive;
pub use super::report::{ExactRow, Report, UtteranceRow};
use crate::document::Faults;
use crate::spot::{Dictionary, Spotter};
use aho_corasick::AhoCorasick;
use std::hint::black_box;
use std::sync::Arc;
use std::time::{Duration, Instant};

/// How much is measured.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Options {
    /// Sizes of lists for the search by character, in phrases.
    pub exact_phrases: Vec<usize>,
    /// The length of the text that is searched by character, in bytes of UTF-8.
    pub text_bytes: usize,
    /// Sizes of lists for whole utterances, in phrases.
    pub examine_phrases: Vec<usize>,
    /// Lengths of utterances, in characters.
    pub utterance_chars: Vec<usize>,
    /// How many utterances of each length.
    pub utterances: usize,
    /// How often everything is repeated; medians are taken. At least once.
    pub rounds: usize,
}

impl Default for Options {
    fn default() -> Options {
        Options {
            exact_phrases: vec![100, 1_000, 10_000],
            text_bytes: 3_000_000,
            examine_phrases: vec![200, 1_000, 5_000],
            utterance_chars: vec![35, 100],
            utterances: 200,
            rounds: 7,
        }
    }
}

/// Why nothing could be measured; all of these are faults of the program.
#[derive(Debug, thiserror::Error)]
pub enum MatcherError {
    /// The made-up list was refused.
    #[error("{0}")]
    Book(#[from] Faults),
    /// The baseline could not be built.
    #[error("aho-corasick: {0}")]
    Baseline(#[from] aho_corasick::BuildError),
    /// Two searches that must find the same did not.
    #[error("aho-corasick: {baseline} ≠ {spotter} ({phrases})")]
    Disagree {
        /// The size of the list.
        phrases: usize,
        /// What the baseline found.
        baseline: usize,
        /// What the spotter's search found.
        spotter: usize,
    },
}

/// Measures with made-up phrases and speech, the same every time.
pub fn matcher(options: &Options) -> Result<Report, MatcherError> {
    let text = material::speech(options.text_bytes);
    let exact = options
        .exact_phrases
        .iter()
        .map(|&phrases| exact(phrases, &text, options.rounds))
        .collect::<Result<_, _>>()?;
    let mut whole = Vec::new();
    for &phrases in &options.examine_phrases {
        whole.append(&mut utterances(phrases, options)?);
    }
    Ok(Report { text_bytes: text.len(), exact, utterances: whole })
}

fn exact(phrases: usize, text: &str, rounds: usize) -> Result<ExactRow, MatcherError> {
    let wordings = material::phrases(phrases);
    let plain = AhoCorasick::new(&wordings)?;
    let ours = Dictionary::new(&wordings);
    let (mut plain_times, mut our_times) = (Vec::new(), Vec::new());
    let mut places = 0;
    let count_ours = || {
        let mut count = 0usize;
        ours.find_overlapping(text, &mut |_, place| count += usize::from(!place.is_empty()));
        count
    };
    // A round takes milliseconds, so there can be more of them than for utterances.
    for _ in 0..rounds.max(1) * 3 {
        let (baseline, plain_time) = warm(|| plain.find_overlapping_iter(text).count());
        let (spotter, our_time) = warm(count_ours);
        if baseline != spotter {
            return Err(MatcherError::Disagree { phrases, baseline, spotter });
        }
        places = spotter;
        plain_times.push(plain_time);
        our_times.push(our_time);
    }
    // What slows the machine for a while slows both of one round.
    let ratios = plain_times.iter().zip(&our_times).map(|(p, o)| p.as_secs_f64() / o.as_secs_f64());
    let mut ratios: Vec<f64> = ratios.collect();
    ratios.sort_by(f64::total_cmp);
    let ratio = ratios.get(ratios.len() / 2).copied().unwrap_or_default();
    let mb_per_s = |times| text.len() as f64 / 1e6 / percentile(times, 50).as_secs_f64();
    let (plain_mb_per_s, spotter_mb_per_s) = (mb_per_s(plain_times), mb_per_s(our_times));
    Ok(ExactRow { phrases, places, plain_mb_per_s, spotter_mb_per_s, ratio })
}

fn utterances(phrases: usize, options: &Options) -> Result<Vec<UtteranceRow>, MatcherError> {
    let book = Arc::new(material::book(phrases)?);
    let naive = Naive::new(&book);
    let (spotter, build) = timed(|| Spotter::new(Arc::clone(&book)));
    let rows = options.utterance_chars.iter().map(|&chars| {
        let texts = material::utterances(options.utterances.max(1), chars);
        let (mut ours, mut plain) = (vec![Vec::new(); texts.len()], vec![Vec::new(); texts.len()]);
        let mut matches = 0;
        for round in 0..options.rounds.max(1) {
            for (n, text) in texts.iter().enumerate() {
                let (found, time) = timed(|| spotter.examine(black_box(text)).len());
                ours[n].push(time);
                matches += if round == 0 { found } else { 0 };
                // The baseline takes so long that a tenth of the utterances tells enough.
                if n % 10 == 0 {
                    plain[n].push(timed(|| naive.count(black_box(text))).1);
                }
            }
        }
        // Each utterance's own median first, so that what else the machine does is
        // not taken for a hard utterance.
        let median = |times: Vec<Vec<Duration>>| -> Vec<Duration> {
            times.into_iter().filter(|t| !t.is_empty()).map(|t| percentile(t, 50)).collect()
        };
        let (ours, plain) = (median(ours), median(plain));
        let us = |time: Duration| time.as_secs_f64() * 1e6;
        UtteranceRow {
            phrases,
            chars,
            build_ms: build.as_secs_f64() * 1e3,
            matches_per_utterance: matches as f64 / texts.len() as f64,
            median_us: us(percentile(ours.clone(), 50)),
            p99_us: us(percentile(ours, 99)),
            naive_median_us: us(percentile(plain.clone(), 50)),
            naive_p99_us: us(percentile(plain, 99)),
        }
    });
    Ok(rows.collect())
}

/// Times the second of two runs: the first brings the automaton back into the
/// caches that its rival has just filled.
fn warm<T>(mut work: impl FnMut() -> T) -> (T, Duration) {
    black_box(work());
    timed(work)
}

fn timed<T>(work: impl FnOnce() -> T) -> (T, Duration) {
    let start = Instant::now();
    let made = black_box(work());
    (made, start.elapsed())
}

/// The nearest-rank percentile; zero of nothing.
fn percentile(mut times: Vec<Duration>, percent: usize) -> Duration {
    times.sort();
    nearest_rank(&times, percent).copied().unwrap_or_default()
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn percentiles_are_nearest_ranks() {
        let times: Vec<Duration> = (1..=200).rev().map(Duration::from_millis).collect();
        assert_eq!(percentile(times.clone(), 50), Duration::from_millis(100));
        assert_eq!(percentile(times, 99), Duration::from_millis(198));
        assert_eq!(percentile(Vec::new(), 50), Duration::ZERO);
    }

    #[test]
    fn a_small_run_fills_every_row() {
        let options = Options {
            exact_phrases: vec![1_000],
            text_bytes: 100_000,
            examine_phrases: vec![50],
            utterance_chars: vec![20, 35],
            utterances: 40,
            rounds: 2,
        };
        let report = matcher(&options).unwrap();
        assert_eq!((report.exact.len(), report.utterances.len()), (1, 2));
        assert!(report.exact[0].places > 0 && report.exact[0].ratio > 0.0);
        assert!(report.utterances.iter().all(|row| row.median_us <= row.p99_us));
        assert!(report.utterances[1].matches_per_utterance > 0.0);
        assert!(report.to_string().lines().count() >= 5);
    }
}
