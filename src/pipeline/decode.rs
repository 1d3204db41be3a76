//! The loop of a thread `transcribe-<n>`: work -> transcript.
//!
//! One recogniser each, one queue for all. An error on one utterance is passed
//! on like a text: it is counted and shown, and the next one is decoded. An error on
//! a draft costs only the draft.

use super::desk::{Step, ToDesk};
use super::queue::{Bench, Decoding, DraftJob, Job, Ticket, Work};
use super::session::Session;
use super::stamps::Stamps;
use crate::segment::{Draft, Utterance, Why};
use crate::transcribe::{TranscribeError, Transcriber, Transcript};
use crate::units::SampleRange;
use crossbeam_channel::Sender;
use std::sync::Arc;
use std::sync::atomic::Ordering::Relaxed;
use std::time::Instant;

/// The desk has ended.
struct Gone;

/// Decodes until no more work will come, or the desk is gone.
pub fn run(mut recogniser: Box<dyn Transcriber>, bench: &Bench, desk: &Sender<ToDesk>) {
    while let Some(work) = bench.take() {
        let told = match work {
            Work::Utterance(job) => utterance(recogniser.as_mut(), job, desk),
            Work::Draft(job, ticket) => draft(recogniser.as_mut(), job, ticket, bench, desk),
        };
        if told.is_err() {
            return;
        }
        recogniser.rest();
    }
}

fn utterance(
    recogniser: &mut dyn Transcriber,
    job: Job,
    desk: &Sender<ToDesk>,
) -> Result<(), Gone> {
    // The desk waits for every number: a recogniser that panics still gives one.
    let mut turn = Turn::of(&job, desk);
    let Job { session, utterance, release, pin, .. } = job;
    let taken = Instant::now();
    let (transcript, missing) =
        transcribe(recogniser, &session, &Stretch::of(&utterance), Care::Full);
    session.ledger.lost_backlog.fetch_add(missing, Relaxed);
    if let Some(transcript) = transcript {
        let stamps = Stamps { release, taken, decoded: Instant::now() };
        turn.set(Step::Decoded { utterance, transcript, stamps, pin });
    }
    turn.send()
}

/// Reads a draft, and tells the utterance that it turned out to be meanwhile.
fn draft(
    recogniser: &mut dyn Transcriber,
    job: DraftJob,
    ticket: Ticket,
    bench: &Bench,
    desk: &Sender<ToDesk>,
) -> Result<(), Gone> {
    let DraftJob { session, sequence, draft, release, pin } = job;
    let step = ToDesk { session: session.clone(), sequence, step: Step::Skipped };
    let mut turn = Turn { desk, to_desk: sequence.is_some().then_some(step) };
    let mut owed = Owed { bench, desk, ticket: Some(ticket) };
    let taken = Instant::now();
    // A pause's draft may be the utterance itself; what runs on is heard once more.
    let care = if draft.why == Why::RunsOn { Care::Skim } else { Care::Full };
    let (transcript, missing) = transcribe(recogniser, &session, &Stretch::drafted(&draft), care);
    let decoded = Instant::now();
    let (failed, decoding) = match transcript {
        Some(Ok(transcript)) if missing == 0 => {
            (None, Some(Decoding { transcript, taken, decoded }))
        }
        Some(Err(error)) => (Some(error), None),
        _ => (None, None),
    };
    let heir = owed.pay(decoding.as_ref());
    let count =
        if decoding.is_some() { &session.ledger.drafts } else { &session.ledger.drafts_skipped };
    count.fetch_add(1, Relaxed);
    match &decoding {
        // With its utterance it is told at once, and once.
        Some(decoding) if sequence.is_some() || heir.is_none() => {
            let transcript = decoding.transcript.clone();
            let stamps = Stamps { release, taken, decoded };
            let step = Step::Draft { draft, transcript, stamps, pin };
            turn.to_desk = Some(ToDesk { session, sequence, step });
        }
        _ => {}
    }
    turn.send()?;
    let Some(heir) = heir else { return Ok(()) };
    match (decoding, failed) {
        (Some(decoding), _) => desk.send(told_by(heir, decoding)).map_err(|_| Gone),
        (None, Some(error)) => {
            let mut turn = Turn::of(&heir, desk);
            let stamps = Stamps { release: heir.release, taken, decoded };
            let (utterance, pin) = (heir.utterance, heir.pin);
            turn.set(Step::Decoded { utterance, transcript: Err(error), stamps, pin });
            turn.send()
        }
        // Some of its sound was gone: the utterance counts what.
        (None, None) => self::utterance(recogniser, heir, desk),
    }
}

/// An utterance that has been read as a draft, on its way to the desk.
pub fn told_by(job: Job, decoding: Decoding) -> ToDesk {
    let Job { session, sequence, utterance, release, pin } = job;
    let Decoding { transcript, taken, decoded } = decoding;
    // What was done before the utterance had ended delayed nothing.
    let (taken, decoded) = (taken.max(release.at), decoded.max(release.at));
    let stamps = Stamps { release, taken, decoded };
    let step = Step::Decoded { utterance, transcript: Ok(transcript), stamps, pin };
    ToDesk { session, sequence: Some(sequence), step }
}

/// What is understood of a stretch, unless all of it is gone; and how many samples are.
fn transcribe(
    recogniser: &mut dyn Transcriber,
    session: &Session,
    stretch: &Stretch<'_>,
    care: Care,
) -> (Option<Result<Transcript, TranscribeError>>, u64) {
    let range = stretch.range;
    let mut take = session.tape.read(stretch.channel, range);
    let missing = range.len().saturating_sub(take.held);
    let samples = take.planes.pop().filter(|_| take.held > 0);
    let samples = samples.map(|mut samples| {
        hush(&mut samples, range, stretch.foreign);
        samples
    });
    let heard = samples.map(|samples| match care {
        Care::Full => recogniser.transcribe(&samples),
        Care::Skim => recogniser.skim(&samples),
    });
    (heard, missing)
}

/// What to decode.
struct Stretch<'a> {
    channel: usize,
    range: SampleRange,
    /// What of it leaks from another channel.
    foreign: &'a [SampleRange],
}

impl Stretch<'_> {
    fn of(utterance: &Utterance) -> Stretch<'_> {
        let Utterance { channel, range, foreign, .. } = utterance;
        Stretch { channel: *channel, range: *range, foreign }
    }

    fn drafted(draft: &Draft) -> Stretch<'_> {
        let Draft { channel, range, foreign, .. } = draft;
        Stretch { channel: *channel, range: *range, foreign }
    }
}

/// What is left of a voice that leaks from another microphone: -40 dB, below the quiet of any
/// room that speech is understood in. Silence itself is no sound that a recogniser knows.
const HUSHED: f32 = 0.01;
/// From full to hushed, samples: 8 ms, too slow to be a click.
const RAMP: usize = 128;

/// Makes what is not this channel's own inaudible to the recogniser, so that nobody's words
/// are taken for another's. The tape and the clips keep it.
fn hush(samples: &mut [f32], range: SampleRange, foreign: &[SampleRange]) {
    for stretch in foreign {
        let place = |at| usize::try_from(at - range.start).unwrap_or(usize::MAX).min(samples.len());
        let (from, to) = (place(stretch.start), place(stretch.end));
        let Some(held) = samples.get_mut(from..to) else { continue };
        let len = held.len();
        for (n, sample) in held.iter_mut().enumerate() {
            // An end of the stretch that is the end of the sound has no ramp.
            let before = if from == 0 { RAMP } else { n };
            let depth = before.min(len - 1 - n).min(RAMP) as f32 / RAMP as f32;
            *sample *= 1.0 - depth * (1.0 - HUSHED);
        }
    }
}

/// How carefully to listen.
#[derive(Clone, Copy)]
enum Care {
    /// As carefully as can be.
    Full,
    /// It will be heard once more.
    Skim,
}

/// A step that reaches the desk whatever happens before it is ready.
struct Turn<'a> {
    desk: &'a Sender<ToDesk>,
    to_desk: Option<ToDesk>,
}

impl<'a> Turn<'a> {
    fn of(job: &Job, desk: &'a Sender<ToDesk>) -> Turn<'a> {
        let session = Arc::clone(&job.session);
        let sequence = Some(job.sequence);
        Turn {
            desk,
            to_desk: Some(ToDesk { session, sequence, step: Step::Lost(job.utterance.range) }),
        }
    }

    fn set(&mut self, step: Step) {
        if let Some(to_desk) = &mut self.to_desk {
            to_desk.step = step;
        }
    }

    fn send(&mut self) -> Result<(), Gone> {
        match self.to_desk.take() {
            Some(to_desk) => self.desk.send(to_desk).map_err(|_| Gone),
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

/// A draft that an utterance may be waiting for, whatever becomes of it.
struct Owed<'a> {
    bench: &'a Bench,
    desk: &'a Sender<ToDesk>,
    ticket: Option<Ticket>,
}

impl Owed<'_> {
    /// The utterance that waited for it, if one did.
    fn pay(&mut self, decoding: Option<&Decoding>) -> Option<Job> {
        self.bench.read(self.ticket.take()?, decoding)
    }
}

impl Drop for Owed<'_> {
    fn drop(&mut self) {
        // Paid already unless the recogniser panicked; nobody is left to tell.
        if let Some(heir) = self.pay(None) {
            Turn::of(&heir, self.desk).send().ok();
        }
    }
}
