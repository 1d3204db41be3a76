//! The loop of a thread `transcribe-<n>`: job -> transcript.
//!
//! One recogniser each, one queue for all. An error on one utterance is passed
//! on like a text: it is counted and shown, and the next one is decoded.

use super::desk::{Step, ToDesk};
use super::listen::Job;
use crate::transcribe::Transcriber;
use crossbeam_channel::{Receiver, Sender};
use std::sync::atomic::Ordering::Relaxed;

/// Decodes until the queue of jobs is closed and empty, or the desk is gone.
pub fn run(mut recogniser: Box<dyn Transcriber>, jobs: &Receiver<Job>, desk: &Sender<ToDesk>) {
    for Job { session, sequence, utterance, pin } in jobs {
        let (held, samples) = session.tape.read(utterance.channel, utterance.range);
        session.ledger.lost_backlog.fetch_add(utterance.range.len() - held.len(), Relaxed);
        let step = if samples.is_empty() {
            Step::Lost
        } else {
            let transcript = recogniser.transcribe(&samples);
            Step::Decoded { utterance, transcript, pin }
        };
        if desk.send(ToDesk { session, sequence, step }).is_err() {
            return;
        }
    }
}
