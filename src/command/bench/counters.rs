//! `liyu bench --counters`: so many counters at once, or the most that keep up.

use super::chain::{self, Outcome, Plan};
use super::speech::Speech;
use crate::bench::load::{Capacity, Drafts, Latency, LoadReport};
use crate::bench::search::largest;
use crate::capture::{Stop, Tempo};
use crate::command::progress;
use crate::config::Config;
use crate::lang::tell;
use crate::readings;
use crate::tr;
use crate::units::samples;
use anyhow::Result;
use std::sync::Arc;

/// Seconds of every run that are not counted: the recognisers' buffers and the floor of
/// the voice activity need about that long.
const WARM_UP_S: f64 = 10.0;
/// A phrase should be flagged within this, in 95 of 100 cases.
const BAR_S: f64 = 2.0;
/// The search begins here, and ends here at the latest.
const FIRST: usize = 4;
const MOST: usize = 256;

/// Runs `counters` at once.
pub fn once(
    config: &Config,
    speech: &Arc<Speech>,
    counters: usize,
    (talk, minutes): (f64, f64),
    stop: &Stop,
) -> Result<LoadReport> {
    let plan = Plan {
        counters,
        talk,
        warm_up_s: WARM_UP_S,
        length_s: minutes * 60.0,
        tempo: Tempo::Real,
        losses: false,
        latencies: true,
        seed: super::SEED,
    };
    let bar = progress::bar(false);
    bar.set_length((plan.warm_up_s + plan.length_s) as u64);
    let outcome =
        chain::run(config, speech, &plan, stop, |look| bar.set_position(look.at_s as u64));
    bar.finish_and_clear();
    Ok(report(&plan, speech, &outcome?))
}

/// Looks for the most counters that keep up.
pub fn search(
    config: &Config,
    speech: &Arc<Speech>,
    (talk, minutes): (f64, f64),
    stop: &Stop,
) -> Result<Capacity> {
    let mut runs = Vec::new();
    let found = largest(FIRST, MOST, |counters| {
        if stop.is_set() {
            return Err(None);
        }
        let run = once(config, speech, counters, (talk, minutes), stop).map_err(Some)?;
        if run.stopped_early {
            return Err(None);
        }
        let passes = run.passes(BAR_S);
        let p95_s = run.p95_s().map_or_else(|| "—".to_owned(), |p95_s| format!("{p95_s:.2}"));
        tell(tr!("{} 个窗口:95 % 在 {} 秒内", "{} counters: p95 {} s", counters, p95_s));
        runs.push(run);
        Ok(passes)
    });
    let (largest_counters, stopped_early) = match found {
        Ok(largest) => (largest, false),
        Err(Some(error)) => return Err(error),
        Err(None) => {
            let kept_up = runs.iter().filter(|run: &&LoadReport| run.passes(BAR_S));
            (kept_up.map(|run| run.counters).max().unwrap_or(0), true)
        }
    };
    Ok(Capacity { largest_counters, bar_s: BAR_S, talk, minutes, stopped_early, runs })
}

fn report(plan: &Plan, speech: &Speech, outcome: &Outcome) -> LoadReport {
    let ratio = |part: f64, whole: f64| if whole > 0.0 { part / whole } else { 0.0 };
    let counted = (samples(plan.warm_up_s), samples(plan.warm_up_s + outcome.seconds));
    LoadReport {
        counters: plan.counters,
        talk: plan.talk,
        talk_played: speech.played(plan.talk, plan.seed, plan.counters, counted),
        speech: ratio(outcome.tally.speech_s, outcome.tally.heard_s),
        minutes: outcome.seconds / 60.0,
        latency: Latency::of(&outcome.phrase_latencies),
        civil_latency: Latency::of(&outcome.civil_latencies),
        drafts: Drafts {
            read: outcome.tally.drafts,
            skipped: outcome.tally.drafts_skipped,
            taken_back: outcome.tally.taken_back,
        },
        utterance_latency: Latency::of(&outcome.utterance_latencies),
        hits: outcome.hits,
        utterances: outcome.utterances,
        backlog: outcome.backlog,
        lost_s: outcome.tally.lost_s(),
        rss_mb: outcome.reading.rss_mb,
        peak_rss_mb: outcome.peak_rss_mb,
        cpu_cores: outcome.cpu_s.map(|cpu_s| ratio(cpu_s, outcome.wall_s)),
        cores: readings::cores(),
        workers: outcome.workers,
        stopped_early: outcome.stopped_early,
    }
}
