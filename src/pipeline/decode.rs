//! The loop of a thread `transcribe-<n>`: job -> transcript.
//!
//! One recogniser each, one queue for all. An error on one utterance is passed
//! on like a text: it is counted and shown, and the next one is decoded.

use super::desk::{Step, ToDesk};
use super::listen::Job;
use super::stamps::Stamps;
use crate::transcribe::Transcriber;
use crossbeam_channel::{Receiver, Sender};
use std::sync::atomic::Ordering::Relaxed;
use std::time::Instant;

/// Decodes until the queue of jobs is closed and empty, or the desk is gone.
pub fn run(mut recogniser: Box<dyn Transcriber>, jobs: &Receiver<Job>, desk: &Sender<ToDesk>) {
    for Job { session, sequence, utterance, release, pin } in jobs {
        let taken = Instant::now();
        // The desk waits for every number: a recogniser that panics still gives one.
        let mut turn = Turn { desk, to_desk: Some(ToDesk { session, sequence, step: Step::Lost }) };
        let Some(to_desk) = &mut turn.to_desk else { return };
        let ledger = &to_desk.session.ledger;
        let mut take = to_desk.session.tape.read(utterance.channel, utterance.range);
        ledger.lost_backlog.fetch_add(utterance.range.len().saturating_sub(take.held), Relaxed);
        if take.held > 0
            && let Some(samples) = take.planes.pop()
        {
            let transcript = recogniser.transcribe(&samples);
            let stamps = Stamps { release, taken, decoded: Instant::now() };
            to_desk.step = Step::Decoded { utterance, transcript, stamps, pin };
        }
        if turn.send().is_err() {
            return;
        }
    }
}

/// A step that reaches the desk whatever happens before it is ready.
struct Turn<'a> {
    desk: &'a Sender<ToDesk>,
    to_desk: Option<ToDesk>,
}

impl Turn<'_> {
    fn send(&mut self) -> Result<(), ()> {
        match self.to_desk.take() {
            Some(to_desk) => self.desk.send(to_desk).map_err(|_| ()),
            None => Ok(()),
        }
    }
}

impl Drop for Turn<'_> {
    fn drop(&mut self) {
        // Sent already unless the recogniser panicked; nobody is left to tell.
        self.send().ok();
    }
}
