//! Recordings through the running chain, and what it tells of them.
//!
//! The thread `play` reads one recording after the other, changes it and plays it as a
//! session of its own; the main thread sorts what comes out by session.

use crate::capture::{CaptureError, Playback, Stop};
use crate::clock::{self, SessionClock};
use crate::command::setup::{self, Ears};
use crate::command::sound;
use crate::config::Config;
use crate::corpus::Recording;
use crate::eval::{Heard, Memory, Part, Played, Sound, Stage};
use crate::event::{Event, HitEvent};
use crate::lang::tell;
use crate::ledger::Ledger;
use crate::pipeline::{
    Again, Drafts, Intake, Output, Parts, Pipeline, PipelineError, Session, spawn,
};
use crate::tape::{self, Tape};
use crate::tr;
use crate::units::{Role, SAMPLE_RATE};
use anyhow::{Result, bail};
use cpu_time::{ProcessTime, ThreadTime};
use indicatif::ProgressBar;
use std::collections::HashMap;
use std::sync::Arc;
use std::time::{Duration, Instant};

/// What every session is recorded under, for as long as the run takes.
const COUNTER: &str = "eval";

/// What is to be played.
pub struct Playing {
    /// All recordings.
    pub recordings: Arc<Vec<Recording>>,
    /// How.
    pub stage: Arc<Stage>,
    /// Moves by one for each time that a recording is played.
    pub progress: ProgressBar,
    /// Whether turns are read before they end, as live.
    pub drafts: bool,
}

/// One recording under one condition.
pub struct Item {
    /// Its place among the recordings.
    pub recording: usize,
    /// What was done to it.
    pub played: Played,
    /// What was heard.
    pub heard: Heard,
}

/// What came of all.
pub struct Outcome {
    /// In the order they were played.
    pub items: Vec<Item>,
    /// Recordings that were played.
    pub recordings: usize,
    /// Files that could not be read.
    pub unread: usize,
    /// Seconds by the wall.
    pub wall_s: f64,
    /// Seconds of the processor, without reading and changing the sound.
    pub cpu_s: f64,
}

impl Playing {
    /// Plays everything; ends early with an error when asked to stop.
    pub fn run(self, config: &Config, ears: Ears) -> Result<Outcome> {
        let folder = tempfile::tempdir()?;
        let store = setup::open_store(folder.path())?;
        let stop = setup::stop_on_signal()?;
        let hours = HashMap::new();
        let parts = Parts {
            recognisers: ears.recognisers,
            edition: ears.edition,
            store,
            segment: config.segment.clone(),
            // Side by side, as counters are: no session waits for another to be told.
            desk: setup::desk(config, true, hours.clone())?,
            archive: setup::archive(config, ears.provenance, hours),
            live: false,
            drafts: if self.drafts { Drafts::Wait } else { Drafts::Off },
            latest_first: None,
        };
        let progress = self.progress.clone();
        let (began, busy) = (Instant::now(), ProcessTime::now());
        let (mut pipeline, outputs) = Pipeline::start(parts, &stop)?;
        let Some(intake) = pipeline.intake() else { bail!("pipeline closed") };
        let tape = setup::tape(config, folder.path(), false);
        let player = Player { playing: self, intake, tape, stop: stop.clone() };
        let player = spawn("play", &stop, move || player.play())?;
        pipeline.close();

        let mut heard: HashMap<String, Heard> = HashMap::new();
        for output in &outputs {
            match output {
                Output::Event(Event::Utterance(utterance)) => {
                    let source = utterance.source.clone().unwrap_or_default();
                    heard.entry(source).or_default().utterances.push(utterance);
                }
                Output::Event(Event::Hit(hit)) => {
                    let source = hit.source.clone().unwrap_or_default();
                    note(&mut heard.entry(source).or_default().hits, hit);
                }
                Output::Warning(warning) => progress.suspend(|| tell(warning)),
                Output::Event(_)
                | Output::Line(_)
                | Output::Incident(_)
                | Output::Met { .. }
                | Output::Ticket(_) => {}
            }
        }
        let joined = pipeline.join();
        let taken = player.join().map_err(|_| PipelineError::Panicked("play"))?;
        let (wall_s, cpu) = (began.elapsed().as_secs_f64(), busy.elapsed());
        progress.finish_and_clear();
        joined?;
        if stop.is_set() {
            bail!(tr!("已中止,没有结果", "stopped, nothing to report"));
        }
        let mut items = taken.items;
        for (session, item) in items.iter_mut().enumerate() {
            item.heard = heard.remove(&session.to_string()).unwrap_or_default();
            item.heard.utterances.sort_by(|a, b| a.start_s.total_cmp(&b.start_s));
        }
        Ok(Outcome {
            recordings: taken.recordings,
            unread: taken.unread,
            items,
            wall_s,
            cpu_s: cpu.saturating_sub(taken.making).as_secs_f64(),
        })
    }
}

/// Adds a hit. Of one that is told again the last word counts, and the delay of the first.
fn note(hits: &mut Vec<HitEvent>, hit: HitEvent) {
    let before = hits
        .iter_mut()
        .rev()
        .find(|before| hit.again && (&before.id, before.channel) == (&hit.id, hit.channel));
    match before {
        Some(before) => *before = HitEvent { delay: before.delay, ..hit },
        None => hits.push(hit),
    }
}

/// The thread `play`.
struct Player {
    playing: Playing,
    intake: Intake,
    tape: tape::Config,
    stop: Stop,
}

/// What the thread did.
#[derive(Default)]
struct Taken {
    items: Vec<Item>,
    recordings: usize,
    unread: usize,
    /// Processor time for reading and changing sound.
    making: Duration,
}

impl Player {
    fn play(self) -> Taken {
        let mut taken = Taken::default();
        let Playing { recordings, stage, progress, .. } = &self.playing;
        let plan: Vec<Vec<Part>> =
            recordings.iter().map(|recording| stage.parts(&recording.name)).collect();
        progress.set_length(plan.iter().map(|parts| parts.len() as u64).sum());
        for (at, (recording, parts)) in recordings.iter().zip(&plan).enumerate() {
            if self.stop.is_set() {
                break;
            }
            let reading = ThreadTime::now();
            let planes = sound::read(&recording.file).map(|planes| used(recording, planes));
            taken.making += reading.elapsed();
            let played = planes.and_then(|planes| {
                parts.iter().try_for_each(|part| {
                    let making = ThreadTime::now();
                    let sound = stage.play(&recording.name, part, planes.clone());
                    taken.making += making.elapsed();
                    let session = taken.items.len() as u64;
                    taken.items.push(item(at, stage, part, &sound));
                    let played = self.play_one(session, recording, sound);
                    progress.inc(1);
                    played
                })
            });
            match played {
                Ok(()) => taken.recordings += 1,
                Err(error) => {
                    progress.suspend(|| tell(error));
                    taken.unread += 1;
                }
            }
        }
        taken
    }

    fn play_one(&self, id: u64, recording: &Recording, sound: Sound) -> Result<(), CaptureError> {
        let roles = roles(recording, sound.planes.len());
        let session = Session {
            id,
            counter: COUNTER.to_owned(),
            source: Some(id.to_string()),
            again: Again::new(roles.len()),
            tape: Tape::new(roles.len(), self.tape.clone()),
            ledger: Arc::new(Ledger::new(roles.len())),
            roles,
            clock: SessionClock::starting(clock::now()),
            live: false,
        };
        let mut source = Playback::new(Memory::new(sound.planes), self.stop.clone(), false);
        self.intake.run(Arc::new(session), &mut source)
    }
}

fn item(recording: usize, stage: &Stage, part: &Part, sound: &Sound) -> Item {
    let played = Played {
        condition: part.condition.clone(),
        lead_s: stage.lead_s,
        audio_s: sound.recording as f64 / f64::from(SAMPLE_RATE),
    };
    Item { recording, played, heard: Heard::default() }
}

/// The channels that the manifest tells of; of a recording whose channels nobody named,
/// the first.
pub fn used(recording: &Recording, mut planes: Vec<Vec<f32>>) -> Vec<Vec<f32>> {
    let named = recording.roles.len();
    let needed = recording.said.iter().map(|said| said.channel + 1).max().unwrap_or(1);
    planes.truncate(named.max(needed));
    planes
}

/// Whose channel each is: as the manifest says, else by what is said on it.
fn roles(recording: &Recording, channels: usize) -> Vec<Role> {
    let of = |channel: usize| {
        let said = recording.said.iter().find(|said| said.channel == channel);
        let role = recording.roles.get(channel).copied().or(said.map(|said| said.role));
        role.unwrap_or(Role::Clerk)
    };
    (0..channels).map(of).collect()
}
