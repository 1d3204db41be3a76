//! `liyu eval`: how well the chain hears, on recordings of which it is known what is said.
//!
//! The thread `play` reads and changes the sound; the main thread takes what the chain
//! tells, scores it and reports. Nothing is kept: the store lies in a temporary folder.

mod files;
mod plain;
mod play;

use super::progress;
use super::setup::Ears;
use super::sound;
use crate::cli::Eval;
use crate::config::Config;
use crate::corpus::Recording;
use crate::error::Usage;
use crate::eval::{Baseline, Report, Run, Scorer, Stage, Unit, compare, show};
use crate::tr;
use anyhow::{Result, bail};
use play::Playing;
use std::io::{self, Write};
use std::path::PathBuf;
use std::sync::Arc;

/// Runs the verb.
pub fn run(config: &Config, args: &Eval) -> Result<()> {
    check(args)?;
    // The cheap things first: a wrong path need not wait for the model.
    let recordings = recordings(args)?;
    let earlier = args.against.as_deref().map(files::units).transpose()?;
    let config = Config {
        model: args.model.clone().unwrap_or_else(|| config.model.clone()),
        ..config.clone()
    };
    let plain = args.baseline.then(|| plain::Model::find(&config, args)).transpose()?;
    let mut unread = 0;
    let stage = Stage {
        seed: args.seed,
        lead_s: args.lead,
        snr_db: args.snr.clone(),
        noises: sound::noises(&args.noise, args.seed, &mut unread)?,
        rooms: sound::rooms(&args.rir, &args.rir_match, &mut unread)?,
    };
    let stage = Arc::new(stage);
    let ears = Ears::open(&config)?;
    let edition = Arc::clone(&ears.edition);
    let (workers, model_sha256) = (ears.recognisers.len(), ears.provenance.model_sha256.clone());

    let progress = progress::bar(args.json);
    let recordings = Arc::new(recordings);
    let playing =
        Playing { recordings: Arc::clone(&recordings), stage: Arc::clone(&stage), progress };
    let outcome = playing.run(&config, ears)?;
    unread += outcome.unread;

    let scorer = Scorer::new(edition.spotter(), config.judge.clone());
    let units: Vec<Unit> = outcome
        .items
        .iter()
        .flat_map(|item| scorer.score(&recordings[item.recording], &item.played, &item.heard))
        .collect();
    let run = Run {
        manifest: args.manifest.display().to_string(),
        model: config.model.clone(),
        model_sha256,
        lists: edition.version().to_owned(),
        seed: args.seed,
        lead_s: args.lead,
        noise: shown(&args.noise),
        snr_db: if args.noise.is_empty() { Vec::new() } else { args.snr.clone() },
        rir: shown(&args.rir),
        recordings: outcome.recordings,
        unread,
        workers,
        wall_s: outcome.wall_s,
        cpu_s: outcome.cpu_s,
        ..Run::default()
    };
    let mut report = Report::new(run, &units, args.prevalence);
    if let Some(plain) = plain {
        let outcome = plain.run(&recordings, &stage, workers)?;
        report.baseline = Some(Baseline::new(
            plain.name,
            plain.sha256,
            &outcome.texts,
            outcome.cpu_s,
            &units,
            report.run.cpu_s,
        ));
    }
    if let (Some(earlier), Some(path)) = (earlier, &args.against) {
        report.against = Some(compare(&path.display().to_string(), &earlier, &units));
    }
    if let Some(folder) = &args.out {
        files::write(folder, &report, &units)?;
    }
    let mut out = io::stdout().lock();
    if args.json {
        serde_json::to_writer(&mut out, &report)?;
        writeln!(out)?;
    } else {
        write!(out, "{}", show(&report))?;
    }
    out.flush()?;
    if unread > 0 {
        bail!(tr!(
            "{} 个文件读不了(见上),没有计入",
            "{} file(s) could not be read (see above) and are not counted",
            unread
        ));
    }
    Ok(())
}

fn shown(paths: &[PathBuf]) -> Vec<String> {
    paths.iter().map(|path| path.display().to_string()).collect()
}

/// Arguments that parse and make no sense.
fn check(args: &Eval) -> Result<()> {
    let wrong = |name: &str, why: String| Err(Usage(format!("{name}: {why}")).into());
    if !(0.0..=60.0).contains(&args.lead) {
        return wrong("--lead", tr!("应为 0 到 60 秒", "use 0 to 60 seconds"));
    }
    if args.snr.iter().any(|snr| !(-30.0..=100.0).contains(snr)) {
        return wrong("--snr", tr!("应为 -30 到 100 分贝", "use -30 to 100 dB"));
    }
    if !(0.0..=1000.0).contains(&args.prevalence) {
        return wrong("--prevalence", tr!("应为 0 到 1000", "use 0 to 1000"));
    }
    if args.limit == Some(0) {
        return wrong("--limit", tr!("至少为 1", "use 1 or more"));
    }
    Ok(())
}

/// The recordings that the arguments leave, in the order of the manifest.
fn recordings(args: &Eval) -> Result<Vec<Recording>> {
    let mut all = Recording::read_all(&args.manifest)?;
    all.retain(|recording| sound::is_named(&recording.name, &args.files));
    if all.is_empty() {
        bail!(tr!(
            "{} 里没有名字带“{}”的录音",
            "no recording in {} has \"{}\" in its name",
            args.manifest.display(),
            args.files.join(" / ")
        ));
    }
    let (n, most) = (all.len(), args.limit.unwrap_or(usize::MAX).min(all.len()));
    // Every k-th, so that all kinds and voices are among them.
    let evenly = |at: usize| (at * most) / n != ((at + 1) * most) / n;
    Ok(all.into_iter().enumerate().filter(|(at, _)| evenly(*at)).map(|(_, one)| one).collect())
}
