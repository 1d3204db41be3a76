//! The plain recogniser: whisper.cpp over whole recordings at full context.
//!
//! As many as ours, on threads `plain-<n>`, after the chain has ended, so that neither
//! takes the other's processor.

use super::play;
use crate::cli::Eval;
use crate::command::{setup, sound};
use crate::config::Config;
use crate::corpus::Recording;
use crate::error::message;
use crate::eval::{Plain, Stage};
use crate::lang::tell;
use crate::model;
use crate::transcribe::whisper::{self, Whisper};
use crate::transcribe::{TranscribeError, Transcriber};
use anyhow::Result;
use cpu_time::{ProcessTime, ThreadTime};
use std::path::Path;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;
use std::{panic, thread};

/// A loaded model for the baseline.
pub struct Model {
    /// As given, or its file.
    pub name: String,
    /// Of its file.
    pub sha256: String,
    model: whisper::Model,
}

/// What came of it.
pub struct Outcome {
    /// One for each recording, condition and channel with words.
    pub texts: Vec<Plain>,
    /// Seconds of the processor, without reading and changing the sound.
    pub cpu_s: f64,
}

impl Model {
    /// The model that the arguments name; else the half-precision one beside the
    /// configured one; else that one itself.
    pub fn find(config: &Config, args: &Eval) -> Result<Model> {
        let dirs = setup::model_dirs(config);
        let name = match &args.baseline_model {
            Some(name) => name.clone(),
            None => {
                let own = model::locate(&config.model, &dirs)?;
                let half = half_precision(&own);
                half.map_or(config.model.clone(), |path| path.display().to_string())
            }
        };
        let config = Config { model: name.clone(), ..config.clone() };
        let (model, sha256) = setup::model(&config)?;
        Ok(Model { name, sha256, model })
    }

    /// Runs it over everything that the chain has heard.
    pub fn run(&self, recordings: &[Recording], stage: &Stage, workers: usize) -> Result<Outcome> {
        let config = whisper::Config::full_context();
        let recognisers: Vec<Whisper> =
            (0..workers).map(|_| self.model.recogniser(&config)).collect::<Result<_, _>>()?;
        let next = AtomicUsize::new(0);
        let busy = ProcessTime::now();
        let done = thread::scope(|scope| {
            let next = &next;
            let spawn = |(n, recogniser): (usize, Whisper)| {
                let worker = Worker { recordings, stage, next, recogniser };
                let thread = thread::Builder::new().name(format!("plain-{n}"));
                thread.spawn_scoped(scope, move || worker.run())
            };
            let threads: Vec<_> =
                recognisers.into_iter().enumerate().map(spawn).collect::<Result<_, _>>()?;
            let joined = threads.into_iter().map(|thread| match thread.join() {
                Ok(done) => done.map_err(anyhow::Error::from),
                Err(panic) => panic::resume_unwind(panic),
            });
            joined.collect::<Result<Vec<Done>>>()
        })?;
        let making: Duration = done.iter().map(|done| done.making).sum();
        let cpu_s = busy.elapsed().saturating_sub(making).as_secs_f64();
        let mut texts: Vec<(usize, Plain)> = done.into_iter().flat_map(|done| done.texts).collect();
        texts.sort_by_key(|(at, _)| *at);
        Ok(Outcome { texts: texts.into_iter().map(|(_, text)| text).collect(), cpu_s })
    }
}

/// `ggml-base.bin` for `ggml-base-q8_0.bin`, where there is one.
fn half_precision(own: &Path) -> Option<std::path::PathBuf> {
    let stem = own.file_stem()?.to_str()?;
    let (name, _) = stem.split_once("-q")?;
    Some(own.with_file_name(format!("{name}.bin"))).filter(|path| path.is_file())
}

struct Worker<'a> {
    recordings: &'a [Recording],
    stage: &'a Stage,
    next: &'a AtomicUsize,
    recogniser: Whisper,
}

#[derive(Default)]
struct Done {
    texts: Vec<(usize, Plain)>,
    making: Duration,
}

impl Worker<'_> {
    fn run(mut self) -> Result<Done, TranscribeError> {
        let mut done = Done::default();
        loop {
            let at = self.next.fetch_add(1, Ordering::Relaxed);
            let Some(recording) = self.recordings.get(at) else { return Ok(done) };
            let making = ThreadTime::now();
            let planes = match sound::read(&recording.file) {
                Ok(planes) => play::used(recording, planes),
                // The chain could not read it either, and has counted it.
                Err(error) => {
                    tell(message(&error.into()));
                    continue;
                }
            };
            done.making += making.elapsed();
            for part in self.stage.parts(&recording.name) {
                let making = ThreadTime::now();
                let sound = self.stage.play(&recording.name, &part, planes.clone());
                done.making += making.elapsed();
                for (channel, plane) in sound.planes.iter().enumerate() {
                    let own = recording.said.iter().filter(|said| said.channel == channel);
                    let said: Vec<&str> = own.map(|said| said.text.as_str()).collect();
                    let reference = said.join("。");
                    // The lead is ours: it is not given a file without it.
                    let recorded = plane.get(sound.lead..plane.len() - sound.lead);
                    let recorded = recorded.unwrap_or_default();
                    if reference.is_empty() || recorded.is_empty() {
                        continue;
                    }
                    let heard = self.recogniser.transcribe(recorded)?.text;
                    let file = recording.name.clone();
                    done.texts.push((at, Plain { file, reference, heard }));
                }
            }
        }
    }
}
