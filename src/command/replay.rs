//! `liyu replay`: recordings through the same chain as a microphone.
//!
//! The thread `replay` reads the files one after the other; the main thread
//! prints what comes out. Each file is a session of its own.

use super::progress;
use super::reload::Following;
use super::setup::{self, Ears};
use super::show;
use crate::capture::{CaptureError, ChannelMap, FileSource, Piece, Playback, Source, Stop};
use crate::cli::{Pace, Replay};
use crate::clock::{self, SessionClock};
use crate::config::{Config, is_name};
use crate::error::Usage;
use crate::event::Event;
use crate::lang::tell;
use crate::ledger::{Ledger, Tally};
use crate::pipeline::{
    Again, DeskConfig, Drafts, Intake, Output, Parts, Pipeline, PipelineError, Session, spawn,
};
use crate::service::message::Notice;
use crate::service::queue;
use crate::tape::{self, Tape};
use crate::tr;
use crate::units::{Role, SAMPLE_RATE};
use anyhow::{Result, anyhow, bail};
use indicatif::ProgressBar;
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Zoned};
use std::collections::HashMap;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Instant;

/// Ledgers are made before a file has told how many channels it has.
const CHANNELS_MOST: usize = 8;

/// Runs the files through a pipeline into the store at `store_dir`.
pub fn run(config: &Config, store_dir: &Path, args: &Replay) -> Result<()> {
    let began = Instant::now();
    let map = channel_map(&args.channels)?;
    if !is_name(&args.counter) {
        let why =
            tr!("应为 1 到 64 个字,不含控制字符", "use 1 to 64 characters, no control characters");
        return Err(Usage(format!("--counter: {why}")).into());
    }
    let progress = progress::bar(args.json);
    let (files, mut failed) = look_at(args, map.as_ref());
    let mut tally = Tally::default();
    if !files.is_empty() {
        progress.set_length(files.iter().map(|file| file.len_samples).sum());
        tally = listen(config, store_dir, args, map, files, &progress, &mut failed)?;
    }
    progress.finish_and_clear();
    show::print(&Event::Summary(show::summary(&tally, began.elapsed())), args.json)?;
    if failed > 0 {
        bail!(tr!(
            "{} 个文件没有处理(见上),其余已完成",
            "{} file(s) could not be processed (see above); the others are done",
            failed
        ));
    }
    Ok(())
}

/// A file that can be opened.
struct Recording {
    path: PathBuf,
    start: Zoned,
    len_samples: u64,
}

/// Opens every file once, so that bad ones are told before the long work begins.
fn look_at(args: &Replay, map: Option<&ChannelMap>) -> (Vec<Recording>, usize) {
    let mut start = args.start.clone().unwrap_or_else(|| clock::now().to_zoned(TimeZone::system()));
    let mut recordings = Vec::new();
    let mut failed = 0;
    for path in &args.files {
        match FileSource::open_mapped(path, map, Arc::new(Ledger::new(CHANNELS_MOST))) {
            Ok(source) => {
                let len_samples = source.len_samples();
                let begins = start.clone();
                recordings.push(Recording { path: path.clone(), start: begins, len_samples });
                // Files named together with a start follow each other.
                if args.start.is_some() {
                    let length = len_samples as f64 / f64::from(SAMPLE_RATE);
                    let length = SignedDuration::from_millis((length * 1000.0) as i64);
                    start = start.checked_add(length).unwrap_or(start);
                }
            }
            Err(error) => {
                tell(error);
                failed += 1;
            }
        }
    }
    (recordings, failed)
}

fn listen(
    config: &Config,
    store_dir: &Path,
    args: &Replay,
    map: Option<ChannelMap>,
    files: Vec<Recording>,
    progress: &ProgressBar,
    failed: &mut usize,
) -> Result<Tally> {
    let ears = Ears::open(config)?;
    let store = setup::open_store(store_dir)?;
    let stop = setup::stop_on_signal()?;
    // A recording has a time of day only when somebody says when it began.
    let hours = args.start.as_ref().map(|_| {
        let own = config.counters.iter().find(|counter| counter.name == args.counter);
        let hours = own.map_or(&config.hours, |counter| &counter.hours);
        (args.counter.clone(), hours.clone())
    });
    let hours: HashMap<_, _> = hours.into_iter().collect();
    let parts = Parts {
        recognisers: ears.recognisers,
        edition: Arc::clone(&ears.edition),
        store,
        segment: config.segment.clone(),
        desk: DeskConfig {
            delays: args.pace == Pace::Real,
            ..setup::desk(config, false, hours.clone())?
        },
        archive: setup::archive(config, ears.provenance, hours),
        live: false,
        // At full speed a run must come out the same every time, and drafts are no use.
        drafts: if args.pace == Pace::Real { Drafts::GiveWay } else { Drafts::Off },
        latest_first: None,
    };
    let tickets = args.queue.as_deref().map(queue::read).transpose().map_err(|why| anyhow!(why))?;
    let (mut pipeline, outputs) = Pipeline::start(parts, &stop)?;
    if let Some(calls) = pipeline.calls() {
        // Told before anything is heard; the desk takes them as fast as they come.
        for called in tickets.into_iter().flatten() {
            calls.send(called)?;
        }
    }
    // At full speed a run is over before anybody could edit, and must come out the
    // same every time.
    let following = match args.pace {
        Pace::Fast => None,
        Pace::Real => {
            let progress = progress.clone();
            let notice = move |notice: Notice| {
                if !notice.text.is_empty() {
                    progress.suspend(|| tell(notice.text));
                }
            };
            let lists = pipeline.lists();
            Some(Following::start(ears.packs, ears.edition, lists, &stop, notice)?)
        }
    };
    let Some(intake) = pipeline.intake() else { bail!("pipeline closed") };
    let player = Player {
        intake,
        map,
        counter: args.counter.clone(),
        real_time: args.pace == Pace::Real,
        tape: setup::tape(config, store_dir, false),
        stop: stop.clone(),
        progress: progress.clone(),
    };
    let replay = spawn("replay", &stop, move || player.play(files))?;
    pipeline.close();

    let mut printed = Ok(());
    for output in &outputs {
        if printed.is_ok() {
            printed = progress.suspend(|| show(&output, args.json));
            if printed.is_err() {
                stop.set();
            }
        }
    }
    let joined = pipeline.join();
    let followed = following.map_or(Ok(()), Following::end);
    let (ledgers, bad) = replay.join().map_err(|_| PipelineError::Panicked("replay"))?;
    *failed += bad;
    joined?;
    followed?;
    printed?;
    let mut tally = Tally::default();
    ledgers.iter().for_each(|ledger| tally.add(&ledger.tally()));
    Ok(tally)
}

/// Plays files into an intake.
struct Player {
    intake: Intake,
    map: Option<ChannelMap>,
    counter: String,
    real_time: bool,
    tape: tape::Config,
    stop: Stop,
    progress: ProgressBar,
}

impl Player {
    /// All files, one after the other; gives their ledgers, which decoding still
    /// writes to, and how many files failed.
    fn play(self, files: Vec<Recording>) -> (Vec<Arc<Ledger>>, usize) {
        let mut ledgers = Vec::new();
        let mut failed = 0;
        for (n, file) in files.iter().enumerate() {
            if self.stop.is_set() {
                let left = files.len() - n;
                let told =
                    tr!("已中止,{} 个文件没有处理", "stopped; {} file(s) not processed", left);
                self.progress.suspend(|| tell(told));
                failed += left;
                break;
            }
            let ledger = Arc::new(Ledger::new(CHANNELS_MOST));
            let played = self.open(file, &ledger).and_then(|(source, roles)| {
                let id = ledgers.len() as u64;
                ledgers.push(Arc::clone(&ledger));
                self.play_one(id, file, source, roles, &ledger)
            });
            if let Err(error) = played {
                self.progress.suspend(|| tell(error));
                failed += 1;
            }
            self.warn(file, &ledger.tally());
        }
        (ledgers, failed)
    }

    fn open(
        &self,
        file: &Recording,
        ledger: &Arc<Ledger>,
    ) -> Result<(FileSource, Vec<Role>), CaptureError> {
        let source = FileSource::open_mapped(&file.path, self.map.as_ref(), Arc::clone(ledger))?;
        let roles = match &self.map {
            Some(map) => map.roles.clone(),
            None => vec![Role::Unknown; source.channels()],
        };
        Ok((source, roles))
    }

    fn play_one(
        &self,
        id: u64,
        file: &Recording,
        source: FileSource,
        roles: Vec<Role>,
        ledger: &Arc<Ledger>,
    ) -> Result<(), CaptureError> {
        let session = Session {
            id,
            counter: self.counter.clone(),
            source: Some(file.path.display().to_string()),
            again: Again::new(roles.len()),
            tape: Tape::new(roles.len(), self.tape.clone()),
            roles,
            clock: SessionClock::starting_in(
                file.start.timestamp(),
                file.start.time_zone().clone(),
            ),
            live: false,
            ledger: Arc::clone(ledger),
        };
        let source = Playback::new(source, self.stop.clone(), self.real_time);
        let mut source = Tracked { source, progress: &self.progress };
        self.intake.run(Arc::new(session), &mut source)
    }

    /// Tells what of a file could not be taken as it was.
    fn warn(&self, file: &Recording, tally: &Tally) {
        let name = file.path.display();
        let mut warnings = Vec::new();
        if tally.not_finite > 0 {
            warnings.push(tr!(
                "{}:有 {} 个采样不是有限数或远超满幅,已当作静音",
                "{}: {} samples were NaN, infinite or absurdly loud and were taken as silence",
                name,
                tally.not_finite
            ));
        }
        if tally.lost_truncated_s > 0.0 {
            warnings.push(tr!(
                "{}:文件比文件头说的短 {:.1} 秒,已处理到末尾",
                "{}: the file is {:.1} s shorter than its header says; processed to its end",
                name,
                tally.lost_truncated_s
            ));
        }
        for warning in warnings {
            self.progress.suspend(|| tell(warning));
        }
    }
}

/// Moves the progress bar with what is read.
struct Tracked<'a, S> {
    source: S,
    progress: &'a ProgressBar,
}

impl<S: Source> Source for Tracked<'_, S> {
    fn channels(&self) -> usize {
        self.source.channels()
    }

    fn next_piece(&mut self) -> Result<Option<Piece>, CaptureError> {
        let piece = self.source.next_piece()?;
        if let Some(Piece::Block(block)) = &piece {
            self.progress.inc(block.len() as u64);
        }
        Ok(piece)
    }
}

fn show(output: &Output, json: bool) -> io::Result<()> {
    match output {
        Output::Event(event) => show::print(event, json),
        Output::Warning(warning) => {
            tell(warning);
            Ok(())
        }
        Output::Line(_) | Output::Incident(_) | Output::Met { .. } | Output::Ticket(_) => Ok(()),
    }
}

fn channel_map(words: &[String]) -> Result<Option<ChannelMap>> {
    if words.is_empty() {
        return Ok(None);
    }
    let map = ChannelMap::parse(words.iter().map(String::as_str));
    Ok(Some(map.map_err(|why| Usage(format!("--channels: {why}")))?))
}
