//! `liyu bench --soak`: the chain for hours, with a line a minute.

use super::chain::{self, Plan};
use super::speech::Speech;
use crate::bench::soak::{Minute, SoakReport};
use crate::capture::{Stop, Tempo};
use crate::config::Config;
use anyhow::Result;
use std::io::Write;
use std::sync::Arc;
use std::time::Instant;

/// Until then buffers still grow to the longest utterance: ten minutes, of short runs a
/// fifth.
const WARM_UP_MINUTES: f64 = 10.0;
const WARM_UP_SHARE: f64 = 0.2;

/// Runs `counters` for `hours` of theirs; until `stop` is raised when that is earlier.
pub fn soak(
    config: &Config,
    speech: &Arc<Speech>,
    counters: usize,
    (talk, hours): (f64, f64),
    tempo: Tempo,
    stop: &Stop,
) -> Result<SoakReport> {
    let plan = Plan {
        counters,
        talk,
        warm_up_s: 0.0,
        length_s: hours * 3_600.0,
        tempo,
        losses: true,
        latencies: false,
        seed: super::SEED,
    };
    let began = Instant::now();
    let mut minutes: Vec<Minute> = Vec::new();
    let outcome = chain::run(config, speech, &plan, stop, |look| {
        let minute = (look.at_s / 60.0).floor();
        if minutes.last().is_none_or(|last| last.minute < minute) {
            let look = Minute::of(minute, &look.reading, look.waiting);
            // Where stderr is gone, that is no reason to stop.
            writeln!(std::io::stderr().lock(), "{look}").ok();
            minutes.push(look);
        }
    })?;
    let hours_run = outcome.seconds / 3_600.0;
    let report = SoakReport {
        counters,
        talk,
        hours: hours_run,
        wall_hours: began.elapsed().as_secs_f64() / 3_600.0,
        peak_rss_mb: outcome.peak_rss_mb,
        samples: outcome.samples,
        utterances: outcome.utterances,
        hits: outcome.hits,
        backlog: outcome.backlog,
        stopped_early: outcome.stopped_early,
        ..SoakReport::default()
    };
    Ok(report.looked(minutes, WARM_UP_MINUTES.min(hours_run * 60.0 * WARM_UP_SHARE)))
}
