//! The loop of a thread `capture-<counter>`: source -> tape -> segmenters -> queue, and beside
//! it -> ears for bells -> desk.
//!
//! Takes what the source gives and never waits for a recogniser when live. Every
//! step of a session is numbered here, so that the desk can put it back in order; a
//! draft only where drafts do not give way.

use super::counts::Since;
use super::decode::told_by;
use super::desk::{Sounds, Step, ToDesk};
use super::mute::Mute;
use super::queue::{Door, DraftJob, Drafts, Entered, Gone, Job};
use super::session::Session;
use super::stamps::Release;
use crate::acoustic::{Ears, Heard};
use crate::capture::{CaptureError, Gap, Piece, Source};
use crate::clock;
use crate::segment::{self, Bank, Draft, Found, Utterance};
use crate::tape::Pin;
use crate::units::{SAMPLE_RATE, SampleIndex, SampleRange, samples};
use crossbeam_channel::Sender;
use std::sync::Arc;
use std::sync::atomic::Ordering::Relaxed;

/// How often a live session's clock is set by the wall: once a minute, against drift
/// and against a machine that slept.
const ANCHOR_EVERY: u64 = 60 * SAMPLE_RATE as u64;

/// The queues that a listener feeds.
#[derive(Clone)]
pub struct Queues {
    /// To the recognisers; bounded.
    pub door: Door,
    /// To the desk; bounded, always waited for.
    pub desk: Sender<ToDesk>,
}

/// Listens to one source until it ends, is told to stop, or the pipeline is gone.
pub struct Listener {
    session: Arc<Session>,
    bank: Bank,
    ears: Ears,
    /// What was last told of sounds on their way.
    pending: Option<SampleIndex>,
    queues: Queues,
    clip_pre_roll: u64,
    sequence: u64,
    heard_to: SampleIndex,
    reported: SampleIndex,
    anchored: SampleIndex,
    counted: Since,
    mute: Mute,
    /// Where somebody last spoke.
    spoke: Option<SampleIndex>,
}

impl Listener {
    /// A listener at the beginning of `session`; `clip_pre_roll_s` is what a clip
    /// needs before its first phrase.
    pub fn new(
        session: Arc<Session>,
        segment: &segment::Config,
        queues: Queues,
        clip_pre_roll_s: f64,
        mute: Mute,
    ) -> Listener {
        Listener {
            bank: Bank::new(session.roles.len(), segment),
            ears: Ears::new(session.roles.len()),
            pending: None,
            session,
            queues,
            clip_pre_roll: samples(clip_pre_roll_s),
            sequence: 0,
            heard_to: SampleIndex(0),
            reported: SampleIndex(0),
            anchored: SampleIndex(0),
            counted: Since::default(),
            mute,
            spoke: None,
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
        let mut found: Vec<Found> = Vec::new();
        let mut heard: Vec<Heard> = Vec::new();
        let end = match piece {
            Piece::Block(block) if !self.may_hear(block.at) => {
                self.pass_over(block.at, block.len() as u64, &mut found, &mut heard);
                block.at + block.len() as u64
            }
            Piece::Block(block) => {
                self.session.tape.append(&block, self.needed_from(block.at));
                self.look_again();
                self.bank.push(&block, &mut found);
                self.ears.push(&block, &mut heard);
                if self.bank.speaking() {
                    self.spoke = Some(block.at + block.len() as u64);
                }
                block.at + block.len() as u64
            }
            Piece::Gap(gap) => {
                self.bank.gap(&gap, &mut found);
                self.ears.gap(&gap, &mut heard);
                gap.at + gap.samples
            }
        };
        self.heard_to = end;
        // Before the utterances: what is no speech in them must be known by then.
        let ended = found.iter().any(is_utterance);
        if !heard.is_empty() || ended {
            self.sound(heard)?;
        }
        self.enqueue(found)?;
        // What an utterance waits for may have been heard by its end.
        if ended || end - self.reported >= u64::from(SAMPLE_RATE) {
            self.reported = end;
            self.report();
            if self.session.live && end - self.anchored >= ANCHOR_EVERY {
                self.anchored = end;
                self.session.clock.anchor(end, clock::now());
            }
            if self.ears.pending_from() != self.pending {
                self.sound(Vec::new())?;
            }
            let passed = self.counted.last(&self.session.ledger, end);
            self.step(Step::Reached(self.settled(end), passed))?;
        }
        Ok(())
    }

    /// Asks for the drafts that drafts asked for; not where each must come out the same
    /// every time, for when they ask depends on how busy the machine is.
    fn look_again(&mut self) {
        if self.queues.door.drafts() == Drafts::GiveWay {
            for (channel, at) in self.session.again.take() {
                self.bank.look_at(channel, at);
            }
        }
    }

    /// Whether what was heard at `at` may be listened to. The session's own clock says
    /// when that was.
    fn may_hear(&self, at: SampleIndex) -> bool {
        let quiet_s = self.spoke.map(|spoke| SampleIndex(at.0.saturating_sub(spoke.0)).seconds());
        self.mute.may_hear(|| self.session.clock.at(at), quiet_s)
    }

    /// Drops sound that nobody is to listen to: it reaches neither the tape nor the
    /// detector of speech, and is counted.
    fn pass_over(
        &mut self,
        at: SampleIndex,
        samples: u64,
        found: &mut Vec<Found>,
        heard: &mut Vec<Heard>,
    ) {
        let ledger = &self.session.ledger;
        let cause = self.mute.cause();
        // The source counts what it gives.
        ledger.heard.fetch_sub(samples, Relaxed);
        ledger.gap(cause, samples);
        let needed = self.needed_from(at);
        self.bank.gap(&Gap { at, samples, cause }, found);
        self.ears.gap(&Gap { at, samples, cause }, heard);
        self.session.tape.pass(at + samples, needed);
    }

    fn finish(&mut self) {
        let mut found: Vec<Found> = Vec::new();
        let mut heard: Vec<Heard> = Vec::new();
        self.bank.finish(&mut found);
        self.ears.finish(&mut heard);
        self.report();
        if !heard.is_empty() || !found.is_empty() {
            // Whoever is gone is told below.
            self.sound(heard).ok();
        }
        // When the pipeline is gone there is nobody left to tell.
        if self.enqueue(found).is_ok() {
            self.queues.door.over(self.session.id);
            let passed = self.counted.last(&self.session.ledger, self.heard_to);
            self.step(Step::Over(passed)).ok();
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
        ledger.kept.store(self.session.tape.kept(), Relaxed);
        ledger.too_short.store(self.bank.too_short(), Relaxed);
    }

    /// In the order found; utterances of several channels that end side by side by when
    /// they began.
    fn enqueue(&mut self, mut found: Vec<Found>) -> Result<(), Gone> {
        for together in found.chunk_by_mut(|a, b| is_utterance(a) && is_utterance(b)) {
            together.sort_by_key(|found| match found {
                Found::Utterance(utterance) => (utterance.range.start, utterance.channel),
                Found::Draft(draft) => (draft.range.start, draft.channel),
            });
        }
        found.into_iter().try_for_each(|found| match found {
            Found::Utterance(utterance) => self.utterance(utterance),
            Found::Draft(draft) => self.draft(draft),
        })
    }

    fn utterance(&mut self, utterance: Utterance) -> Result<(), Gone> {
        let ledger = &self.session.ledger;
        let length = utterance.range.len();
        ledger.utterances.fetch_add(1, Relaxed);
        ledger.speech.fetch_add(length, Relaxed);
        ledger.waiting.fetch_add(1, Relaxed);
        let job = Job {
            session: self.session.clone(),
            sequence: self.sequence,
            release: Release::now(self.heard_to),
            pin: self.pin(utterance.range),
            utterance,
        };
        match self.queues.door.utterance(job)? {
            Entered::In => self.sequence += 1,
            Entered::Read(read) => {
                let (job, decoding) = *read;
                self.sequence += 1;
                self.queues.desk.send(told_by(job, decoding)).map_err(|_| Gone)?;
            }
            Entered::Full => {
                ledger.waiting.fetch_sub(1, Relaxed);
                ledger.lost_backlog.fetch_add(length, Relaxed);
            }
        }
        Ok(())
    }

    fn draft(&mut self, draft: Draft) -> Result<(), Gone> {
        let sequence = match self.queues.door.drafts() {
            Drafts::Off => return Ok(()),
            Drafts::GiveWay => None,
            Drafts::Wait => {
                self.sequence += 1;
                Some(self.sequence - 1)
            }
        };
        self.queues.door.draft(DraftJob {
            session: self.session.clone(),
            sequence,
            release: Release::now(self.heard_to),
            pin: self.pin(draft.range),
            draft,
        })
    }

    /// Keeps the sound of `range`, and what a clip needs before it.
    fn pin(&self, range: SampleRange) -> Pin {
        self.session.tape.pin(range.start.saturating_sub(self.clip_pre_roll))
    }

    /// Hands on sounds, and what is known of those on their way.
    fn sound(&mut self, heard: Vec<Heard>) -> Result<(), Gone> {
        self.pending = self.ears.pending_from();
        let (pending, no_speech) = (self.pending, self.ears.no_speech());
        self.step(Step::Sound(Sounds { heard, pending, no_speech }))
    }

    fn step(&mut self, step: Step) -> Result<(), Gone> {
        let (session, sequence) = (self.session.clone(), Some(self.sequence));
        let to_desk = ToDesk { session, sequence, step };
        self.sequence += 1;
        self.queues.desk.send(to_desk).map_err(|_| Gone)
    }
}

fn is_utterance(found: &Found) -> bool {
    matches!(found, Found::Utterance(_))
}
