//! The loop of a thread `capture-<counter>`: source -> tape -> segmenters -> jobs.
//!
//! Takes what the source gives and never waits for a recogniser when live. Every
//! step of a session is numbered here, so that the desk can put it back in order.

use super::desk::{Step, ToDesk};
use super::session::Session;
use super::stamps::Release;
use crate::capture::{CaptureError, Piece, Source};
use crate::clock;
use crate::segment::{self, Bank, Utterance};
use crate::tape::Pin;
use crate::units::{SAMPLE_RATE, SampleIndex, samples};
use crossbeam_channel::{Sender, TrySendError};
use std::sync::Arc;
use std::sync::atomic::Ordering::Relaxed;

/// How often a live session's clock is set by the wall: once a minute, against drift
/// and against a machine that slept.
const ANCHOR_EVERY: u64 = 60 * SAMPLE_RATE as u64;

/// An utterance that waits to be decoded.
pub struct Job {
    /// The session it belongs to.
    pub session: Arc<Session>,
    /// Its place among the session's steps.
    pub sequence: u64,
    /// What to decode.
    pub utterance: Utterance,
    /// When it was handed on.
    pub release: Release,
    /// Keeps its sound, and the pre-roll of a clip, on the tape.
    pub pin: Pin,
}

/// What to do when the queue of jobs is full.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum WhenFull {
    /// A file can wait.
    Wait,
    /// A microphone cannot: the utterance is lost and counted.
    Lose,
}

/// The queues that a listener feeds.
#[derive(Clone)]
pub struct Queues {
    /// To the recognisers; bounded.
    pub jobs: Sender<Job>,
    /// To the desk; bounded, always waited for.
    pub desk: Sender<ToDesk>,
    /// What to do when `jobs` is full.
    pub when_full: WhenFull,
}

/// Listens to one source until it ends, is told to stop, or the pipeline is gone.
pub struct Listener {
    session: Arc<Session>,
    bank: Bank,
    queues: Queues,
    clip_pre_roll: u64,
    sequence: u64,
    heard_to: SampleIndex,
    reported: SampleIndex,
    anchored: SampleIndex,
}

/// The pipeline behind the listener has ended.
struct Gone;

impl Listener {
    /// A listener at the beginning of `session`; `clip_pre_roll_s` is what a clip
    /// needs before its first phrase.
    pub fn new(
        session: Arc<Session>,
        segment: &segment::Config,
        queues: Queues,
        clip_pre_roll_s: f64,
    ) -> Listener {
        Listener {
            bank: Bank::new(session.roles.len(), segment),
            session,
            queues,
            clip_pre_roll: samples(clip_pre_roll_s),
            sequence: 0,
            heard_to: SampleIndex(0),
            reported: SampleIndex(0),
            anchored: SampleIndex(0),
        }
    }

    /// Runs to the end of `source`. What was heard before an error is decoded all the same.
    pub fn run(mut self, source: &mut dyn Source) -> Result<(), CaptureError> {
        let outcome = loop {
            match source.next_piece() {
                Ok(Some(piece)) => {
                    if self.take(piece).is_err() {
                        return Ok(());
                    }
                }
                Ok(None) => break Ok(()),
                Err(error) => break Err(error),
            }
        };
        self.finish();
        outcome
    }

    fn take(&mut self, piece: Piece) -> Result<(), Gone> {
        let mut found: Vec<Utterance> = Vec::new();
        let end = match piece {
            Piece::Block(block) => {
                self.session.tape.append(&block, self.needed_from(block.at));
                self.bank.push(&block, &mut found);
                block.at + block.len() as u64
            }
            Piece::Gap(gap) => {
                self.bank.gap(&gap, &mut found);
                gap.at + gap.samples
            }
        };
        self.heard_to = end;
        self.enqueue(found)?;
        if end - self.reported >= u64::from(SAMPLE_RATE) {
            self.reported = end;
            self.report();
            if self.session.live && end - self.anchored >= ANCHOR_EVERY {
                self.anchored = end;
                self.session.clock.anchor(end, clock::now());
            }
            self.step(Step::Reached(self.settled(end)))?;
        }
        Ok(())
    }

    fn finish(&mut self) {
        let mut found: Vec<Utterance> = Vec::new();
        self.bank.finish(&mut found);
        self.report();
        // When the pipeline is gone there is nobody left to tell.
        if self.enqueue(found).is_ok() {
            self.step(Step::Over).ok();
        }
    }

    /// No utterance that is still to come begins before this.
    fn settled(&self, end: SampleIndex) -> SampleIndex {
        self.bank.pending_from().unwrap_or(end)
    }

    fn needed_from(&self, end: SampleIndex) -> SampleIndex {
        self.settled(end).saturating_sub(self.clip_pre_roll)
    }

    fn report(&self) {
        let ledger = &self.session.ledger;
        ledger.speaking.store(self.bank.speaking(), Relaxed);
        ledger.spooled_bytes.store(self.session.tape.spooled_bytes(), Relaxed);
        ledger.too_short.store(self.bank.too_short(), Relaxed);
    }

    /// Utterances of several channels that end in one block are queued by when they began.
    fn enqueue(&mut self, mut found: Vec<Utterance>) -> Result<(), Gone> {
        found.sort_by_key(|utterance| (utterance.range.start, utterance.channel));
        for utterance in found {
            let ledger = &self.session.ledger;
            let length = utterance.range.len();
            ledger.utterances.fetch_add(1, Relaxed);
            ledger.speech.fetch_add(length, Relaxed);
            ledger.waiting.fetch_add(1, Relaxed);
            let from = utterance.range.start.saturating_sub(self.clip_pre_roll);
            let job = Job {
                session: self.session.clone(),
                sequence: self.sequence,
                utterance,
                release: Release::now(self.heard_to),
                pin: self.session.tape.pin(from),
            };
            match self.queues.when_full {
                WhenFull::Wait => {
                    self.sequence += 1;
                    self.queues.jobs.send(job).map_err(|_| Gone)?;
                }
                WhenFull::Lose => match self.queues.jobs.try_send(job) {
                    Ok(()) => self.sequence += 1,
                    Err(TrySendError::Full(_)) => {
                        ledger.waiting.fetch_sub(1, Relaxed);
                        ledger.lost_backlog.fetch_add(length, Relaxed);
                    }
                    Err(TrySendError::Disconnected(_)) => return Err(Gone),
                },
            }
        }
        Ok(())
    }

    fn step(&mut self, step: Step) -> Result<(), Gone> {
        let to_desk = ToDesk { session: self.session.clone(), sequence: self.sequence, step };
        self.sequence += 1;
        self.queues.desk.send(to_desk).map_err(|_| Gone)
    }
}
