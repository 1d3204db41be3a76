//! `liyu bench`: what the program costs on this machine.

mod chain;
mod console;
mod counters;
mod decode;
mod soak;
mod speech;

use super::setup;
use crate::bench::{self, matcher::Options};
use crate::capture::{Sound, Tempo};
use crate::cli::{Bench, Pace};
use crate::config::Config;
use crate::error::Usage;
use crate::tr;
use crate::units::SAMPLE_RATE;
use anyhow::{Result, bail};
use serde::Serialize;
use speech::{Hall, Speech};
use std::fmt::Display;
use std::io::{self, Write};
use std::sync::Arc;

/// The seed of orders, pauses and losses: every run of a bench is the same talk.
const SEED: u64 = 1;
/// What is assumed where nothing is asked for.
const TALK: f64 = 0.4;
const MINUTES: f64 = 2.0;
/// Of `--console` at rest.
const REST_MINUTES: f64 = 0.25;
const SOAK_COUNTERS: usize = 4;
/// The most counters: each has two threads' worth of work and a device's ring.
const COUNTERS_MOST: usize = 512;
/// Sound and rounds of `--vad`.
const VAD_S: usize = 120;
const VAD_ROUNDS: usize = 5;

/// Measures what the arguments name.
pub fn run(args: &Bench, settings: impl FnOnce() -> Result<Config>) -> Result<()> {
    if args.matcher {
        return print(&bench::matcher(&Options::default())?, args.json);
    }
    let (talk, minutes) = checked(args)?;
    if args.console {
        let counters = args.counters.unwrap_or(console::COUNTERS);
        let incidents = args.incidents.unwrap_or(console::INCIDENTS);
        let minutes = args.minutes.unwrap_or(REST_MINUTES);
        let stop = setup::stop_on_signal()?;
        return print(&console::run(counters, incidents, minutes, &stop)?, args.json);
    }
    let config = settings()?;
    let speech = Arc::new(Speech::look_at(&args.speech)?);
    if args.decode {
        return print(&decode::run(&config, &speech)?, args.json);
    }
    if args.vad {
        let mut hall = Hall::new(Arc::clone(&speech), talk, SEED, 0);
        let width = speech.channels();
        let mut frames = vec![0.0; VAD_S * SAMPLE_RATE as usize * width];
        hall.fill(&mut frames);
        let sound: Vec<f32> = frames.into_iter().step_by(width).collect();
        let talk_s = hall.spoken() as f64 / f64::from(SAMPLE_RATE);
        let report = bench::vad::vad(&sound, talk_s, &config.segment, VAD_ROUNDS);
        return print(&report, args.json);
    }
    let stop = setup::stop_on_signal()?;
    if let Some(hours) = args.soak {
        let counters = args.counters.unwrap_or(SOAK_COUNTERS);
        let tempo = match args.pace.unwrap_or(Pace::Real) {
            Pace::Real => Tempo::Real,
            Pace::Fast => Tempo::Fast,
        };
        let report = soak::soak(&config, &speech, counters, (talk, hours), tempo, &stop)?;
        print(&report, args.json)?;
        return match report.faults().as_slice() {
            [] => Ok(()),
            faults => bail!(faults.join("\n")),
        };
    }
    match args.counters {
        Some(0) | None => {
            print(&counters::search(&config, &speech, (talk, minutes), &stop)?, args.json)
        }
        Some(counters) => {
            print(&counters::once(&config, &speech, counters, (talk, minutes), &stop)?, args.json)
        }
    }
}

/// Share of talk and minutes, within what makes sense.
fn checked(args: &Bench) -> Result<(f64, f64)> {
    let talk = args.talk.unwrap_or(TALK);
    let minutes = args.minutes.unwrap_or(MINUTES);
    let usage = |text: String| Err(Usage(text).into());
    if !(0.01..=1.0).contains(&talk) {
        return usage(tr!("--talk 应为 0.01 到 1", "--talk: use 0.01 to 1"));
    }
    if !(0.05..=1e5).contains(&minutes) {
        return usage(tr!("--minutes 应为 0.05 到 100000", "--minutes: use 0.05 to 100000"));
    }
    if args.console && args.counters == Some(0) {
        return usage(tr!("--console 要有窗口数", "--console needs a number of counters"));
    }
    if args.incidents.is_some_and(|n| !(1..=console::INCIDENTS_MOST).contains(&n)) {
        return usage(tr!(
            "--incidents 应为 1 到 {}",
            "--incidents: use 1 to {}",
            console::INCIDENTS_MOST
        ));
    }
    if args.soak.is_some_and(|hours| !(0.001..=1e4).contains(&hours)) {
        return usage(tr!("--soak 应为 0.001 到 10000 小时", "--soak: use 0.001 to 10000 hours"));
    }
    if args.counters.is_some_and(|counters| counters > COUNTERS_MOST) {
        return usage(tr!("--counters 最多 {}", "--counters: at most {}", COUNTERS_MOST));
    }
    if args.soak.is_some() && args.counters == Some(0) {
        return usage(tr!("--soak 要有窗口数", "--soak needs a number of counters"));
    }
    Ok((talk, minutes))
}

fn print(report: &(impl Serialize + Display), json: bool) -> Result<()> {
    let mut out = io::stdout().lock();
    if json {
        serde_json::to_writer(&mut out, report)?;
        writeln!(out)?;
    } else {
        write!(out, "{report}")?;
    }
    Ok(())
}
