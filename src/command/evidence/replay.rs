//! The sound of a bundle through the running chain once more.
//!
//! The thread `replay` plays it, as it would a recording; the main thread gathers what is
//! told. The store behind the chain is a folder for the time that it takes.

use crate::bundle::Words;
use crate::capture::{CaptureError, FileSource, Playback, Source};
use crate::clock::SessionClock;
use crate::command::setup::{self, Ears};
use crate::config::Config;
use crate::event::{Event, HitEvent, UtteranceEvent};
use crate::lang::tell;
use crate::ledger::Ledger;
use crate::phrasebook::List;
use crate::pipeline::{Again, Drafts, Output, Parts, Pipeline, PipelineError, Session, spawn};
use crate::record::Incident;
use crate::tape::Tape;
use crate::units::Role;
use anyhow::{Result, bail};
use jiff::SignedDuration;
use std::collections::HashMap;
use std::io::Cursor;
use std::path::Path;
use std::sync::Arc;

/// Ledgers are made before a file has told how many channels it has.
const CHANNELS_MOST: usize = 8;
/// A phrase is the same when it is found this near to where it was, seconds.
const NEAR_S: f64 = 3.0;

/// What was heard this time.
pub struct Heard {
    /// Whether the model file has the hash that the incident names.
    pub model_is_same: bool,
    /// Whether the lists have.
    pub lists_are_same: bool,
    /// What was understood; times count from the beginning of the sound.
    pub utterances: Vec<UtteranceEvent>,
    /// Taboo phrases that were found and count.
    pub hits: Vec<HitEvent>,
    /// Whether the incident's phrase is among them, where it was.
    pub is_found_again: bool,
}

/// Plays `sound`, a WAV file, through the model and the lists that `config` names.
pub fn run(config: &Config, sound: Vec<u8>, incident: &Incident, words: &Words) -> Result<Heard> {
    let ears = Ears::open(config)?;
    let provenance = &incident.provenance;
    let model_is_same = ears.provenance.model_sha256 == provenance.model_sha256;
    let lists_are_same = ears.provenance.lists_sha256 == provenance.lists_sha256;
    let folder = tempfile::tempdir()?;
    let stop = setup::stop_on_signal()?;
    let ledger = Arc::new(Ledger::new(CHANNELS_MOST));
    let len = Some(sound.len() as u64);
    let source = FileSource::from_reader(
        Path::new("bundle"),
        Box::new(Cursor::new(sound)),
        len,
        None,
        Arc::clone(&ledger),
    )?;
    // The time of day decides where a phrase counts in its hours alone.
    let own = config.counters.iter().find(|counter| counter.name == incident.counter);
    let hours = own.map_or(&config.hours, |counter| &counter.hours);
    let hours = match incident.in_hours {
        Some(_) => HashMap::from([(incident.counter.clone(), hours.clone())]),
        None => HashMap::new(),
    };
    let parts = Parts {
        recognisers: ears.recognisers,
        edition: ears.edition,
        store: setup::open_store(folder.path())?,
        segment: config.segment.clone(),
        desk: setup::desk(config, false, hours.clone())?,
        archive: setup::archive(config, ears.provenance, hours),
        live: false,
        drafts: Drafts::Off,
        latest_first: None,
    };
    let (mut pipeline, outputs) = Pipeline::start(parts, &stop)?;
    let Some(intake) = pipeline.intake() else { bail!("pipeline closed") };
    let before = SignedDuration::from_millis(
        ((incident.start_s - words.clip_start_s) * 1000.0).clamp(0.0, 1e9) as i64,
    );
    let roles = roles(source.channels(), incident, words);
    let session = Session {
        id: 0,
        counter: incident.counter.clone(),
        source: Some(incident.id.clone()),
        again: Again::new(roles.len()),
        tape: Tape::new(roles.len(), setup::tape(config, folder.path(), false)),
        roles,
        clock: SessionClock::starting(incident.at.saturating_sub(before)?),
        live: false,
        ledger,
    };
    let stopped = stop.clone();
    let player = spawn("replay", &stop, move || -> Result<(), CaptureError> {
        intake.run(Arc::new(session), &mut Playback::new(source, stopped, false))
    })?;
    pipeline.close();
    let (mut utterances, mut hits) = (Vec::new(), Vec::new());
    for output in &outputs {
        match output {
            Output::Event(Event::Utterance(utterance)) => utterances.push(utterance),
            Output::Event(Event::Hit(hit)) => note(&mut hits, hit),
            Output::Warning(warning) => tell(warning),
            _ => {}
        }
    }
    let joined = pipeline.join();
    player.join().map_err(|_| PipelineError::Panicked("replay"))??;
    joined?;
    hits.retain(|hit: &HitEvent| hit.list == List::Taboo && hit.stopped_by.is_none());
    let is_it = |hit: &HitEvent| {
        hit.id == incident.phrase_id && (hit.start_s - words.hit_in_clip_s).abs() <= NEAR_S
    };
    let is_found_again = hits.iter().any(is_it);
    Ok(Heard { model_is_same, lists_are_same, utterances, hits, is_found_again })
}

/// Adds a hit; of one that is told again the last word counts.
fn note(hits: &mut Vec<HitEvent>, hit: HitEvent) {
    let same = |before: &&mut HitEvent| {
        hit.again && (&before.id, before.channel) == (&hit.id, hit.channel)
    };
    match hits.iter_mut().rev().find(same) {
        Some(before) => *before = hit,
        None => hits.push(hit),
    }
}

/// Whose channel each is, as far as incident and words say.
fn roles(channels: usize, incident: &Incident, words: &Words) -> Vec<Role> {
    let of = |channel: usize| {
        let said = words.heard.iter().find(|heard| heard.channel == channel);
        let own = (incident.channel == channel).then_some(incident.role);
        said.map(|heard| heard.role).or(own).unwrap_or_default()
    };
    (0..channels).map(of).collect()
}
